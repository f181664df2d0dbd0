use highlevel::ids::LocationId;
use uuid::Uuid;

use super::*;
use crate::{
    change::{Action, Cause, FieldChange, Knowledge, Seq},
    record::{Kind, RecordId},
};

fn automation(number: u128) -> AutomationId {
    AutomationId::from_uuid(Uuid::from_u128(number))
}

fn change(field: &str, before: Json, after: Json, cause: Cause) -> Change {
    let some = |value: Json| Some(value).filter(|value| !value.is_null());
    Change {
        location: LocationId::new("l1").unwrap(),
        seq: Seq::new(1),
        kind: Kind::Contact,
        record: RecordId::new("c1").unwrap(),
        contact: ContactId::new("c1").ok(),
        action: Action::Updated,
        fields: vec![FieldChange {
            field: field.to_owned(),
            before: some(before),
            after: some(after),
            knowledge: Knowledge::Known,
        }],
        cause,
        at: Timestamp::UNIX_EPOCH,
    }
}

fn tagged() -> Change {
    change("tags", json!(["lead"]), json!(["lead", "quote-sent"]), Cause::Reconcile)
}

fn tag_trigger(tag: &str) -> Trigger {
    serde_json::from_value(json!({"on": "contact.tag_added", "with": {"tag": tag}})).unwrap()
}

fn try_it(trigger: &Trigger, change: &Change, causes: &[Link]) -> Match {
    let contact = ContactId::new("c1").unwrap();
    let happening = Happening {
        on: trigger.on,
        change: Some(change),
        contact: Some(&contact),
        before: None,
        after: None,
        causes,
    };
    let seen = json!({"change": change_seen(change)});
    let seen = Seen::of(seen.as_object().unwrap());
    matches(&Language::new(), automation(1), trigger, &happening, &seen, Timestamp::UNIX_EPOCH)
}

#[test]
fn a_tag_that_was_not_there_before_starts_it() {
    assert_eq!(try_it(&tag_trigger("Quote-Sent"), &tagged(), &[]), Match::Yes);
    assert_eq!(try_it(&tag_trigger("lead"), &tagged(), &[]), Match::No(Reason::Setting("tag")));
    assert!(happenings(&tagged()).contains(&On::TagAdded));
    assert!(!happenings(&tagged()).contains(&On::TagRemoved));
}

#[test]
fn the_baseline_starts_nothing() {
    let change = Change { cause: Cause::Backfill, ..tagged() };

    assert_eq!(try_it(&tag_trigger("quote-sent"), &change, &[]), Match::No(Reason::Baseline));
}

#[test]
fn its_own_echo_starts_nothing_but_another_contacts_does() {
    let own = |contact: &str| [Link { automation: automation(1), contact: ContactId::new(contact).ok() }];

    assert_eq!(try_it(&tag_trigger("quote-sent"), &tagged(), &own("c1")), Match::No(Reason::Itself));
    assert_eq!(try_it(&tag_trigger("quote-sent"), &tagged(), &own("c2")), Match::Yes);
    assert!(Reason::Itself.is_listed() && !Reason::Condition.is_listed());
}

#[test]
fn a_chain_of_more_than_ten_starts_nothing() {
    let chain = |length: u128| -> Vec<Link> {
        (0..length).map(|n| Link { automation: automation(n + 2), contact: None }).collect()
    };

    assert_eq!(try_it(&tag_trigger("quote-sent"), &tagged(), &chain(10)), Match::Yes);
    assert_eq!(try_it(&tag_trigger("quote-sent"), &tagged(), &chain(11)), Match::No(Reason::TooDeep));
}

#[test]
fn a_field_is_matched_from_and_to() {
    let moved = change("type", json!("lead"), json!("customer"), Cause::Reconcile);
    let trigger = |with: Json| -> Trigger {
        serde_json::from_value(json!({"on": "contact.field_changed", "with": with})).unwrap()
    };

    assert_eq!(try_it(&trigger(json!({"field": "type", "to": "customer"})), &moved, &[]), Match::Yes);
    assert_eq!(
        try_it(&trigger(json!({"field": "type", "from": "customer"})), &moved, &[]),
        Match::No(Reason::Setting("from"))
    );
    assert_eq!(try_it(&trigger(json!({"field": "email"})), &moved, &[]), Match::No(Reason::Setting("field")));
}

#[test]
fn a_condition_sees_before_and_after() {
    let trigger: Trigger = serde_json::from_value(json!({
        "on": "contact.tag_added", "only_if": {"field": "contact.tags", "is": "changed"},
    }))
    .unwrap();
    assert_eq!(try_it(&trigger, &tagged(), &[]), Match::Yes);

    let never = Trigger { only_if: Some(crate::automation::Condition::Written("false".into())), ..trigger };
    assert_eq!(try_it(&never, &tagged(), &[]), Match::No(Reason::Condition));
}

#[test]
fn a_task_done_is_completed_and_an_edit_is_an_edit() {
    let of = |field: &str, before: Json, after: Json| {
        happenings(&Change { kind: Kind::Task, ..change(field, before, after, Cause::Reconcile) })
    };

    assert_eq!(of("completed", json!(false), json!(true)), [On::TaskCompleted]);
    assert_eq!(of("completed", json!(true), json!(false)), []);
    assert_eq!(of("title", json!("a"), json!("b")), [On::TaskEdited]);
}

#[test]
fn a_new_message_starts_what_listens_for_its_direction_alone() {
    let said = Change {
        kind: Kind::Message,
        action: Action::Created,
        fields: Vec::new(),
        ..change("x", json!(1), json!(2), Cause::Reconcile)
    };
    let doc = json!({"direction": "inbound", "messageType": "TYPE_SMS", "body": "Hello"});
    let starts = |on: On| {
        let trigger: Trigger = serde_json::from_value(json!({ "on": on.as_str() })).unwrap();
        let happening = Happening {
            on,
            change: Some(&said),
            contact: said.contact.as_ref(),
            before: None,
            after: doc.as_object(),
            causes: &[],
        };
        let (language, seen) = (Language::new(), Seen::of(&Map::new()));
        matches(&language, automation(1), &trigger, &happening, &seen, Timestamp::UNIX_EPOCH) == Match::Yes
    };

    assert_eq!(happenings(&said), [On::MessageInbound, On::MessageOutbound, On::MessageReply]);
    assert!(starts(On::MessageInbound) && !starts(On::MessageOutbound));
}
