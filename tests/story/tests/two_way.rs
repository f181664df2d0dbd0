//! Conflicts, actions on many contacts, and the log as a way back.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use std::collections::BTreeSet;

use domain::{
    bulk::{Act, Bulk, Item, ItemState, State as BulkState, Tally},
    change::{Cause, Seq},
    conflict::{Choice, Conflict, End},
    ids::{BulkId, ConflictId, PersonId, WriteId},
    merge::{self, Authority},
    record::{Kind, RecordId},
    write::{Effect, News, State, Write},
};
use jiff::SignedDuration;
use serde_json::json;
use store::{Keep, StoreError, Tx};
use story::{Place, contact, contact_id, fields, location, on_both, set_phone};
use uuid::Uuid;

on_both!(
    a_conflict_waits_until_somebody_decides_and_ends_once,
    a_write_that_is_put_aside_takes_its_conflicts_along,
    a_field_that_was_overtaken_leaves_the_write_and_the_rest_goes_on,
    a_write_that_has_left_is_not_taken_apart,
    a_hurried_write_is_due_at_once,
    a_part_moves_once_from_each_state,
    an_action_that_was_only_shown_is_forgotten_after_a_day_and_one_at_work_is_not,
    what_one_action_changed_is_found_again,
    the_log_says_from_when_on_it_is_whole,
    one_records_past_is_read_in_order,
);

fn person() -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(1))
}

fn conflict(place: &Place, write: &Write, field: &str) -> Conflict {
    let now = place.clock().now();
    Conflict {
        id: ConflictId::from_uuid(place.clock().uuid()),
        location: location(),
        write: write.id,
        kind: Kind::Contact,
        record: RecordId::from(&contact_id(1)),
        contact: Some(contact_id(1)),
        values: merge::Conflict {
            field: field.to_owned(),
            base: json!(null),
            theirs: json!("+15550111"),
            ours: json!("+15550199"),
            stands: Authority::HighLevel,
        },
        ours_by: write.intent.cause.clone(),
        ours_at: now,
        theirs_by: Some(Cause::Reconcile),
        theirs_at: now,
        found_at: now,
        end: None,
    }
}

async fn kept(tx: &mut Tx<'_>, place: &Place) -> (Write, Conflict) {
    let write = set_phone(place.clock(), 1, "+15550199");
    let found = conflict(place, &write, "phone");
    tx.write_add(&write).await.unwrap();
    let overtaken = News::Overtaken { reason: "theirs".to_owned() };
    tx.write_advance(&location(), write.id, overtaken, place.clock().now()).await.unwrap();
    tx.conflict_add(&[found.clone(), conflict(place, &write, "phone")]).await.unwrap();
    (write, found)
}

async fn a_conflict_waits_until_somebody_decides_and_ends_once(place: Place) {
    let store = place.open().await;
    let mut tx = store.begin().await.unwrap();
    let (_, found) = kept(&mut tx, &place).await;
    let end = End { at: place.clock().now(), choice: Choice::Both, person: Some(person()) };

    let open = tx.conflict_list_open(&location(), Some(&contact_id(1)), 10).await.unwrap();
    let of_another = tx.conflict_list_open(&location(), Some(&contact_id(2)), 10).await.unwrap();
    let ended = (
        tx.conflict_end(&found, end).await.unwrap(),
        tx.conflict_end(&found, End { choice: Choice::Ours, ..end }).await.unwrap(),
    );

    assert_eq!(open, std::slice::from_ref(&found), "of a field, the first one is kept");
    assert_eq!(of_another, []);
    assert_eq!(ended, (true, false));
    assert_eq!(tx.conflict_count_open(&location()).await.unwrap(), 0);
    let known = tx.conflict_find(&location(), found.id).await.unwrap().unwrap();
    assert_eq!(known.end, Some(end));
    assert_eq!(tx.conflict_list_ended(&location(), end.at, 10).await.unwrap(), [known]);
}

async fn a_write_that_is_put_aside_takes_its_conflicts_along(place: Place) {
    let store = place.open().await;
    let mut tx = store.begin().await.unwrap();
    let (write, found) = kept(&mut tx, &place).await;

    tx.write_advance(&location(), write.id, News::Dismissed, place.clock().now()).await.unwrap();

    let known = tx.conflict_find(&location(), found.id).await.unwrap().unwrap();
    assert_eq!(known.end.map(|end| end.choice), Some(Choice::Aside));
}

