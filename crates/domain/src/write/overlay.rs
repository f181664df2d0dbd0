//! The overlay: what a record looks like with our open writes on top, and what is pending or failed on it.

use serde_json::{Map, Value, json};

use super::{Effect, State, Write};
use crate::{
    ids::WriteId,
    record::{Doc, RecordId},
};

/// One value that HighLevel has not confirmed, or would not take.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingField {
    /// The field; a custom field is `customFields.ID`; empty for the record as a whole.
    pub field: String,
    /// The value that was wanted; none clears it.
    pub value: Option<Value>,
    /// Where the write stands.
    pub state: State,
    /// Which write.
    pub write: WriteId,
    /// Why it stands there.
    pub reason: Option<String>,
}

/// A record as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlaid {
    /// The document with every open write applied.
    pub doc: Doc,
    /// What is pending or failed, oldest first.
    pub pending: Vec<PendingField>,
    /// Whether an open write deletes it.
    pub deleting: Option<WriteId>,
}

/// A record that is not in HighLevel yet: its create is open, or failed and not put aside.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingRecord {
    /// What was wanted.
    pub doc: Doc,
    /// Where the write stands.
    pub state: State,
    /// Which write.
    pub write: WriteId,
    /// Why it stands there.
    pub reason: Option<String>,
}

/// Pure: the record with our writes on top, which come oldest first. Failed writes do not touch the document;
/// they are listed with the value that was wanted, so that nothing a person typed is lost.
pub fn overlay(doc: &Doc, writes: &[Write]) -> Overlaid {
    let mut shown = Overlaid { doc: doc.clone(), pending: Vec::new(), deleting: None };
    for write in writes.iter().filter(|write| write.is_shown()) {
        if write.state.is_open() {
            apply(&mut shown, write);
        }
        shown.pending.extend(pending_fields(write));
    }
    shown
}

/// Pure: a contact's records of one kind with our writes on top, and the creates that are still on their way.
pub fn overlay_list(
    records: &[(RecordId, Doc)],
    writes: &[Write],
) -> (Vec<(RecordId, Overlaid)>, Vec<PendingRecord>) {
    let shown = records
        .iter()
        .map(|(id, doc)| {
            let own: Vec<Write> =
                writes.iter().filter(|write| write.intent.record.as_ref() == Some(id)).cloned().collect();
            (id.clone(), overlay(doc, &own))
        })
        .collect();
    let creates = writes
        .iter()
        .filter(|write| write.is_shown() && write.intent.record.is_none())
        .filter_map(|write| match &write.intent.effect {
            Effect::Create { fields } => Some(PendingRecord {
                doc: Doc::from_fields(fields.clone()),
                state: write.state,
                write: write.id,
                reason: write.reason.clone(),
            }),
            _ => None,
        })
        .collect();
    (shown, creates)
}

fn apply(shown: &mut Overlaid, write: &Write) {
    match &write.intent.effect {
        Effect::Set { fields } | Effect::Create { fields } => {
            for (field, value) in fields {
                set(&mut shown.doc, field, value);
            }
        }
        Effect::Add { field, values } => {
            let mut list: Vec<String> = shown.doc.texts(field).map(str::to_owned).collect();
            list.extend(values.iter().filter(|value| !list.contains(value)).cloned().collect::<Vec<_>>());
            shown.doc.set(field, json!(list));
        }
        Effect::Remove { field, values } => {
            let list: Vec<&str> =
                shown.doc.texts(field).filter(|value| !values.iter().any(|gone| gone == value)).collect();
            let list = json!(list);
            shown.doc.set(field, list);
        }
        Effect::Delete => shown.deleting = Some(write.id),
        Effect::Nothing => {}
    }
}

/// Sets a plain field, or one custom field within the list of them.
fn set(doc: &mut Doc, field: &str, value: &Value) {
    let Some(id) = field.strip_prefix("customFields.") else {
        doc.set(field, value.clone());
        return;
    };
    let mut list: Vec<Value> = doc.get("customFields").and_then(Value::as_array).cloned().unwrap_or_default();
    let at = list.iter().position(|item| item.get("id").and_then(Value::as_str) == Some(id));
    match (at, value.is_null()) {
        (Some(at), true) => {
            list.remove(at);
        }
        (Some(at), false) => list[at] = json!({"id": id, "value": value}),
        (None, true) => {}
        (None, false) => list.push(json!({"id": id, "value": value})),
    }
    doc.set("customFields", Value::Array(list));
}

fn pending_fields(write: &Write) -> Vec<PendingField> {
    let pending = |field: &str, value: Option<Value>| PendingField {
        field: field.to_owned(),
        value,
        state: write.state,
        write: write.id,
        reason: write.reason.clone(),
    };
    match &write.intent.effect {
        Effect::Set { fields } => set_fields(fields).map(|(field, value)| pending(field, value)).collect(),
        Effect::Add { field, values } | Effect::Remove { field, values } => {
            vec![pending(field, Some(json!(values)))]
        }
        Effect::Create { .. } | Effect::Delete => vec![pending("", None)],
        Effect::Nothing => Vec::new(),
    }
}

fn set_fields(fields: &Map<String, Value>) -> impl Iterator<Item = (&str, Option<Value>)> {
    fields.iter().map(|(field, value)| (field.as_str(), (!value.is_null()).then(|| value.clone())))
}
