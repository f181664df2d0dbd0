//! Writes whose outcome is unknown.

use domain::{
    record::Kind,
    write::{Effect, News, State},
};
use serde_json::{Value, json};

use super::{bench::Bench, line::Fault};
use crate::Carried;

async fn notes_named(bench: &Bench, contact: &highlevel::ContactId, body: &str) -> usize {
    let notes = bench.world(&format!("/contacts/{contact}/notes")).await;
    notes["notes"].as_array().unwrap().iter().filter(|note| note["body"] == body).count()
}

#[tokio::test]
async fn a_note_whose_answer_was_lost_is_found_and_not_made_twice() {
    for fault in [Fault::AnswerLost, Fault::Garbage, Fault::DoneButRefused] {
        let bench = Bench::start().await;
        let ada = bench.a_contact().await;
        bench.line.fail("POST", fault);

        let write = bench.submit(bench.note(&ada, "Called about the roof")).await;
        let settled = bench.settle(&write).await;

        assert_eq!(settled.state, State::Confirmed, "{fault:?}: {:?}", settled.reason);
        assert_eq!(notes_named(&bench, &ada, "Called about the roof").await, 1, "{fault:?}");
        let id = settled.intent.record.expect("it knows what it made");
        assert!(bench.mirrored(Kind::Note, id.as_str()).await.is_some());
        assert_eq!(bench.changes().await.pop().unwrap().cause.write(), Some(write.id));
    }
}

#[tokio::test]
async fn a_note_that_never_arrived_is_sent_again() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    bench.line.fail("POST", Fault::NeverArrives);

    let write = bench.submit(bench.note(&ada, "Called about the roof")).await;
    let settled = bench.settle(&write).await;

    assert_eq!((settled.state, settled.attempts), (State::Confirmed, 2));
    assert_eq!(notes_named(&bench, &ada, "Called about the roof").await, 1);
}

#[tokio::test]
async fn the_same_note_wanted_twice_is_made_twice_though_one_answer_was_lost() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    bench.line.fail("POST", Fault::AnswerLost);

    let first = bench.submit(bench.note(&ada, "No answer")).await;
    let second = bench.submit(bench.note(&ada, "No answer")).await;
    let first = bench.settle(&first).await;
    let second = bench.settle(&second).await;

    assert_eq!((first.state, second.state), (State::Confirmed, State::Confirmed));
    assert_ne!(first.intent.record, second.intent.record);
    assert_eq!(notes_named(&bench, &ada, "No answer").await, 2);
}

#[tokio::test]
async fn an_edit_whose_answer_was_lost_is_read_back_and_not_sent_again() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let held = bench.mirrored(Kind::Contact, ada.as_str()).await.unwrap();
    bench.line.fail("PUT", Fault::AnswerLost);

    let base = json!({"city": held.get("city")});
    let write = bench.submit(bench.edit(&ada, json!({"city": "Bonn"}), base)).await;
    let settled = bench.settle(&write).await;

    assert_eq!((settled.state, settled.attempts), (State::Confirmed, 1));
    assert_eq!(bench.calls_of("update-contact").await, 1);
}

#[tokio::test]
async fn a_contact_whose_answer_was_lost_is_found_by_its_address_or_among_the_newest() {
    for fields in [
        json!({"firstName": "Ada", "email": "ada.lost@example.com"}),
        json!({"firstName": "Ada", "lastName": "Without an address"}),
    ] {
        let bench = Bench::start().await;
        let other = bench.a_contact().await;
        let effect = Effect::Create { fields: super::bench::map(fields.clone()) };
        let mut intent = bench.intent("create-contact", &other, Kind::Contact, effect);
        (intent.contact, intent.record) = (None, None);
        intent.body.insert("locationId".to_owned(), bench.location.to_string().into());
        bench.line.fail("POST", Fault::AnswerLost);

        let write = bench.submit(intent).await;
        let settled = bench.settle(&write).await;

        assert_eq!(settled.state, State::Confirmed, "{fields}: {:?}", settled.reason);
        assert_eq!(bench.calls_of("create-contact").await, 1, "{fields}");
    }
}

