//! The worker over a real store: what becomes of a job, whatever its handler does.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use domain::{
    budget::Lane,
    ids::{JobId, WriteId},
    job::{Job, Kind},
};
use futures::{FutureExt as _, future::BoxFuture};
use highlevel::LocationId;
use jiff::SignedDuration;
use store::{Clock, DatabaseUrl, Lease, QueueDepth, SealKey, Store};
use tokio::sync::Notify;

use crate::{Backoff, Due, Every, Handler, Options, Trouble, Worker};

/// Does what the test says, by location, and remembers what it did.
#[derive(Default)]
struct Hands {
    moods: Mutex<HashMap<String, Mood>>,
    done: Mutex<Vec<String>>,
    begun: AtomicUsize,
    release: Notify,
}

#[derive(Clone)]
enum Mood {
    FailsTimes(u32),
    AlwaysFails,
    Panics,
    WaitsFor(SignedDuration),
    Hangs,
}

struct Shop {
    store: Store,
    clock: Clock,
    hands: Arc<Hands>,
    _folder: tempfile::TempDir,
}

impl Handler for Hands {
    fn handle<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Trouble>> {
        async move {
            self.begun.fetch_add(1, Ordering::SeqCst);
            let mood = self.moods.lock().unwrap().get(job.location.as_str()).cloned();
            match mood {
                Some(Mood::FailsTimes(times)) if job.attempts <= times => {
                    return Err(Trouble::again("not yet"));
                }
                Some(Mood::AlwaysFails) => return Err(Trouble::again("it never works")),
                Some(Mood::Panics) => panic!("the handler fell over"),
                Some(Mood::WaitsFor(pause)) => {
                    self.moods.lock().unwrap().remove(job.location.as_str());
                    return Err(Trouble::later(
                        job.due_at.saturating_add(pause).unwrap(),
                        "there is no room",
                    ));
                }
                Some(Mood::Hangs) => self.release.notified().await,
                _ => {}
            }
            self.done.lock().unwrap().push(job.location.to_string());
            Ok(())
        }
        .boxed()
    }
}

impl Shop {
    async fn open() -> Self {
        Self::with(Clock::fixed("2026-11-23T12:00:00Z".parse().unwrap())).await
    }

    async fn with(clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("queue.db"));
        let store = Store::open(&url, clock.clone(), SealKey::generate()).await.unwrap();
        Self { store, clock, hands: Arc::default(), _folder: folder }
    }

    fn worker(&self, options: Options) -> Worker {
        Worker::new(
            self.store.clone(),
            self.clock.clone(),
            Arc::clone(&self.hands) as Arc<dyn Handler>,
            options,
        )
    }

    fn mood(&self, location: &str, mood: Mood) {
        self.hands.moods.lock().unwrap().insert(location.to_owned(), mood);
    }

    async fn add(&self, location: &str, lane: Lane) {
        let write = WriteId::from_uuid(self.clock.uuid());
        let id = JobId::from_uuid(self.clock.uuid());
        let kind = Kind::CarryOut { write };
        let job = Job::due_now(id, place(location), kind, lane, self.clock.now());
        let mut tx = self.store.begin().await.unwrap();
        tx.job_add(&job).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn depth(&self) -> QueueDepth {
        self.store.read().await.unwrap().job_depth(self.clock.now()).await.unwrap()
    }

    fn done(&self) -> Vec<String> {
        self.hands.done.lock().unwrap().clone()
    }

    async fn until(&self, holds: impl Fn(&Self) -> bool) {
        let waited = async {
            while !holds(self) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waited).await.expect("it never came about");
    }
}

fn place(location: &str) -> LocationId {
    LocationId::new(location).unwrap()
}

