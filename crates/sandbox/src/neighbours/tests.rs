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

#[tokio::test]
async fn a_custom_value_keeps_its_key_when_its_name_changes() {
    let trial = Trial::start().await;
    let values = under(&trial, "/customValues");
    let body = json!({ "name": "Parking space", "value": "Level 2" });

    let made = trial.api("POST", &values, Some(body.clone())).await;
    let twin = trial.api("POST", &values, Some(body)).await;
    let path = format!("{values}/{}", made.body["customValue"]["id"].as_str().unwrap());
    let renamed = trial.api("PUT", &path, Some(json!({ "name": "Garage", "value": "Level 3" }))).await;
    let removed = trial.api("DELETE", &path, None).await;
    let gone = trial.api("GET", &path, None).await;
    let listed = trial.api("GET", &values, None).await.body;

    assert_eq!(
        (made.status, &made.body["customValue"]["fieldKey"]),
        (201, &json!("{{ custom_values.parking_space }}"))
    );
    assert_eq!(twin.body["customValue"]["fieldKey"], "{{ custom_values.parking_space_2 }}");
    assert_eq!(
        (&renamed.body["customValue"]["fieldKey"], &renamed.body["customValue"]["value"]),
        (&json!("{{ custom_values.parking_space }}"), &json!("Level 3"))
    );
    assert_eq!((removed.status, &removed.body["succeded"], gone.status), (200, &json!(true), 404));
    assert!(
        listed["customValues"]
            .as_array()
            .unwrap()
            .iter()
            .any(|value| value["id"] == twin.body["customValue"]["id"])
    );
}

#[tokio::test]
async fn a_custom_value_without_a_value_is_refused() {
    let trial = Trial::start().await;

    let said = trial.api("POST", &under(&trial, "/customValues"), Some(json!({ "name": "Empty" }))).await;

    assert_eq!((said.status, &said.body["message"]), (422, &json!(["value must be a string"])));
}

#[tokio::test]
async fn a_field_for_files_says_which_and_how_many() {
    let trial = Trial::start().await;
    let body = json!({
        "name": "Scans", "dataType": "FILE_UPLOAD", "acceptedFormat": [".pdf"], "isMultipleFile": true,
        "maxNumberOfFiles": 4, "model": "contact",
    });

    let made = trial.api("POST", &under(&trial, "/customFields"), Some(body)).await.body;

    assert_eq!(
        (&made["customField"]["maxFileLimit"], &made["customField"]["isMultiFileAllowed"]),
        (&json!(4), &json!(true))
    );
}

