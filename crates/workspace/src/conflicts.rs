//! Conflicts: fields that both sides changed, and what a person makes of them.
//!
//! Here: the page's lines, choosing a side, keeping both, whose value stands in future. Not here: how conflicts are
//! found (`gateway`), the merge (`domain::merge`).
//!
//! Promise: a choice that has to be written is an ordinary write, on disk together with the end of the conflict.

mod service;

pub use service::Conflicts;
pub(crate) use service::{label, shown};

use domain::conflict::Choice;
use domain::ids::{ConflictId, WriteId};
use highlevel::ContactId;
use jiff::Timestamp;

use crate::contact::ContactRef;
use crate::fields::FieldKey;
use crate::member::Editing;
use crate::timeline::By;

/// The page of conflicts.
#[derive(Debug, Clone)]
pub struct ConflictsPage {
    /// What waits for somebody, newest first.
    pub open: Vec<ConflictLine>,
    /// What somebody decided lately, newest first.
    pub ended: Vec<ConflictLine>,
    /// Whether more wait than are shown.
    pub more: bool,
    /// Fields of contacts whose value here stands.
    pub rules: Vec<Rule>,
    /// Fields of contacts for which that can be said.
    pub choices: Vec<Rule>,
    /// Whether the person may decide.
    pub editing: Editing,
    /// Whether the person may say whose value stands in future.
    pub may_rule: bool,
}

/// A field of contacts, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// As the setting names it: `contact/city`.
    pub name: String,
    /// As people read it.
    pub label: String,
}

/// One conflict.
#[derive(Debug, Clone)]
pub struct ConflictLine {
    /// Which.
    pub id: ConflictId,
    /// The write that wanted our value.
    pub write: WriteId,
    /// Whose record.
    pub contact: Option<ContactRef>,
    /// The field, as people read it.
    pub label: String,
    /// What both started from; nothing when it was empty.
    pub base: Option<String>,
    /// What HighLevel had.
    pub theirs: Side,
    /// What was wanted here.
    pub ours: Side,
    /// Whether ours stands; else theirs does.
    pub ours_stands: bool,
    /// Whether both can be kept, one of them as a note.
    pub may_keep_both: bool,
    /// Where another value can be typed.
    pub edit: Option<(ContactId, FieldKey)>,
    /// How it ended, once it has.
    pub end: Option<EndLine>,
}

/// One side of a conflict.
#[derive(Debug, Clone)]
pub struct Side {
    /// The value; nothing when it is empty.
    pub value: Option<String>,
    /// Who or what set it.
    pub by: By,
    /// When.
    pub at: Timestamp,
}

/// How a conflict ended.
#[derive(Debug, Clone)]
pub struct EndLine {
    /// What was chosen.
    pub choice: Choice,
    /// Who chose, where a person did.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}
