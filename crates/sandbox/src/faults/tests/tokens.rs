//! Tokens that die in flight, and a renewal whose answer is lost.

use highlevel::{
    error::{CallError, Verdict},
    oauth::{AppCredentials, UserType},
};
use serde_json::json;

use super::*;
use crate::faults::{Fault, Kind};

const SCOPE: &str = "contacts.readonly contacts.write";

fn app(trial: &Trial) -> AppCredentials {
    let facts = &trial.running.facts;
    AppCredentials { client_id: facts.client_id.clone(), client_secret: facts.client_secret.as_str().into() }
}

async fn installed(trial: &Trial) -> (String, String) {
    let pair = trial.install(trial.location(), SCOPE).await;
    let text = |name: &str| pair[name].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

#[tokio::test]
async fn a_token_that_expires_under_a_call_is_cured_by_a_refresh() {
    let trial = Trial::start().await;
    let (access, refresh) = installed(&trial).await;
    trial.running.fault(Fault::new(Kind::TokenExpired {}).times(1)).unwrap();
    let before = client_with(&trial, &access);

    let dead = before.contacts().create(&ada(&trial)).await.unwrap_err();
    let still_dead = before.contacts().get(&somebody(&trial)).await.unwrap_err();
    let pair = before.oauth().refresh(&app(&trial), &refresh.into(), &UserType::Location).await.unwrap();
    let token = secrecy::ExposeSecret::expose_secret(&pair.access_token).to_owned();
    let cured = client_with(&trial, &token).contacts().create(&ada(&trial)).await;

    assert_eq!(dead.verdict(), Verdict::RefreshToken);
    assert!(matches!(still_dead, CallError::DeadToken { .. }), "{still_dead}");
    assert!(cured.is_ok());
}

#[tokio::test]
async fn a_token_that_is_revoked_takes_its_refresh_token_along() {
    let trial = Trial::start().await;
    let (access, refresh) = installed(&trial).await;
    trial.running.fault(Fault::new(Kind::TokenRevoked {}).times(1)).unwrap();
    let client = client_with(&trial, &access);

    let dead = client.contacts().get(&somebody(&trial)).await.unwrap_err();
    let gone = client.oauth().refresh(&app(&trial), &refresh.into(), &UserType::Location).await.unwrap_err();

    assert!(matches!(dead, CallError::DeadToken { .. }), "{dead}");
    assert!(matches!(gone, CallError::DeadGrant { .. }), "{gone}");
}

#[tokio::test]
async fn a_private_token_is_revoked_for_the_call_and_does_not_expire() {
    let trial = Trial::start().await;
    trial.running.fault(Fault::new(Kind::TokenExpired {})).unwrap();
    trial.running.fault(Fault::new(Kind::TokenRevoked {}).times(1)).unwrap();
    let client = client(&trial);

    let dead = client.contacts().get(&somebody(&trial)).await.unwrap_err();
    let after = client.contacts().get(&somebody(&trial)).await;

    assert!(matches!(dead, CallError::DeadToken { .. }), "{dead}");
    assert!(after.is_ok());
}

#[tokio::test]
async fn a_refresh_whose_answer_is_lost_has_used_the_token_up() {
    let trial = Trial::start().await;
    let (access, refresh) = installed(&trial).await;
    trial.control("POST", "/sandbox/switches", json!({ "refresh_grace_s": 0 })).await;
    let lost = trial.running.fault(Fault::new(Kind::RefreshLost {})).unwrap();
    let client = client_with(&trial, &access);

    let unanswered = client
        .oauth()
        .refresh(&app(&trial), &refresh.as_str().into(), &UserType::Location)
        .await
        .unwrap_err();
    trial.running.fault_off(lost);
    let spent = client
        .oauth()
        .refresh(&app(&trial), &refresh.as_str().into(), &UserType::Location)
        .await
        .unwrap_err();

    assert!(matches!(unanswered, CallError::Unanswered(_)), "{unanswered}");
    assert!(matches!(spent, CallError::DeadGrant { .. }), "{spent}");
}

#[tokio::test]
async fn within_the_grace_a_lost_refresh_can_be_asked_for_again() {
    let trial = Trial::start().await;
    let (access, refresh) = installed(&trial).await;
    trial.running.fault(Fault::new(Kind::RefreshLost {}).times(1)).unwrap();
    let client = client_with(&trial, &access);

    let lost = client.oauth().refresh(&app(&trial), &refresh.as_str().into(), &UserType::Location).await;
    let again = client.oauth().refresh(&app(&trial), &refresh.as_str().into(), &UserType::Location).await;

    assert!(lost.is_err() && again.is_ok());
}
