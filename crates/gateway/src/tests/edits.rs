//! Writes that reach HighLevel, and what becomes of them.

use domain::{
    change::{Action, Cause},
    connection::Kind as Credentials,
    record::Kind,
    write::{Effect, State},
};
use serde_json::json;

use super::bench::Bench;
use crate::{Carried, GatewayError, Refresh};

#[tokio::test]
async fn a_confirmed_edit_is_in_highlevel_and_in_the_mirror_with_its_write() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;

    let write = bench.submit(bench.edit(&ada, json!({"city": "Bonn"}), json!({}))).await;
    let settled = bench.settle(&write).await;

    assert_eq!(settled.state, State::Confirmed, "{:?}", settled.reason);
    assert_eq!(bench.world(&format!("/contacts/{ada}")).await["contact"]["city"], "Bonn");
    assert_eq!(bench.mirrored(Kind::Contact, ada.as_str()).await.unwrap()["city"], "Bonn");
    let change = bench.changes().await.pop().unwrap();
    assert_eq!((change.action, change.cause.write()), (Action::Updated, Some(write.id)));
    assert_eq!(change.fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["city"]);
}

#[tokio::test]
async fn our_own_echo_changes_nothing() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let edit =
        bench.submit(bench.edit(&ada, json!({"city": "Bonn", "phone": "(555) 010-0123"}), json!({}))).await;
    let note = bench.submit(bench.note(&ada, "Called")).await;
    let fields = json!({"title": "Call", "dueDate": "2030-01-02T10:00:00Z", "completed": false});
    let effect = Effect::Create { fields: super::bench::map(fields) };
    let task = bench.submit(bench.intent("create-task", &ada, Kind::Task, effect)).await;
    for write in [&edit, &note, &task] {
        assert_eq!(bench.settle(write).await.state, State::Confirmed);
    }
    let before = bench.changes().await.len();

    let lane = domain::budget::Lane::Repair;
    bench
        .gateway
        .refresh_contact(&bench.location, &ada, lane, Cause::Reconcile, Refresh::Always)
        .await
        .unwrap();

    assert_eq!(bench.changes().await[before..], []);
}

#[tokio::test]
async fn a_new_contact_read_back_changes_nothing() {
    let bench = Bench::start().await;
    let fields = json!({"firstName": "Ada", "lastName": "Byron", "email": "ada.byron@example.com"});
    let ada = bench.a_contact().await;
    let effect = Effect::Create { fields: super::bench::map(fields) };
    let mut intent = bench.intent("create-contact", &ada, Kind::Contact, effect);
    (intent.contact, intent.record) = (None, None);
    intent.body.insert("locationId".to_owned(), bench.location.to_string().into());

    let settled = {
        let write = bench.submit(intent).await;
        bench.settle(&write).await
    };
    let made = settled.intent.record.clone().expect("a confirmed create knows its record");
    let before = bench.changes().await.len();
    let contact = highlevel::ContactId::new(made.as_str()).unwrap();
    let lane = domain::budget::Lane::Repair;
    bench
        .gateway
        .refresh_contact(&bench.location, &contact, lane, Cause::Reconcile, Refresh::Always)
        .await
        .unwrap();

    assert_eq!(settled.state, State::Confirmed);
    let changes = bench.changes().await.split_off(before);
    // HighLevel opens a conversation with everybody it meets.
    assert!(changes.iter().all(|change| change.kind == Kind::Conversation), "{changes:?}");
}

#[tokio::test]
async fn a_tag_in_capitals_is_confirmed_and_the_last_one_can_go() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let held = bench.mirrored(Kind::Contact, ada.as_str()).await.unwrap();
    let mut names: Vec<String> =
        held.get("tags").and_then(|tags| serde_json::from_value(tags.clone()).ok()).unwrap_or_default();
    let tags = |values: &[String]| ("tags".to_owned(), values.to_vec());

    let (field, values) = tags(&["Quote-Sent".to_owned()]);
    let add =
        bench.submit(bench.intent("add-tags", &ada, Kind::Contact, Effect::Add { field, values })).await;
    let added = bench.settle(&add).await;
    names.push("quote-sent".to_owned());
    let (field, values) = tags(&names);
    let drop = bench
        .submit(bench.intent("remove-tags", &ada, Kind::Contact, Effect::Remove { field, values }))
        .await;
    let dropped = bench.settle(&drop).await;

    assert_eq!((added.state, dropped.state), (State::Confirmed, State::Confirmed));
    assert_eq!(bench.mirrored(Kind::Contact, ada.as_str()).await.unwrap().get("tags"), None);
}

