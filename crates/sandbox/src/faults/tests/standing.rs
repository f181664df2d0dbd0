//! Faults that stand until they are taken away: limits, windows, an index that lags.

use highlevel::{
    client::Call,
    error::{Budget, CallError},
    model::{ContactSearch, ConversationSearch, OpportunityCreate, OpportunitySearch},
    operation::opportunities::SEARCH_OPPORTUNITIES_ADVANCED,
};
use jiff::SignedDuration;
use serde_json::json;

use super::*;
use crate::{
    Config,
    clock::Clock,
    faults::{Fault, Kind},
    server::Limiting,
    trial::config,
};

async fn limited() -> Trial {
    let noon = "2026-03-02T12:00:00Z".parse().unwrap();
    Trial::with(Config { limits: Limiting::On, clock: Clock::fixed(noon), ..config() }).await
}

/// How many calls pass before one is refused, at most `most`; and by which budget it was.
async fn passing(client: &Client, contact: &ContactId, most: u32) -> (u32, Option<Budget>) {
    for passed in 0..most {
        match client.contacts().get(contact).await {
            Ok(_) => {}
            Err(CallError::Limited { budget, .. }) => return (passed, Some(budget)),
            Err(other) => panic!("{other}"),
        }
    }
    (most, None)
}

#[tokio::test]
async fn list_and_search_are_behind_and_a_read_by_id_is_not() {
    let noon = "2026-03-02T12:00:00Z".parse().unwrap();
    let trial = Trial::with(Config { clock: Clock::fixed(noon), ..config() }).await;
    let id = trial.running.fault(Fault::new(Kind::IndexLag { ms: 5_000 })).unwrap();
    let client = client(&trial);
    let here = LocationId::new(trial.location()).unwrap();
    let mut search = ContactSearch::of(here);
    search.query = Some("ada@example.com".into());
    let made = client.contacts().create(&ada(&trial)).await.unwrap();

    let behind = client.contacts().search(&search).await.unwrap();
    let by_id = client.contacts().get(&made.id).await;
    trial.running.clock().shift(SignedDuration::from_secs(6));
    let caught_up = client.contacts().search(&search).await.unwrap();

    assert_eq!((behind.total, caught_up.total), (Some(0), Some(1)));
    assert!(by_id.is_ok());
    assert_eq!(trial.running.fault_off(id).unwrap().fired, 2);
    assert_eq!(trial.running.world().index_lag(), 0);
}

/// How many opportunities each of the two searches finds for a contact, and how many conversations.
async fn found(client: &Client, here: &LocationId, contact: &ContactId) -> [u64; 3] {
    let of_contact = OpportunitySearch { contact: Some(contact.clone()), ..OpportunitySearch::default() };
    let older = client.opportunities().search(here, &of_contact, 20, None).await.unwrap();
    let body = json!({
        "locationId": here, "query": "", "limit": 20, "page": 1, "searchAfter": [], "additionalDetails": {},
        "filters": [{ "field": "contact_id", "operator": "eq", "value": contact }],
    });
    let newer = Call::of(&SEARCH_OPPORTUNITIES_ADVANCED).json(&body).unwrap();
    let newer: u64 = client.raw(newer).await.unwrap().member("total").unwrap();
    let threads = ConversationSearch { contact: Some(contact.clone()), ..ConversationSearch::default() };
    let threads = client.conversations().search(here, &threads).await.unwrap();
    [older.total.unwrap(), newer, threads.len() as u64]
}

#[tokio::test]
async fn searches_of_opportunities_and_conversations_are_behind_too() {
    let noon = "2026-03-02T12:00:00Z".parse().unwrap();
    let trial = Trial::with(Config { clock: Clock::fixed(noon), ..config() }).await;
    trial.running.fault(Fault::new(Kind::IndexLag { ms: 5_000 })).unwrap();
    let (client, here) = (client(&trial), LocationId::new(trial.location()).unwrap());
    let ada = client.contacts().create(&ada(&trial)).await.unwrap().id;
    let pipeline = client.opportunities().pipelines(&here).await.unwrap().remove(0).id;
    let deal = OpportunityCreate::open(here.clone(), ada.clone(), pipeline, "Whitening");
    let deal = client.opportunities().create(&deal).await.unwrap().id;

    let behind = found(&client, &here, &ada).await;
    let by_id = client.opportunities().get(&deal).await;
    trial.running.clock().shift(SignedDuration::from_secs(6));
    let caught_up = found(&client, &here, &ada).await;
    client.contacts().delete(&ada).await.unwrap();
    let not_gone_yet = found(&client, &here, &ada).await;
    trial.running.clock().shift(SignedDuration::from_secs(6));
    let gone = found(&client, &here, &ada).await;

    assert!(by_id.is_ok());
    assert_eq!((behind, caught_up, not_gone_yet, gone), ([0; 3], [1; 3], [1; 3], [0; 3]));
}

#[tokio::test]
async fn a_day_that_is_nearly_spent_ends_and_comes_back() {
    let trial = limited().await;
    let (client, contact) = (client(&trial), somebody(&trial));
    let id = trial.running.fault(Fault::new(Kind::DailyNearlySpent { left: 3 })).unwrap();

    let spent = passing(&client, &contact, 10).await;
    let off = trial.running.fault_off(id).unwrap();
    let after = passing(&client, &contact, 10).await;

    assert_eq!(spent, (3, Some(Budget::Day)));
    assert_eq!((off.met, off.fired), (4, 1));
    assert_eq!(after, (10, None));
}

#[tokio::test]
async fn a_smaller_burst_is_said_in_the_headers() {
    let trial = limited().await;
    trial.running.fault(Fault::new(Kind::BurstLimit { burst: 4 })).unwrap();

    let said = trial.api("GET", &format!("/contacts/{}", somebody(&trial)), None).await;
    let passed = passing(&client(&trial), &somebody(&trial), 10).await;

    assert_eq!(
        (&said.headers["x-ratelimit-max"], &said.headers["x-ratelimit-remaining"]),
        (&"4".parse().unwrap(), &"3".parse().unwrap())
    );
    assert_eq!(passed, (3, Some(Budget::Burst)));
}

#[tokio::test]
async fn a_trial_account_has_25_calls_in_ten_seconds() {
    let trial = Trial::start().await;
    trial.running.fault(Fault::new(Kind::TrialLimits {})).unwrap();

    let said = trial.api("GET", &format!("/contacts/{}", somebody(&trial)), None).await;
    let passed = passing(&client(&trial), &somebody(&trial), 30).await;

    assert_eq!(said.headers["x-ratelimit-limit-daily"], "10000");
    // Limits are off in this sandbox; the fault turns them on.
    assert_eq!(passed, (24, Some(Budget::Burst)));
}

#[tokio::test]
async fn windows_that_slide_give_back_what_is_ten_seconds_old() {
    let trial = limited().await;
    trial.running.fault(Fault::new(Kind::BurstLimit { burst: 2 })).unwrap();
    trial.running.fault(Fault::new(Kind::SlidingWindows {})).unwrap();
    let (client, contact) = (client(&trial), somebody(&trial));
    let forward = |seconds| trial.running.clock().shift(SignedDuration::from_secs(seconds));

    let first = passing(&client, &contact, 1).await;
    forward(8);
    let second = passing(&client, &contact, 2).await;
    forward(3);
    let third = passing(&client, &contact, 2).await;

    assert_eq!(first, (1, None));
    assert_eq!(second, (1, Some(Budget::Burst)));
    // A fixed window would have opened anew and let two pass.
    assert_eq!(third, (1, Some(Budget::Burst)));
}
