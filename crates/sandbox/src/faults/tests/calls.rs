//! Calls that fail: refused, unanswered, torn off, slow, done and denied.

use std::time::Instant;

use highlevel::error::{Budget, CallError, Verdict};

use super::*;
use crate::faults::{Effect, Fault, Kind};

#[tokio::test]
async fn a_429_says_in_its_headers_that_the_window_is_empty() {
    let trial = Trial::start().await;
    trial.running.fault(Fault::new(Kind::Answer { status: 429, effect: Effect::None }).times(1)).unwrap();
    let client = client(&trial);

    let refused = client.contacts().get(&somebody(&trial)).await.unwrap_err();
    let after = client.contacts().get(&somebody(&trial)).await;

    assert!(matches!(refused, CallError::Limited { budget: Budget::Burst, wait } if wait.as_secs() == 10));
    assert!(after.is_ok());
}

#[tokio::test]
async fn a_failure_leaves_the_outcome_open() {
    for status in [500, 502, 503, 504] {
        for effect in [Effect::None, Effect::Happened] {
            let trial = Trial::start().await;
            trial.running.fault(Fault::new(Kind::Answer { status, effect })).unwrap();

            let failed = client(&trial).contacts().create(&ada(&trial)).await.unwrap_err();

            assert!(matches!(&failed, CallError::Failed { status: said, .. } if *said == status), "{failed}");
            assert_eq!(failed.verdict(), Verdict::LookFirst);
            assert_eq!(is_there(&trial), effect == Effect::Happened);
        }
    }
}

#[tokio::test]
async fn a_call_that_is_never_answered_may_have_happened() {
    for effect in [Effect::None, Effect::Happened] {
        let trial = Trial::start().await;
        trial.running.fault(Fault::new(Kind::NoAnswer { effect })).unwrap();

        let began = Instant::now();
        let silent = hasty_client(&trial).contacts().create(&ada(&trial)).await.unwrap_err();

        assert!(matches!(silent, CallError::Unanswered(_)), "{silent}");
        assert!(began.elapsed() >= PATIENCE);
        assert_eq!(is_there(&trial), effect == Effect::Happened);
    }
}

#[tokio::test]
async fn a_connection_that_is_reset_may_have_carried_the_call() {
    for effect in [Effect::None, Effect::Happened] {
        let trial = Trial::start().await;
        trial.running.fault(Fault::new(Kind::Reset { effect })).unwrap();

        let cut = client(&trial).contacts().create(&ada(&trial)).await.unwrap_err();

        assert!(matches!(cut, CallError::Unanswered(_)), "{cut}");
        let why = std::error::Error::source(&cut).map(|why| format!("{why:?}")).unwrap_or_default();
        assert!(!why.contains("TimedOut"), "{why}");
        assert_eq!(is_there(&trial), effect == Effect::Happened);
    }
}

#[tokio::test]
async fn a_slow_body_comes_whole_in_the_end() {
    let trial = Trial::start().await;
    trial.running.fault(Fault::new(Kind::SlowBody { over_ms: 200 })).unwrap();

    let began = Instant::now();
    let found = client(&trial).contacts().get(&somebody(&trial)).await.unwrap();

    assert_eq!(found.id, somebody(&trial));
    assert!(began.elapsed().as_millis() >= 180, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_slow_body_outlasts_an_impatient_client() {
    let trial = Trial::start().await;
    trial.running.fault(Fault::new(Kind::SlowBody { over_ms: 2_000 })).unwrap();

    let cut = hasty_client(&trial).contacts().get(&somebody(&trial)).await.unwrap_err();

    assert!(matches!(cut, CallError::Unanswered(_)), "{cut}");
}

#[tokio::test]
async fn a_create_that_is_denied_was_made_all_the_same() {
    let trial = Trial::start().await;
    let fault = trial.running.fault(Fault::new(Kind::CreatedBut422 {})).unwrap();
    let client = client(&trial);

    let denied = client.contacts().create(&ada(&trial)).await.unwrap_err();
    let again = client.contacts().create(&ada(&trial)).await.unwrap_err();

    assert!(matches!(denied, CallError::Invalid { status: 422, .. }), "{denied}");
    assert!(is_there(&trial));
    // The second was refused for a reason of its own, so the fault did not fire.
    assert!(matches!(again, CallError::Duplicate { .. }), "{again}");
    assert_eq!(trial.running.fault_off(fault).unwrap().fired, 1);
}

#[tokio::test]
async fn a_field_is_dropped_without_a_word() {
    let trial = Trial::start().await;
    trial.running.fault(Fault::new(Kind::FieldDropped { field: "city".into() })).unwrap();
    let client = client(&trial);

    let made = client.contacts().create(&ada(&trial)).await.unwrap();
    let kept = client.contacts().get(&made.id).await.unwrap();

    assert_eq!((kept.first_name.as_deref(), kept.city.as_deref()), (Some("Ada"), None));
}

#[tokio::test]
async fn a_fault_is_aimed_at_one_operation_path_and_body() {
    let trial = Trial::start().await;
    let aim = crate::faults::Match {
        operation: Some("create-contact".into()),
        path: Some("/contacts/*".into()),
        method: Some("post".into()),
        body_contains: Some("ada@example.com".into()),
        location: Some(trial.location().to_owned()),
        event: None,
    };
    let fault = Fault::new(Kind::Answer { status: 503, effect: Effect::None }).on(aim);
    let id = trial.running.fault(fault).unwrap();
    let client = client(&trial);

    let read = client.contacts().get(&somebody(&trial)).await;
    let mut other = ada(&trial);
    other.details.email = Field::Set("bo@example.com".into());
    let other = client.contacts().create(&other).await;
    let hit = client.contacts().create(&ada(&trial)).await;

    assert!(read.is_ok() && other.is_ok() && hit.is_err());
    assert_eq!(trial.running.fault_off(id).unwrap().met, 1);
}

#[tokio::test]
async fn a_stopping_sandbox_does_not_wait_for_calls_it_never_answers() {
    let trial = Trial::start().await;
    trial.running.fault(Fault::new(Kind::NoAnswer { effect: Effect::None })).unwrap();
    let (client, somebody) = (client(&trial), somebody(&trial));
    let waiting = tokio::spawn(async move { client.contacts().get(&somebody).await });
    tokio::time::sleep(PATIENCE / 4).await;

    let began = Instant::now();
    trial.running.stop().await;

    assert!(began.elapsed().as_secs() < 4, "{:?}", began.elapsed());
    assert!(waiting.await.unwrap().is_err());
}
