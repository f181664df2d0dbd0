//! Answers, and HighLevel's refusals in its own words and shapes: the same that any server of the API gives.

pub use highlevel::answering::{Answer, Outcome, Refusal};
