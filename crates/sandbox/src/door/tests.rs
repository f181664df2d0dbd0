use serde_json::json;

use crate::{
    Config,
    server::Limiting,
    trial::{Said, Trial, config},
};

const CONTACTS: &str = "contacts.readonly contacts.write";

fn says(said: &Said, status: u16, message: &str) {
    assert_eq!((said.status, said.body["message"].as_str()), (status, Some(message)), "{}", said.text);
    assert!(said.body["traceId"].is_string(), "{}", said.text);
}

#[tokio::test]
async fn a_missing_version_is_told_before_a_bad_token() {
    let trial = Trial::start().await;

    let missing = trial.send("GET", "/contacts/x", &[("authorization", "Bearer nonsense")], None).await;
    let unknown = trial.call("nonsense", "2020-01-01", "GET", "/contacts/x", None).await;

    says(&missing, 401, "version header was not found.");
    says(&unknown, 401, "version header is invalid");
}

#[tokio::test]
async fn bad_tokens_are_told_apart() {
    let trial = Trial::start().await;

    let garbage = trial.call("nonsense", "2021-07-28", "GET", "/contacts/x", None).await;
    let private =
        trial.call("pit-00000000-0000-4000-8000-000000000000", "v3", "GET", "/contacts/x", None).await;

    says(&garbage, 401, "Invalid JWT");
    says(&private, 401, "Invalid Private Integration token");
}

#[tokio::test]
async fn a_missing_scope_is_told_before_a_wrong_location() {
    let trial = Trial::start().await;
    let read_only = trial.running.facts.read_only_token.clone();

    let no_scope = trial.call(&read_only, "2021-07-28", "GET", "/users/?locationId=other", None).await;
    let elsewhere = trial.call(&read_only, "2021-07-28", "GET", "/contacts/?locationId=other", None).await;
    let nowhere = trial.call(&read_only, "2021-07-28", "GET", "/contacts/", None).await;

    says(&no_scope, 401, "The token is not authorized for this scope.");
    says(&elsewhere, 403, "The token does not have access to this location.");
    says(&nowhere, 403, "The token does not have access to this location.");
}

#[tokio::test]
async fn wrong_kinds_of_token_each_have_their_own_text() {
    let trial = Trial::start().await;
    let company = trial.install(trial.company(), CONTACTS).await["access_token"].as_str().unwrap().to_owned();
    let location = trial.install(trial.location(), "contacts.readonly").await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let tokens = trial.control("GET", "/sandbox/tokens", json!(null)).await.body;
    let agency = tokens[2]["token"].as_str().unwrap();
    let users = format!("/users/?locationId={}", trial.location());

    let company_on_contacts = trial.call(&company, "2021-07-28", "GET", "/contacts/x", None).await;
    let agency_on_users = trial.call(agency, "2021-07-28", "GET", &users, None).await;
    let agency_on_contacts = trial.call(agency, "2021-07-28", "GET", "/contacts/x", None).await;
    let private_on_oauth = trial.api("POST", "/oauth/locationToken", None).await;
    let location_on_oauth = trial.call(&location, "2021-07-28", "POST", "/oauth/locationToken", None).await;

    says(
        &company_on_contacts,
        401,
        "This authClass type is not allowed to access this scope. Please verify your IAM configuration if this is not the case.",
    );
    says(&agency_on_users, 401, "Token's user type mismatch!");
    says(&agency_on_contacts, 401, "The token is not authorized for this scope.");
    says(&private_on_oauth, 401, "The token is not authorized for this scope.");
    says(&location_on_oauth, 401, "The token is not authorized for this scope.");
}

#[tokio::test]
async fn a_locations_token_with_an_agencys_scope_is_forbidden() {
    let trial = Trial::start().await;
    let company = trial.install(trial.company(), CONTACTS).await["access_token"].as_str().unwrap().to_owned();
    let body = json!({ "companyId": trial.company(), "locationId": trial.location() });
    let minted = trial.call(&company, "2021-07-28", "POST", "/oauth/locationToken", Some(body.clone())).await;
    let token = minted.body["access_token"].as_str().unwrap();

    let said = trial.call(token, "2021-07-28", "POST", "/oauth/locationToken", Some(body)).await;

    assert_eq!(minted.status, 201);
    says(&said, 403, "Forbidden resource");
}

#[tokio::test]
async fn unknown_and_wrongly_cased_paths_are_told_apart() {
    let trial = Trial::start().await;

    let unknown = trial.api("GET", "/nothing/here", None).await;
    let cased = trial.api("GET", "/Contacts/x", None).await;
    let newer = trial.api("POST", "/oauth/location-token", None).await;

    says(&unknown, 404, "Cannot GET /nothing/here");
    assert_eq!(cased.status, 401);
    says(&newer, 404, "Cannot POST /oauth/location-token");
}

#[tokio::test]
async fn every_answer_carries_six_limit_headers_and_no_other_advice() {
    let trial = Trial::start().await;

    for path in ["/contacts/x", "/nothing", "/oauth/token"] {
        let said = trial.api("GET", path, None).await;
        let count = said.headers.keys().filter(|name| name.as_str().starts_with("x-ratelimit-")).count();

        assert_eq!((count, said.headers.contains_key("retry-after")), (6, false), "{path}");
    }
}

