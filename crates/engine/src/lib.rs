//! Automations in motion: what starts runs, and what carries them on.
//!
//! Here: reading the change log for triggers, going on with runs, carrying out what a step asks, waking what waits.
//! Not here: every decision (`domain::automation`), rows (`store`), calls to HighLevel (`gateway`).
//!
//! Promise: one change opens one run of an automation; a step that is finished is never made again, whatever dies in
//! between; what may have been made is looked for before it is made once more; every run ends and says why.

mod ask;
mod carry;
mod drive;
mod dry;
mod engine;
mod error;
mod handler;
mod keep;
mod library;
mod matching;
mod schedule;
mod seen;
mod timers;

pub use ask::NotAgain;
pub use dry::{DryRun, DryStep, Exact, exact};
pub use engine::{Engine, Options};
pub use error::RunError;
pub use handler::Handler;
pub use schedule::schedule;
