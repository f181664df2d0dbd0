use serde_json::{Value, json};

use crate::trial::{Ear, Said, Trial};

async fn page(trial: &Trial, path: &str) -> Said {
    trial.send("GET", path, &[("accept", "text/html")], None).await
}

async fn posted(trial: &Trial, path: &str, fields: &[(&str, &str)]) -> Said {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    trial.send("POST", path, &headers, Some(body)).await
}

fn went(said: &Said) -> String {
    said.headers["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_page_is_there_and_loads_nothing_from_elsewhere() {
    let trial = Trial::start().await;
    let kinds = super::nouns::NOUNS.iter().map(|noun| format!("records/{}", noun.kind));
    let pages = ["", "events", "webhooks", "log", "trouble", "access", "settings", "records/contacts/new"];

    for path in pages.into_iter().map(str::to_owned).chain(kinds) {
        let said = page(&trial, &format!("/sandbox/{path}")).await;

        assert_eq!(said.status, 200, "{path}: {}", said.text);
        assert!(said.text.contains("<h1>"), "{path}");
        assert!(!said.text.contains(" style=") && !said.text.contains("<style"), "{path}");
        let policy = said.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
    }
}

#[tokio::test]
async fn a_record_is_made_changed_and_deleted_by_hand() {
    let trial = Trial::start().await;
    let new = [("locationId", trial.location()), ("firstName", "Ada"), ("email", "ada@example.com")];

    let made = posted(&trial, "/sandbox/records/contacts/new", &new).await;
    let found = page(&trial, "/sandbox/records/contacts?query=ada@example.com").await.text;
    let id = found
        .split("/sandbox/records/contacts/")
        .filter_map(|part| part.get(..20))
        .find(|id| id.chars().all(|letter| letter.is_ascii_alphanumeric()));
    let path = format!("/sandbox/records/contacts/{}", id.unwrap());
    let changed = posted(&trial, &path, &[("firstName", "Ada"), ("city", "Bangor")]).await;
    let shown = page(&trial, &path).await;
    let deleted = posted(&trial, &format!("{path}/delete"), &[]).await;

    assert!(went(&made).contains("done="), "{}", went(&made));
    assert!(went(&changed).contains("Changed+city"), "{}", went(&changed));
    assert!(shown.text.contains("Bangor"));
    assert!(went(&deleted).contains("done="), "{}", went(&deleted));
    assert_eq!(page(&trial, &path).await.status, 404);
}

#[tokio::test]
async fn a_refusal_is_shown_in_the_apis_own_words() {
    let trial = Trial::start().await;
    trial.contact("ada").await;
    let again = [("locationId", trial.location()), ("firstName", "Bo"), ("email", "ada@example.com")];

    let refused = posted(&trial, "/sandbox/records/contacts/new", &again).await;
    let shown = page(&trial, &went(&refused)).await;

    assert!(
        shown.text.contains("This location does not allow duplicated contacts. (400)"),
        "{}",
        went(&refused)
    );
}

#[tokio::test]
async fn a_fault_is_switched_on_and_off_by_hand() {
    let trial = Trial::start().await;
    let fault = [("kind", "answer"), ("with", "\"status\": 503"), ("percent", "20"), ("times", "3")];

    let on = posted(&trial, "/sandbox/trouble", &fault).await;
    let shown = page(&trial, "/sandbox/trouble").await;
    let wrong = posted(&trial, "/sandbox/trouble", &[("kind", "answer")]).await;
    posted(&trial, "/sandbox/trouble/off", &[("id", "flt_1")]).await;

    assert!(went(&on).contains("done="), "{}", went(&on));
    assert!(shown.text.contains("flt_1") && shown.text.contains("503"));
    assert!(went(&wrong).contains("refused="), "{}", went(&wrong));
    assert!(trial.running.faults().is_empty());
}

#[tokio::test]
async fn every_fault_there_is_can_be_switched_on_by_hand_and_by_json() {
    let trial = Trial::start().await;

    for offered in crate::faults::OFFERED {
        let by_hand =
            posted(&trial, "/sandbox/trouble", &[("kind", offered.kind), ("with", offered.with)]).await;
        let mut given: Value = serde_json::from_str(&format!("{{{}}}", offered.with)).unwrap();
        given["kind"] = json!(offered.kind);
        let by_json = trial.control("POST", "/sandbox/faults", given).await;

        assert!(went(&by_hand).contains("done="), "{}", went(&by_hand));
        assert_eq!(by_json.status, 201, "{}", by_json.text);
    }
    assert_eq!(trial.running.faults().len(), 2 * crate::faults::OFFERED.len());
}

#[tokio::test]
async fn a_fault_by_hand_has_every_aim_and_pace() {
    let trial = Trial::start().await;
    let fault = [
        ("kind", "answer"),
        ("with", "\"status\": 500"),
        ("per_call", "3"),
        ("times", "2"),
        ("seed", "7"),
        ("operation", "create-contact"),
        ("method", "POST"),
        ("path", "/contacts/*"),
        ("location", trial.location()),
        ("body_contains", "Ada"),
    ];

    posted(&trial, "/sandbox/trouble", &fault).await;

    let standing = json!(trial.running.faults().remove(0));
    let aim = json!({
        "operation": "create-contact", "method": "POST", "path": "/contacts/*",
        "location": trial.location(), "body_contains": "Ada",
    });
    assert_eq!(standing["how"], json!({ "per_call": 3, "match": aim }));
    assert_eq!((&standing["times"], &standing["seed"]), (&json!(2), &json!(7)));
}

#[tokio::test]
async fn what_others_wrote_cannot_become_markup() {
    let trial = Trial::start().await;
    trial.api("GET", "/contacts/<script>alert(1)<x>", None).await;

    let log = page(&trial, "/sandbox/log").await;
    let said = page(&trial, "/sandbox/events?refused=%3Cscript%3Ealert(1)%3C/script%3E").await;

    assert!(!log.text.contains("<script>alert") && !said.text.contains("<script>alert"));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_steer() {
    let trial = Trial::start().await;
    let headers = [("origin", "https://example.com"), ("content-type", "text/plain")];

    let said = trial.send("POST", "/sandbox/reset", &headers, Some("{}".to_owned())).await;
    let renamed = trial.send("GET", "/sandbox/facts", &[("host", "sandbox.example.com")], None).await;

    assert_eq!((said.status, renamed.status), (403, 403));
}

#[tokio::test]
async fn the_app_is_taken_off_by_firing_its_event_and_that_is_told() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    trial.install(trial.location(), "contacts.readonly").await;
    ear.hears(1).await;

    let fired = posted(&trial, "/sandbox/events/UNINSTALL", &[]).await;
    let heard = ear.hears(2).await;

    assert!(went(&fired).contains("done="), "{}", went(&fired));
    assert_eq!(
        (&heard[1].body["type"], &heard[1].body["locationId"]),
        (&json!("UNINSTALL"), &json!(trial.location()))
    );
    assert!(trial.control("GET", "/sandbox/installs", Value::Null).await.body["installs"] == json!([]));
}

#[tokio::test]
async fn a_task_and_a_note_are_opened_by_their_ids_alone() {
    let trial = Trial::start().await;
    let contact = trial.contact("ada").await;
    let task = json!({ "title": "Call Ada", "dueDate": "2026-03-02T12:00:00Z", "completed": false });
    let task = trial.api("POST", &format!("/contacts/{contact}/tasks"), Some(task)).await.body;
    let note = json!({ "body": "Likes tea" });
    let note = trial.api("POST", &format!("/contacts/{contact}/notes"), Some(note)).await.body;
    let (task, note) = (task["task"]["id"].as_str().unwrap(), note["note"]["id"].as_str().unwrap());

    let shown_task = page(&trial, &format!("/sandbox/records/tasks/{task}")).await;
    let shown_note = page(&trial, &format!("/sandbox/records/notes/{note}")).await;
    let crossed = page(&trial, &format!("/sandbox/records/notes/{task}")).await;
    trial.api("DELETE", &format!("/contacts/{contact}"), None).await;
    let gone = page(&trial, &format!("/sandbox/records/tasks/{task}")).await;

    assert!(shown_task.text.contains("Call Ada"), "{}", shown_task.text);
    assert!(shown_note.text.contains("Likes tea"), "{}", shown_note.text);
    assert_eq!((crossed.status, gone.status), (404, 404));
}

#[tokio::test]
async fn every_change_is_refused_to_a_page_of_another_site() {
    let trial = Trial::start().await;
    let list = trial.control("GET", "/sandbox", Value::Null).await.body;
    let changes = list["control"].as_array().unwrap().iter().filter(|line| line["method"] != "GET");
    let listed = changes.map(|line| (line["method"].as_str().unwrap(), line["path"].as_str().unwrap()));
    let pages = [
        ("POST", "/oauth/consent"),
        ("POST", "/sandbox/records/contacts/new"),
        ("POST", "/sandbox/records/contacts/x/delete"),
        ("POST", "/sandbox/webhooks/target"),
        ("POST", "/sandbox/trouble"),
        ("POST", "/sandbox/settings/clock"),
    ];

    for (method, path) in listed.chain(pages) {
        let path = path.split('{').next().unwrap();
        for header in [("origin", "https://example.com"), ("sec-fetch-site", "cross-site")] {
            assert_eq!(trial.send(method, path, &[header], None).await.status, 403, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_private_token_is_made_rotated_and_removed_by_hand() {
    let trial = Trial::start().await;
    let wish = [("name", "Night shift"), ("location", trial.location()), ("scopes", "contacts.readonly")];

    let made = posted(&trial, "/sandbox/access", &wish).await;
    let first = page(&trial, "/sandbox/access").await.text;
    let rotated = posted(&trial, "/sandbox/access/pvt_5/rotate", &[("dies", "later")]).await;
    let both = page(&trial, "/sandbox/access").await.text;
    posted(&trial, "/sandbox/access/pvt_5/remove", &[]).await;
    let none = page(&trial, "/sandbox/access").await.text;
    let wrong = [("name", "Wrong"), ("scopes", "everything.write")];
    let refused = posted(&trial, "/sandbox/access", &wrong).await;

    assert!(went(&made).contains("done=Night+shift"), "{}", went(&made));
    assert!(first.contains("Night shift") && !first.contains("holds until"));
    assert!(went(&rotated).contains("holds+until") && both.contains("holds until"), "{}", went(&rotated));
    assert!(!none.contains("Night shift"));
    assert!(went(&refused).contains("refused=everything.write"), "{}", went(&refused));
}
