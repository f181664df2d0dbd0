use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Verifier, VerifyingKey, pkcs8::DecodePublicKey};
use serde_json::{Value, json};

use crate::{
    Config,
    trial::{Ear, Heard, Trial, config},
};

const SCOPE: &str = "contacts.readonly contacts.write calendars/events.readonly";

async fn listened(trial: &Trial) -> Ear {
    let ear = Ear::open().await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    ear
}

fn is_signed(trial: &Trial, heard: &Heard) -> bool {
    let key = VerifyingKey::from_public_key_pem(&trial.running.facts.webhook_public_key).unwrap();
    let signature = Signature::from_slice(&STANDARD.decode(&heard.signature).unwrap()).unwrap();
    key.verify(&heard.bytes, &signature).is_ok()
}

fn of<'h>(heard: &'h [Heard], event: &str) -> Vec<&'h Heard> {
    heard.iter().filter(|heard| heard.body["type"] == event).collect()
}

#[tokio::test]
async fn before_anybody_installs_the_app_nothing_is_sent() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;

    trial.contact("ada").await;
    trial.install(trial.location(), SCOPE).await;
    let heard = ear.hears(1).await;

    assert_eq!(heard[0].body["type"], "INSTALL");
    assert_eq!(heard[0].body["companyId"], trial.company());
}

#[tokio::test]
async fn an_event_is_signed_over_its_exact_bytes_and_names_the_app() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;
    trial.install(trial.location(), SCOPE).await;

    let contact = trial.contact("ada").await;
    let heard = ear.hears(2).await;
    let event = of(&heard, "ContactCreate")[0];

    assert!(is_signed(&trial, event));
    assert_eq!(event.body["id"], contact.as_str());
    assert_eq!(event.body["locationId"], trial.location());
    assert!(trial.running.facts.client_id.starts_with(event.body["appId"].as_str().unwrap()));
    for member in ["timestamp", "webhookId", "versionId"] {
        assert!(event.body[member].is_string(), "{member}");
    }
}

#[tokio::test]
async fn without_the_scope_an_event_is_not_heard() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;
    trial.install(trial.location(), "locations.readonly").await;

    trial.contact("ada").await;
    trial.install(trial.location(), SCOPE).await;
    trial.contact("bo").await;

    let heard = ear.hears(2).await;
    assert_eq!(of(&heard, "ContactCreate").len(), 1);
}

#[tokio::test]
async fn a_refused_delivery_comes_again_with_the_same_bytes() {
    let trial = Trial::start().await;
    trial.control("POST", "/sandbox/clock", json!({ "time_scale": 10_000 })).await;
    let ear = listened(&trial).await;
    ear.answer(503);
    trial.install(trial.location(), SCOPE).await;
    ear.hears(3).await;
    ear.answer(200);

    let mut tries = ear.heard();
    for _ in 0..200 {
        let open = trial.control("GET", "/sandbox/deliveries?state=delivered", Value::Null).await;
        if !open.body["deliveries"].as_array().unwrap().is_empty() {
            tries = ear.heard();
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }

    assert!(tries.len() > 3);
    assert!(tries.iter().all(|again| again.bytes == tries[0].bytes && again.signature == tries[0].signature));
}

#[tokio::test]
async fn a_delivery_is_given_up_after_twelve_retries() {
    let trial = Trial::start().await;
    trial.control("POST", "/sandbox/clock", json!({ "time_scale": 1_000_000 })).await;
    let ear = listened(&trial).await;
    ear.answer(500);
    trial.install(trial.location(), SCOPE).await;

    let heard = ear.hears(13).await;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let log = trial.control("GET", "/sandbox/deliveries", Value::Null).await.body;

    assert_eq!((heard.len(), ear.heard().len()), (13, 13));
    assert_eq!(log["deliveries"][0]["state"]["is"], "givenUp");
    assert_eq!(log["deliveries"][0]["attempts"].as_array().unwrap().len(), 13);
}

#[tokio::test]
async fn under_the_old_policy_a_500_is_lost() {
    let trial = Trial::start().await;
    trial.control("POST", "/sandbox/switches", json!({ "legacy_429_only": true })).await;
    let ear = listened(&trial).await;
    ear.answer(500);
    trial.install(trial.location(), SCOPE).await;
    ear.hears(1).await;

    let mut state = Value::Null;
    for _ in 0..100 {
        let log = trial.control("GET", "/sandbox/deliveries", Value::Null).await.body;
        state = log["deliveries"][0]["state"]["is"].clone();
        if state == "givenUp" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }

    assert_eq!(state, "givenUp");
}

#[tokio::test]
async fn a_delivery_can_be_replayed_under_its_id() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;
    trial.install(trial.location(), SCOPE).await;
    let first = ear.hears(1).await.remove(0);
    let id = first.body["webhookId"].as_str().unwrap().to_owned();

    let said = trial.control("POST", &format!("/sandbox/deliveries/{id}/replay"), Value::Null).await;
    let again = ear.hears(2).await;

    assert_eq!(said.status, 200);
    assert_eq!((&again[1].bytes, &again[1].signature), (&first.bytes, &first.signature));
}

#[tokio::test]
async fn open_deliveries_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let kept = || Config { data_dir: Some(dir.path().to_owned()), ..config() };
    let trial = Trial::with(kept()).await;
    let ear = listened(&trial).await;
    ear.answer(503);
    trial.install(trial.location(), SCOPE).await;
    let first = ear.hears(1).await.remove(0);
    trial.running.stop().await;
    ear.answer(200);

    let trial = Trial::with(kept()).await;
    trial.control("POST", "/sandbox/clock", json!({ "forward_s": 60 })).await;
    let heard = ear.hears(2).await;

    assert_eq!(heard[1].bytes, first.bytes);
    assert!(is_signed(&trial, &heard[1]));
}

#[tokio::test]
async fn uninstalling_is_told_and_ends_the_events_and_the_token() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;
    let pair = trial.install(trial.location(), SCOPE).await;

    trial.control("POST", &format!("/sandbox/installs/{}/remove", trial.location()), Value::Null).await;
    trial.contact("ada").await;
    let heard = ear.hears(2).await;
    let dead = trial.call(pair["access_token"].as_str().unwrap(), "v3", "GET", "/contacts/x", None).await;

    assert_eq!(heard[1].body["type"], "UNINSTALL");
    assert_eq!(dead.body["message"], "Invalid JWT");
    assert_eq!(of(&ear.heard(), "ContactCreate").len(), 0);
}

#[tokio::test]
async fn an_agency_install_is_told_for_the_company_and_each_location() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;

    trial.install(trial.company(), SCOPE).await;
    let heard = ear.hears(3).await;

    assert_eq!(of(&heard, "INSTALL").len(), 3);
    assert_eq!(heard.iter().filter(|heard| heard.body.get("locationId").is_none()).count(), 1);
}
