//! Deliveries that fail: lost, doubled, late, out of order.

use serde_json::{Value, json};

use super::*;
use crate::{
    faults::{Fault, Kind},
    trial::Ear,
};

const SCOPE: &str = "contacts.readonly contacts.write";

async fn listened(trial: &Trial) -> Ear {
    let ear = Ear::open().await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    trial.install(trial.location(), SCOPE).await;
    ear.hears(1).await;
    ear
}

/// The first names in the order they were heard.
fn names(ear: &Ear) -> Vec<String> {
    let heard = ear.heard();
    let contacts = heard.iter().filter(|heard| heard.body["type"] == "ContactCreate");
    contacts.map(|heard| heard.body["firstName"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_lost_delivery_is_never_heard_and_stands_in_the_log() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;
    let fault = Fault::new(Kind::DeliveryLost {}).on_event("ContactCreate").every(2);
    let id = trial.running.fault(fault).unwrap();

    for name in ["ada", "bo", "cy"] {
        trial.contact(name).await;
    }
    ear.hears(3).await;

    let log = trial.control("GET", "/sandbox/deliveries?state=lost", Value::Null).await.body;
    assert_eq!(names(&ear), ["ada", "cy"]);
    assert!(log["deliveries"][0]["body"].as_str().unwrap().contains("\"bo\""));
    assert_eq!(log["deliveries"][0]["faults"], json!([format!("{id} delivery_lost")]));
}

#[tokio::test]
async fn a_doubled_delivery_comes_again_with_the_same_id_and_bytes() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;
    trial.running.fault(Fault::new(Kind::DeliveryDoubled { copies: 2 })).unwrap();

    trial.contact("ada").await;
    let heard = ear.hears(4).await;

    assert!(heard[2..].iter().all(|again| again.bytes == heard[1].bytes));
    assert_eq!(trial.control("GET", "/sandbox/deliveries", Value::Null).await.body["standing"]["all"], 2);
}

#[tokio::test]
async fn a_late_delivery_comes_when_its_time_has_passed() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;
    trial.running.fault(Fault::new(Kind::DeliveryLate { by_ms: 3_600_000 }).times(1)).unwrap();
    trial.contact("ada").await;
    trial.contact("bo").await;
    ear.hears(2).await;
    let before = names(&ear);

    trial.control("POST", "/sandbox/clock", json!({ "forward_s": 3_601 })).await;
    ear.hears(3).await;

    assert_eq!(before, ["bo"]);
    assert_eq!(names(&ear), ["bo", "ada"]);
}

#[tokio::test]
async fn a_reordered_delivery_lets_two_pass() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;
    trial.running.fault(Fault::new(Kind::DeliveryReordered { behind: 2 }).times(1)).unwrap();

    trial.contact("ada").await;
    trial.contact("bo").await;
    ear.hears(2).await;
    trial.contact("cy").await;
    ear.hears(4).await;

    assert_eq!(names(&ear), ["bo", "cy", "ada"]);
}

#[tokio::test]
async fn a_reordered_delivery_that_nobody_follows_goes_out_in_the_end() {
    let trial = Trial::start().await;
    let ear = listened(&trial).await;
    trial.running.fault(Fault::new(Kind::DeliveryReordered { behind: 1 })).unwrap();

    trial.contact("ada").await;
    trial.control("POST", "/sandbox/clock", json!({ "forward_s": 61 })).await;
    ear.hears(2).await;

    assert_eq!(names(&ear), ["ada"]);
}
