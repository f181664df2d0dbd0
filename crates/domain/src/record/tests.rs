use serde_json::json;

use super::*;

fn body(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn a_search_item_and_the_record_by_id_give_the_same_document() {
    let item = Doc::canonical(
        Kind::Contact,
        body(json!({"id": "c1", "firstName": "Ada", "firstNameLowerCase": "ada", "address": "1 Main St",
                    "searchAfter": [1, "c1"], "tags": [], "phone": null})),
    );
    let whole = Doc::canonical(
        Kind::Contact,
        body(
            json!({"id": "c1", "firstName": "Ada", "address1": "1 Main St", "fullNameLowerCase": "ada", "email": ""}),
        ),
    );

    assert_eq!(item, whole);
}

#[test]
fn a_task_of_the_location_search_has_its_id_where_every_task_has_it() {
    let doc = Doc::canonical(Kind::Task, body(json!({"_id": "t1", "title": "Call", "completed": false})));

    assert_eq!(doc.text("id"), Some("t1"));
    assert_eq!(doc.flag("completed"), Some(false), "false is a value, not an empty one");
}

#[test]
fn a_search_item_does_not_speak_of_the_postal_code() {
    assert!(!Coverage::Listed.speaks_of(Kind::Contact, "postalCode"));
    assert!(Coverage::Listed.speaks_of(Kind::Contact, "phone"));
    assert!(Coverage::Whole.speaks_of(Kind::Contact, "postalCode"));
    assert!(!Coverage::Partial.speaks_of(Kind::Contact, "phone"));
}

#[test]
fn every_kind_reads_as_it_is_written() {
    for kind in Kind::ALL {
        assert_eq!(kind.as_str().parse::<Kind>(), Ok(*kind));
    }
    assert!("contacts".parse::<Kind>().is_err());
}

#[test]
fn a_time_is_read_from_iso_text_and_from_milliseconds() {
    let doc = Doc::from_fields(body(
        json!({"a": "2026-01-05T10:00:00.000Z", "b": 1_767_607_200_000_i64, "c": "soon"}),
    ));

    assert_eq!(doc.time("a"), doc.time("b"));
    assert_eq!(doc.time("c"), None);
}

#[test]
fn a_snapshot_knows_its_contact_and_its_own_time() {
    let seen = Timestamp::UNIX_EPOCH;
    let task = body(json!({"_id": "t1", "contactId": "c9", "dateUpdated": "2026-01-05T10:00:00Z"}));

    let snapshot = Snapshot::of(Kind::Task, RecordId::new("t1").unwrap(), task, Coverage::Listed, seen);

    assert_eq!(snapshot.contact.unwrap().as_str(), "c9");
    assert_eq!(snapshot.updated_at, "2026-01-05T10:00:00Z".parse().ok());
}
