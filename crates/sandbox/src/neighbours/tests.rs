use serde_json::{Value, json};

use crate::trial::{Ear, Trial};

fn under(trial: &Trial, path: &str) -> String {
    format!("/locations/{}{path}", trial.location())
}

#[tokio::test]
async fn a_location_is_read_with_its_company_and_settings() {
    let trial = Trial::start().await;

    let said = trial.api("GET", &under(&trial, ""), None).await;
    let other = trial.api("GET", "/locations/AAAAAAAAAAAAAAAAAAAA", None).await;

    assert_eq!(said.body["location"]["companyId"], trial.company());
    assert_eq!(said.body["location"]["settings"]["allowDuplicateContact"], false);
    assert_eq!(other.status, 403);
}

#[tokio::test]
async fn a_locations_token_finds_its_own_location_only_and_an_agencys_both() {
    let trial = Trial::start().await;
    let agency = trial.control("GET", "/sandbox/tokens", Value::Null).await.body[2]["token"].clone();

    let own = trial.api("GET", "/locations/search", None).await;
    let all = trial.call(agency.as_str().unwrap(), "2021-07-28", "GET", "/locations/search", None).await;

    assert_eq!(own.body["locations"].as_array().unwrap().len(), 1);
    assert_eq!(all.body["locations"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_tag_is_made_renamed_and_removed() {
    let trial = Trial::start().await;
    let tags = under(&trial, "/tags");

    let made = trial.api("POST", &tags, Some(json!({ "name": " Very New " }))).await;
    let twice = trial.api("POST", &tags, Some(json!({ "name": "very new" }))).await;
    let path = format!("{tags}/{}", made.body["tag"]["id"].as_str().unwrap());
    let renamed = trial.api("PUT", &path, Some(json!({ "name": "newer" }))).await;
    let removed = trial.api("DELETE", &path, None).await;
    let gone = trial.api("GET", &path, None).await;

    assert_eq!((made.status, &made.body["tag"]["name"]), (200, &json!("very new")));
    assert_eq!(twice.status, 400);
    assert_eq!(renamed.body["tag"]["name"], "newer");
    assert_eq!((removed.status, &removed.body["succeded"], gone.status), (200, &json!(true), 404));
}

#[tokio::test]
async fn a_custom_field_is_found_by_id_and_by_key() {
    let trial = Trial::start().await;
    let fields = under(&trial, "/customFields");
    let body = json!({ "name": "Shoe size", "dataType": "NUMERICAL", "model": "contact" });

    let made = trial.api("POST", &fields, Some(body)).await;
    let field = &made.body["customField"];
    let by_id = trial.api("GET", &format!("{fields}/{}", field["id"].as_str().unwrap()), None).await;
    let by_key = trial.api("GET", &format!("{fields}/contact.shoe_size"), None).await;

    assert_eq!((made.status, &field["fieldKey"]), (201, &json!("contact.shoe_size")));
    assert_eq!(by_id.body["customField"], by_key.body["customField"]);
}

#[tokio::test]
async fn a_custom_field_write_is_strict() {
    let trial = Trial::start().await;
    let body = json!({ "dataType": "SHOE", "colour": 1 });

    let said = trial.api("POST", &under(&trial, "/customFields"), Some(body)).await;

    let faults =
        ["property colour should not exist", "dataType must be a valid enum value", "name must be a string"];
    assert_eq!((said.status, &said.body["message"]), (422, &json!(faults)));
}

#[tokio::test]
async fn task_search_pages_through_every_task_once() {
    let trial = Trial::start().await;
    let path = under(&trial, "/tasks/search");
    let whole = trial.control("GET", "/sandbox/world/tasks", Value::Null).await.body["tasks"]
        .as_array()
        .unwrap()
        .len();

    let mut ids = Vec::new();
    loop {
        let page = trial.api("POST", &path, Some(json!({ "limit": 7, "skip": ids.len() }))).await;
        let rows = page.body["tasks"].as_array().unwrap().clone();
        if rows.is_empty() {
            break;
        }
        ids.extend(rows.iter().map(|row| row["_id"].as_str().unwrap().to_owned()));
    }
    ids.sort();
    ids.dedup();

    assert_eq!(ids.len(), whole);
}

#[tokio::test]
async fn task_search_filters_by_contact_and_completion() {
    let trial = Trial::start().await;
    let contact = trial.contact("ada").await;
    for completed in [true, false] {
        let task = json!({ "title": "Call", "dueDate": "2026-12-01T10:00:00Z", "completed": completed });
        trial.api("POST", &format!("/contacts/{contact}/tasks"), Some(task)).await;
    }

    let asked = json!({ "contactId": [contact], "completed": false });
    let said = trial.api("POST", &under(&trial, "/tasks/search"), Some(asked)).await;

    let rows = said.body["tasks"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["completed"], &rows[0]["contactId"]),
        (1, &json!(false), &json!(contact))
    );
}

#[tokio::test]
async fn users_are_listed_found_and_read_bare() {
    let trial = Trial::start().await;

    let list = trial.api("GET", &format!("/users/?locationId={}", trial.location()), None).await;
    let id = list.body["users"][0]["id"].as_str().unwrap().to_owned();
    let bare = trial.api("GET", &format!("/users/{id}"), None).await;
    let nobody = trial.api("GET", "/users/search", None).await;
    let query = format!("/users/search?companyId={}&locationId={}", trial.company(), trial.location());
    let found = trial.api("GET", &query, None).await;

    assert_eq!(bare.body["id"], id.as_str());
    assert_eq!((nobody.status, &nobody.body["message"]), (401, &json!("E01 - Unauthorized request")));
    assert_eq!(found.body["count"].as_u64().unwrap() as usize, list.body["users"].as_array().unwrap().len());
}

#[tokio::test]
async fn calendars_are_listed_and_read() {
    let trial = Trial::start().await;

    let list = trial.api("GET", &format!("/calendars/?locationId={}", trial.location()), None).await;
    let id = list.body["calendars"][0]["id"].as_str().unwrap().to_owned();
    let one = trial.api("GET", &format!("/calendars/{id}"), None).await;

    assert_eq!(one.body["calendar"], list.body["calendars"][0]);
}

#[tokio::test]
async fn an_appointment_lives_its_life_and_is_heard() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    trial.install(trial.location(), "calendars/events.readonly").await;
    let contact = trial.contact("ada").await;
    let calendars =
        trial.api("GET", &format!("/calendars/?locationId={}", trial.location()), None).await.body;
    let calendar = calendars["calendars"][0]["id"].as_str().unwrap();
    let body = json!({
        "calendarId": calendar, "locationId": trial.location(), "contactId": contact,
        "startTime": "2027-01-11T10:00:00-05:00", "endTime": "2027-01-11T11:00:00-05:00", "title": "First visit", "ignoreDateRange": true,
    });

    let made = trial.api("POST", "/calendars/events/appointments", Some(body)).await;
    let path = format!("/calendars/events/appointments/{}", made.body["id"].as_str().unwrap());
    let moved = trial
        .api("PUT", &path, Some(json!({ "startTime": "2027-01-12T10:00:00-05:00", "ignoreDateRange": true })))
        .await;
    let read = trial.api("GET", &path, None).await;
    let of_contact = trial.api("GET", &format!("/contacts/{contact}/appointments"), None).await;
    let gone =
        trial.api("DELETE", &format!("/calendars/events/{}", made.body["id"].as_str().unwrap()), None).await;
    let heard = ear.hears(4).await;

    assert_eq!((made.status, made.body.get("dateAdded")), (200, None));
    assert_eq!(moved.body["endTime"], "2027-01-12T11:00:00-05:00");
    assert_eq!(read.body["event"]["title"], "First visit");
    assert_eq!(of_contact.body["events"][0]["startTime"], "2027-01-12 10:00:00");
    assert_eq!((gone.status, &gone.body["succeeded"]), (201, &json!(true)));
    let events: Vec<&str> = heard.iter().map(|heard| heard.body["type"].as_str().unwrap()).collect();
    for event in ["INSTALL", "AppointmentCreate", "AppointmentUpdate", "AppointmentDelete"] {
        assert!(events.contains(&event), "{events:?}");
    }
}

#[tokio::test]
async fn events_are_listed_by_one_calendar_or_user_and_no_more() {
    let trial = Trial::start().await;
    let location = trial.location();
    let span = format!("locationId={location}&startTime=0&endTime=4102444800000");
    let calendars = trial.api("GET", &format!("/calendars/?locationId={location}"), None).await.body;
    let calendar = calendars["calendars"][0]["id"].as_str().unwrap();

    let neither = trial.api("GET", &format!("/calendars/events?{span}"), None).await;
    let one = trial.api("GET", &format!("/calendars/events?{span}&calendarId={calendar}"), None).await;

    assert_eq!(neither.status, 422);
    assert!(one.body["events"].is_array());
}
