//! Which events are sent, and what is in them.

use serde_json::{Value, json};

use super::bench::Bench;

#[tokio::test]
async fn a_new_contact_sends_contact_create_alone() {
    let bench = Bench::new();

    bench.post("/contacts/", bench.here(json!({ "firstName": "Ada", "tags": ["vip"], "dnd": true }))).await;

    assert_eq!(bench.kinds(), ["ContactCreate"]);
}

#[tokio::test]
async fn a_contact_event_has_no_date_updated_no_time_zone_and_no_followers() {
    let bench = Bench::new();

    bench.post("/contacts/", bench.here(json!({ "firstName": "Ada", "timezone": "Europe/Berlin" }))).await;

    let payload = Value::Object(bench.events()[0].payload.clone());
    for name in ["dateUpdated", "timezone", "followers", "businessId", "dndSettings"] {
        assert_eq!(payload.get(name), None, "{name}");
    }
    assert_eq!((&payload["attachments"], &payload["dnd"]), (&json!([]), &json!(false)));
}

#[tokio::test]
async fn an_update_sends_what_changed_and_nothing_when_nothing_did() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/{ada}");

    bench.put(&path, json!({ "city": "Bath" })).await;
    assert_eq!(bench.kinds(), ["ContactUpdate"]);
    bench.put(&path, json!({ "city": "Bath" })).await;
    assert!(bench.kinds().is_empty());
    bench.put(&path, json!({ "timezone": "Europe/London" })).await;
    assert_eq!(bench.kinds(), ["ContactUpdate"]);
    bench.put(&path, json!({ "dndSettings": { "SMS": { "status": "active" } } })).await;
    assert_eq!(bench.events()[0].payload["dndSettings"], json!({ "SMS": { "status": "active" } }));
}

#[tokio::test]
async fn tags_send_contact_tag_update_only_when_the_set_changes() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/{ada}/tags");

    bench.post(&path, json!({ "tags": ["vip"] })).await;
    assert_eq!(bench.kinds(), ["ContactTagUpdate"]);
    bench.post(&path, json!({ "tags": ["vip"] })).await;
    assert!(bench.kinds().is_empty());
}

#[tokio::test]
async fn followers_businesses_and_inbound_do_not_disturb_send_nothing() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let business = bench.world.look(|state| state.businesses(&bench.location()).next().unwrap().id);

    bench.post(&format!("/contacts/{ada}/followers"), json!({ "followers": ["one"] })).await;
    bench.post("/contacts/bulk/business", bench.here(json!({ "ids": [ada], "businessId": business }))).await;
    bench
        .put(&format!("/contacts/{ada}"), json!({ "inboundDndSettings": { "all": { "status": "active" } } }))
        .await;

    assert!(bench.kinds().is_empty());
    assert_eq!(bench.read(&ada).await["inboundDndSettings"]["all"]["status"], "active");
}

#[tokio::test]
async fn a_deleted_contact_sends_contact_delete_and_nothing_for_its_tasks() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let task = json!({ "title": "Call", "dueDate": "2026-03-05T10:00:00Z", "completed": false });
    bench.post(&format!("/contacts/{ada}/tasks"), task).await;
    bench.events();

    bench.call("DELETE", &format!("/contacts/{ada}"), None).await;

    assert_eq!(bench.kinds(), ["ContactDelete"]);
}

#[tokio::test]
async fn task_create_lacks_contact_and_body_and_task_complete_has_them() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/{ada}/tasks");
    let task = json!({ "title": "Call", "body": "B", "dueDate": "2026-03-05T10:00:00Z", "completed": false });

    let id = bench.post(&path, task).await.body["task"]["id"].as_str().unwrap().to_owned();
    bench.put(&format!("{path}/{id}/completed"), json!({ "completed": true })).await;

    let events = bench.events();
    assert_eq!((events[0].payload.get("contactId"), events[0].payload.get("body")), (None, None));
    assert_eq!((&events[1].payload["contactId"], &events[1].payload["body"]), (&json!(ada), &json!("B")));
    assert_eq!(events[1].payload.get("completed"), None);
}

#[tokio::test]
async fn editing_or_reopening_a_task_sends_nothing() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/{ada}/tasks");
    let task = json!({ "title": "Call", "dueDate": "2026-03-05T10:00:00Z", "completed": true });
    let id = bench.post(&path, task).await.body["task"]["id"].as_str().unwrap().to_owned();
    bench.events();

    bench.put(&format!("{path}/{id}"), json!({ "dueDate": "2026-04-05T10:00:00Z" })).await;
    bench.put(&format!("{path}/{id}/completed"), json!({ "completed": false })).await;

    assert!(bench.kinds().is_empty());
}

#[tokio::test]
async fn a_note_event_has_four_fields() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/{ada}/notes");

    let note = json!({ "body": "B", "title": "T", "userId": "U" });
    let id = bench.post(&path, note).await.body["note"]["id"].as_str().unwrap().to_owned();
    bench.put(&format!("{path}/{id}"), json!({ "body": "C" })).await;
    bench.call("DELETE", &format!("{path}/{id}"), None).await;

    let events = bench.events();
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    let names: Vec<&str> = events[0].payload.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["NoteCreate", "NoteUpdate", "NoteDelete"]);
    assert_eq!(names, ["id", "body", "contactId", "dateAdded"]);
}
