//! Rankr's nouns and decisions, pure.
//!
//! Here: what a record, a change, a write, a job, a budget and a person are, and every decision about them
//! that needs no disk and no network. Not here: SQL (`store`), calls (`gateway`), pages (`web`).
//!
//! Promise: the same input gives the same answer. No async, no clock, no randomness; time enters as an argument.

pub mod api_key;
pub mod automation;
pub mod budget;
pub mod bulk;
pub mod change;
pub mod conflict;
pub mod connection;
pub mod contact;
pub mod conversation;
pub mod delivery;
pub mod digest;
pub mod expression;
pub mod forecast;
pub mod history;
pub mod ids;
pub mod job;
pub mod mapping;
pub mod merge;
pub mod mirror;
pub mod person;
pub mod progress;
pub mod ranking;
pub mod record;
pub mod search;
pub mod upsert;
mod wording;
pub mod write;

/// HighLevel's ids, as its own crate types them.
pub use highlevel::ids as highlevel_ids;
