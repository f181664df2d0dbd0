//! The inbox and the queue.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use std::time::{Duration, Instant};

use domain::{
    budget::Lane,
    delivery::{Kept, State},
    ids::JobId,
    job::{Added, Job, Kind},
};
use jiff::SignedDuration;
use postgres_server::Server;
use store::{Lease, Leased, Store, StoreError};
use story::{Place, contact_id, delivery, location, on_both};

on_both!(
    a_delivery_sent_twice_is_kept_once,
    a_delivery_that_was_answered_is_there_after_a_restart,
    deliveries_that_arrive_together_are_each_kept_once_with_one_job,
    one_bad_delivery_does_not_spoil_those_that_arrive_with_it,
    a_delivery_is_settled_with_its_reason,
    a_job_is_held_by_one_worker,
    a_job_whose_worker_died_is_handed_out_again_and_the_dead_one_can_settle_nothing,
    a_worker_that_ends_gives_back_what_it_holds_and_nothing_of_others,
    work_asked_for_while_it_is_under_way_runs_once_more,
    a_job_comes_back_when_it_is_to_be_tried_again,
    work_asked_for_while_it_fails_runs_once_more,
    people_go_first,
    a_transaction_that_is_dropped_leaves_no_trace,
);

async fn a_delivery_sent_twice_is_kept_once(place: Place) {
    let store = place.open().await;
    let mut tx = store.begin().await.unwrap();

    let first = tx.delivery_keep(&delivery(place.clock(), "w1")).await.unwrap();
    let second = tx.delivery_keep(&delivery(place.clock(), "w1")).await.unwrap();

    assert_eq!((first, second), (Kept::New, Kept::Already));
    assert_eq!(tx.delivery_count_waiting().await.unwrap(), 1);
}

async fn a_delivery_that_was_answered_is_there_after_a_restart(place: Place) {
    let kept = delivery(place.clock(), "w1");
    let store = place.open().await;
    store.delivery_keep_grouped(kept.clone()).await.unwrap();
    store.close().await;

    let store = place.open().await;
    let next = store.read().await.unwrap().delivery_next().await.unwrap();

    assert_eq!(next, Some(kept));
}

async fn deliveries_that_arrive_together_are_each_kept_once_with_one_job(place: Place) {
    let store = place.open().await;
    let mut senders = Vec::new();
    for number in 0..300 {
        let (store, delivery) = (store.clone(), delivery(place.clock(), &format!("w{}", number % 200)));
        senders.push(tokio::spawn(async move { store.delivery_keep_grouped(delivery).await.unwrap() }));
    }

    let mut new = 0;
    for sender in senders {
        new += usize::from(sender.await.unwrap() == Kept::New);
    }

    let mut tx = store.read().await.unwrap();
    assert_eq!(new, 200);
    assert_eq!(tx.delivery_count_waiting().await.unwrap(), 200);
    assert_eq!(tx.job_depth(place.clock().now()).await.unwrap().due, 200);
}

