use domain::ids::PersonId;
use highlevel::LocationId;
use uuid::Uuid;

use super::*;
use crate::member::Role;
use crate::reference::tests::doc;

fn maya() -> Member {
    Member {
        person: PersonId::from_uuid(Uuid::from_u128(7)),
        name: "Maya".into(),
        location: LocationId::new("loc").unwrap(),
        role: Role::Member,
        user: None,
    }
}

fn ada() -> ContactId {
    ContactId::new("ada").unwrap()
}

#[test]
fn a_custom_field_is_written_by_id_and_remembers_what_it_was() {
    let before = doc(json!({"customFields": [{"id": "kw", "value": 8.4}]}));

    let intent = field(&maya(), &ada(), &before, &"custom.kw".parse().unwrap(), &Typed::Set(json!(8.9)));

    assert_eq!(Value::Object(intent.body), json!({"customFields": [{"id": "kw", "field_value": 8.9}]}));
    assert_eq!(Value::Object(intent.base), json!({"customFields.kw": 8.4}));
    assert_eq!(intent.path["contactId"], "ada");
}

#[test]
fn a_tag_never_touches_the_other_tags() {
    let intent = add_tag(&maya(), &ada(), &doc(json!({"tags": ["vip"]})), "solar");

    assert_eq!(intent.operation, "add-tags");
    assert_eq!(Value::Object(intent.body), json!({"tags": ["solar"]}));
}

#[test]
fn an_emptied_email_is_null_and_never_an_empty_text() {
    let intent = field(
        &maya(),
        &ada(),
        &doc(json!({"email": "a@example.com"})),
        &"email".parse().unwrap(),
        &Typed::Clear,
    );

    assert_eq!(Value::Object(intent.body), json!({"email": null}));
}

#[test]
fn a_channel_fixed_for_good_is_not_sent() {
    let before =
        doc(json!({"dndSettings": {"SMS": {"status": "permanent"}, "Email": {"status": "inactive"}}}));

    let intent = dnd_channel(&maya(), &ada(), &before, "Call", true);

    assert_eq!(
        Value::Object(intent.body),
        json!({"dndSettings": {"Email": {"status": "inactive"}, "Call": {"status": "active"}}})
    );
}

#[test]
fn a_task_of_a_contact_names_both_in_its_path() {
    let task = TaskId::new("t1").unwrap();

    let intent = complete_task(&maya(), &ada(), &task, true);

    assert_eq!(intent.path.get("taskId").map(String::as_str), Some("t1"));
    assert_eq!(intent.path.get("contactId").map(String::as_str), Some("ada"));
    assert_eq!(intent.record.unwrap().as_str(), "t1");
}
