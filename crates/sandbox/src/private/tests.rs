//! Private tokens, made and rotated by JSON, and what they open.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;

use crate::{
    Clock, Config,
    trial::{Said, Trial, config},
};

/// How a call for the location's contacts by that token ends.
async fn opens(trial: &Trial, token: &str) -> u16 {
    let path = format!("/contacts/?locationId={}", trial.location());
    trial.call(token, "2021-07-28", "GET", &path, None).await.status
}

fn token(said: &Said) -> String {
    said.body["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_made_by_json_opens_what_its_scopes_say() {
    let trial = Trial::start().await;
    let wish = json!({ "name": "Reporting", "scopes": "contacts.readonly" });

    let made = trial.control("POST", "/sandbox/tokens", wish).await;
    let written = json!({ "locationId": trial.location(), "firstName": "Ada" });
    let write = trial.call(&token(&made), "2021-07-28", "POST", "/contacts/", Some(written)).await;

    assert_eq!((made.status, opens(&trial, &token(&made)).await), (201, 200));
    assert_eq!(
        (write.status, &write.body["message"]),
        (401, &json!("The token is not authorized for this scope."))
    );
}

#[tokio::test]
async fn a_token_rotated_now_is_dead_at_once() {
    let trial = Trial::start().await;
    let before = trial.running.facts.private_token.clone();

    let rotated = trial.control("POST", "/sandbox/tokens/pvt_1/rotate", json!({})).await;

    assert_eq!((opens(&trial, &before).await, opens(&trial, &token(&rotated)).await), (401, 200));
    let facts = trial.send("GET", "/sandbox/facts", &[], None).await;
    assert_eq!(facts.body["private_token"], token(&rotated));
}

#[tokio::test]
async fn a_token_rotated_for_later_holds_seven_more_days() {
    let noon = "2026-03-02T12:00:00Z".parse().unwrap();
    let trial = Trial::with(Config { clock: Clock::fixed(noon), ..config() }).await;
    let before = trial.running.facts.private_token.clone();

    let rotated = trial.control("POST", "/sandbox/tokens/pvt_1/rotate", json!({ "dies": "later" })).await;
    trial.running.clock().shift(SignedDuration::from_hours(7 * 24 - 1));
    let last_day = (opens(&trial, &before).await, opens(&trial, &token(&rotated)).await);
    trial.running.clock().shift(SignedDuration::from_hours(2));

    assert_eq!(last_day, (200, 200));
    assert_eq!((opens(&trial, &before).await, opens(&trial, &token(&rotated)).await), (401, 200));
}

#[tokio::test]
async fn what_cannot_be_made_or_found_is_said_in_a_sentence() {
    let trial = Trial::start().await;

    let scope = trial.control("POST", "/sandbox/tokens", json!({ "scopes": "locations.write" })).await;
    let place = trial.control("POST", "/sandbox/tokens", json!({ "location": "nowhere" })).await;
    let gone = trial.control("DELETE", "/sandbox/tokens/pvt_9", json!({})).await;

    assert_eq!(scope.body["error"], "locations.write is no scope an integration of a location can have");
    assert_eq!((place.status, gone.status), (400, StatusCode::NOT_FOUND.as_u16()));
}

#[tokio::test]
async fn a_kept_sandbox_keeps_rotated_tokens_and_a_reset_brings_the_first_ones_back() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || Config { data_dir: Some(folder.path().to_owned()), ..config() };
    let trial = Trial::with(kept()).await;
    let first = trial.running.facts.private_token.clone();
    let rotated = token(&trial.control("POST", "/sandbox/tokens/pvt_1/rotate", json!({})).await);
    trial.running.stop().await;

    let again = Trial::with(kept()).await;
    let after_restart = again.running.facts.private_token.clone();
    again.control("POST", "/sandbox/reset", json!({})).await;

    assert_eq!(after_restart, rotated);
    assert_eq!((opens(&again, &rotated).await, opens(&again, &first).await), (401, 200));
}
