//! Records lose nothing, whatever they are handed.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::model::{Contact, CustomFieldValue, DndStatus, LocationTask, Task};

fn contact(wire: Value) -> Contact {
    serde_json::from_value(wire).unwrap()
}

#[test]
fn what_a_field_cannot_hold_stays_as_it_came() {
    let wire = json!({"id": "c1", "dnd": "maybe", "dateAdded": "last week", "tags": ["a", 1.5, {}]});

    let read = contact(wire.clone());

    assert_eq!((read.dnd, read.date_added, &read.tags), (None, None, &None));
    assert_eq!(serde_json::to_value(read).unwrap(), wire);
}

#[test]
fn null_is_the_same_as_missing() {
    let read = contact(json!({"id": "c1", "email": null, "strange": null}));

    assert_eq!(read.email, None);
    assert_eq!(serde_json::to_value(read).unwrap(), json!({"id": "c1", "strange": null}));
}

#[test]
fn a_record_without_an_id_is_refused() {
    assert!(serde_json::from_value::<Contact>(json!({"email": "ada@example.com"})).is_err());
    assert!(serde_json::from_value::<Contact>(json!({"id": ""})).is_err());
}

#[test]
fn a_live_contact_is_written_as_it_was_read() {
    let wire = json!({
        "id": "c1", "locationId": "loc", "firstName": "Ada", "lastName": "Byron", "email": "ada@example.com",
        "additionalEmails": [{"email": "a@example.com", "validEmail": true}], "phone": "+15550100",
        "followers": ["u1"], "tags": ["vip"], "customFields": [{"id": "f1", "value": ["a", "b"]}],
        "dnd": false, "dndSettings": {"Call": {"status": "active", "message": "x", "code": "101"}},
        "attributionSource": {"sessionSource": "CRM UI", "medium": "manual", "mediumId": null},
        "dateAdded": "2026-01-05T10:00:00.000Z", "dateUpdated": "2026-01-05T10:00:00.120Z",
        "offers": [], "visitorId": "v1"
    });

    let written = serde_json::to_value(contact(wire.clone())).unwrap();

    let mut expected = wire;
    expected["attributionSource"].as_object_mut().unwrap().remove("mediumId");
    assert_eq!(written, expected);
}

#[test]
fn do_not_disturb_reads_in_both_spellings() {
    let old = contact(
        json!({"id": "c", "dndSettings": {"SMS": {"status": "permanent"}, "WhatsApp": {"status": "x"}}}),
    );
    let new = contact(
        json!({"id": "c", "dndSettings": {"sms": {"status": "permanent"}, "whatsApp": {"status": "x"}}}),
    );

    assert_eq!(old, new);
    let settings = new.dnd_settings.unwrap();
    assert_eq!(settings.sms.unwrap().status, Some(DndStatus::Permanent));
    assert_eq!(settings.whatsapp.unwrap().status, Some(DndStatus::Other("x".into())));
}

#[test]
fn a_custom_field_value_reads_under_every_name_it_goes_by() {
    for key in ["value", "fieldValue", "field_value"] {
        let value: CustomFieldValue = serde_json::from_value(json!({"id": "f1", key: 7})).unwrap();

        assert_eq!(value.value, Some(json!(7)));
    }
}

#[test]
fn a_date_reads_as_text_with_any_offset_and_as_milliseconds() {
    for due in
        [json!("2026-01-05T10:00:00Z"), json!("2026-01-05T11:00:00.000+01:00"), json!(1_767_607_200_000_i64)]
    {
        let task: Task = serde_json::from_value(json!({"id": "t1", "dueDate": due})).unwrap();

        assert_eq!(task.due_date.unwrap().to_string(), "2026-01-05T10:00:00Z");
    }
}

fn member() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z0-9 ]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map("[a-zA-Z]{1,6}", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Aliases and dates are normalised by the first reading, and nothing changes after that.
    #[test]
    fn no_member_is_lost_whatever_it_holds(
        known in prop::collection::hash_map(prop::sample::select(LocationTask::FIELDS), member(), 0..6),
        odd in prop::collection::hash_map("[a-z]{9,12}", member(), 0..4),
    ) {
        let mut doc: Map<String, Value> = known.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        doc.extend(odd);
        doc.insert("id".to_owned(), "t1".into());

        let read = LocationTask::from_doc(doc.clone()).unwrap();
        let written = read.clone().into_doc();

        for (key, value) in &doc {
            let dropped = value.is_null() && LocationTask::FIELDS.contains(&key.as_str());
            prop_assert!(dropped || written.contains_key(key), "{key} of {doc:?}");
        }
        prop_assert_eq!(LocationTask::from_doc(written).unwrap(), read);
    }
}
