//! Switching a fault on and off, and how often it fires.

use serde_json::{Value, json};

use super::*;
use crate::faults::{Effect, Fault, Kind};

#[tokio::test]
async fn a_fault_is_switched_on_counted_and_switched_off_by_json() {
    let trial = Trial::start().await;
    let path = format!("/contacts/{}", somebody(&trial));
    let fault = json!({ "kind": "answer", "status": 502, "times": 2,
        "how": { "per_call": 2, "match": { "operation": "get-contact" } } });

    let on = trial.control("POST", "/sandbox/faults", fault).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(trial.api("GET", &path, None).await.status);
    }
    let id = on.body["id"].as_str().unwrap();
    let counted = trial.control("GET", &format!("/sandbox/faults/{id}"), Value::Null).await.body;
    let off = trial.control("DELETE", &format!("/sandbox/faults/{id}"), Value::Null).await;
    let gone = trial.control("GET", &format!("/sandbox/faults/{id}"), Value::Null).await;

    assert_eq!(on.status, 201, "{}", on.text);
    assert_eq!(statuses, [200, 502, 200, 502, 200, 200]);
    assert_eq!((&counted["fired"], &counted["met"], &counted["status"]), (&json!(2), &json!(4), &json!(502)));
    assert_eq!((off.status, gone.status), (200, 404));
}

#[tokio::test]
async fn the_log_of_calls_names_the_fault_and_covers_the_token() {
    let trial = Trial::start().await;
    let id = trial.running.fault(Fault::new(Kind::Reset { effect: Effect::Happened }).times(1)).unwrap();
    client(&trial).contacts().create(&ada(&trial)).await.unwrap_err();
    trial.api("GET", "/contacts/nobody", None).await;

    let faulty = trial.control("GET", "/sandbox/calls?faulty=true", Value::Null).await.body;
    let number = faulty["calls"][0]["number"].as_u64().unwrap();
    let whole = trial.control("GET", &format!("/sandbox/calls/{number}"), Value::Null).await.body;

    assert_eq!(faulty["calls"].as_array().unwrap().len(), 1);
    assert_eq!(whole["faults"], json!([{ "id": id.to_string(), "kind": "reset" }]));
    assert_eq!(whole["status"], 0);
    assert!(whole["asked"]["body"].as_str().unwrap().contains("ada@example.com"));
    let shown = whole["asked"]["headers"]["authorization"].as_str().unwrap();
    assert!(shown.ends_with('…') && !whole.to_string().contains(&trial.running.facts.private_token));
}

#[tokio::test]
async fn the_same_seed_fails_the_same_calls() {
    let trial = Trial::start().await;
    let path = format!("/contacts/{}", somebody(&trial));
    let mut runs = Vec::new();
    for _ in 0..2 {
        let fault = Fault::new(Kind::Answer { status: 500, effect: Effect::None }).rate(0.3, 7);
        let id = trial.running.fault(fault).unwrap();
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(trial.api("GET", &path, None).await.status);
        }
        trial.running.fault_off(id);
        runs.push(statuses);
    }

    assert_eq!(runs[0], runs[1]);
    assert!((4..24).contains(&runs[0].iter().filter(|status| **status == 500).count()), "{:?}", runs[0]);
}

#[tokio::test]
async fn a_fault_that_cannot_be_is_refused_with_a_sentence() {
    let trial = Trial::start().await;
    let cases = [
        (json!({ "kind": "nonsense" }), "unknown variant"),
        (json!({ "kind": "answer" }), "missing field `status`"),
        (json!({ "kind": "answer", "status": 200 }), "status is from 400 to 599"),
        (json!({ "kind": "reset", "efect": "none" }), "unknown field"),
        (json!({ "kind": "reset", "how": { "rate": 2 } }), "rate is from 0 to 1"),
        (json!({ "kind": "reset", "how": { "rate": 0.5, "per_call": 2 } }), "not both"),
        (json!({ "kind": "reset", "how": { "per_call": 0 } }), "per_call is 1"),
        (json!({ "kind": "reset", "how": { "match": { "event": "X" } } }), "cannot be matched by event"),
        (json!({ "kind": "reset", "how": { "match": { "operation": "x" } } }), "no operation x"),
        (
            json!({ "kind": "delivery_lost", "how": { "match": { "path": "/" } } }),
            "cannot be matched by path",
        ),
        (json!({ "kind": "index_lag", "ms": 5, "times": 2 }), "holds until it is removed"),
    ];
    for (fault, why) in cases {
        let said = trial.control("POST", "/sandbox/faults", fault.clone()).await;

        assert_eq!(said.status, 400, "{fault}");
        assert!(said.body["error"].as_str().unwrap().contains(why), "{fault}: {}", said.text);
    }
}

#[tokio::test]
async fn a_reset_world_has_no_faults() {
    let trial = Trial::start().await;
    for kind in [Kind::TrialLimits {}, Kind::IndexLag { ms: 9 }, Kind::DeliveryLost {}] {
        trial.running.fault(Fault::new(kind)).unwrap();
    }

    trial.control("POST", "/sandbox/reset", json!({ "keep": ["faults"] })).await;
    let kept = trial.running.faults().len();
    trial.control("POST", "/sandbox/reset", json!({})).await;

    assert_eq!((kept, trial.running.faults().len()), (3, 0));
    assert_eq!(trial.running.world().index_lag(), 0);
}
