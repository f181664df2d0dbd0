//! News in: what HighLevel tells and what it only shows when asked.
//!
//! Here: keeping deliveries, taking them into the mirror, the first copy, watching where no webhooks come,
//! comparing for what no event told.
//! Not here: checking signatures (`web`), deciding what news means (`domain::mirror`), writing to HighLevel
//! (`gateway`).
//!
//! Promise: a delivery that was kept is taken in once, whatever dies in between, and the order of arrival never
//! decides; the first copy goes on where it stopped and triggers nothing.

mod backfill;
mod conversations;
mod error;
mod handler;
mod keep;
mod reconcile;
mod reopen;
mod schedule;
mod source;
mod take_in;
mod task_pages;
mod upkeep;
mod watch;

#[cfg(test)]
mod tests;

pub use backfill::{Overview, begin, overview};
pub use error::SyncError;
pub use handler::Handler;
pub use keep::{KeepError, Kept, LARGEST_BODY, keep};
pub use reconcile::{Health, compare_now, health};
pub use schedule::schedule;
