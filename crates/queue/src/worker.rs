//! The worker: loops that lease what is due and hand it to the handler.
//!
//! Promise: it wakes by the store's signal and by a period, so a lost signal costs a moment and never a job;
//! draining takes no new job and waits for those under way, up to a bound.

use std::{sync::Arc, time::Duration};

use store::{Clock, Signal, Store, StoreError};
use tokio::{
    sync::{broadcast, watch},
    task::JoinSet,
};
use tracing::{debug, error, info, warn};

use crate::{
    backoff::Backoff,
    desk::{Claim, Desk},
    handler::Handler,
    lane_slots::{Slots, groups},
    run::Bench,
    schedule::{Begins, Every},
};

/// How a worker works.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Jobs at once, of any lane.
    pub slots: usize,
    /// Jobs at once beside these, of people alone.
    pub slots_for_people: usize,
    /// How long a lease lasts without a heartbeat; a third of it lies between two.
    pub lease: Duration,
    /// How long to sleep without a signal.
    pub period: Duration,
    /// The pause before a job that failed is tried again.
    pub backoff: Backoff,
    /// A job that was begun so often and never ended has failed: it takes its worker with it.
    pub begun_at_most: u32,
    /// How long draining waits for jobs under way.
    pub grace: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            slots: 8,
            slots_for_people: 4,
            lease: Duration::from_secs(30),
            period: Duration::from_secs(1),
            backoff: Backoff::PATIENT,
            begun_at_most: Backoff::PATIENT.attempts + 50,
            grace: Duration::from_secs(10),
        }
    }
}

/// Takes jobs from the store's table and hands them to the handler. Any number may share a database.
pub struct Worker {
    bench: Arc<Bench>,
    schedule: Vec<Every>,
}

impl Worker {
    /// A worker that has not begun.
    pub fn new(store: Store, clock: Clock, handler: Arc<dyn Handler>, options: Options) -> Self {
        let desk = Desk::new(store, clock, options.lease);
        Self { bench: Arc::new(Bench { desk, handler, options }), schedule: Vec::new() }
    }

    /// Adds work that comes round again.
    #[must_use]
    pub fn every(mut self, every: Every) -> Self {
        self.schedule.push(every);
        self
    }

    /// Begins to work.
    pub fn start(self) -> Running {
        let (stop, stopped) = watch::channel(false);
        let mut loops = JoinSet::new();
        let options = self.bench.options;
        for slots in groups(options.slots, options.slots_for_people) {
            if slots.count > 0 {
                loops.spawn(serve(Arc::clone(&self.bench), slots, stopped.clone()));
            }
        }
        for every in self.schedule {
            loops.spawn(come_round(Arc::clone(&self.bench), every, stopped.clone()));
        }
        Running { stop, loops, bench: self.bench }
    }

    /// Adds what of the schedule has come round by the clock, as the running worker does once a period. For tests
    /// whose clock stands still between two rounds.
    pub async fn come_round(&self) {
        for every in &self.schedule {
            add_due(&self.bench, every, Claim::Period).await;
        }
    }

    /// Does what is due now, one job after the other, until nothing is; says how many that were. For tests and
    /// for commands that end.
    ///
    /// # Errors
    /// The store's, where no job could be leased.
    pub async fn run_due(&self) -> Result<usize, StoreError> {
        let [all, _] = groups(1, 0);
        let mut done = 0;
        while let Some(leased) = self.bench.desk.lease(all.lanes).await? {
            self.bench.run(leased).await;
            done += 1;
        }
        Ok(done)
    }
}

/// A worker at work. Dropping it ends its jobs where they are; they are done again when their leases are over.
pub struct Running {
    stop: watch::Sender<bool>,
    loops: JoinSet<()>,
    bench: Arc<Bench>,
}

impl Running {
    /// Takes no new job, asks long ones to pause, and waits for those under way, up to the grace of the options.
    /// What is not done by then goes to another worker at once; a write on its way when its lease is over.
    pub async fn drain(mut self) {
        self.stop.send_replace(true);
        self.bench.handler.rest();
        while let Some(ended) = self.loops.join_next().await {
            if let Err(error) = ended {
                error!(error = %error, "a loop of the queue ended badly");
            }
        }
        match self.bench.desk.give_back().await {
            Ok(0) => {}
            Ok(jobs) => info!(jobs, "{jobs} jobs that were under way wait for another worker"),
            Err(error) => {
                warn!(error = %error, "jobs under way were not given back; they go on when their leases are over");
            }
        }
    }
}

/// One loop: leases for its slots until told to stop, then waits for what is under way.
async fn serve(bench: Arc<Bench>, slots: Slots, mut stopped: watch::Receiver<bool>) {
    let mut signals = bench.desk.signals();
    let mut running: JoinSet<()> = JoinSet::new();
    while !*stopped.borrow() {
        while running.try_join_next().is_some() {}
        if running.len() < slots.count && lease_one(&bench, slots, &mut running).await {
            continue;
        }
        let idle = bench.desk.idle_for(bench.options.period).await;
        tokio::select! {
            _ = stopped.changed() => {}
            _ = running.join_next(), if !running.is_empty() => {}
            () = job_signal(&mut signals), if running.len() < slots.count => {}
            () = tokio::time::sleep(idle) => {}
        }
    }
    finish(&bench, running).await;
}

/// Leases one job and begins it; false when there is none, or the store will not give one now.
async fn lease_one(bench: &Arc<Bench>, slots: Slots, running: &mut JoinSet<()>) -> bool {
    match bench.desk.lease(slots.lanes).await {
        Ok(Some(leased)) => {
            let bench = Arc::clone(bench);
            running.spawn(async move { bench.run(leased).await });
            true
        }
        Ok(None) => false,
        Err(error) => {
            warn!(error = %error, "no job could be leased; tried again in a moment");
            false
        }
    }
}

async fn finish(bench: &Bench, mut running: JoinSet<()>) {
    let all = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(bench.options.grace, all).await.is_err() {
        warn!(jobs = running.len(), "jobs were still under way at the end and are cut short");
        running.shutdown().await;
    }
}

/// Ends when a job was added, or when so many signals came that some were missed.
async fn job_signal(signals: &mut broadcast::Receiver<Signal>) {
    loop {
        match signals.recv().await {
            Ok(Signal::Job) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

async fn come_round(bench: Arc<Bench>, every: Every, mut stopped: watch::Receiver<bool>) {
    if every.begins == Begins::AtOnce {
        add_due(&bench, &every, Claim::None).await;
    }
    while !*stopped.borrow() {
        tokio::select! {
            _ = stopped.changed() => return,
            () = tokio::time::sleep(every.period) => {}
        }
        add_due(&bench, &every, Claim::Period).await;
    }
}

async fn add_due(bench: &Bench, every: &Every, claim: Claim) {
    let added = match (every.what)().await {
        Ok(due) => bench.desk.add(every, due, claim).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(count) => debug!(count, "{} came round", every.name),
        Err(error) => warn!(error = %error, "{} came round and could not be added", every.name),
    }
}
