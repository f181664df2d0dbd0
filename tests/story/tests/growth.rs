//! What is forgotten when it is old, and what never is.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use domain::{
    budget::Lane,
    change::{Cause, Seq},
    delivery::Kept,
    ids::{CallId, ConnectionId, JobId},
    job::{Job, Kind},
    write::News,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{Call, CallOutcome, Keep, Lease, Pruned, Store};
use story::{Place, contact, contact_id, delivery, location, on_both, set_phone};

on_both!(
    what_is_settled_is_forgotten_when_it_is_old_and_not_before,
    what_waits_or_needs_a_person_is_never_forgotten,
    a_delivery_of_the_last_thirty_days_is_known_again_whatever_is_kept,
    a_reader_of_the_log_goes_on_behind_what_was_forgotten,
);

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// More than two batches, so that the last one is not full.
const MANY: u32 = 1_200;

async fn lease_one(store: &Store) -> store::Leased {
    let now = store.clock().now();
    let mut tx = store.begin().await.unwrap();
    let lease = Lease { worker: "one", now, until: now + DAY, lanes: &[], limit: 1 };
    let leased = tx.job_lease(&lease).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    leased
}

/// One of everything that can be settled, many deliveries and many changes.
async fn settled(place: &Place, store: &Store) {
    let now = place.clock().now();
    let mut tx = store.begin().await.unwrap();
    let deliveries: Vec<_> = (0..MANY).map(|number| delivery(place.clock(), &format!("w{number}"))).collect();
    tx.delivery_keep_many(&deliveries).await.unwrap();
    for delivery in &deliveries {
        tx.delivery_done(&location(), delivery.id, now).await.unwrap();
    }
    let news: Vec<_> = (0..MANY as usize).map(|number| contact(number, 0, json!({}))).collect();
    tx.mirror_apply_many(&location(), &news, &Cause::Backfill, now).await.unwrap();
    let write = set_phone(place.clock(), 1, "+15550199");
    tx.write_add(&write).await.unwrap();
    tx.write_advance(&location(), write.id, News::Leaving, now).await.unwrap();
    let accepted = News::Accepted { status: 200, record: None };
    tx.write_advance(&location(), write.id, accepted, now).await.unwrap();
    tx.call_add(&call(place, now)).await.unwrap();
    let id = JobId::from_uuid(place.clock().uuid());
    tx.job_add(&Job::due_now(id, location(), Kind::Backfill, Lane::Backfill, now)).await.unwrap();
    tx.commit().await.unwrap();

    let leased = lease_one(store).await;
    let mut tx = store.begin().await.unwrap();
    tx.job_failed(&leased, "gave up").await.unwrap();
    tx.commit().await.unwrap();
}

fn call(place: &Place, at: Timestamp) -> Call {
    Call {
        id: CallId::from_uuid(place.clock().uuid()),
        location: location(),
        connection: ConnectionId::from_uuid(place.clock().uuid()),
        operation: "get-contact".to_owned(),
        lane: Lane::Person,
        cause: Cause::Opened,
        outcome: CallOutcome::Answered,
        status: Some(200),
        took_ms: 1,
        at,
    }
}

async fn what_is_settled_is_forgotten_when_it_is_old_and_not_before(place: Place) {
    let store = place.open().await;
    settled(&place, &store).await;
    let start = place.clock().now();
    let after = async |days: i64| {
        let now = start + DAY * i32::try_from(days).unwrap();
        place.clock().set(now);
        store.prune(&Keep::default(), now).await.unwrap()
    };

    let none = Pruned::default();
    assert_eq!(after(29).await, none);
    assert_eq!(after(32).await, Pruned { deliveries: u64::from(MANY), jobs: 1, ..none });
    assert_eq!(after(91).await, Pruned { calls: 1, ..none });
    assert_eq!(after(399).await, none);
    assert_eq!(after(401).await, Pruned { changes: u64::from(MANY), writes: 1, ..none });
    assert_eq!(after(4_000).await, none);
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.record_count(&location(), domain::record::Kind::Contact).await.unwrap(), u64::from(MANY));
}

async fn what_waits_or_needs_a_person_is_never_forgotten(place: Place) {
    let store = place.open().await;
    let now = place.clock().now();
    let mut tx = store.begin().await.unwrap();
    tx.delivery_keep(&delivery(place.clock(), "waits")).await.unwrap();
    let (open, refused) = (set_phone(place.clock(), 1, "+15550101"), set_phone(place.clock(), 2, "12"));
    tx.write_add(&open).await.unwrap();
    tx.write_add(&refused).await.unwrap();
    tx.write_advance(&location(), refused.id, News::Leaving, now).await.unwrap();
    let news = News::Refused { status: Some(422), reason: "no phone".to_owned(), other: None };
    tx.write_advance(&location(), refused.id, news, now).await.unwrap();
    let id = JobId::from_uuid(place.clock().uuid());
    tx.job_add(&Job::due_now(id, location(), Kind::Backfill, Lane::Backfill, now)).await.unwrap();
    tx.commit().await.unwrap();
    let later = now + DAY * 4_000;

    let pruned = store.prune(&Keep::default(), later).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.write_advance(&location(), refused.id, News::Dismissed, later).await.unwrap();
    tx.commit().await.unwrap();
    let put_aside = store.prune(&Keep::default(), later).await.unwrap();

    assert_eq!(pruned.total(), 0);
    assert_eq!(put_aside, Pruned { writes: 1, ..Pruned::default() });
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.delivery_count_waiting().await.unwrap(), 1);
    assert_eq!(tx.job_depth(later).await.unwrap().due, 1);
    assert_eq!(tx.write_list_shown(&location(), &contact_id(1)).await.unwrap().len(), 1);
}

async fn a_delivery_of_the_last_thirty_days_is_known_again_whatever_is_kept(place: Place) {
    let store = place.open().await;
    settled(&place, &store).await;
    let short = Keep { deliveries: SignedDuration::ZERO, ..Keep::default() };

    store.prune(&short, place.clock().now() + DAY * 29).await.unwrap();
    let again = store.delivery_keep_grouped(delivery(place.clock(), "w7")).await.unwrap();

    assert_eq!(again, Kept::Already);
}

async fn a_reader_of_the_log_goes_on_behind_what_was_forgotten(place: Place) {
    let store = place.open().await;
    settled(&place, &store).await;
    let later = place.clock().now() + DAY * 500;
    let mut tx = store.begin().await.unwrap();
    let newer = [contact(7, 10, json!({"city": "Linz"}))];
    let newest = tx.mirror_apply_many(&location(), &newer, &Cause::Reconcile, later).await.unwrap();
    tx.commit().await.unwrap();

    store.prune(&Keep::default(), later).await.unwrap();

    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.change_since(&location(), Seq::START, 10).await.unwrap(), newest);
    assert_eq!(tx.change_last_seq(&location()).await.unwrap(), newest[0].seq);
}
