//! History: what was, read out of the change log, and how to bring it back.
//!
//! Here: the history of a field, a record as of any moment, and plans that restore a record or undo what a run or
//! an import did. Not here: the log itself (`change`, `store`), making the writes of a plan (`workspace`, `gateway`).
//!
//! Promise: a plan is a list of ordinary writes that a person sees first; what somebody else altered since is left
//! alone, and the plan says so.

mod as_of;
mod atom;
mod field;
mod plan;
mod undo;
mod writable;

pub use as_of::{AsOf, as_of};
pub use field::{FieldStep, field_history};
pub use plan::{LeftOut, Plan, Preview, Step, Why, restore};
pub use undo::{Origin, Touched, undo};
pub use writable::{is_creatable, is_writable};

use highlevel::ids::ContactId;
use jiff::Timestamp;

use crate::record::{Doc, Kind, RecordId};

/// A record as the mirror holds it now.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Of which kind.
    pub kind: Kind,
    /// Which.
    pub id: RecordId,
    /// Whose.
    pub contact: Option<ContactId>,
    /// What it holds; of a deleted record, what it held last.
    pub doc: Doc,
    /// Since when it is gone, if it is.
    pub deleted_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests;
