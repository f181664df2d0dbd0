//! Each act of a person as the one write it becomes.
//!
//! Here: operation, path, body, effect and base of every write the workspace makes.
//! Not here: sending it (`gateway`), what may be typed (`fields::typed`).
//!
//! Promise: pure. A body names only what the person altered; tags go by their own routes, never by the whole set.

use domain::change::Cause;
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Effect, Intent};
use highlevel::{ContactId, NoteId, Operation, TaskId, operation};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::Member;
use crate::fields::typed::Typed;
use crate::fields::{FieldKey, StandardField, catalog};

mod again;
mod dealings;
mod set;

pub(crate) use again::make_again;
pub(crate) use dealings::{
    business_body, create_opportunity, delete_opportunity, edit_opportunity, follow, mark_conversation,
    opportunity_body, send_message, set_business,
};
pub(crate) use set::{contact_body, list_operation, of_step, set};

/// What every intent of a member begins with.
fn intent(member: &Member, operation: &Operation, contact: Option<&ContactId>, kind: Kind) -> Intent {
    let mut path = IndexMap::new();
    if let Some(contact) = contact.filter(|_| operation.path.contains("{contactId}")) {
        path.insert("contactId".to_owned(), contact.to_string());
    }
    Intent {
        location: member.location.clone(),
        contact: contact.cloned(),
        kind,
        record: None,
        operation: operation.id.to_owned(),
        path,
        body: Map::new(),
        effect: Effect::Nothing,
        base: Map::new(),
        cause: Cause::Person { person: member.person, write: None },
    }
}

fn of_contact(member: &Member, operation: &Operation, contact: &ContactId) -> Intent {
    Intent {
        record: Some(RecordId::from(contact)),
        ..intent(member, operation, Some(contact), Kind::Contact)
    }
}

/// The values `fields` have now; null where there is none.
pub(crate) fn base_of(doc: &Doc, fields: &Map<String, Value>) -> Map<String, Value> {
    let now = |field: &String| match field.strip_prefix("customFields.") {
        Some(id) => doc.get("customFields").and_then(|list| catalog::custom_value(list, id)).cloned(),
        None => doc.get(field).cloned(),
    };
    fields.keys().map(|field| (field.clone(), now(field).unwrap_or(Value::Null))).collect()
}

/// One field of a contact takes a value or is emptied.
pub(crate) fn field(
    member: &Member,
    contact: &ContactId,
    doc: &Doc,
    key: &FieldKey,
    typed: &Typed,
) -> Intent {
    let (body, fields) = match key {
        FieldKey::Custom(id) => {
            let value = match typed {
                Typed::Clear => Value::Null,
                Typed::Set(value) => value.clone(),
            };
            let body = json!({ "customFields": [{ "id": id, "field_value": value }] });
            (body, Map::from_iter([(format!("customFields.{id}"), value)]))
        }
        FieldKey::Standard(standard) => {
            let fields = Map::from_iter([(standard.wire().to_owned(), wire(*standard, typed))]);
            (Value::Object(fields.clone()), fields)
        }
    };
    let base = base_of(doc, &fields);
    Intent {
        body: object(body),
        effect: Effect::Set { fields },
        base,
        ..of_contact(member, &operation::contacts::UPDATE_CONTACT, contact)
    }
}

