//! The history of one field.

use jiff::Timestamp;
use serde_json::Value;

use super::atom::{Atom, atoms};
use crate::change::{Cause, Change, Knowledge, Seq};

/// One step in a field's life.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldStep {
    /// When the mirror took it.
    pub at: Timestamp,
    /// Its place in the log.
    pub seq: Seq,
    /// Who or what did it.
    pub cause: Cause,
    /// The value before; none when it was empty, or not known.
    pub before: Option<Value>,
    /// The value after; none when it is empty.
    pub after: Option<Value>,
    /// Whether the value before was known.
    pub knowledge: Knowledge,
}

/// Pure: a field's history, the latest first. A custom field is `customFields.ID`; a set is told as a whole.
pub fn field_history(log: &[Change], field: &str) -> Vec<FieldStep> {
    let mut steps: Vec<FieldStep> = log.iter().filter_map(|change| step(change, field)).collect();
    steps.sort_by_key(|step| std::cmp::Reverse(step.seq));
    steps
}

fn step(change: &Change, field: &str) -> Option<FieldStep> {
    let step = |before: Option<Value>, after: Option<Value>, knowledge| FieldStep {
        at: change.at,
        seq: change.seq,
        cause: change.cause.clone(),
        before,
        after,
        knowledge,
    };
    if let Some(whole) = change.fields.iter().find(|moved| moved.field == field) {
        return Some(step(whole.before.clone(), whole.after.clone(), whole.knowledge));
    }
    let wanted = Atom::Field(field.to_owned());
    let moved = change.fields.iter().flat_map(atoms).find(|moved| moved.atom == wanted)?;
    let known = |value: Value| (!value.is_null()).then_some(value);
    Some(step(known(moved.before), known(moved.after), moved.knowledge))
}
