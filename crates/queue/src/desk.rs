//! The job table, as a worker sees it.
//!
//! Promise: each method is one short transaction; nothing is held while a job is worked on but its lease.

use std::time::Duration;

use domain::{
    budget::Lane,
    ids::JobId,
    job::{Added, Job},
};
use jiff::Timestamp;
use store::{Clock, Lease, Leased, Signal, Store, StoreError};
use tokio::sync::broadcast;

use crate::schedule::{Due, Every};

/// How the work on a job ended.
pub(crate) enum End {
    /// The work is done.
    Done,
    /// It waits for something outside.
    Later { at: Timestamp, reason: String },
    /// It failed and is tried again.
    Again { at: Timestamp, reason: String },
    /// It failed for good.
    Failed { reason: String },
}

pub(crate) struct Desk {
    store: Store,
    clock: Clock,
    worker: String,
    lease: Duration,
}

impl Desk {
    pub(crate) fn new(store: Store, clock: Clock, lease: Duration) -> Self {
        let worker = clock.uuid().simple().to_string();
        Self { store, clock, worker, lease }
    }

    pub(crate) fn signals(&self) -> broadcast::Receiver<Signal> {
        self.store.signals()
    }

    /// A number by chance, for jitter.
    pub(crate) fn chance(&self) -> u64 {
        self.clock.uuid().as_u64_pair().1
    }

    pub(crate) fn after(&self, pause: Duration) -> Timestamp {
        self.clock.now().checked_add(pause).unwrap_or(Timestamp::MAX)
    }

    /// The most urgent due job of these lanes, now held by this worker.
    pub(crate) async fn lease(&self, lanes: &[Lane]) -> Result<Option<Leased>, StoreError> {
        if !self.is_due().await? {
            return Ok(None);
        }
        let mut tx = self.store.begin().await?;
        let (now, until) = (self.clock.now(), self.after(self.lease));
        let leased = tx.job_lease(&Lease { worker: &self.worker, now, until, lanes, limit: 1 }).await?;
        tx.commit().await?;
        Ok(leased.into_iter().next())
    }

    /// Reading first keeps an idle worker away from the one writer of an embedded database.
    async fn is_due(&self) -> Result<bool, StoreError> {
        let due = self.store.read().await?.job_next_due().await?;
        Ok(due.is_some_and(|due| due <= self.clock.now()))
    }

    /// How long nothing is due, at most `period`.
    pub(crate) async fn idle_for(&self, period: Duration) -> Duration {
        let next = async { self.store.read().await?.job_next_due().await };
        match next.await {
            // What is due now and not ours to take is somebody else's: look again after the period.
            Ok(Some(due)) if due > self.clock.now() => {
                Duration::try_from(due.duration_since(self.clock.now())).unwrap_or(period).min(period)
            }
            Ok(_) | Err(_) => period,
        }
    }

    /// Holds a job longer; false when it is held by another worker by now.
    pub(crate) async fn keep(&self, leased: &Leased) -> Result<bool, StoreError> {
        let mut tx = self.store.begin().await?;
        let kept = held(tx.job_heartbeat(leased, self.after(self.lease)).await)?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Writes down how the work ended; false when the job is held by another worker by now.
    pub(crate) async fn end(&self, leased: &Leased, end: &End) -> Result<bool, StoreError> {
        let mut tx = self.store.begin().await?;
        let settled = match end {
            End::Done => tx.job_done(leased, self.clock.now()).await,
            End::Later { at, reason } => tx.job_put_back(leased, *at, Some(reason)).await,
            End::Again { at, reason } => tx.job_retry_at(leased, *at, Some(reason)).await,
            End::Failed { reason } => tx.job_failed(leased, reason).await,
        };
        let settled = held(settled)?;
        tx.commit().await?;
        Ok(settled)
    }

    /// Gives back what this worker holds and works on no more; says how many. What may be on its way is held until
    /// its lease is over.
    pub(crate) async fn give_back(&self) -> Result<u64, StoreError> {
        let mut tx = self.store.begin().await?;
        let freed = tx.job_free_held_by(&self.worker, self.clock.now()).await?;
        tx.commit().await?;
        Ok(freed)
    }

    /// Adds what came round, unless another process has done so in this period; says how many of it were new.
    pub(crate) async fn add(&self, every: &Every, due: Vec<Due>, claim: Claim) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let job = |due: Due| {
            let id = JobId::from_uuid(self.clock.uuid());
            Job::due_now(id, due.location, due.kind, due.lane, now)
        };
        let jobs: Vec<Job> = due.into_iter().map(job).collect();
        if jobs.is_empty() {
            return Ok(0);
        }
        let mut tx = self.store.begin().await?;
        if claim == Claim::Period && !tx.turn_take(every.name, every.turn(now)).await? {
            return Ok(0);
        }
        let added = tx.job_add_many(&jobs).await?;
        tx.commit().await?;
        Ok(added.into_iter().filter(|added| *added == Added::New).count())
    }
}

/// Whether the period is claimed before its work is added.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// No: what is found at a start is added in any case.
    None,
    /// Yes.
    Period,
}

/// A lost lease is an answer here, not an error.
fn held(settled: Result<(), StoreError>) -> Result<bool, StoreError> {
    match settled {
        Ok(()) => Ok(true),
        Err(StoreError::LeaseLost(_)) => Ok(false),
        Err(other) => Err(other),
    }
}
