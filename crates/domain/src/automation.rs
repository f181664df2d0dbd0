//! Automations: what people build without code, and every decision about it.
//!
//! Here: the definition and its versions, what a trigger matches, what a run does next, what lint finds, the sentence
//! that says it and the difference between two versions. Not here: rows (`store`), calls (`gateway`), timers (`engine`).
//!
//! Promise: the same definition, run and news always lead to the same next state; no news, however often or in
//! whatever order it comes, makes a finished step run again.

pub mod address;
pub mod breaker;
pub mod condition;
pub mod definition;
pub mod diff;
pub mod lint;
pub mod matching;
pub mod run;
pub mod schedule;
pub mod sentence;
pub mod standing;
pub mod step;
pub mod trigger;
pub mod version;
pub mod yaml;

mod length;
mod on;
mod walk;

pub use condition::Condition;
pub use definition::{Definition, Each};
pub use length::Length;
pub use on::{About, On};
pub use standing::{Automation, Standing};
pub use step::{Action, OperationName, Step, StepId};
pub use trigger::Trigger;
pub use walk::{Nested, Walk};