/// HighLevel empties some fields by null and knows the others only as text.
fn wire(field: StandardField, typed: &Typed) -> Value {
    use StandardField as F;
    match (typed, field) {
        (Typed::Set(value), _) => value.clone(),
        (Typed::Clear, F::PostalCode | F::Country | F::Source | F::AssignedTo) => Value::from(""),
        (Typed::Clear, _) => Value::Null,
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// A tag is added.
pub(crate) fn add_tag(member: &Member, contact: &ContactId, doc: &Doc, tag: &str) -> Intent {
    Intent {
        body: object(json!({ "tags": [tag] })),
        effect: Effect::Add { field: "tags".to_owned(), values: vec![tag.to_owned()] },
        base: tags_of(doc),
        ..of_contact(member, &operation::contacts::ADD_TAGS, contact)
    }
}

/// A tag is removed.
pub(crate) fn remove_tag(member: &Member, contact: &ContactId, doc: &Doc, tag: &str) -> Intent {
    Intent {
        body: object(json!({ "tags": [tag] })),
        effect: Effect::Remove { field: "tags".to_owned(), values: vec![tag.to_owned()] },
        base: tags_of(doc),
        ..of_contact(member, &operation::contacts::REMOVE_TAGS, contact)
    }
}

/// A contact gets this owner, or none, where it has this one now.
pub(crate) fn assign(member: &Member, contact: &ContactId, now: Option<&str>, user: Option<&str>) -> Intent {
    let fields = Map::from_iter([("assignedTo".to_owned(), Value::from(user.unwrap_or_default()))]);
    Intent {
        body: fields.clone(),
        base: Map::from_iter([("assignedTo".to_owned(), now.map_or(Value::Null, Value::from))]),
        effect: Effect::Set { fields },
        ..of_contact(member, &operation::contacts::UPDATE_CONTACT, contact)
    }
}

fn tags_of(doc: &Doc) -> Map<String, Value> {
    Map::from_iter([("tags".to_owned(), doc.get("tags").cloned().unwrap_or(Value::Null))])
}

/// Do not disturb on every channel, on or off.
pub(crate) fn dnd_all(member: &Member, contact: &ContactId, doc: &Doc, on: bool) -> Intent {
    let fields = Map::from_iter([("dnd".to_owned(), Value::Bool(on))]);
    Intent {
        body: fields.clone(),
        base: Map::from_iter([("dnd".to_owned(), Value::Bool(doc.flag("dnd").unwrap_or(false)))]),
        effect: Effect::Set { fields },
        ..of_contact(member, &operation::contacts::UPDATE_CONTACT, contact)
    }
}

/// Do not disturb on one channel. The others go along as they are, since HighLevel may replace the whole set;
/// those fixed for good stay out of the body.
pub(crate) fn dnd_channel(
    member: &Member,
    contact: &ContactId,
    doc: &Doc,
    channel: &str,
    on: bool,
) -> Intent {
    let mut all = doc.get("dndSettings").and_then(Value::as_object).cloned().unwrap_or_default();
    all.insert(channel.to_owned(), json!({ "status": if on { "active" } else { "inactive" } }));
    let free =
        all.iter().filter(|(_, state)| state.get("status").is_some_and(|status| status != "permanent"));
    let body: Map<String, Value> = free.map(|(name, state)| (name.clone(), state.clone())).collect();
    let fields = Map::from_iter([("dndSettings".to_owned(), Value::Object(all))]);
    Intent {
        body: object(json!({ "dndSettings": body })),
        base: base_of(doc, &fields),
        effect: Effect::Set { fields },
        ..of_contact(member, &operation::contacts::UPDATE_CONTACT, contact)
    }
}

/// A new contact with these fields.
pub(crate) fn create_contact(member: &Member, fields: Map<String, Value>) -> Intent {
    let mut body = Map::from_iter([("locationId".to_owned(), Value::from(member.location.to_string()))]);
    body.extend(fields.clone());
    Intent {
        body,
        effect: Effect::Create { fields },
        ..intent(member, &operation::contacts::CREATE_CONTACT, None, Kind::Contact)
    }
}

/// The contact is deleted.
pub(crate) fn delete_contact(member: &Member, contact: &ContactId) -> Intent {
    Intent { effect: Effect::Delete, ..of_contact(member, &operation::contacts::DELETE_CONTACT, contact) }
}

/// A new task with these fields.
pub(crate) fn create_task(member: &Member, contact: &ContactId, fields: Map<String, Value>) -> Intent {
    Intent {
        body: fields.clone(),
        effect: Effect::Create { fields },
        ..intent(member, &operation::contacts::CREATE_TASK, Some(contact), Kind::Task)
    }
}

fn of_task(member: &Member, operation: &Operation, contact: &ContactId, task: &TaskId) -> Intent {
    let mut intent = intent(member, operation, Some(contact), Kind::Task);
    intent.path.insert("taskId".to_owned(), task.to_string());
    intent.record = RecordId::new(task.as_str()).ok();
    intent
}

/// These fields of a task take other values.
pub(crate) fn edit_task(
    member: &Member,
    contact: &ContactId,
    task: &TaskId,
    doc: &Doc,
    fields: Map<String, Value>,
) -> Intent {
    Intent {
        body: fields.clone(),
        base: base_of(doc, &fields),
        effect: Effect::Set { fields },
        ..of_task(member, &operation::contacts::UPDATE_TASK, contact, task)
    }
}

/// A task is done, or not done after all.
pub(crate) fn complete_task(member: &Member, contact: &ContactId, task: &TaskId, completed: bool) -> Intent {
    let fields = Map::from_iter([("completed".to_owned(), Value::Bool(completed))]);
    Intent {
        body: fields.clone(),
        base: Map::from_iter([("completed".to_owned(), Value::Bool(!completed))]),
        effect: Effect::Set { fields },
        ..of_task(member, &operation::contacts::UPDATE_TASK_COMPLETED, contact, task)
    }
}

/// A task is deleted.
pub(crate) fn delete_task(member: &Member, contact: &ContactId, task: &TaskId) -> Intent {
    Intent { effect: Effect::Delete, ..of_task(member, &operation::contacts::DELETE_TASK, contact, task) }
}

/// A new note with these fields.
pub(crate) fn create_note(member: &Member, contact: &ContactId, fields: Map<String, Value>) -> Intent {
    Intent {
        body: fields.clone(),
        effect: Effect::Create { fields },
        ..intent(member, &operation::contacts::CREATE_NOTE, Some(contact), Kind::Note)
    }
}

fn of_note(member: &Member, operation: &Operation, contact: &ContactId, note: &NoteId) -> Intent {
    let mut intent = intent(member, operation, Some(contact), Kind::Note);
    intent.path.insert("id".to_owned(), note.to_string());
    intent.record = RecordId::new(note.as_str()).ok();
    intent
}

/// These fields of a note take other values.
pub(crate) fn edit_note(
    member: &Member,
    contact: &ContactId,
    note: &NoteId,
    doc: &Doc,
    fields: Map<String, Value>,
) -> Intent {
    Intent {
        body: fields.clone(),
        base: base_of(doc, &fields),
        effect: Effect::Set { fields },
        ..of_note(member, &operation::contacts::UPDATE_NOTE, contact, note)
    }
}

/// A note is deleted.
pub(crate) fn delete_note(member: &Member, contact: &ContactId, note: &NoteId) -> Intent {
    Intent { effect: Effect::Delete, ..of_note(member, &operation::contacts::DELETE_NOTE, contact, note) }
}

#[cfg(test)]
mod tests;
