//! A private token: no webhook comes, and rounds find what changes.

use domain::connection::Kind as Credentials;
use domain::record::Kind;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::bench::Bench;

/// Rounds come so often.
const A_ROUND: SignedDuration = SignedDuration::from_secs(11);
/// What an hour may cost: a tenth of a usual day's calls, as far as an hour goes.
const A_TENTH_OF_AN_HOUR: u64 = 200_000 / 10 / 24;

#[tokio::test]
async fn an_hour_of_watching_costs_a_tenth_of_the_budget_and_sees_each_change_within_fifteen_seconds() {
    let bench = Bench::copied(Credentials::Private).await;
    let ada = bench.contact("Ada").await;
    bench.pass(A_ROUND).await;
    let before = bench.calls().await;

    for _ in 0..3_600 / 11 {
        bench.pass(A_ROUND).await;
    }
    let cost = bench.calls().await - before;
    bench.there("PUT", &format!("/contacts/{ada}"), json!({"city": "Ulm"})).await;
    bench.pass(A_ROUND).await;

    assert!(cost <= A_TENTH_OF_AN_HOUR, "{cost} calls");
    assert_eq!(bench.field(&ada, "city").await, Some(json!("Ulm")));
}

#[tokio::test]
async fn a_contact_that_went_without_a_word_is_found_by_counting() {
    let bench = Bench::copied(Credentials::Private).await;
    let ada = bench.contact("Ada").await;
    bench.pass(A_ROUND).await;
    assert_eq!(bench.field(&ada, "firstName").await, Some(json!("Ada")));

    bench.there("DELETE", &format!("/contacts/{ada}"), Value::Null).await;
    for _ in 0..12 {
        bench.pass(A_ROUND).await;
    }

    let row = bench.record(Kind::Contact, ada.as_str()).await.unwrap();
    assert!(row.deleted_at().is_some());
    assert_eq!(row.doc().text("firstName"), Some("Ada"), "its last state stays");
    assert_eq!(bench.changes_of(&ada).await[0].cause.as_str(), "reconcile");
}

#[tokio::test]
async fn a_task_that_went_without_a_word_is_found_at_the_end_of_the_way_through_all() {
    let bench = Bench::copied(Credentials::Private).await;
    let ada = bench.contact("Ada").await;
    let task = json!({"title": "Call Ada", "dueDate": "2030-01-01T10:00:00Z", "completed": false});
    let made = bench.there("POST", &format!("/contacts/{ada}/tasks"), task).await;
    let task = made["task"]["id"].as_str().unwrap();
    bench.pass(A_ROUND).await;
    assert!(bench.record(Kind::Task, task).await.is_some());

    bench.there("DELETE", &format!("/contacts/{ada}/tasks/{task}"), Value::Null).await;
    // A way through all tasks takes two rounds, and one was begun before.
    for _ in 0..4 {
        bench.pass(A_ROUND).await;
    }

    assert!(bench.record(Kind::Task, task).await.unwrap().deleted_at().is_some());
}
