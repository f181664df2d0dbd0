//! Tasks, notes, appointments, tags, followers, bulk, campaigns, workflows.

use serde_json::{Value, json};

use super::bench::Bench;

fn task() -> Value {
    json!({ "title": "Call", "dueDate": "2026-03-05T10:00:00Z", "completed": false })
}

#[tokio::test]
async fn a_task_is_created_read_completed_and_deleted() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/{ada}/tasks");

    let created = bench.post(&path, task()).await;
    let one = format!("{path}/{}", created.body["task"]["id"].as_str().unwrap());
    let completed = bench.put(&format!("{one}/completed"), json!({ "completed": true })).await;
    let deleted = bench.call("DELETE", &one, None).await;

    assert_eq!(created.status, 201);
    assert_eq!(created.body["task"]["dueDate"], "2026-03-05T10:00:00.000Z");
    assert_eq!(created.body["task"]["contactId"], json!(ada));
    assert_eq!(completed.body["task"]["completed"], true);
    assert_eq!(deleted.body["succeded"], true);
    assert_eq!(bench.get(&path).await.body["tasks"], json!([]));
}

#[tokio::test]
async fn a_task_needs_title_due_date_and_completed() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let reply = bench.post(&format!("/contacts/{ada}/tasks"), json!({ "body": "x", "colour": 1 })).await;

    assert_eq!(reply.status, 422);
    let said = json!([
        "property colour should not exist",
        "title must be a string",
        "dueDate must be a valid ISO 8601 date string",
        "completed must be a boolean value",
    ]);
    assert_eq!(reply.body["message"], said);
}

#[tokio::test]
async fn a_task_that_is_not_there_is_named() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let reply = bench.get(&format!("/contacts/{ada}/tasks/search")).await;

    assert_eq!(reply.body["error"], "Task with id search not found");
}

#[tokio::test]
async fn validation_comes_before_lookup() {
    let bench = Bench::new();

    assert_eq!(bench.post("/contacts/nobody/tasks", json!({})).await.status, 422);
    assert_eq!(bench.post("/contacts/nobody/tasks", task()).await.status, 400);
}

#[tokio::test]
async fn notes_come_newest_first() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/{ada}/notes");

    bench.post(&path, json!({ "body": "one" })).await;
    let two =
        bench.post(&path, json!({ "body": "two", "title": "T", "color": "#FFAA00", "pinned": true })).await;

    let notes = bench.get(&path).await.body["notes"].clone();
    assert_eq!((two.status, &notes[0]["body"], &notes[1]["body"]), (201, &json!("two"), &json!("one")));
    assert_eq!((&notes[0]["pinned"], &notes[0]["color"]), (&json!(true), &json!("#FFAA00")));
    assert_eq!(notes[1].get("title"), None);
}

#[tokio::test]
async fn appointments_are_events_in_the_locations_time_without_a_zone() {
    let bench = Bench::new();
    let (id, start) = bench.world.look(|state| {
        let mut folders = state.register().newest(&bench.location());
        let folder = folders.find(|folder| !folder.appointments.is_empty()).unwrap();
        let zone = jiff::tz::TimeZone::get("America/New_York").unwrap();
        let start = folder.appointments[0].start.timestamp().to_zoned(zone);
        (folder.contact.id, start.strftime("%Y-%m-%d %H:%M:%S").to_string())
    });

    let reply = bench.get(&format!("/contacts/{id}/appointments")).await;

    assert_eq!(reply.body["events"][0]["startTime"], json!(start));
}

#[tokio::test]
async fn tag_routes_answer_with_the_whole_list_and_define_new_tags() {
    let bench = Bench::new();
    let ada = bench.contact(json!({ "firstName": "Ada", "tags": ["vip"] })).await;
    let path = format!("/contacts/{ada}/tags");

    let added = bench.post(&path, json!({ "tags": ["Brand New", "VIP"] })).await;
    let removed = bench.delete(&path, json!({ "tags": ["BRAND NEW"] })).await;

    assert_eq!((added.status, &added.body["tags"]), (201, &json!(["vip", "brand new"])));
    assert_eq!((removed.status, &removed.body["tags"]), (200, &json!(["vip"])));
    let defined =
        bench.world.look(|state| state.tags(&bench.location()).any(|tag| &*tag.name == "brand new"));
    assert!(defined);
}

#[tokio::test]
async fn removing_tags_without_a_body_is_refused() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let reply = bench.call("DELETE", &format!("/contacts/{ada}/tags"), None).await;

    assert_eq!((reply.status, &reply.body["message"]), (422, &json!(["tags must be an array"])));
}

