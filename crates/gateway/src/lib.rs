//! The one door out to HighLevel.
//!
//! Here: a connection's token, the budget lane, the call and its usage row; the write ledger in motion; the
//! refresh of one record; what the day and long work cost. Not here: what people may do (`workspace`), events and
//! first copies (`sync`), deciding what a found record means for the mirror (`domain::mirror`).
//!
//! Promise: no call leaves by another way; a new pair of tokens is on disk before it is used; a write is on disk
//! before it leaves, and one whose outcome is unknown is looked for before it is sent again.

mod bulk;
mod desk;
mod door;
mod error;
mod gateway;
mod lane;
mod ledger;
mod options;
mod outlook;
mod overheard;
mod reading;
mod refresh;
mod scopes;
mod their_clock;
mod token;
mod usage;

pub use bulk::Bulked;
pub use domain::forecast::{Preflight, Work};
pub use error::GatewayError;
pub use gateway::Gateway;
pub use ledger::{AUTHORITY, AtOnce, Attempted, Carried, Kept, authority};
pub use options::Options;
pub use outlook::Outlook;
pub use reading::{Page, Reading};
pub use refresh::{Refresh, Refreshed};
pub use scopes::held_scopes;

#[cfg(test)]
mod tests;
