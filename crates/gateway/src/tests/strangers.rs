//! Contacts that somebody else made, and contacts that we made without hearing of it.

use domain::{
    record::Kind,
    write::{Effect, News, State, Write},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::bench::{Bench, map};

const HOURS_AHEAD: [i64; 3] = [0, 1, -1];

/// A sandbox whose clock is so many hours ahead, known to the gateway from an answer.
async fn bench_ahead(hours: i64) -> Bench {
    let bench = Bench::start().await;
    bench.sandbox.clock().shift(SignedDuration::from_hours(hours));
    bench.a_contact().await;
    bench
}

fn fields() -> Value {
    json!({"firstName": "Ada", "lastName": "Byron", "email": "ada.byron@example.com"})
}

async fn wanted(bench: &Bench) -> Write {
    let other = bench.a_contact().await;
    let effect = Effect::Create { fields: map(fields()) };
    let mut intent = bench.intent("create-contact", &other, Kind::Contact, effect);
    (intent.contact, intent.record) = (None, None);
    intent.body.insert("locationId".to_owned(), bench.location.to_string().into());
    bench.submit(intent).await
}

/// Somebody makes a contact in HighLevel; gives its id.
async fn make(bench: &Bench, mut fields: Value) -> String {
    fields["locationId"] = json!(bench.location);
    bench.behind_our_back(reqwest::Method::POST, "/contacts/", fields).await;
    let found =
        format!("/contacts/search/duplicate?locationId={}&email=ada.byron%40example.com", bench.location);
    bench.world(&found).await.pointer("/contact/id").and_then(Value::as_str).expect("it is there").to_owned()
}

/// Marks a write as sent, as a process does that dies right after.
async fn die_after_leaving(bench: &Bench, write: &Write) {
    let mut tx = bench.store.begin().await.unwrap();
    tx.write_advance(&bench.location, write.id, News::Leaving, bench.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_contact_that_somebody_else_made_first_is_named_and_never_taken_for_ours() {
    for hours in HOURS_AHEAD {
        let bench = bench_ahead(hours).await;
        let theirs = make(&bench, fields()).await;

        let write = wanted(&bench).await;
        let settled = bench.settle(&write).await;

        assert_eq!(settled.state, State::Refused, "{hours} h");
        assert!(settled.reason.is_some_and(|reason| reason.contains(&theirs)), "{hours} h");
        assert_eq!(settled.other.expect("a page can lead to it").as_str(), theirs, "{hours} h");
        assert_eq!(settled.intent.record, None, "{hours} h");
    }
}

#[tokio::test]
async fn also_when_our_own_answer_was_lost_a_contact_made_before_it_left_is_somebody_elses() {
    for hours in HOURS_AHEAD {
        let bench = bench_ahead(hours).await;
        let write = wanted(&bench).await;
        let theirs = make(&bench, fields()).await;
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        bench.a_contact().await;
        die_after_leaving(&bench, &write).await;

        let settled = bench.settle(&write).await;

        assert_eq!(settled.state, State::Refused, "{hours} h: {:?}", settled.reason);
        assert!(settled.reason.is_some_and(|reason| reason.contains(&theirs)), "{hours} h");
        assert_eq!(settled.other.expect("a page can lead to it").as_str(), theirs, "{hours} h");
        assert_eq!(settled.attempts, 2, "it was looked for first, and sent again");
    }
}

#[tokio::test]
async fn also_when_it_could_not_leave_at_first() {
    let bench = bench_ahead(0).await;
    let write = wanted(&bench).await;
    let token = bench.sandbox.facts.private_token.clone();
    bench.connect_at(&super::bench::dead_address().await, &token).await;
    bench.carry(&write).await.unwrap();
    bench.disconnect_newest().await;
    let theirs = make(&bench, fields()).await;

    let settled = bench.settle(&write).await;

    assert_eq!(settled.state, State::Refused, "{:?}", settled.reason);
    assert_eq!(settled.other.expect("a page can lead to it").as_str(), theirs);
}

#[tokio::test]
async fn a_contact_made_after_it_left_with_every_field_we_sent_is_ours() {
    for hours in HOURS_AHEAD {
        let bench = bench_ahead(hours).await;
        let write = wanted(&bench).await;
        die_after_leaving(&bench, &write).await;
        let ours = make(&bench, fields()).await;

        let settled = bench.settle(&write).await;

        assert_eq!(settled.state, State::Confirmed, "{hours} h: {:?}", settled.reason);
        assert_eq!(settled.intent.record.expect("it knows what it made").as_str(), ours, "{hours} h");
        assert_eq!(bench.calls_of("create-contact").await, 1, "{hours} h");
    }
}

#[tokio::test]
async fn a_contact_made_after_it_left_with_another_name_is_somebody_elses() {
    let bench = bench_ahead(0).await;
    let write = wanted(&bench).await;
    die_after_leaving(&bench, &write).await;
    let theirs = make(&bench, json!({"firstName": "Annabella", "email": "ada.byron@example.com"})).await;

    let settled = bench.settle(&write).await;

    assert_eq!(settled.state, State::Refused, "{:?}", settled.reason);
    assert!(settled.reason.is_some_and(|reason| reason.contains(&theirs)));
}
