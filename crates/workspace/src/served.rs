//! The served API: HighLevel's operations, answered from the mirror.
//!
//! Here: which operation the mirror can answer, how its records are shown, and the way on for what it cannot
//! answer. Writes go out through the ledger. Not here: keys (`api_keys`), HTTP (`web::served`).
//!
//! Promise: an answer from the mirror says what HighLevel last said, in HighLevel's own form; what the mirror does
//! not hold whole is asked of HighLevel, never guessed. A read that the mirror can answer never waits for the
//! network.

mod altered;
mod asked;
mod belongings;
mod column;
mod contacts;
mod fresh;
mod lists;
mod pass;
mod said;
mod search;
mod service;
mod shelf;
mod show;
mod tasks;
mod write;

pub use asked::Asked;
pub use fresh::Fresh;
pub use said::{By, Said};
pub use service::Served;

use highlevel::answering::Refusal;
use serde_json::Value;
use store::StoreError;

/// What the mirror answers, if it can.
type Read = Result<Option<Found>, Trouble>;

/// An answer of the mirror.
struct Found {
    /// The body, without a trace id.
    body: Value,
    /// When HighLevel was last asked for it, where it is about one record.
    checked_at: Option<jiff::Timestamp>,
}

impl Found {
    fn of(body: Value) -> Self {
        Self { body, checked_at: None }
    }
}

/// Why a read has no answer.
enum Trouble {
    /// HighLevel would refuse it too.
    Refused(Refusal),
    /// The fault is ours.
    Store(StoreError),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