async fn a_field_that_was_overtaken_leaves_the_write_and_the_rest_goes_on(place: Place) {
    let store = place.open().await;
    let mut write = set_phone(place.clock(), 1, "+15550199");
    let both = fields(json!({"phone": "+15550199", "city": "Bern"}));
    write.intent.body.clone_from(&both);
    write.intent.effect = Effect::Set { fields: both };
    let other = WriteId::from_uuid(place.clock().uuid());
    let apart = BTreeSet::from(["phone".to_owned()]);
    let mut tx = store.begin().await.unwrap();
    tx.write_add(&write).await.unwrap();

    let why = ("theirs".to_owned(), place.clock().now());
    tx.write_split(&location(), write.id, &apart, other, why).await.unwrap().unwrap();

    let rest = tx.write_find(&location(), write.id).await.unwrap().unwrap();
    let taken = tx.write_find(&location(), other).await.unwrap().unwrap();
    assert_eq!(rest.intent.effect, Effect::Set { fields: fields(json!({"city": "Bern"})) });
    assert_eq!((rest.state, json!(rest.intent.body)), (State::Intended, json!({"city": "Bern"})));
    assert_eq!((taken.state, taken.reason.as_deref()), (State::Overtaken, Some("theirs")));
    assert_eq!(json!(taken.intent.base), json!({"phone": "+15550000"}));
}

async fn a_write_that_has_left_is_not_taken_apart(place: Place) {
    let store = place.open().await;
    let write = set_phone(place.clock(), 1, "+15550199");
    let now = place.clock().now();
    let mut tx = store.begin().await.unwrap();
    tx.write_add(&write).await.unwrap();
    tx.write_advance(&location(), write.id, News::Leaving, now).await.unwrap();

    let apart = BTreeSet::from(["phone".to_owned()]);
    let other = WriteId::from_uuid(place.clock().uuid());
    let split = tx.write_split(&location(), write.id, &apart, other, (String::new(), now)).await;

    assert!(matches!(split, Err(StoreError::WrongState(_))));
}

async fn a_hurried_write_is_due_at_once(place: Place) {
    let store = place.open().await;
    let write = set_phone(place.clock(), 1, "+15550199");
    let now = place.clock().now();
    let later = now + SignedDuration::from_hours(9);
    let mut tx = store.begin().await.unwrap();
    tx.write_add(&write).await.unwrap();
    let waits = News::NotSent { retry_at: later, reason: "no calls are left".to_owned(), earlier: None };
    tx.write_advance(&location(), write.id, waits, now).await.unwrap();
    assert_eq!(tx.write_list_due(now, 10).await.unwrap().len(), 0);

    tx.write_advance(&location(), write.id, News::Hurried, now).await.unwrap();

    assert_eq!(tx.write_list_due(now, 10).await.unwrap().len(), 1);
}

fn bulk(place: &Place) -> Bulk {
    Bulk {
        id: BulkId::from_uuid(place.clock().uuid()),
        location: location(),
        act: Act::AddTag { tag: "vip".to_owned() },
        state: BulkState::Draft,
        person: person(),
        created_at: place.clock().now(),
        started_at: None,
        ended_at: None,
    }
}

fn item(place: &Place, number: u32) -> Item {
    Item {
        place: number,
        contact: Some(contact_id(number as usize)),
        name: format!("Person{number}"),
        kind: Kind::Contact,
        intent: Some(set_phone(place.clock(), number as usize, "+15550199").intent),
        preview: Vec::new(),
        state: ItemState::Waiting,
        write: None,
        reason: None,
    }
}

async fn a_part_moves_once_from_each_state(place: Place) {
    let store = place.open().await;
    let bulk = bulk(&place);
    let items: Vec<Item> = (0..300).map(|number| item(&place, number)).collect();
    let write = WriteId::from_uuid(place.clock().uuid());
    let mut tx = store.begin().await.unwrap();
    tx.bulk_add(&bulk).await.unwrap();
    tx.bulk_item_add(&location(), bulk.id, &items).await.unwrap();

    let sent = (ItemState::Waiting, ItemState::Sent);
    let moved = (
        tx.bulk_item_move(&location(), bulk.id, 3, sent, (Some(write), None)).await.unwrap(),
        tx.bulk_item_move(&location(), bulk.id, 3, sent, (Some(write), None)).await.unwrap(),
    );
    let done = (ItemState::Sent, ItemState::Done);
    tx.bulk_item_move(&location(), bulk.id, 3, done, (None, None)).await.unwrap();

    assert_eq!(moved, (true, false));
    let waiting = [ItemState::Waiting];
    let next = tx.bulk_item_list(&location(), bulk.id, &waiting, Some(2), 2).await.unwrap();
    assert_eq!(next, [items[4].clone(), items[5].clone()]);
    let ended = tx.bulk_item_list(&location(), bulk.id, &[ItemState::Done], None, 5).await.unwrap();
    assert_eq!(ended[0].write, Some(write));
    let tally = tx.bulk_tally(&location(), bulk.id).await.unwrap();
    assert_eq!(tally, Tally { waiting: 299, done: 1, ..Tally::default() });
    tx.bulk_item_cancel_waiting(&location(), bulk.id).await.unwrap();
    assert!(tx.bulk_tally(&location(), bulk.id).await.unwrap().is_over());
}