#[tokio::test]
async fn the_most_urgent_lane_goes_first() {
    let shop = Shop::open().await;
    shop.add("backfill", Lane::Backfill).await;
    shop.add("repair", Lane::Repair).await;
    shop.add("person", Lane::Person).await;

    let count = shop.worker(Options::default()).run_due().await.unwrap();

    assert_eq!((count, shop.done()), (3, vec!["person".to_owned(), "repair".into(), "backfill".into()]));
    assert!(shop.depth().await.is_idle());
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_after_a_growing_pause() {
    let shop = Shop::open().await;
    shop.mood("loc", Mood::FailsTimes(2));
    shop.add("loc", Lane::Person).await;
    let worker = shop.worker(Options::default());

    worker.run_due().await.unwrap();
    let at_once = worker.run_due().await.unwrap();
    shop.clock.advance(SignedDuration::from_secs(1));
    worker.run_due().await.unwrap();
    shop.clock.advance(SignedDuration::from_secs(2));
    worker.run_due().await.unwrap();

    assert_eq!(at_once, 0);
    assert_eq!((shop.hands.begun.load(Ordering::SeqCst), shop.done().len()), (3, 1));
}

#[tokio::test]
async fn a_job_that_never_works_ends_as_failed_with_its_reason() {
    let shop = Shop::open().await;
    shop.mood("loc", Mood::AlwaysFails);
    shop.add("loc", Lane::Person).await;
    let backoff = Backoff { attempts: 3, ..Backoff::PATIENT };
    let worker = shop.worker(Options { backoff, ..Options::default() });

    for _ in 0..5 {
        worker.run_due().await.unwrap();
        shop.clock.advance(SignedDuration::from_mins(10));
    }

    let failed = shop.store.read().await.unwrap().job_list_failed(10).await.unwrap();
    assert_eq!(failed.iter().map(|(_, reason)| reason.as_str()).collect::<Vec<_>>(), ["it never works"]);
    assert_eq!(shop.hands.begun.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn waiting_for_a_window_costs_no_attempt() {
    let shop = Shop::open().await;
    shop.add("loc", Lane::Person).await;
    let backoff = Backoff { attempts: 2, ..Backoff::PATIENT };
    let worker = shop.worker(Options { backoff, begun_at_most: 2, ..Options::default() });

    for _ in 0..5 {
        shop.mood("loc", Mood::WaitsFor(SignedDuration::from_mins(1)));
        worker.run_due().await.unwrap();
        shop.clock.advance(SignedDuration::from_mins(5));
    }
    worker.run_due().await.unwrap();

    assert_eq!(shop.done().len(), 1);
}

#[tokio::test]
async fn a_panic_fails_one_job_and_never_the_worker() {
    let shop = Shop::open().await;
    shop.mood("bad", Mood::Panics);
    shop.add("bad", Lane::Person).await;
    shop.add("good", Lane::Backfill).await;

    shop.worker(Options::default()).run_due().await.unwrap();

    assert_eq!(shop.done(), ["good"]);
    assert_eq!(shop.depth().await.later, 1);
}

#[tokio::test]
async fn a_job_that_takes_its_worker_with_it_is_given_up_in_the_end() {
    let shop = Shop::open().await;
    shop.add("loc", Lane::Person).await;
    for _ in 0..3 {
        // A worker that dies: it leases and is never heard of again.
        let (now, until) =
            (shop.clock.now(), shop.clock.now().saturating_add(SignedDuration::from_secs(30)).unwrap());
        let mut tx = shop.store.begin().await.unwrap();
        let lease = Lease { worker: "gone", now, until, lanes: &[], limit: 1 };
        assert_eq!(tx.job_lease(&lease).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
        shop.clock.advance(SignedDuration::from_mins(1));
    }

    shop.worker(Options { begun_at_most: 3, ..Options::default() }).run_due().await.unwrap();

    let failed = shop.store.read().await.unwrap().job_list_failed(10).await.unwrap();
    assert_eq!(failed[0].1, "begun 3 times and never brought to an end");
    assert_eq!(shop.hands.begun.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_running_worker_takes_a_job_as_soon_as_it_is_added_and_drains() {
    let shop = Shop::with(Clock::system()).await;
    let running = shop.worker(Options { period: Duration::from_secs(600), ..Options::default() }).start();
    tokio::time::sleep(Duration::from_millis(50)).await;

    shop.add("loc", Lane::Backfill).await;
    shop.until(|shop| shop.done().len() == 1).await;
    running.drain().await;

    assert!(shop.depth().await.is_idle());
}

#[tokio::test]
async fn a_person_does_not_wait_behind_a_backfill_that_fills_every_slot() {
    let shop = Shop::with(Clock::system()).await;
    for slot in 0..3 {
        shop.mood(&format!("slow{slot}"), Mood::Hangs);
        shop.add(&format!("slow{slot}"), Lane::Backfill).await;
    }
    let options = Options { slots: 2, slots_for_people: 1, ..Options::default() };
    let running = shop.worker(options).start();
    shop.until(|shop| shop.hands.begun.load(Ordering::SeqCst) == 2).await;

    shop.add("person", Lane::Person).await;
    shop.until(|shop| shop.done() == ["person"]).await;
    for _ in 0..3 {
        shop.hands.release.notify_one();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    running.drain().await;

    assert_eq!(shop.done().len(), 4);
}

#[tokio::test]
async fn a_long_job_keeps_its_lease_and_is_done_once() {
    let shop = Shop::with(Clock::system()).await;
    shop.mood("loc", Mood::Hangs);
    shop.add("loc", Lane::Person).await;
    let options = Options { lease: Duration::from_millis(300), ..Options::default() };
    let (one, other) = (shop.worker(options).start(), shop.worker(options).start());
    shop.until(|shop| shop.hands.begun.load(Ordering::SeqCst) == 1).await;

    tokio::time::sleep(Duration::from_millis(1_000)).await;
    shop.hands.release.notify_waiters();
    shop.until(|shop| shop.done().len() == 1).await;
    one.drain().await;
    other.drain().await;

    assert_eq!(shop.hands.begun.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_comes_round_is_kept_once() {
    let shop = Shop::with(Clock::system()).await;
    let every = Every::new("tasks", Duration::from_millis(100), || {
        let due = Due { location: place("loc"), kind: Kind::SweepTasks, lane: Lane::Repair };
        async move { Ok(vec![due.clone(), due]) }.boxed()
    });

    let running = shop.worker(Options::default()).every(every).start();
    shop.until(|shop| shop.done().len() >= 2).await;
    running.drain().await;

    assert_eq!(shop.done().len(), shop.hands.begun.load(Ordering::SeqCst));
}

#[tokio::test]
async fn two_workers_with_one_schedule_do_a_periods_work_once() {
    let shop = Shop::with(Clock::system()).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let every = {
        let asked = Arc::clone(&asked);
        Every::new("tasks", Duration::from_millis(400), move || {
            asked.fetch_add(1, Ordering::SeqCst);
            let due = Due { location: place("loc"), kind: Kind::SweepTasks, lane: Lane::Repair };
            async move { Ok(vec![due]) }.boxed()
        })
    };

    let one = shop.worker(Options::default()).every(every.clone()).start();
    tokio::time::sleep(Duration::from_millis(130)).await;
    let other = shop.worker(Options::default()).every(every).start();
    shop.until(|_| asked.load(Ordering::SeqCst) >= 8).await;
    one.drain().await;
    other.drain().await;

    let (asked, done) = (asked.load(Ordering::SeqCst), shop.done().len());
    assert!(done <= asked / 2 + 1, "{asked} rounds were asked for, {done} were done");
}

#[tokio::test]
async fn what_is_asked_at_the_start_does_not_wait_for_its_period() {
    let shop = Shop::with(Clock::system()).await;
    let every = Every::new("lost work", Duration::from_secs(3_600), || {
        let due = Due { location: place("loc"), kind: Kind::Reconcile, lane: Lane::Repair };
        async move { Ok(vec![due]) }.boxed()
    });

    let running = shop.worker(Options::default()).every(every.and_at_start()).start();
    shop.until(|shop| shop.done().len() == 1).await;

    running.drain().await;
}

#[tokio::test]
async fn what_a_dead_process_held_goes_on_at_once_except_for_calls_that_may_be_on_their_way() {
    let shop = Shop::open().await;
    let copy = Job::due_now(
        JobId::from_uuid(shop.clock.uuid()),
        place("copied"),
        Kind::Backfill,
        Lane::Backfill,
        shop.clock.now(),
    );
    shop.add("written", Lane::Person).await;
    let mut tx = shop.store.begin().await.unwrap();
    tx.job_add(&copy).await.unwrap();
    let until = shop.clock.now().checked_add(SignedDuration::from_hours(1)).unwrap();
    let lease = Lease { worker: "dead", now: shop.clock.now(), until, lanes: &[], limit: 9 };
    let held = tx.job_lease(&lease).await.unwrap();
    assert_eq!(tx.job_free_held(shop.clock.now()).await.unwrap(), 1);
    tx.commit().await.unwrap();

    shop.worker(Options::default()).run_due().await.unwrap();

    assert_eq!(*shop.hands.done.lock().unwrap(), ["copied"]);
    let copy = held.iter().find(|held| held.job.kind == Kind::Backfill).unwrap();
    let mut tx = shop.store.begin().await.unwrap();
    assert!(
        tx.job_done(copy, shop.clock.now()).await.is_err(),
        "should the dead one live, it can settle nothing"
    );
}

#[tokio::test]
async fn what_is_cut_short_at_the_end_waits_for_another_worker_except_for_calls_that_may_be_on_their_way() {
    let shop = Shop::open().await;
    shop.mood("copied", Mood::Hangs);
    shop.mood("written", Mood::Hangs);
    let id = JobId::from_uuid(shop.clock.uuid());
    let copy = Job::due_now(id, place("copied"), Kind::Backfill, Lane::Backfill, shop.clock.now());
    let mut tx = shop.store.begin().await.unwrap();
    tx.job_add(&copy).await.unwrap();
    tx.commit().await.unwrap();
    shop.add("written", Lane::Person).await;
    let worker = shop.worker(Options { grace: Duration::from_millis(20), ..Options::default() }).start();
    shop.until(|shop| shop.hands.begun.load(Ordering::SeqCst) == 2).await;

    worker.drain().await;

    let depth = shop.depth().await;
    assert_eq!((depth.due, depth.held), (1, 1));
    shop.hands.moods.lock().unwrap().clear();
    shop.worker(Options::default()).run_due().await.unwrap();
    assert_eq!(shop.done(), ["copied"]);
}