#[tokio::test]
async fn the_hundred_and_first_call_is_refused_until_the_window_is_over() {
    let trial = Trial::with(Config { limits: Limiting::On, ..config() }).await;
    for _ in 0..100 {
        trial.api("GET", "/contacts/x", None).await;
    }

    let refused = trial.api("GET", "/contacts/x", None).await;
    trial.control("POST", "/sandbox/clock", json!({ "forward_s": 11 })).await;
    let later = trial.api("GET", "/contacts/x", None).await;

    says(&refused, 429, "Too Many Requests");
    assert!(!refused.headers.contains_key("retry-after"));
    assert_eq!(refused.headers["x-ratelimit-remaining"], "0");
    assert_eq!((later.status, later.headers["x-ratelimit-remaining"].to_str().unwrap()), (400, "99"));
}

#[tokio::test]
async fn both_private_tokens_of_a_location_share_their_calls() {
    let trial = Trial::with(Config { limits: Limiting::On, ..config() }).await;
    trial.api("GET", "/contacts/x", None).await;

    let other = trial.call(&trial.running.facts.read_only_token, "v3", "GET", "/contacts/x", None).await;

    assert_eq!(other.headers["x-ratelimit-remaining"], "98");
}

#[tokio::test]
async fn calls_are_logged_with_their_operation() {
    let trial = Trial::start().await;
    trial.contact("ada").await;
    trial.api("GET", "/nothing", None).await;

    let log = trial.control("GET", "/sandbox/calls?operation=create-contact", json!(null)).await.body;

    assert_eq!((&log["count"], &log["totals"]["create-contact"]["succeeded"]), (&json!(2), &json!(1)));
    assert_eq!(log["calls"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_path_that_is_no_text_is_refused_in_json() {
    let trial = Trial::start().await;

    let said = trial.api("GET", "/contacts/%ff", None).await;

    says(&said, 400, "Failed to decode the path /contacts/%ff");
}

#[tokio::test]
async fn a_path_with_a_forgotten_id_is_not_read_as_another() {
    let trial = Trial::start().await;

    let said = trial.api("GET", "/contacts//tasks", None).await;

    says(&said, 404, "Cannot GET /contacts//tasks");
}

#[tokio::test]
async fn a_query_that_says_a_thing_twice_is_answered() {
    let trial = Trial::start().await;

    let path = format!("/users/search?companyId={}&limit=3&limit=1", trial.company());
    let said = trial.api("GET", &path, None).await;

    assert_eq!((said.status, said.body["users"].as_array().map(Vec::len)), (200, Some(1)), "{}", said.text);
}

#[tokio::test]
async fn the_newer_spelling_of_leaving_every_campaign_is_a_campaign_under_an_older_version() {
    let trial = Trial::start().await;
    let (ada, token) = (trial.contact("ada").await, trial.running.facts.private_token.clone());
    let path = format!("/contacts/{ada}/campaigns/remove-all");

    let older = trial.call(&token, "2021-07-28", "DELETE", &path, None).await;
    let newer = trial.call(&token, "v3", "DELETE", &path, None).await;

    assert_eq!((older.status, &older.body["error"]), (404, &json!("Campaign with id remove-all not found")));
    assert_eq!((newer.status, &newer.body["succeeded"]), (200, &json!(true)));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_json_with_and_without_a_token() {
    let trial = Trial::start().await;
    let large = "x".repeat(2 * 1024 * 1024 + 1);

    let with = trial.api("POST", "/contacts/", Some(json!(large))).await;
    let without = trial.send("POST", "/oauth/token", &[], Some(large)).await;

    says(&with, 413, "request entity too large");
    says(&without, 413, "request entity too large");
}

#[tokio::test]
async fn the_head_of_what_can_be_got_is_told_without_its_body() {
    let trial = Trial::start().await;
    let contact = trial.contact("ada").await;

    let head = trial.api("HEAD", &format!("/contacts/{contact}"), None).await;
    let nobody = trial.api("HEAD", "/contacts/lookup", None).await;

    assert_eq!((head.status, head.text.as_str(), nobody.status), (200, "", 400));
    assert!(head.headers.contains_key("x-ratelimit-remaining"));
}

#[tokio::test]
async fn a_page_may_call_from_anywhere_and_its_question_costs_nothing() {
    let trial = Trial::start().await;
    let asked =
        [("origin", "https://app.example.com"), ("access-control-request-headers", "authorization,version")];

    let may = trial.send("OPTIONS", "/contacts/", &asked, None).await;
    let read = trial.api("GET", "/contacts/lookup", None).await;
    let log = trial.control("GET", "/sandbox/calls", json!(null)).await.body;

    assert_eq!(
        (may.status, &may.headers["access-control-allow-headers"]),
        (204, &asked[1].1.parse().unwrap())
    );
    assert_eq!(read.headers["access-control-allow-origin"], "*");
    assert_eq!(log["count"], 1);
}

#[tokio::test]
async fn each_location_has_a_private_token_that_is_refused_in_the_other() {
    let trial = Trial::start().await;
    let tokens = trial.control("GET", "/sandbox/tokens", json!(null)).await.body;
    let (token, second) = (tokens[3]["token"].as_str().unwrap(), tokens[3]["for"].as_str().unwrap());
    let list = |location: &str| format!("/contacts/?locationId={location}");

    let own = trial.call(token, "2021-07-28", "GET", &list(second), None).await;
    let other = trial.call(token, "2021-07-28", "GET", &list(trial.location()), None).await;

    assert_eq!((own.status, own.body["contacts"].as_array().map(Vec::is_empty)), (200, Some(false)));
    says(&other, 403, "The token does not have access to this location.");
}
