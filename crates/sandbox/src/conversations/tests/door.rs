//! Through the door, with webhooks: scopes, versions, and messages that get on by themselves.

use serde_json::json;

use crate::trial::{Ear, Trial};

#[tokio::test]
async fn a_sent_message_and_a_new_opportunity_are_heard_by_whoever_may() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    trial.install(trial.location(), "conversations/message.readonly opportunities.readonly").await;
    let pipelines = format!("/opportunities/pipelines?locationId={}", trial.location());
    let pipelines = trial.api("GET", &pipelines, None).await.body;
    let ada = trial.contact("ada").await;
    let body = json!({ "type": "Email", "contactId": ada, "html": "<p>Hello</p>", "subject": "S" });
    let deal = json!({
        "locationId": trial.location(), "contactId": ada, "name": "Crown", "status": "open",
        "pipelineId": pipelines["pipelines"][0]["id"],
    });

    let sent = trial
        .call(&trial.running.facts.private_token, "2021-04-15", "POST", "/conversations/messages", Some(body))
        .await;
    let made = trial.api("POST", "/opportunities", Some(deal)).await;
    let heard = ear.hears(4).await;

    assert_eq!((sent.status, made.status), (200, 201), "{} {}", sent.text, made.text);
    let mut kinds: Vec<&str> = heard.iter().map(|heard| heard.body["type"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["INSTALL", "OpportunityCreate", "OpportunityUpdate", "OutboundMessage"]);
    let message = heard.iter().find(|heard| heard.body["type"] == "OutboundMessage").unwrap();
    assert_eq!(message.body["messageId"], sent.body["messageId"]);
}

#[tokio::test]
async fn the_list_of_messages_is_nested_where_that_is_turned_on() {
    let trial = Trial::start().await;
    let ada = trial.contact("ada").await;
    let search = format!("/conversations/search?locationId={}&contactId={ada}", trial.location());
    let id = trial.api("GET", &search, None).await.body["conversations"][0]["id"].clone();
    let path = format!("/conversations/{}/messages", id.as_str().unwrap());

    let flat = trial.api("GET", &path, None).await;
    trial.control("POST", "/sandbox/quirks", json!({ "messages-flat": false })).await;
    let nested = trial.api("GET", &path, None).await;

    assert!(flat.body["messages"].is_array(), "{}", flat.text);
    assert!(nested.body["messages"]["messages"].is_array(), "{}", nested.text);
}

#[tokio::test]
async fn a_token_without_the_scope_or_for_another_location_stays_outside() {
    let trial = Trial::start().await;
    let read_only = trial.running.facts.read_only_token.clone();
    let search = format!("/conversations/search?locationId={}", trial.location());

    let no_scope = trial.call(&read_only, "2021-04-15", "GET", &search, None).await;
    let elsewhere = trial.api("GET", "/opportunities/search?location_id=elsewhere", None).await;

    assert_eq!((no_scope.status, elsewhere.status), (401, 403));
}