#[tokio::test]
async fn a_refused_value_keeps_highlevels_reason() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;

    let write = bench.submit(bench.edit(&ada, json!({"email": "not an address"}), json!({}))).await;
    let settled = bench.settle(&write).await;

    assert_eq!(settled.state, State::Refused);
    assert!(settled.reason.unwrap().contains("email"), "HighLevel's own words");
}

#[tokio::test]
async fn writes_of_one_record_arrive_in_their_order() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let city = bench.mirrored(Kind::Contact, ada.as_str()).await.unwrap().get("city").cloned();
    let first = bench.submit(bench.edit(&ada, json!({"city": "Bonn"}), json!({"city": city}))).await;
    let second = bench.submit(bench.edit(&ada, json!({"city": "Ulm"}), json!({"city": city}))).await;

    let early = bench.carry(&second).await.unwrap();
    bench.settle(&first).await;
    let settled = bench.settle(&second).await;

    assert!(matches!(early, Carried::Waits { .. }));
    assert_eq!(settled.state, State::Confirmed, "{:?}", settled.reason);
    assert_eq!(bench.world(&format!("/contacts/{ada}")).await["contact"]["city"], "Ulm");
}

#[tokio::test]
async fn a_field_that_somebody_else_has_set_meanwhile_is_not_overwritten() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let city = bench.mirrored(Kind::Contact, ada.as_str()).await.unwrap().get("city").cloned();
    let write = bench.submit(bench.edit(&ada, json!({"city": "Bonn"}), json!({"city": city}))).await;
    bench.behind_our_back(reqwest::Method::PUT, &format!("/contacts/{ada}"), json!({"city": "Rome"})).await;
    let lane = domain::budget::Lane::Repair;
    bench
        .gateway
        .refresh_contact(&bench.location, &ada, lane, Cause::Reconcile, Refresh::Always)
        .await
        .unwrap();

    let settled = bench.settle(&write).await;

    assert_eq!(settled.state, State::Overtaken);
    assert_eq!(bench.world(&format!("/contacts/{ada}")).await["contact"]["city"], "Rome");
}

#[tokio::test]
async fn a_record_that_is_gone_already_counts_as_deleted() {
    let bench = Bench::start().await;
    let ada = bench.a_contact().await;
    let note = {
        let write = bench.submit(bench.note(&ada, "Soon gone")).await;
        bench.settle(&write).await
    };
    let id = note.intent.record.unwrap();
    bench.behind_our_back(reqwest::Method::DELETE, &format!("/contacts/{ada}/notes/{id}"), json!({})).await;

    let mut intent = bench.intent("delete-note", &ada, Kind::Note, Effect::Delete);
    intent.record = Some(id.clone());
    intent.path.insert("id".to_owned(), id.to_string());
    let settled = {
        let write = bench.submit(intent).await;
        bench.settle(&write).await
    };

    assert_eq!(settled.state, State::Confirmed, "{:?}", settled.reason);
    assert_eq!(bench.mirrored(Kind::Note, id.as_str()).await, None);
}

#[tokio::test]
async fn a_connection_that_may_only_read_refuses_before_anything_is_queued() {
    let bench = Bench::unconnected().await;
    let token = bench.sandbox.facts.read_only_token.clone();
    bench.connect(Credentials::Private, "contacts.readonly", &token, None).await;
    let ada = bench.a_contact().await;

    let refused = bench.gateway.submit(bench.note(&ada, "Called")).await;

    let error = refused.unwrap_err();
    assert!(matches!(&error, GatewayError::LacksScope(scope) if scope.as_str() == "contacts.write"));
    assert!(error.to_string().contains("contacts.write"));
}

#[tokio::test]
async fn a_scope_that_was_refused_once_is_known_to_be_missing() {
    let bench = Bench::unconnected().await;
    let token = bench.sandbox.facts.read_only_token.clone();
    bench.connect(Credentials::Private, "", &token, None).await;
    let ada = bench.a_contact().await;

    let first = {
        let write = bench.submit(bench.note(&ada, "Called")).await;
        bench.settle(&write).await
    };
    let second = bench.gateway.submit(bench.note(&ada, "Called")).await;

    assert_eq!(first.state, State::Refused);
    assert!(matches!(second, Err(GatewayError::LacksScope(_))));
}