async fn one_bad_delivery_does_not_spoil_those_that_arrive_with_it(place: Place) {
    let store = place.open().await;
    let first = delivery(place.clock(), "first");
    store.delivery_keep_grouped(first.clone()).await.unwrap();
    let mut senders = Vec::new();
    for number in 0..200 {
        let mut delivery = delivery(place.clock(), &format!("w{number}"));
        if number == 100 {
            // An id that another delivery has.
            delivery.id = first.id;
        }
        let store = store.clone();
        senders.push(tokio::spawn(async move { store.delivery_keep_grouped(delivery).await }));
    }

    let mut refused = Vec::new();
    for (number, sender) in senders.into_iter().enumerate() {
        match sender.await.unwrap() {
            Ok(kept) => assert_eq!(kept, Kept::New, "delivery {number}"),
            Err(error) => refused.push((number, error.is_passing())),
        }
    }

    assert_eq!(refused, [(100, false)]);
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.delivery_count_waiting().await.unwrap(), 200);
    assert_eq!(tx.job_depth(place.clock().now()).await.unwrap().due, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_down_is_said_to_all_who_wait_and_intake_goes_on_when_it_is_back() {
    let server = Server::of_its_own();
    let place = Place::postgres_at(&server);
    let store = place.open().await;
    store.delivery_keep_grouped(delivery(place.clock(), "before")).await.unwrap();
    server.stop();

    let started = Instant::now();
    let mut senders = Vec::new();
    for number in 0..600 {
        let (store, delivery) = (store.clone(), delivery(place.clock(), &format!("w{number}")));
        senders.push(tokio::spawn(async move { store.delivery_keep_grouped(delivery).await }));
    }
    for sender in senders {
        let refused = sender.await.unwrap().unwrap_err();
        assert!(refused.is_passing(), "{refused}");
    }
    let waited = started.elapsed();
    server.start_again();
    let kept = store.delivery_keep_grouped(delivery(place.clock(), "after")).await.unwrap();

    // Three groups were waiting; one after the other would take three times the patience.
    assert!(waited < Duration::from_secs(10), "{waited:?}");
    assert_eq!(kept, Kept::New);
    assert_eq!(store.read().await.unwrap().delivery_count_waiting().await.unwrap(), 2);
}

async fn a_delivery_is_settled_with_its_reason(place: Place) {
    let store = place.open().await;
    let (good, bad) = (delivery(place.clock(), "w1"), delivery(place.clock(), "w2"));
    let now = place.clock().now();
    let mut tx = store.begin().await.unwrap();
    tx.delivery_keep_many(&[good.clone(), bad.clone()]).await.unwrap();

    tx.delivery_done(&location(), good.id, now).await.unwrap();
    tx.delivery_failed(&location(), bad.id, now, "no contact in it").await.unwrap();

    let good = tx.delivery_find(&location(), good.id).await.unwrap().unwrap();
    let bad = tx.delivery_find(&location(), bad.id).await.unwrap().unwrap();
    assert_eq!(good.state, State::TakenIn);
    assert_eq!((bad.state, bad.reason.as_deref()), (State::Failed, Some("no contact in it")));
    assert_eq!(tx.delivery_next().await.unwrap(), None);
}

fn job(place: &Place, kind: Kind, lane: Lane) -> Job {
    Job::due_now(JobId::from_uuid(place.clock().uuid()), location(), kind, lane, place.clock().now())
}

async fn add(store: &Store, job: &Job) -> Added {
    let mut tx = store.begin().await.unwrap();
    let added = tx.job_add(job).await.unwrap();
    tx.commit().await.unwrap();
    added
}

async fn lease(store: &Store, worker: &str) -> Vec<Leased> {
    let now = store.clock().now();
    let until = now + SignedDuration::from_secs(30);
    let mut tx = store.begin().await.unwrap();
    let leased = tx.job_lease(&Lease { worker, now, until, lanes: &[], limit: 10 }).await.unwrap();
    tx.commit().await.unwrap();
    leased
}

async fn a_job_is_held_by_one_worker(place: Place) {
    let store = place.open().await;
    add(&store, &job(&place, Kind::Backfill, Lane::Backfill)).await;

    let first = lease(&store, "one").await;
    let second = lease(&store, "two").await;

    assert_eq!(first.len(), 1);
    assert_eq!(first[0].job.attempts, 1);
    assert_eq!(second, []);
}

async fn a_job_whose_worker_died_is_handed_out_again_and_the_dead_one_can_settle_nothing(place: Place) {
    let store = place.open().await;
    add(&store, &job(&place, Kind::Backfill, Lane::Backfill)).await;
    let dead = lease(&store, "dead").await.remove(0);
    place.clock().advance(SignedDuration::from_secs(31));

    let alive = lease(&store, "alive").await.remove(0);

    let now = place.clock().now();
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(tx.job_done(&dead, now).await, Err(StoreError::LeaseLost(_))));
    assert!(matches!(tx.job_heartbeat(&dead, now).await, Err(StoreError::LeaseLost(_))));
    tx.job_done(&alive, now).await.unwrap();
    assert!(tx.job_depth(now).await.unwrap().is_idle());
}

async fn a_worker_that_ends_gives_back_what_it_holds_and_nothing_of_others(place: Place) {
    let store = place.open().await;
    add(&store, &job(&place, Kind::Backfill, Lane::Backfill)).await;
    assert_eq!(lease(&store, "ends").await.len(), 1);
    add(&store, &job(&place, Kind::Reconcile, Lane::Repair)).await;
    assert_eq!(lease(&store, "goes on").await.len(), 1);

    let mut tx = store.begin().await.unwrap();
    let freed = tx.job_free_held_by("ends", place.clock().now()).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(freed, 1);
    let next = lease(&store, "another").await;
    assert_eq!(next.iter().map(|next| next.job.kind.clone()).collect::<Vec<_>>(), [Kind::Backfill]);
}

