//! Reading records anew, and the budget it costs.

use domain::{
    budget::Lane,
    change::{Action, Cause},
    record::Kind,
};
use highlevel::CallError;
use serde_json::json;

use super::bench::Bench;
use crate::{GatewayError, Refresh, Refreshed};

#[tokio::test]
async fn a_contact_is_read_once_a_minute_unless_forced() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let read = |when| bench.gateway.refresh_contact(&bench.location, &ada, Lane::Person, Cause::Opened, when);

    let again = read(Refresh::WhenStale).await.unwrap();
    let forced = read(Refresh::Always).await.unwrap();

    assert_eq!(again, Refreshed::Fresh);
    assert_eq!(forced, Refreshed::Read { changes: 0 });
    assert_eq!(bench.calls_of("get-contact").await, 2);
}

#[tokio::test]
async fn what_highlevel_no_longer_shows_is_gone_from_the_mirror() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let note = {
        let write = bench.submit(bench.note(&ada, "Soon gone")).await;
        bench.settle(&write).await
    };
    let id = note.intent.record.unwrap();
    bench.behind_our_back(reqwest::Method::DELETE, &format!("/contacts/{ada}/notes/{id}"), json!({})).await;

    bench
        .gateway
        .refresh_contact(&bench.location, &ada, Lane::Person, Cause::Opened, Refresh::Always)
        .await
        .unwrap();

    assert_eq!(bench.mirrored(Kind::Note, id.as_str()).await, None);
    assert_eq!(bench.changes().await.pop().unwrap().action, Action::Deleted);
}

#[tokio::test]
async fn a_contact_that_is_gone_takes_along_what_hung_on_it() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let note = {
        let write = bench.submit(bench.note(&ada, "Left behind")).await;
        bench.settle(&write).await
    };
    bench.behind_our_back(reqwest::Method::DELETE, &format!("/contacts/{ada}"), json!({})).await;

    let read = bench
        .gateway
        .refresh_contact(&bench.location, &ada, Lane::Person, Cause::Opened, Refresh::Always)
        .await
        .unwrap();

    assert_eq!(read, Refreshed::Gone);
    assert_eq!(bench.mirrored(Kind::Contact, ada.as_str()).await, None);
    assert_eq!(bench.mirrored(Kind::Note, note.intent.record.unwrap().as_str()).await, None);
}

#[tokio::test]
async fn every_call_leaves_a_usage_row() {
    let bench = Bench::start().await;
    bench.a_contact().await;

    let rows = bench.store.read().await.unwrap().call_list(&bench.location, 100).await.unwrap();

    assert_eq!(rows.len(), 6);
    assert!(rows.iter().all(|row| row.status == Some(200) && row.lane == Lane::Person));
}

#[tokio::test]
async fn a_person_is_told_when_there_will_be_calls_again_and_highlevel_never_has_to_say_429() {
    let bench = Bench::start().await;
    let client = bench.gateway.client(&bench.location, Lane::Person, Cause::Opened);
    let ada = bench.a_contact().await;

    let mut refused = None;
    for _ in 0..120 {
        if let Err(error) = client.contacts().get(&ada).await {
            refused = Some(error);
            break;
        }
    }

    assert!(matches!(refused, Some(CallError::OutOfBudget { .. })), "{refused:?}");
    assert_eq!(bench.world("/sandbox/calls?status=429").await["calls"], json!([]));
}

#[tokio::test]
async fn a_location_nobody_connected_says_so() {
    let bench = Bench::unconnected().await;
    let ada = highlevel::ContactId::new("somebody").unwrap();

    let refused = bench.gateway.submit(bench.note(&ada, "Called")).await;

    assert!(matches!(refused, Err(GatewayError::NotConnected(_))));
}
