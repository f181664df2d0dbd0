//! The other side of the API: what whoever answers in HighLevel's place has to know.
//!
//! Here: which operation a path names, how strictly a body is read, the search grammar, and every refusal in
//! HighLevel's words and shapes. Not here: records, and what an operation does with them.
//!
//! Promise: two servers built on this refuse the same calls in the same words.

mod answer;
pub mod body;
pub mod paths;
pub mod query;
mod refusal;
pub mod search;
mod turned;

pub use answer::{Answer, Outcome, traced};
pub use refusal::Refusal;
pub use turned::Turned;

use serde_json::{Value, json};

use crate::version::Spelling;

/// "It is done": one `e` in the dated versions, both spellings in `v3`.
#[must_use]
pub fn done(spelling: Spelling) -> Value {
    match spelling {
        Spelling::V2 => json!({ "succeded": true }),
        Spelling::V3 => json!({ "succeeded": true, "succeded": true }),
    }
}
