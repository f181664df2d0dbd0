//! The hands behind the queue: which job is done by what.
//!
//! Promise: every kind of job has exactly one place that does it, and each of them may be repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::budget::Lane;
use domain::change::Cause;
use domain::ids::{BulkId, WriteId};
use domain::job::{Job, Kind};
use domain::record::RecordId;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use gateway::{Bulked, Carried, Gateway, Refresh, Refreshed};
use highlevel::ids::{ContactId, LocationId};
use queue::Trouble;
use store::{Clock, Store};

use crate::source::Source;
use crate::{SyncError, backfill, conversations, reconcile, take_in, watch};

/// Does the work of every kind of job there is.
#[derive(Clone)]
pub struct Handler {
    parts: Arc<Parts>,
}

/// What the work needs.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) gateway: Gateway,
    resting: AtomicBool,
}

impl Parts {
    /// Whether the worker is about to end.
    pub(crate) fn is_resting(&self) -> bool {
        self.resting.load(Ordering::Relaxed)
    }

    /// A location, seen through the gateway.
    pub(crate) fn source(&self, location: &LocationId, lane: Lane, cause: Cause) -> Source {
        Source::new(&self.gateway, location, lane, cause, self.clock.clone())
    }
}

impl Handler {
    /// Hands over this store, calling through this gateway.
    pub fn new(store: Store, clock: Clock, gateway: Gateway) -> Self {
        Self { parts: Arc::new(Parts { store, clock, gateway, resting: AtomicBool::new(false) }) }
    }

    async fn carry_out(&self, job: &Job) -> Result<(), Trouble> {
        let parts = &*self.parts;
        let done = match &job.kind {
            Kind::TakeIn { delivery } => take_in::take_in(parts, job, *delivery).await,
            Kind::Hydrate { contact, delivery } => {
                let cause = delivery.map_or(Cause::Opened, |delivery| Cause::Delivery { delivery });
                let refreshed = parts
                    .gateway
                    .refresh_contact(&job.location, contact, job.lane, cause, Refresh::Always)
                    .await;
                match refreshed {
                    Ok(Refreshed::OursFirst) => Err(SyncError::OursFirst),
                    other => other.map(drop).map_err(SyncError::from),
                }
            }
            Kind::Backfill => return backfill::go_on(parts, &job.location).await,
            Kind::CarryOut { write } => return self.write(&job.location, *write).await,
            Kind::Bulk { bulk } => return self.bulk(&job.location, *bulk).await,
            Kind::FollowMessage { message, contact } => {
                return self.follow(job, (message, contact)).await;
            }
            Kind::Sweep => return reconcile::sweep(parts, &job.location, job.lane).await,
            Kind::Compare => return reconcile::compare(parts, &job.location, job.lane).await,
            Kind::SweepAppointments => reconcile::appointments(parts, &job.location, job.lane).await,
            Kind::Sample => reconcile::sample(parts, &job.location, job.lane).await,
            Kind::Check { contact } => self.check(job, contact).await,
            Kind::Reconcile => watch::contacts(parts, &job.location, job.lane).await,
            Kind::SweepTasks => watch::tasks(parts, &job.location, job.lane).await,
            Kind::SweepConversations => conversations::sweep(parts, &job.location, job.lane).await,
            // A token is renewed by the first call that needs it.
            Kind::RenewTokens { .. } => Ok(()),
            // Automations in motion are the engine's.
            Kind::MatchTriggers | Kind::AdvanceRun { .. } | Kind::WakeRun { .. } => Ok(()),
        };
        done.map_err(|error| error.trouble(parts.clock.now()))
    }

    async fn bulk(&self, location: &LocationId, bulk: BulkId) -> Result<(), Trouble> {
        match self.parts.gateway.carry_bulk(location, bulk).await {
            Ok(Bulked::Rests) => Ok(()),
            Ok(Bulked::GoesOn(at)) => Err(Trouble::later(at, "More of it is to be done.")),
            Err(error) => Err(SyncError::from(error).trouble(self.parts.clock.now())),
        }
    }

    /// Looks how far a message got, and again later while it is under way.
    async fn follow(&self, job: &Job, message: (&RecordId, &ContactId)) -> Result<(), Trouble> {
        let gateway = &self.parts.gateway;
        let reading = gateway.reading(&job.location, job.lane, Cause::Reconcile);
        match gateway.follow_message(&reading, &job.location, message).await {
            Ok(None) => Ok(()),
            Ok(Some(at)) => Err(Trouble::later(at, "the message is under way")),
            Err(error) => Err(SyncError::from(error).trouble(self.parts.clock.now())),
        }
    }

    /// Reads a contact whole of which something was missed.
    async fn check(&self, job: &Job, contact: &ContactId) -> Result<(), SyncError> {
        let gateway = &self.parts.gateway;
        let when = Refresh::WhenStale;
        gateway.refresh_contact(&job.location, contact, job.lane, Cause::Reconcile, when).await?;
        Ok(())
    }

    async fn write(&self, location: &LocationId, write: WriteId) -> Result<(), Trouble> {
        match self.parts.gateway.carry_out(location, write).await {
            Ok(Carried::Settled(_)) => Ok(()),
            Ok(Carried::Waits { until, reason }) => Err(Trouble::later(until, reason)),
            Err(error) => Err(SyncError::from(error).trouble(self.parts.clock.now())),
        }
    }
}

impl queue::Handler for Handler {
    fn handle<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Trouble>> {
        self.carry_out(job).boxed()
    }

    fn rest(&self) {
        self.parts.resting.store(true, Ordering::Relaxed);
    }
}