#[tokio::test]
async fn campaigns_and_workflows_are_listed_and_a_draft_lets_nobody_in() {
    let trial = Trial::start().await;
    let contact = trial.contact("ada").await;
    let location = trial.location();
    let campaigns = trial.api("GET", &format!("/campaigns/?locationId={location}"), None).await.body;
    let drafts =
        trial.api("GET", &format!("/campaigns/?locationId={location}&status=draft"), None).await.body;
    let workflows = trial.api("GET", &format!("/workflows/?locationId={location}"), None).await.body;
    let of = |list: &Value, status: &str| {
        let found = list.as_array().unwrap().iter().find(|one| one["status"] == status);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let enrol = |kind: &str, id: String| (format!("/contacts/{contact}/{kind}/{id}"), Some(json!({})));

    let (path, body) = enrol("workflow", of(&workflows["workflows"], "published"));
    let start = json!({ "eventStartTime": "2026-12-01T10:00:00+01:00" });
    let joined = trial.api("POST", &path, Some(start)).await;
    let whole = trial.control("GET", &format!("/sandbox/world/contacts/{contact}"), Value::Null).await.body;
    let left = trial.api("DELETE", &path, body).await;
    let (path, body) = enrol("workflow", of(&workflows["workflows"], "draft"));
    let draft = trial.api("POST", &path, body).await;
    let (path, body) = enrol("workflow", "nothing".to_owned());
    let unknown = trial.api("POST", &path, body).await;
    let (path, body) = enrol("campaigns", of(&drafts["campaigns"], "draft"));
    let draft_campaign = trial.api("POST", &path, body).await;

    assert!(campaigns["campaigns"].as_array().unwrap().len() > drafts["campaigns"].as_array().unwrap().len());
    assert!(workflows["workflows"][0]["createdAt"].is_string());
    assert_eq!((joined.status, left.status, draft.status, unknown.status), (201, 200, 400, 404));
    assert_eq!(whole["workflows"][0]["starts"], 1_796_115_600_000_i64);
    assert_eq!(draft_campaign.status, 400);
}

#[tokio::test]
async fn a_campaign_tells_of_those_who_join_and_leave_once_each() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    let contact = trial.contact("ada").await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    trial.install(trial.location(), "campaigns.readonly").await;
    let list = format!("/campaigns/?locationId={}&status=published", trial.location());
    let campaign = trial.api("GET", &list, None).await.body["campaigns"][0]["id"].clone();
    let path = format!("/contacts/{contact}/campaigns/{}", campaign.as_str().unwrap());

    for method in ["POST", "POST", "DELETE", "DELETE"] {
        assert!(trial.api(method, &path, Some(json!({}))).await.status < 300);
    }
    let heard = ear.hears(3).await;

    let told: Vec<&Value> =
        heard.iter().map(|one| &one.body).filter(|one| one["type"] == "CampaignStatusUpdate").collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|one| one["contactId"] == json!(contact) && one["id"] == campaign));
    let mut statuses: Vec<&str> = told.iter().map(|one| one["status"].as_str().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, ["active", "removed"]);
}

#[tokio::test]
async fn an_agency_alters_its_location_and_hires_and_both_are_heard() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    let tokens = trial.control("GET", "/sandbox/tokens", Value::Null).await.body;
    let agency = tokens.as_array().unwrap().iter().find(|one| one["for"] == trial.company()).unwrap();
    let agency = agency["token"].as_str().unwrap();
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    trial.install(trial.location(), "locations.readonly users.readonly").await;
    let path = under(&trial, "");
    let change = json!({ "companyId": trial.company(), "name": "Brightwater", "settings": { "allowDuplicateContact": true } });
    let user = json!({
        "companyId": trial.company(), "firstName": "Ines", "lastName": "Moreau", "email": "ines@example.com",
        "password": "not kept", "type": "account", "role": "user", "locationIds": [trial.location()],
    });

    let changed = trial.call(agency, "2021-07-28", "PUT", &path, Some(change.clone())).await;
    let again = trial.call(agency, "2021-07-28", "PUT", &path, Some(change.clone())).await;
    let by_location = trial.api("PUT", &path, Some(change)).await;
    let hired = trial.call(agency, "2021-07-28", "POST", "/users/", Some(user.clone())).await;
    let twice = trial.call(agency, "2021-07-28", "POST", "/users/", Some(user)).await;
    let heard = ear.hears(3).await;
    let read = trial.api("GET", &path, None).await.body;
    let fired = trial
        .call(agency, "2021-07-28", "DELETE", &format!("/users/{}", hired.body["id"].as_str().unwrap()), None)
        .await;

    assert_eq!((changed.status, again.status, by_location.status), (200, 200, 401));
    assert_eq!(
        (&read["location"]["name"], &read["location"]["settings"]["allowDuplicateContact"]),
        (&json!("Brightwater"), &json!(true))
    );
    assert_eq!((hired.status, twice.status, fired.status), (201, 400, 200));
    let mut events: Vec<&str> = heard.iter().map(|one| one.body["type"].as_str().unwrap()).collect();
    events.sort_unstable();
    assert_eq!(events, ["INSTALL", "LocationUpdate", "UserCreate"]);
    let told = heard.iter().find(|one| one.body["type"] == "UserCreate").unwrap();
    assert_eq!(
        (&told.body["role"], &told.body["permissions"]["settingsEnabled"]),
        (&json!("user"), &json!(false))
    );
}
