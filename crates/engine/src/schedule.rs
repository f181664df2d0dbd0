//! What comes round again: waits that are over, runs that lost their job, triggers that lag behind.

use std::time::Duration;

use domain::{budget::Lane, job::Kind};
use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use queue::{Due, Every};
use store::{Store, StoreError};

use crate::{engine::Engine, keep::SOON};

/// How often waits are looked through: well within the time for which they have their job at once.
const WAITS: Duration = Duration::from_secs(20);
/// How often runs and triggers that lost their job are looked for.
const LOST: Duration = Duration::from_secs(30);
/// How often timers of triggers are looked through.
const TIMERS: Duration = Duration::from_secs(5);
/// A run that moved within this time may just be on its way.
const YOUNG: SignedDuration = SignedDuration::from_secs(10);
/// So many at once; the rest at the next look.
const AT_ONCE: u32 = 2_000;

/// The rounds, for a worker to run.
#[must_use]
pub fn schedule(engine: &Engine) -> Vec<Every> {
    let (waits, lost, timers) = (engine.clone(), engine.clone(), engine.clone());
    vec![
        Every::new("timers of triggers", TIMERS, move || {
            let engine = timers.clone();
            async move { engine.fire_timers().await.map(|()| Vec::new()) }.boxed()
        }),
        Every::new("waits that are over", WAITS, move || {
            let engine = waits.clone();
            async move { wake(&engine).await }.boxed()
        })
        .and_at_start(),
        Every::new("runs that lost their job", LOST, move || {
            let store = lost.inner.store.clone();
            async move { take_up_lost(&store).await }.boxed()
        })
        .and_at_start(),
    ]
}

/// Gives every wait that ends soon its job, due when it ends.
async fn wake(engine: &Engine) -> Result<Vec<Due>, StoreError> {
    let now = engine.inner.clock.now();
    let soon = now.checked_add(SOON).unwrap_or(Timestamp::MAX);
    let store = &engine.inner.store;
    let waits = store.read().await?.run_list_to_wake(soon, AT_ONCE).await?;
    if waits.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = store.begin().await?;
    let jobs: Vec<_> = waits
        .into_iter()
        .map(|(location, run, at)| engine.job(&location, Kind::WakeRun { run }).due_at(at.max(now)))
        .collect();
    tx.job_add_many(&jobs).await?;
    tx.commit().await?;
    Ok(Vec::new())
}

/// Every run that could go on and every location with changes unread, which lack their job.
async fn take_up_lost(store: &Store) -> Result<Vec<Due>, StoreError> {
    let before = store.clock().now().checked_sub(YOUNG).unwrap_or_default();
    let mut tx = store.read().await?;
    let runs = tx.run_list_orphans(before, AT_ONCE).await?;
    let behind = tx.trigger_list_behind().await?;
    let due = |location, kind| Due { location, kind, lane: Lane::Automation };
    let runs = runs.into_iter().map(|(location, run)| due(location, Kind::AdvanceRun { run }));
    Ok(runs.chain(behind.into_iter().map(|location| due(location, Kind::MatchTriggers))).collect())
}
