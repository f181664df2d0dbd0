//! Fields of a record set together, and the writes of a plan.
//!
//! Here: the bodies HighLevel wants for values that were read from the mirror or the log. Not here: which values
//! (`domain::history`), single acts of a person (`intents`).
//!
//! Promise: pure. What nobody can write through this connection's operations becomes no write.

use domain::history::Step;
use domain::merge::unflat;
use domain::record::{Doc, Kind};
use domain::write::{Effect, Intent};
use highlevel::{ContactId, NoteId, Operation, TaskId, operation};
use serde_json::{Map, Value, json};

use super::{
    base_of, delete_contact, delete_note, delete_task, edit_note, edit_task, make_again, object, of_contact,
};
use crate::Member;

/// These fields of a record take these values, on top of what it holds now.
pub(crate) fn set(
    member: &Member,
    (kind, contact, record): (Kind, &ContactId, &str),
    doc: &Doc,
    fields: Map<String, Value>,
) -> Option<Intent> {
    Some(match kind {
        Kind::Contact => Intent {
            body: contact_body(&fields),
            base: base_of(doc, &fields),
            effect: Effect::Set { fields },
            ..of_contact(member, &operation::contacts::UPDATE_CONTACT, contact)
        },
        Kind::Task => edit_task(member, contact, &TaskId::new(record).ok()?, doc, fields),
        Kind::Note => edit_note(member, contact, &NoteId::new(record).ok()?, doc, fields),
        _ => return None,
    })
}

/// The write of one step of a plan; none for what cannot be written from here.
pub(crate) fn of_step(member: &Member, step: &Step) -> Option<Intent> {
    let record = step.record.as_ref().map(|record| record.as_str());
    if let Effect::Create { fields } = &step.effect {
        let fields = fields.iter().map(|(field, value)| (field.clone(), value.clone())).collect();
        return make_again(member, step.kind, step.contact.as_ref(), &unflat(&fields));
    }
    let contact = match (step.kind, &step.contact) {
        (Kind::Contact, _) => ContactId::new(record?).ok()?,
        (_, contact) => contact.clone()?,
    };
    match &step.effect {
        Effect::Set { fields } => {
            let intent = set(member, (step.kind, &contact, record?), &Doc::default(), fields.clone())?;
            Some(Intent { base: step.base.clone(), ..intent })
        }
        Effect::Add { field, values } | Effect::Remove { field, values } if step.kind == Kind::Contact => {
            let operation = list_operation(field, matches!(step.effect, Effect::Add { .. }))?;
            Some(Intent {
                body: object(json!({ field.as_str(): values })),
                effect: step.effect.clone(),
                base: step.base.clone(),
                ..of_contact(member, operation, &contact)
            })
        }
        Effect::Delete => deletion(member, step.kind, &contact, record?),
        _ => None,
    }
}

pub(crate) fn list_operation(field: &str, adds: bool) -> Option<&'static Operation> {
    use operation::contacts as row;
    Some(match (field, adds) {
        ("tags", true) => &row::ADD_TAGS,
        ("tags", false) => &row::REMOVE_TAGS,
        ("followers", true) => &row::ADD_FOLLOWERS_CONTACT,
        ("followers", false) => &row::REMOVE_FOLLOWERS_CONTACT,
        _ => return None,
    })
}

fn deletion(member: &Member, kind: Kind, contact: &ContactId, record: &str) -> Option<Intent> {
    Some(match kind {
        Kind::Contact => delete_contact(member, contact),
        Kind::Task => delete_task(member, contact, &TaskId::new(record).ok()?),
        Kind::Note => delete_note(member, contact, &NoteId::new(record).ok()?),
        _ => return None,
    })
}

/// A contact's fields as an update says them.
pub(crate) fn contact_body(fields: &Map<String, Value>) -> Map<String, Value> {
    let mut body = Map::new();
    let mut custom = Vec::new();
    for (field, value) in fields {
        match field.strip_prefix("customFields.") {
            Some(id) => custom.push(json!({ "id": id, "field_value": value })),
            None => drop(body.insert(field.clone(), plain(field, value))),
        }
    }
    if !custom.is_empty() {
        body.insert("customFields".to_owned(), Value::Array(custom));
    }
    body
}

/// Some fields are emptied by an empty text, others by null. Channels closed for good stay out.
fn plain(field: &str, value: &Value) -> Value {
    match (field, value) {
        ("postalCode" | "country" | "source" | "assignedTo", Value::Null) => Value::from(""),
        ("dndSettings", Value::Object(channels)) => {
            let free = channels
                .iter()
                .filter(|(_, state)| state.get("status").is_none_or(|status| status != "permanent"));
            Value::Object(free.map(|(name, state)| (name.clone(), state.clone())).collect())
        }
        ("dndSettings", Value::Null) => json!({}),
        (_, value) => value.clone(),
    }
}
