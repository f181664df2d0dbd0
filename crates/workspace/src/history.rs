//! The time machine: what was, who or what changed it, and bringing it back.
//!
//! Here: one field's life, a contact as of a moment, restoring a field or a contact, how far the log reaches and what
//! that costs. Not here: what a whole action did (`bulk`), the arithmetic (`domain::history`).
//!
//! Promise: looking back changes nothing; bringing back is ordinary writes that a person has seen first.

mod keep;
mod past;
mod service;

pub use keep::{Keeping, MOST_DAYS};
pub use service::History;

use domain::bulk::Preview;
use domain::ids::{BulkId, RunId};
use jiff::Timestamp;

use crate::contact::ContactRef;
use crate::fields::FieldKey;
use crate::member::Editing;
use crate::timeline::By;

/// One field's life.
#[derive(Debug, Clone)]
pub struct FieldPast {
    /// Whose.
    pub contact: ContactRef,
    /// The field.
    pub key: FieldKey,
    /// As people read it.
    pub label: String,
    /// What it is now.
    pub now: Option<String>,
    /// What happened to it, the latest first.
    pub steps: Vec<StepLine>,
    /// From when on it is known, where older changes were forgotten.
    pub known_from: Option<Timestamp>,
    /// Whether the person may bring something back.
    pub editing: Editing,
}

/// One change of a field.
#[derive(Debug, Clone)]
pub struct StepLine {
    /// When.
    pub at: Timestamp,
    /// Who or what did it.
    pub by: By,
    /// What of ours it was part of.
    pub origin: Option<Origin>,
    /// What was there before; nothing when it was empty.
    pub before: Option<String>,
    /// What was there afterwards.
    pub after: Option<String>,
    /// Whether the value only became known then, and nobody changed it.
    pub is_learned: bool,
    /// Whether it is what stands there now.
    pub is_now: bool,
}

/// What of ours made many changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An action on many contacts.
    Bulk(BulkId),
    /// A run of an automation.
    Run(RunId),
}

/// A contact as of a moment.
#[derive(Debug, Clone)]
pub struct PastPage {
    /// The contact, by its name at that moment.
    pub contact: ContactRef,
    /// The moment.
    pub at: Timestamp,
    /// What is known of it.
    pub known: Known,
    /// Its fields, section by section.
    pub sections: Vec<PastSection>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its tasks and notes.
    pub records: Vec<PastRecord>,
    /// How many fields are not what they are now.
    pub changed: usize,
    /// Whether the person may bring it back.
    pub editing: Editing,
}

/// What is known of a record at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It was there.
    There,
    /// It was deleted; what is shown was the last of it.
    Deleted,
    /// It did not exist yet.
    NotYet,
    /// Nobody here knows; from then on it is known.
    Unknown(Timestamp),
}

/// Fields under one heading.
#[derive(Debug, Clone)]
pub struct PastSection {
    /// The heading.
    pub name: String,
    /// The fields that have a value then or now.
    pub rows: Vec<PastRow>,
}

/// One field then and now.
#[derive(Debug, Clone)]
pub struct PastRow {
    /// The field.
    pub key: FieldKey,
    /// As people read it.
    pub label: String,
    /// Then.
    pub then: Option<String>,
    /// Now.
    pub now: Option<String>,
    /// Whether it became known later only: likely the same then.
    pub is_assumed: bool,
}

/// A task or note then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRecord {
    /// "Task" or "Note".
    pub kind: String,
    /// Its title or first words.
    pub title: String,
    /// "done", "open", "deleted since".
    pub state: String,
}

/// What bringing back would write.
#[derive(Debug, Clone)]
pub struct BackPage {
    /// Whose.
    pub contact: ContactRef,
    /// To which moment.
    pub at: Timestamp,
    /// Which field alone, where it is one.
    pub field: Option<FieldKey>,
    /// What changes.
    pub changes: Vec<Preview>,
    /// What stays, and why.
    pub left: Vec<String>,
    /// Calls it takes.
    pub calls: usize,
    /// Whether the contact is made again.
    pub makes_again: bool,
    /// Whether the person may.
    pub editing: Editing,
}
