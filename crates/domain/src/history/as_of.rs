//! A record as of any moment: today's, with every later change taken back.

use jiff::Timestamp;
use serde_json::Value;

use super::Held;
use crate::{
    change::{Action, Change, FieldChange, Knowledge},
    mirror::is_bookkeeping,
    record::Doc,
};

/// What a record was at a moment.
#[derive(Debug, Clone, PartialEq)]
pub enum AsOf {
    /// It held this.
    There {
        /// Its fields, but for those that only say when something changed.
        doc: Doc,
        /// Fields that became known later: that they were the same then is likely, not certain.
        assumed: Vec<String>,
    },
    /// It was gone, and held this last.
    Deleted {
        /// Its fields.
        doc: Doc,
    },
    /// It did not exist yet.
    NotYet,
    /// Nobody here knows: the log begins later, or the mirror met the record later.
    Unknown {
        /// From when on it is known.
        known_from: Timestamp,
    },
}

/// Pure: a record as of a moment. `log` is all changes of this record that are kept; `log_begins` is how far back
/// the log reaches, where old changes have been thrown away.
pub fn as_of(held: &Held, log: &[Change], log_begins: Option<Timestamp>, at: Timestamp) -> AsOf {
    if let Some(known_from) = log_begins.filter(|begins| at < *begins) {
        return AsOf::Unknown { known_from };
    }
    let mut doc = held.doc.clone();
    let mut exists = held.deleted_at.is_none();
    let mut assumed: Vec<String> = Vec::new();
    for change in later(log, at) {
        match change.action {
            Action::Created => return before_creation(&doc, change, at),
            Action::Deleted => exists = true,
            Action::Restored => exists = false,
            Action::Updated | Action::Learned => {}
        }
        for field in &change.fields {
            take_back(&mut doc, field, &mut assumed);
        }
    }
    let doc = without_bookkeeping(doc);
    if exists { AsOf::There { doc, assumed } } else { AsOf::Deleted { doc } }
}

/// The changes after a moment, the latest first. The order is that of the log; its clock may have been set back.
fn later(log: &[Change], at: Timestamp) -> Vec<&Change> {
    let last = log.iter().filter(|change| change.at <= at).map(|change| change.seq).max();
    let mut later: Vec<&Change> =
        log.iter().filter(|change| last.is_none_or(|last| change.seq > last)).collect();
    later.sort_by_key(|change| std::cmp::Reverse(change.seq));
    later
}

/// A record that the mirror met after it was made was there all along.
fn before_creation(doc: &Doc, created: &Change, at: Timestamp) -> AsOf {
    match doc.time("dateAdded").or_else(|| doc.time("createdAt")) {
        Some(added) if added <= at => AsOf::Unknown { known_from: created.at },
        _ => AsOf::NotYet,
    }
}

fn take_back(doc: &mut Doc, field: &FieldChange, assumed: &mut Vec<String>) {
    if field.knowledge == Knowledge::Learned {
        if !assumed.contains(&field.field) {
            assumed.push(field.field.clone());
        }
        return;
    }
    assumed.retain(|name| *name != field.field);
    doc.set(&field.field, field.before.clone().unwrap_or(Value::Null));
}

fn without_bookkeeping(doc: Doc) -> Doc {
    let mut fields = doc.into_fields();
    fields.retain(|field, _| !is_bookkeeping(field));
    Doc::from_fields(fields)
}
