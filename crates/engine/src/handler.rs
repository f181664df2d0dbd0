//! The hands behind the queue, for automations.
//!
//! Promise: every kind of job of automations has one place that does it, and each may be repeated.

use domain::{
    automation::run::News,
    job::{Job, Kind},
};
use futures::{FutureExt as _, future::BoxFuture};
use queue::Trouble;

use crate::{drive::Turn, engine::Engine, error::RunError};

/// Does the jobs of automations.
#[derive(Debug, Clone)]
pub struct Handler {
    engine: Engine,
}

impl Handler {
    /// Hands of this engine.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine }
    }

    async fn work(&self, job: &Job) -> Result<Turn, RunError> {
        let (engine, location) = (&self.engine, &job.location);
        match &job.kind {
            Kind::MatchTriggers => engine.match_triggers(location).await.map(|()| Turn::Over),
            Kind::AdvanceRun { run } => engine.drive(location, *run).await,
            Kind::WakeRun { run } => engine.tell(location, *run, News::Woken).await.map(|_| Turn::Over),
            // Everything else is somebody else's.
            _ => Ok(Turn::Over),
        }
    }
}

impl queue::Handler for Handler {
    fn handle<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Trouble>> {
        async move {
            match self.work(job).await {
                Ok(Turn::Over) => Ok(()),
                Ok(Turn::GoesOn) => {
                    let now = self.engine.inner.clock.now();
                    Err(Trouble::later(now, "It lets others have their turn."))
                }
                Err(error) => Err(error.trouble()),
            }
        }
        .boxed()
    }
}
