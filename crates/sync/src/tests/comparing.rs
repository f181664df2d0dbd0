//! What comparing finds, what it leaves alone, and what it counts.

use domain::connection::Kind as Credentials;
use domain::job;
use domain::record::Kind;
use serde_json::{Value, json};

use super::bench::{Bench, seconds};

#[tokio::test]
async fn an_edit_that_left_the_time_of_change_alone_is_found_and_counts_as_repaired() {
    let bench = Bench::copied(Credentials::OAuth).await;
    let ada = bench.contact("Ada").await;
    bench.compare().await;
    let settled = bench.health().await.repaired_in_all();
    bench.spoil(&ada, "city", json!("Nowhere")).await;
    assert_eq!(bench.field(&ada, "city").await, Some(json!("Nowhere")));

    bench.compare().await;

    assert_eq!(bench.field(&ada, "city").await, Some(json!("Bonn")));
    assert_eq!(bench.changes_of(&ada).await[0].cause.as_str(), "reconcile");
    assert_eq!(bench.health().await.repaired_in_all(), settled + 1);
}

#[tokio::test]
async fn a_silent_change_of_consent_and_a_note_nobody_told_of_are_found() {
    let bench = Bench::copied(Credentials::OAuth).await;
    let ada = bench.contact("Ada").await;
    bench.compare().await;
    let consent = json!({"SMS": {"status": "active", "message": "stop", "code": "1"}});
    bench.there("PUT", &format!("/contacts/{ada}"), json!({"dndSettings": consent})).await;
    let made = bench.there("POST", &format!("/contacts/{ada}/notes"), json!({"body": "Called"})).await;

    bench.compare().await;

    let settings = bench.field(&ada, "dndSettings").await.unwrap();
    assert_eq!(settings["SMS"]["status"], "active");
    assert!(bench.record(Kind::Note, made["note"]["id"].as_str().unwrap()).await.is_some());
}

#[tokio::test]
async fn what_is_gone_goes_with_all_that_hung_on_it() {
    let bench = Bench::copied(Credentials::OAuth).await;
    let ada = bench.contact("Ada").await;
    let made = bench.there("POST", &format!("/contacts/{ada}/notes"), json!({"body": "Called"})).await;
    bench.compare().await;

    bench.there("DELETE", &format!("/contacts/{ada}"), Value::Null).await;
    bench.compare().await;

    assert!(bench.record(Kind::Contact, ada.as_str()).await.unwrap().deleted_at().is_some());
    let note = bench.record(Kind::Note, made["note"]["id"].as_str().unwrap()).await.unwrap();
    assert!(note.deleted_at().is_some());
}

#[tokio::test]
async fn what_a_list_leaves_out_is_asked_for_and_stays_where_it_is_there() {
    let bench = Bench::copied(Credentials::OAuth).await;
    let ada = bench.contact("Ada").await;
    bench.compare().await;
    let lag = json!({"kind": "index_lag", "ms": 3_600_000});
    bench.there("POST", "/sandbox/faults", lag).await;

    bench.compare().await;

    assert_eq!(bench.field(&ada, "firstName").await, Some(json!("Ada")));
}

#[tokio::test]
async fn comparing_the_same_again_makes_no_change_and_repairs_nothing() {
    let bench = Bench::copied(Credentials::OAuth).await;
    bench.contact("Ada").await;
    bench.compare().await;
    let last = bench.store.read().await.unwrap().change_last_seq(&bench.location).await.unwrap();
    let repaired = bench.health().await.repaired_in_all();

    bench.compare().await;
    bench.order(job::Kind::Sweep).await;
    bench.order(job::Kind::SweepAppointments).await;

    let made = bench.store.read().await.unwrap().change_since(&bench.location, last, 9).await.unwrap();
    assert_eq!(made, []);
    assert_eq!(bench.health().await.repaired_in_all(), repaired);
}

#[tokio::test]
async fn a_sweep_sees_what_the_index_showed_late() {
    let bench = Bench::copied(Credentials::OAuth).await;
    let ada = bench.contact("Ada").await;
    bench.compare().await;
    bench.there("PUT", &format!("/contacts/{ada}"), json!({"city": "Ulm"})).await;
    // HighLevel is given its minute to tell of it.
    bench.advance(seconds(120));

    bench.order(job::Kind::Sweep).await;

    assert_eq!(bench.field(&ada, "city").await, Some(json!("Ulm")));
}

#[tokio::test]
async fn sampling_meets_what_is_wrong_counts_it_and_mends_it() {
    let bench = Bench::copied(Credentials::OAuth).await;
    bench.compare().await;
    bench.advance(seconds(120));
    let before = bench.health().await.repaired_in_all();
    let contacts = bench.contacts().await;
    for contact in &contacts {
        bench.spoil(contact, "city", json!("Nowhere")).await;
    }

    while bench.health().await.differed < 3 {
        bench.advance(seconds(1));
        bench.order(job::Kind::Sample).await;
    }

    let mut wrong = 0;
    for contact in &contacts {
        wrong += usize::from(bench.field(contact, "city").await == Some(json!("Nowhere")));
    }
    assert_eq!(wrong, contacts.len() - 3);
    let health = bench.health().await;
    assert!(health.sampled >= 3);
    assert_eq!(health.repaired_in_all(), before + 3, "{health:?}");
}
