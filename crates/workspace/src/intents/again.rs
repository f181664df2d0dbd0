//! A record that was deleted, made again from its last state.
//!
//! Here: which of its fields a create takes, and in which shape. Not here: reading the last state (`store`).
//!
//! Promise: pure. HighLevel gives the new record a new id and new dates; everything else that a create takes comes
//! back, do not disturb above all.

use domain::record::{Doc, Kind};
use domain::write::{Effect, Intent};
use highlevel::ContactId;
use serde_json::{Map, Value, json};

use super::{create_contact, create_note, create_task};
use crate::Member;

/// The fields of a contact that a create takes, tags and custom fields aside.
const CONTACT: [&str; 18] = [
    "firstName",
    "lastName",
    "email",
    "phone",
    "gender",
    "address1",
    "city",
    "state",
    "postalCode",
    "website",
    "timezone",
    "source",
    "dateOfBirth",
    "country",
    "companyName",
    "assignedTo",
    "dnd",
    "tags",
];
const TASK: [&str; 5] = ["title", "body", "dueDate", "completed", "assignedTo"];
const NOTE: [&str; 3] = ["title", "body", "userId"];

/// The write that makes it again; none for a kind that cannot be made here, or without anything to make it of.
pub(crate) fn make_again(
    member: &Member,
    kind: Kind,
    contact: Option<&ContactId>,
    doc: &Doc,
) -> Option<Intent> {
    let intent = match (kind, contact) {
        (Kind::Contact, _) => contact_again(member, doc),
        (Kind::Task, Some(contact)) => create_task(member, contact, taken(doc, &TASK)),
        (Kind::Note, Some(contact)) => create_note(member, contact, taken(doc, &NOTE)),
        _ => return None,
    };
    let made_of_something = matches!(&intent.effect, Effect::Create { fields } if !fields.is_empty());
    made_of_something.then_some(intent)
}

fn taken(doc: &Doc, names: &[&str]) -> Map<String, Value> {
    let value = |name: &&str| doc.get(name).filter(|value| !is_nothing(value)).cloned();
    names.iter().filter_map(|name| Some(((*name).to_owned(), value(name)?))).collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn contact_again(member: &Member, doc: &Doc) -> Intent {
    let mut fields = taken(doc, &CONTACT);
    if !fields.contains_key("firstName") && !fields.contains_key("lastName") {
        fields.extend(taken(doc, &["name"]));
    }
    if let Some(channels) = closed_channels(doc) {
        fields.insert("dndSettings".to_owned(), channels);
    }
    let custom = custom_fields(doc);
    if !custom.is_empty() {
        fields.insert("customFields".to_owned(), Value::Array(custom));
    }
    create_contact(member, fields)
}

/// Channels that were closed stay closed, those closed for good too, as far as the API lets one say so.
fn closed_channels(doc: &Doc) -> Option<Value> {
    let channels = doc.get("dndSettings")?.as_object()?;
    let closed: Map<String, Value> = channels
        .iter()
        .filter(|(_, state)| {
            matches!(state.get("status").and_then(Value::as_str), Some("active" | "permanent"))
        })
        .map(|(name, _)| (name.clone(), json!({ "status": "active" })))
        .collect();
    (!closed.is_empty()).then_some(Value::Object(closed))
}

/// Custom fields as a create takes them. Files belong to the record that is gone.
fn custom_fields(doc: &Doc) -> Vec<Value> {
    let list = doc.get("customFields").and_then(Value::as_array);
    let again = |item: &Value| {
        let value = ["value", "fieldValue", "field_value"].iter().find_map(|name| item.get(name))?;
        let is_file = value.as_object().is_some();
        (!is_file && !is_nothing(value)).then(|| json!({ "id": item.get("id"), "field_value": value }))
    };
    list.into_iter().flatten().filter_map(again).collect()
}

#[cfg(test)]
mod tests {
    use domain::ids::PersonId;
    use highlevel::LocationId;

    use super::*;
    use crate::member::Role;
    use crate::reference::tests::doc;

    fn maya() -> Member {
        Member {
            person: PersonId::from_uuid(uuid::Uuid::from_u128(7)),
            name: "Maya".into(),
            location: LocationId::new("loc").unwrap(),
            role: Role::Member,
            user: None,
        }
    }

    #[test]
    fn a_contact_comes_back_with_what_a_create_takes_and_stays_undisturbed() {
        let last = doc(json!({
            "id": "ada", "firstName": "Ada", "email": "ada@example.com", "dateAdded": "2026-01-01T00:00:00Z",
            "website": "", "tags": ["vip"], "dnd": true, "type": "lead",
            "dndSettings": {"SMS": {"status": "permanent"}, "Email": {"status": "inactive"}},
            "customFields": [{"id": "kw", "value": 8}, {"id": "plan", "value": {"f": {"url": "x"}}}],
        }));

        let intent = make_again(&maya(), Kind::Contact, None, &last).unwrap();

        assert_eq!(intent.operation, "create-contact");
        assert!(intent.record.is_none() && intent.path.is_empty());
        assert_eq!(
            Value::Object(intent.body),
            json!({
                "locationId": "loc", "firstName": "Ada", "email": "ada@example.com", "tags": ["vip"], "dnd": true,
                "dndSettings": {"SMS": {"status": "active"}},
                "customFields": [{"id": "kw", "field_value": 8}],
            })
        );
    }

    #[test]
    fn a_task_comes_back_as_it_stood() {
        let last = doc(json!({
            "id": "t1", "contactId": "ada", "title": "Call", "dueDate": "2026-11-24T10:00:00Z", "completed": true,
        }));
        let ada = ContactId::new("ada").unwrap();

        let intent = make_again(&maya(), Kind::Task, Some(&ada), &last).unwrap();

        assert_eq!(intent.path["contactId"], "ada");
        assert_eq!(
            Value::Object(intent.body),
            json!({"title": "Call", "dueDate": "2026-11-24T10:00:00Z", "completed": true})
        );
    }

    #[test]
    fn of_nothing_nothing_is_made() {
        assert!(make_again(&maya(), Kind::Contact, None, &doc(json!({}))).is_none());
        assert!(make_again(&maya(), Kind::Appointment, None, &doc(json!({"title": "Visit"}))).is_none());
    }
}