async fn work_asked_for_while_it_is_under_way_runs_once_more(place: Place) {
    let store = place.open().await;
    let work = Kind::Hydrate { contact: contact_id(1), delivery: None };
    add(&store, &job(&place, work.clone(), Lane::Repair)).await;
    let first = lease(&store, "one").await.remove(0);

    let joined = add(&store, &job(&place, work, Lane::Person)).await;
    let mut tx = store.begin().await.unwrap();
    tx.job_done(&first, place.clock().now()).await.unwrap();
    tx.commit().await.unwrap();
    let second = lease(&store, "one").await.remove(0);
    let mut tx = store.begin().await.unwrap();
    tx.job_done(&second, place.clock().now()).await.unwrap();

    assert_eq!(joined, Added::Joined);
    assert_eq!(second.job.lane, Lane::Person, "the more urgent of the two");
    assert!(tx.job_depth(place.clock().now()).await.unwrap().is_idle());
}

async fn a_job_comes_back_when_it_is_to_be_tried_again(place: Place) {
    let store = place.open().await;
    add(&store, &job(&place, Kind::Backfill, Lane::Backfill)).await;
    let leased = lease(&store, "one").await.remove(0);
    let later = place.clock().now() + SignedDuration::from_secs(60);
    let mut tx = store.begin().await.unwrap();
    tx.job_retry_at(&leased, later, Some("no answer")).await.unwrap();
    tx.commit().await.unwrap();

    let too_early = lease(&store, "one").await;
    assert_eq!(store.read().await.unwrap().job_next_due().await.unwrap(), Some(later));
    place.clock().set(later);
    let again = lease(&store, "one").await.remove(0);
    let mut tx = store.begin().await.unwrap();
    tx.job_failed(&again, "gave up").await.unwrap();

    assert_eq!(too_early, []);
    assert_eq!(again.job.attempts, 2);
    assert_eq!(tx.job_depth(later).await.unwrap().failed, 1);
    assert_eq!(tx.job_list_failed(10).await.unwrap()[0].1, "gave up");
}

async fn work_asked_for_while_it_fails_runs_once_more(place: Place) {
    let store = place.open().await;
    let work = Kind::Hydrate { contact: contact_id(1), delivery: None };
    let now = place.clock().now();
    let later = now + SignedDuration::from_secs(60);
    for ending in ["failed", "retried", "put back"] {
        add(&store, &job(&place, work.clone(), Lane::Repair)).await;
        let first = lease(&store, "one").await.remove(0);
        add(&store, &job(&place, work.clone(), Lane::Repair)).await;
        let mut tx = store.begin().await.unwrap();
        match ending {
            "failed" => tx.job_failed(&first, "broken").await.unwrap(),
            "retried" => tx.job_retry_at(&first, later, None).await.unwrap(),
            _ => tx.job_put_back(&first, later, None).await.unwrap(),
        }
        tx.commit().await.unwrap();
        assert_eq!(store.read().await.unwrap().job_depth(now).await.unwrap().failed, 0, "{ending}");

        if ending != "failed" {
            place.clock().set(later);
        }
        let second = lease(&store, "one").await.remove(0);
        let mut tx = store.begin().await.unwrap();
        tx.job_done(&second, now).await.unwrap();
        tx.commit().await.unwrap();

        let depth = store.read().await.unwrap().job_depth(later).await.unwrap();
        assert!(depth.is_idle(), "{ending}: what was asked for before the second run is what it did");
    }
}

async fn people_go_first(place: Place) {
    let store = place.open().await;
    add(&store, &job(&place, Kind::Backfill, Lane::Backfill)).await;
    add(&store, &job(&place, Kind::Hydrate { contact: contact_id(1), delivery: None }, Lane::Person)).await;

    let leased = lease(&store, "one").await;

    let lanes: Vec<Lane> = leased.iter().map(|leased| leased.job.lane).collect();
    assert_eq!(lanes, [Lane::Person, Lane::Backfill]);
}

async fn a_transaction_that_is_dropped_leaves_no_trace(place: Place) {
    let store = place.open().await;
    let mut signals = store.signals();
    let mut tx = store.begin().await.unwrap();
    tx.delivery_keep(&delivery(place.clock(), "w1")).await.unwrap();
    tx.job_add(&job(&place, Kind::Backfill, Lane::Backfill)).await.unwrap();
    drop(tx);

    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.delivery_count_waiting().await.unwrap(), 0);
    assert!(tx.job_depth(place.clock().now()).await.unwrap().is_idle());
    assert!(signals.try_recv().is_err());
}