async fn an_action_that_was_only_shown_is_forgotten_after_a_day_and_one_at_work_is_not(place: Place) {
    let store = place.open().await;
    let (shown, at_work) = (bulk(&place), bulk(&place));
    let at_work = Bulk { state: BulkState::Running, started_at: Some(place.clock().now()), ..at_work };
    let mut tx = store.begin().await.unwrap();
    for bulk in [&shown, &at_work] {
        tx.bulk_add(bulk).await.unwrap();
        tx.bulk_item_add(&location(), bulk.id, &[item(&place, 0)]).await.unwrap();
    }
    tx.commit().await.unwrap();

    place.clock().set(place.clock().now() + SignedDuration::from_hours(25));
    store.prune(&Keep::default(), place.clock().now()).await.unwrap();

    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.bulk_find(&location(), shown.id).await.unwrap(), None);
    assert_eq!(tx.bulk_tally(&location(), shown.id).await.unwrap(), Tally::default());
    assert_eq!(tx.bulk_list(&location(), 10).await.unwrap(), [at_work]);
}

async fn what_one_action_changed_is_found_again(place: Place) {
    let store = place.open().await;
    let bulk = BulkId::from_uuid(place.clock().uuid());
    let by_bulk = Cause::Bulk { bulk, person: person(), write: None };
    let now = place.clock().now();
    let mut tx = store.begin().await.unwrap();
    for number in 1..=3 {
        let first = contact(number, 0, json!({}));
        tx.mirror_apply(&location(), &first, &Cause::Backfill, now).await.unwrap();
    }
    for number in [1, 3] {
        let news = contact(number, 5, json!({"city": "Bern"}));
        tx.mirror_apply(&location(), &news, &by_bulk, now).await.unwrap();
    }

    let first = tx.change_list_by(&location(), &bulk.to_string(), Seq::START, 1).await.unwrap();
    let rest = tx.change_list_by(&location(), &bulk.to_string(), first[0].seq, 10).await.unwrap();

    let records: Vec<&str> = first.iter().chain(&rest).map(|change| change.record.as_str()).collect();
    assert_eq!(records, [contact_id(1).as_str(), contact_id(3).as_str()]);
    assert!(first.iter().chain(&rest).all(|change| change.cause == by_bulk));
}

async fn the_log_says_from_when_on_it_is_whole(place: Place) {
    let store = place.open().await;
    let mut tx = store.begin().await.unwrap();
    let old = place.clock().now();
    tx.mirror_apply(&location(), &contact(1, 0, json!({})), &Cause::Backfill, old).await.unwrap();
    let new = old + SignedDuration::from_hours(24 * 9);
    tx.mirror_apply(&location(), &contact(1, 9, json!({"city": "Bern"})), &Cause::Reconcile, new)
        .await
        .unwrap();
    assert_eq!(tx.change_log_begins(&location()).await.unwrap(), None);
    assert_eq!(tx.change_size(&location()).await.unwrap().changes, 2);
    tx.setting_save(None, store::KEEP_DAYS, "7").await.unwrap();
    let keep = tx.keep().await.unwrap();
    tx.commit().await.unwrap();

    store.prune(&keep, new).await.unwrap();

    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.change_log_begins(&location()).await.unwrap(), Some(new));
    let size = tx.change_size(&location()).await.unwrap();
    assert_eq!((size.changes, size.since, size.was_cut), (1, Some(new), true));
}

async fn one_records_past_is_read_in_order(place: Place) {
    let store = place.open().await;
    let now = place.clock().now();
    let mut tx = store.begin().await.unwrap();
    for (second, city) in [(0, "Rome"), (1, "Oslo"), (2, "Bern")] {
        for number in [1, 2] {
            let news = contact(number, second, json!({"city": city}));
            tx.mirror_apply(&location(), &news, &Cause::Reconcile, now).await.unwrap();
        }
    }

    let id = RecordId::from(&contact_id(1));
    let log = tx.change_list_of_record(&location(), &contact_id(1), Kind::Contact, &id).await.unwrap();

    assert_eq!(log.len(), 3);
    assert!(log.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    assert!(log.iter().all(|change| change.record == id));
}
