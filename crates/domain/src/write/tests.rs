use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::record::Doc;

pub(super) fn fields(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn write(number: u128, effect: Effect) -> Write {
    let contact = ContactId::new("c1").unwrap();
    let intent = Intent {
        location: LocationId::new("l1").unwrap(),
        contact: Some(contact.clone()),
        kind: Kind::Contact,
        record: Some(RecordId::from(&contact)),
        operation: "update-contact".to_owned(),
        path: IndexMap::new(),
        body: Map::new(),
        effect,
        base: Map::new(),
        cause: Cause::Person { person: PersonId::from_uuid(Uuid::from_u128(1)), write: None },
    };
    Write::intended(WriteId::from_uuid(Uuid::from_u128(number)), intent, Timestamp::UNIX_EPOCH)
}

pub(super) fn set(number: u128, value: Value) -> Write {
    write(number, Effect::Set { fields: fields(value) })
}

fn in_state(mut write: Write, state: State) -> Write {
    write.state = state;
    write
}

fn doc() -> Doc {
    Doc::from_fields(fields(json!({
        "phone": "+15550100", "tags": ["a", "b"], "customFields": [{"id": "f1", "value": "x"}]
    })))
}

#[test]
fn a_write_carries_itself_as_its_cause() {
    let write = set(7, json!({}));

    assert_eq!(write.intent.cause.write(), Some(write.id));
    assert!(write.person().is_some());
}

#[test]
fn an_open_write_is_seen_before_it_is_confirmed() {
    let shown = overlay(&doc(), &[set(1, json!({"phone": "+15550199"}))]);

    assert_eq!(shown.doc.text("phone"), Some("+15550199"));
    assert_eq!(shown.pending[0].field, "phone");
    assert_eq!(shown.pending[0].state, State::Intended);
}

#[test]
fn a_refused_value_does_not_stand_but_is_not_lost() {
    let refused = in_state(set(1, json!({"phone": "12"})), State::Refused);

    let shown = overlay(&doc(), &[refused]);

    assert_eq!(shown.doc.text("phone"), Some("+15550100"));
    assert_eq!(shown.pending[0].value, Some(json!("12")));
}

#[test]
fn a_confirmed_write_is_no_overlay() {
    let shown = overlay(&doc(), &[in_state(set(1, json!({"phone": "12"})), State::Confirmed)]);

    assert_eq!(shown.doc, doc());
    assert_eq!(shown.pending, []);
}

#[test]
fn tags_and_custom_fields_are_overlaid_one_by_one() {
    let add =
        write(1, Effect::Add { field: "tags".to_owned(), values: vec!["c".to_owned(), "a".to_owned()] });
    let remove = write(2, Effect::Remove { field: "tags".to_owned(), values: vec!["b".to_owned()] });
    let custom = set(3, json!({"customFields.f2": 5, "customFields.f1": null}));

    let shown = overlay(&doc(), &[add, remove, custom]);

    assert_eq!(shown.doc.texts("tags").collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(shown.doc.get("customFields"), Some(&json!([{"id": "f2", "value": 5}])));
}

#[test]
fn a_cleared_field_is_gone_at_once() {
    let shown = overlay(&doc(), &[set(1, json!({"phone": null}))]);

    assert_eq!(shown.doc.get("phone"), None);
    assert_eq!(shown.pending[0].value, None);
}

#[test]
fn a_create_on_its_way_is_in_the_list() {
    let mut create = write(1, Effect::Create { fields: fields(json!({"title": "Call"})) });
    create.intent.record = None;

    let (records, creates) = overlay_list(&[(RecordId::new("t1").unwrap(), doc())], &[create]);

    assert_eq!(records.len(), 1);
    assert_eq!(creates[0].doc.text("title"), Some("Call"));
}

#[test]
fn what_was_sent_cannot_be_taken_back() {
    let now = Timestamp::UNIX_EPOCH;
    let sent = advance(set(1, json!({})), News::Leaving, now).unwrap();

    let refused = advance(sent, News::Cancelled, now).unwrap_err();

    assert_eq!(refused.to_string(), "a write that is sent cannot become cancelled");
}

#[test]
fn an_unknown_outcome_is_looked_up_before_it_is_sent_again() {
    let now = Timestamp::UNIX_EPOCH;
    let sent = advance(set(1, json!({})), News::Leaving, now).unwrap();
    let lost = News::Unanswered { status: None, look_at: now, reason: "no answer".to_owned(), other: None };
    let unknown = advance(sent, lost, now).unwrap();

    assert!(advance(unknown.clone(), News::Leaving, now).is_err(), "it may be there already");
    let undone = advance(unknown, News::FoundUndone { retry_at: now }, now).unwrap();
    assert_eq!(advance(undone, News::Leaving, now).unwrap().attempts, 2);
}

#[test]
fn it_may_have_arrived_since_the_first_attempt_that_left() {
    let at = |second: i64| Timestamp::from_second(second).unwrap();
    let not_sent = |write: Write, earlier| {
        advance(write, News::NotSent { retry_at: at(0), reason: "away".to_owned(), earlier }, at(0)).unwrap()
    };
    let leaving = |write: Write, second| advance(write, News::Leaving, at(second)).unwrap();

    let never_left = not_sent(leaving(set(1, json!({})), 1), None);
    let left = leaving(never_left.clone(), 2);
    let lost = News::Unanswered { status: None, look_at: at(0), reason: "silence".to_owned(), other: None };
    let undone = advance(left, lost, at(0)).unwrap();
    let undone = advance(undone, News::FoundUndone { retry_at: at(0) }, at(0)).unwrap();
    let again = not_sent(leaving(undone, 3), Some(at(2)));

    assert_eq!((never_left.sent_at, again.sent_at), (None, Some(at(2))));
    assert_eq!(leaving(again, 4).sent_at, Some(at(2)));
}

fn any_news() -> impl Strategy<Value = News> {
    let now = Timestamp::UNIX_EPOCH;
    prop_oneof![
        Just(News::Leaving),
        Just(News::NotSent { retry_at: now, reason: "later".to_owned(), earlier: None }),
        Just(News::Accepted { status: 200, record: None }),
        Just(News::Dropped { status: 200, record: None, reason: "dropped".to_owned() }),
        Just(News::Refused { status: Some(422), reason: "no".to_owned(), other: None }),
        Just(News::Unanswered { status: None, look_at: now, reason: "silence".to_owned(), other: None }),
        Just(News::FoundDone { record: None }),
        Just(News::FoundUndone { retry_at: now }),
        Just(News::Overtaken { reason: "theirs".to_owned() }),
        Just(News::Hurried),
        Just(News::Cancelled),
        Just(News::Dismissed),
    ]
}

proptest! {
    #[test]
    fn a_settled_write_never_moves_again_and_one_that_left_is_never_sent_blindly(
        news in proptest::collection::vec(any_news(), 0..30)
    ) {
        let now = Timestamp::UNIX_EPOCH;
        let mut write = set(1, json!({"phone": "+15550199"}));
        for item in news {
            let before = write.clone();
            let Ok(after) = advance(write.clone(), item.clone(), now) else { continue };
            if before.state.is_settled() {
                prop_assert_eq!(after.state, before.state);
                prop_assert_eq!(&after.intent, &before.intent);
            }
            if after.attempts > before.attempts {
                prop_assert_eq!(before.state, State::Intended);
            }
            if before.state == State::Unknown && after.state == State::Intended {
                prop_assert_eq!(item, News::FoundUndone { retry_at: now });
            }
            prop_assert_eq!(after.state.is_settled(), after.settled_at.is_some());
            write = after;
        }
    }
}