#[tokio::test]
async fn a_write_waits_visibly_while_highlevel_is_away_and_goes_when_it_is_back() {
    let bench = Bench::start().await;
    let token = bench.sandbox.facts.private_token.clone();
    let ada = bench.a_contact().await;
    // A connection, newer than the first, to a port at which nobody listens.
    let dead = super::bench::dead_address().await;
    bench.connect_at(&dead, &token).await;

    let write = bench.submit(bench.note(&ada, "Patience")).await;
    let waits = bench.carry(&write).await.unwrap();
    let row = bench.row(&write).await;
    bench.disconnect_newest().await;
    let settled = bench.settle(&write).await;

    assert!(matches!(waits, Carried::Waits { reason, .. } if reason.contains("cannot be reached")));
    assert_eq!(row.state, State::Intended);
    assert_eq!(settled.state, State::Confirmed);
    assert_eq!(Value::from(notes_named(&bench, &ada, "Patience").await), 1);
}

/// Marks a write as sent, as a process does that dies right after.
async fn die_after_leaving(bench: &Bench, write: &domain::write::Write) {
    let mut tx = bench.store.begin().await.unwrap();
    tx.write_advance(&bench.location, write.id, News::Leaving, bench.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_create_that_was_out_when_the_process_died_is_looked_for_before_it_is_sent() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let made = bench.submit(bench.note(&ada, "Call made, answer not written")).await;
    die_after_leaving(&bench, &made).await;
    let body = json!({"body": "Call made, answer not written"});
    bench.behind_our_back(reqwest::Method::POST, &format!("/contacts/{ada}/notes"), body).await;
    let found = bench.settle(&made).await;

    let unmade = bench.submit(bench.note(&ada, "Intent written, call not made")).await;
    die_after_leaving(&bench, &unmade).await;
    let sent = bench.settle(&unmade).await;

    assert_eq!((found.state, found.attempts), (State::Confirmed, 1));
    assert_eq!((sent.state, sent.attempts), (State::Confirmed, 2));
    assert_eq!(bench.calls_of("create-note").await, 2);
}

#[tokio::test]
async fn a_value_that_highlevel_dropped_is_shown_as_not_applied() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    bench.line.fail("PUT", Fault::CityForgotten);

    let fields = json!({"city": "Bonn", "website": "https://example.com"});
    let write = bench.submit(bench.edit(&ada, fields, json!({}))).await;
    let settled = bench.settle(&write).await;

    assert_eq!(settled.state, State::NotApplied);
    assert_eq!(settled.reason.unwrap(), "HighLevel accepted it but did not keep city.");
    let held = bench.mirrored(Kind::Contact, ada.as_str()).await.unwrap();
    assert_eq!(held["website"], "https://example.com");
}

#[tokio::test]
async fn two_contacts_with_the_same_values_are_made_one_after_the_other() {
    let bench = Bench::start().await;
    let other = bench.a_contact().await;
    let fields = json!({"firstName": "Ada", "lastName": "Twice"});
    let effect = Effect::Create { fields: super::bench::map(fields) };
    let mut intent = bench.intent("create-contact", &other, Kind::Contact, effect);
    (intent.contact, intent.record) = (None, None);
    intent.body.insert("locationId".to_owned(), bench.location.to_string().into());

    let first = bench.submit(intent.clone()).await;
    let second = bench.submit(intent).await;
    let early = bench.carry(&second).await.unwrap();
    let first = bench.settle(&first).await;
    bench.line.fail("POST", Fault::NeverArrives);
    let second = bench.settle(&second).await;

    assert!(matches!(early, Carried::Waits { .. }), "{early:?}");
    assert_eq!((first.state, second.state), (State::Confirmed, State::Confirmed));
    assert_ne!(first.intent.record, second.intent.record);
}

#[tokio::test]
async fn a_write_is_in_flight_until_it_is_settled_also_after_a_crash() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let in_flight = async || {
        let mut tx = bench.store.read().await.unwrap();
        bench.gateway.is_in_flight(&mut tx, &bench.location, &ada).await.unwrap()
    };

    let write = bench.submit(bench.edit(&ada, json!({"city": "Bonn"}), json!({}))).await;
    let before = in_flight().await;
    die_after_leaving(&bench, &write).await;
    let out = in_flight().await;
    bench.settle(&write).await;

    assert_eq!((before, out, in_flight().await), (false, true, false));
}