#[tokio::test]
async fn followers_are_added_and_removed() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/{ada}/followers");

    let added = bench.post(&path, json!({ "followers": ["one", "two"] })).await;
    let removed = bench.delete(&path, json!({ "followers": ["one", "none"] })).await;

    assert_eq!((added.status, &added.body["followersAdded"]), (201, &json!(["one", "two"])));
    assert_eq!(removed.body["followers"], json!(["two"]));
    assert_eq!(removed.body["followersRemoved"], json!(["one"]));
}

#[tokio::test]
async fn bulk_tags_answer_for_each_contact() {
    let bench = Bench::new();
    let ada = bench.contact(json!({ "firstName": "Ada", "tags": ["a"] })).await;

    let body = bench.here(json!({ "contacts": [ada, "abcdef"], "tags": ["b"] }));
    let reply = bench.post("/contacts/bulk/tags/update/add", body).await;

    assert_eq!((reply.status, &reply.body["errorCount"]), (201, &json!(1)));
    assert_eq!(reply.body["responses"][0]["tagsAdded"], json!(["b"]));
    assert_eq!(reply.body["responses"][0]["oldTags"], json!(["a"]));
    assert_eq!(reply.body["responses"][1]["message"], "contact id is not a valid firebase id");
}

#[tokio::test]
async fn bulk_tags_refuse_the_literal_type_an_sdk_sends() {
    let bench = Bench::new();

    let body = bench.here(json!({ "contacts": [], "tags": [] }));
    let reply = bench.post("/contacts/bulk/tags/update/%7Btype%7D", body).await;

    assert_eq!(reply.status, 422);
}

#[tokio::test]
async fn remove_all_tags_takes_them_all() {
    let bench = Bench::new();
    let ada = bench.contact(json!({ "firstName": "Ada", "tags": ["a", "b"] })).await;

    let body = bench.here(json!({ "contacts": [ada], "tags": [], "removeAllTags": true }));
    bench.post("/contacts/bulk/tags/update/remove", body).await;

    assert_eq!(bench.read(&ada).await["tags"], json!([]));
}

#[tokio::test]
async fn bulk_business_moves_contacts_in_and_out() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let business = bench.world.look(|state| state.businesses(&bench.location()).next().unwrap().id);

    let body = bench.here(json!({ "ids": [ada, "gone"], "businessId": business }));
    let moved = bench.post("/contacts/bulk/business", body).await;
    let members = bench.get(&format!("/contacts/business/{business}?locationId={}", bench.location())).await;
    bench.post("/contacts/bulk/business", bench.here(json!({ "ids": [ada], "businessId": null }))).await;

    assert_eq!(
        (moved.status, &moved.body["success"], &moved.body["ids"]),
        (200, &json!(true), &json!([ada]))
    );
    assert!(members.body["contacts"].as_array().unwrap().iter().any(|contact| contact["id"] == json!(ada)));
    assert_eq!(members.body.get("count"), None);
    assert_eq!(bench.read(&ada).await.get("businessId"), None);
}

#[tokio::test]
async fn bulk_business_takes_fifty_at_most_and_wants_a_business() {
    let bench = Bench::new();

    let many = bench.here(json!({ "ids": vec!["x"; 51] }));
    let reply = bench.post("/contacts/bulk/business", many).await;

    let said = json!(["ids must contain no more than 50 elements", "businessId must be a string"]);
    assert_eq!((reply.status, &reply.body["message"]), (422, &said));
}

#[tokio::test]
async fn campaigns_are_joined_and_left_one_by_one_or_all_at_once() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let campaign = bench.world.look(|state| state.campaigns(&bench.location()).next().unwrap().id);
    let path = format!("/contacts/{ada}/campaigns");

    let joined = bench.post(&format!("{path}/{campaign}"), json!({})).await;
    let left = bench.call("DELETE", &format!("{path}/removeAll"), None).await;
    let unknown = bench.post(&format!("{path}/nowhere"), json!({})).await;

    assert_eq!((joined.status, left.status, unknown.status), (201, 200, 404));
}

#[tokio::test]
async fn enrolling_in_a_workflow_answers_201_whatever_the_documents_say() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let workflow = bench.world.look(|state| state.workflows(&bench.location()).next().unwrap().id);
    let path = format!("/contacts/{ada}/workflow/{workflow}");

    let enrolled = bench.post(&path, json!({ "eventStartTime": "2026-06-23T03:30:00+01:00" })).await;
    let removed = bench.delete(&path, json!({ "eventStartTime": "2026-06-23T03:30:00+01:00" })).await;

    assert_eq!((enrolled.status, removed.status), (201, 200));
}
