//! The worker loop and the schedule over the store's job table.
//!
//! Here: leasing jobs, keeping the lease while they are worked on, writing down how they ended, trying again, and
//! adding jobs on a period. Not here: what any job does ([`Handler`]), the table itself (`store`).
//!
//! Promise: a job that is on disk is done or ends as failed with a reason a person can read, whatever dies in
//! between; two workers never both write down the end of the same lease; a handler that fails or panics never
//! ends the loop. At the bound (all slots busy) jobs wait on disk, the most urgent lane first, with slots of their
//! own for people.

mod backoff;
mod desk;
mod handler;
mod lane_slots;
mod run;
mod schedule;
mod worker;

pub use backoff::Backoff;
pub use handler::{Handler, Trouble};
pub use schedule::{Due, Every};
pub use worker::{Options, Running, Worker};

#[cfg(test)]
mod tests;
