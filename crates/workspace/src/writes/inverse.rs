//! The opposite of a write, where there is one.
//!
//! Promise: pure. A field goes back to what the person saw; what was made is deleted. What was deleted is made again
//! elsewhere, since that takes its last state (`intents::make_again`).

use domain::record::{Kind, RecordId};
use domain::write::{Effect, Intent, State, Write};
use highlevel::operation::{self, Operation};
use serde_json::{Map, Value};

use super::wanted;
use crate::intents;

/// The write that takes this one back. Its cause is the caller's to name.
pub(super) fn of(write: &Write) -> Option<Intent> {
    let intent = &write.intent;
    match (&intent.effect, intent.kind) {
        (Effect::Set { .. }, _) => Some(back(write)?),
        (Effect::Add { field, values }, Kind::Contact) => {
            let effect = Effect::Remove { field: field.clone(), values: values.clone() };
            let operation = intents::list_operation(field, false)?;
            Some(Intent { operation: operation.id.to_owned(), effect, ..intent.clone() })
        }
        (Effect::Remove { field, values }, Kind::Contact) => {
            let effect = Effect::Add { field: field.clone(), values: values.clone() };
            let operation = intents::list_operation(field, true)?;
            Some(Intent { operation: operation.id.to_owned(), effect, ..intent.clone() })
        }
        (Effect::Create { .. }, Kind::Opportunity) if write.state == State::Confirmed => {
            unmade(intent, &operation::opportunities::DELETE_OPPORTUNITY, "id")
        }
        (Effect::Create { .. }, Kind::Task) if write.state == State::Confirmed => {
            unmade(intent, &operation::contacts::DELETE_TASK, "taskId")
        }
        (Effect::Create { .. }, Kind::Note) if write.state == State::Confirmed => {
            unmade(intent, &operation::contacts::DELETE_NOTE, "id")
        }
        _ => None,
    }
}

/// The same fields with the values from before.
fn back(write: &Write) -> Option<Intent> {
    let intent = &write.intent;
    let fields = wanted(write)?;
    let before = |field: &String| intent.base.get(field).cloned();
    let before: Map<String, Value> =
        fields.keys().filter_map(|field| Some((field.clone(), before(field)?))).collect();
    if before.len() != fields.len() {
        return None;
    }
    let body = match intent.kind {
        Kind::Contact if before.contains_key("businessId") => intents::business_body(intent, &before),
        Kind::Contact => intents::contact_body(&before),
        Kind::Opportunity => intents::opportunity_body(&before),
        _ => before.clone(),
    };
    Some(Intent { body, base: fields.clone(), effect: Effect::Set { fields: before }, ..intent.clone() })
}

fn unmade(intent: &Intent, operation: &Operation, part: &str) -> Option<Intent> {
    let record: RecordId = intent.record.clone()?;
    let mut path = intent.path.clone();
    path.insert(part.to_owned(), record.to_string());
    Some(Intent {
        operation: operation.id.to_owned(),
        path,
        body: Map::new(),
        base: Map::new(),
        effect: Effect::Delete,
        ..intent.clone()
    })
}

#[cfg(test)]
mod tests {
    use domain::ids::{PersonId, WriteId};
    use highlevel::{ContactId, LocationId};
    use jiff::Timestamp;
    use uuid::Uuid;

    use serde_json::json;

    use super::*;
    use crate::fields::typed::Typed;
    use crate::member::{Member, Role};
    use crate::reference::tests::doc;

    fn written(intent: Intent) -> Write {
        Write::intended(WriteId::from_uuid(Uuid::from_u128(1)), intent, Timestamp::UNIX_EPOCH)
    }

    fn maya() -> Member {
        Member {
            person: PersonId::from_uuid(Uuid::from_u128(7)),
            name: "Maya".into(),
            location: LocationId::new("loc").unwrap(),
            role: Role::Member,
            user: None,
        }
    }

    #[test]
    fn a_field_goes_back_to_what_the_person_saw() {
        let before = doc(json!({"customFields": [{"id": "kw", "value": 8}]}));
        let key = "custom.kw".parse().unwrap();
        let ada = ContactId::new("ada").unwrap();
        let write = written(crate::intents::field(&maya(), &ada, &before, &key, &Typed::Set(json!(9))));

        let undo = of(&write).unwrap();

        assert_eq!(Value::Object(undo.body), json!({"customFields": [{"id": "kw", "field_value": 8}]}));
        assert_eq!(Value::Object(undo.base), json!({"customFields.kw": 9}));
    }

    #[test]
    fn a_tag_that_was_added_is_removed() {
        let ada = ContactId::new("ada").unwrap();
        let write = written(crate::intents::add_tag(&maya(), &ada, &doc(json!({})), "vip"));

        let undo = of(&write).unwrap();

        assert_eq!(undo.operation, "remove-tags");
        assert_eq!(Value::Object(undo.body), json!({"tags": ["vip"]}));
    }

    #[test]
    fn a_deletion_has_no_opposite_of_itself() {
        let ada = ContactId::new("ada").unwrap();

        assert!(of(&written(crate::intents::delete_contact(&maya(), &ada))).is_none());
    }
}
