use crate::trial::{Said, Trial};

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
    let pages = ["", "events", "webhooks", "log", "trouble", "settings", "records/contacts/new"];

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
    let fault = [("kind", "answer"), ("with", "\"status\": 503"), ("often", "rate:0.2"), ("times", "3")];

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
