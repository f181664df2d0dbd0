//! Events are read, and what is not understood is kept.

use std::path::Path;

use serde_json::{Value, json};

use super::*;

fn event(body: &Value) -> Event {
    Event::read(body.to_string().as_bytes()).unwrap()
}

#[test]
fn a_contact_event_reads_its_envelope_and_its_contact() {
    let read = event(&json!({
        "type": "ContactUpdate", "locationId": "loc", "id": "c1", "firstName": "Ada", "tags": ["vip"],
        "timestamp": "2026-01-05T10:00:00.000Z", "webhookId": "w1", "appId": "app", "versionId": "v", "news": 1
    }));

    assert_eq!(read.kind, EventKind::ContactUpdate);
    assert_eq!(read.location_id.as_ref().unwrap().as_str(), "loc");
    assert_eq!(read.webhook_id.as_ref().unwrap().as_str(), "w1");
    assert_eq!(read.app_id.as_ref().unwrap().as_str(), "app");
    assert_eq!(read.timestamp.unwrap().to_string(), "2026-01-05T10:00:00Z");
    let Payload::Contact(ada) = &read.payload else { panic!("{:?}", read.payload) };
    assert_eq!(ada.first_name.as_deref(), Some("Ada"));
    assert_eq!(ada.extra["news"], 1);
    assert!(!ada.extra.contains_key("webhookId") && !ada.extra.contains_key("type"));
    assert_eq!(read.doc["versionId"], "v");
}

#[test]
fn a_task_event_without_a_contact_is_still_a_task() {
    let read = event(&json!({"type": "TaskCreate", "locationId": "loc", "id": "t1", "title": "Call"}));

    let Payload::Task(task) = &read.payload else { panic!("{:?}", read.payload) };
    assert_eq!(task.id.as_str(), "t1");
    assert_eq!(read.contact_id(), None);
}

#[test]
fn an_appointment_is_read_from_its_own_member() {
    let read = event(&json!({
        "type": "AppointmentUpdate", "locationId": "loc",
        "appointment": {"id": "a1", "contactId": "c1", "startTime": "2026-01-05T10:00:00-06:00"}
    }));

    assert_eq!(read.contact_id().unwrap().as_str(), "c1");
}

#[test]
fn an_unknown_event_is_kept_as_it_came() {
    let body = json!({"type": "InvoicePaid", "locationId": "loc", "amount": 5});

    let read = event(&body);

    assert_eq!(read.kind, EventKind::Other("InvoicePaid".into()));
    assert_eq!(read.payload, Payload::Other);
    assert_eq!(Value::Object(read.doc), body);
}

#[test]
fn a_payload_that_does_not_fit_is_kept_as_it_came() {
    let body = json!({"type": "NoteCreate", "locationId": "loc", "body": "no id"});

    let read = event(&body);

    assert_eq!((read.kind, read.payload), (EventKind::NoteCreate, Payload::Other));
    assert_eq!(read.doc["body"], "no id");
}

#[test]
fn what_is_no_event_says_why() {
    assert!(matches!(Event::read(b"{"), Err(NotAnEvent::NotJson { line: 1, .. })));
    assert_eq!(Event::read(b"[]"), Err(NotAnEvent::NotAnObject));
    assert_eq!(Event::read(br#"{"id":"c1"}"#), Err(NotAnEvent::NoType));
    assert_eq!(Event::read(br#"{"type":7.5}"#).unwrap_err(), NotAnEvent::NoType);
}

#[test]
fn an_agency_install_names_no_location() {
    let read =
        event(&json!({"type": "INSTALL", "appId": "app", "companyId": "com", "installType": "Company"}));

    let Payload::Install(install) = &read.payload else { panic!("{:?}", read.payload) };
    assert_eq!(install.company_id.as_ref().unwrap().as_str(), "com");
    assert_eq!(read.location_id, None);
}

#[test]
fn the_catalog_has_29_events_each_with_a_group() {
    let kinds: Vec<_> = rows().iter().map(|row| row.kind.clone()).collect();

    assert_eq!(kinds, EventKind::KNOWN);
    assert_eq!(kinds.len(), 29);
    for row in rows() {
        assert_eq!(Some(row.group), row.kind.group());
        assert!(row.description.ends_with('.') && !row.title.is_empty());
    }
}

#[test]
fn every_published_example_of_the_catalog_is_understood() {
    let Some(examples) = published("event_examples.json") else {
        eprintln!("skipped: no ../shared/highlevel/event_examples.json beside this repository");
        return;
    };

    for (page, bodies) in examples.as_object().unwrap() {
        for body in bodies.as_array().unwrap().iter().filter(|body| body["type"].is_string()) {
            let read = event(body);
            let unknown = matches!(read.kind, EventKind::Other(_));
            assert_eq!(read.payload == Payload::Other, unknown, "{page}: {body}");
        }
    }
}

#[test]
fn the_catalog_agrees_with_the_published_event_pages() {
    let Some(published) = published("operations.json") else {
        eprintln!("skipped: no ../shared/highlevel/operations.json beside this repository");
        return;
    };
    let pages = published["triggers"].as_array().unwrap().iter().filter(|page| page["catalog"] == true);
    let mut compared = 0;

    for page in pages {
        let word = page["type_values"][0].as_str().unwrap();
        let row = rows()
            .iter()
            .find(|row| row.kind.as_str() == word)
            .unwrap_or_else(|| panic!("{word} is missing"));
        assert_eq!(row.scope.as_ref().map(|scope| scope.as_str()), page["scope"].as_str(), "{word}");
        let theirs: Vec<_> =
            page["fields"].as_array().unwrap().iter().filter_map(|f| f["name"].as_str()).collect();
        for field in row.fields {
            assert!(theirs.contains(&field.name), "{word}.{}", field.name);
        }
        compared += 1;
    }

    assert_eq!(compared, 29);
}

fn published(file: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/highlevel").join(file);
    Some(serde_json::from_slice(&std::fs::read(path).ok()?).unwrap())
}
