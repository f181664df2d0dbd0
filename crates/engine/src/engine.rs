//! The engine: what everyone above holds.
//!
//! Here: what it is made of, and telling a run something from outside. Not here: how a run goes on (`drive`).

use std::sync::Arc;

use domain::{
    automation::run::{Moment, News, Run, advance},
    budget::Lane,
    expression::Language,
    ids::{JobId, RunId},
    job::{Job, Kind},
};
use gateway::Gateway;
use highlevel::LocationId;
use store::{Clock, KeptRun, Store, Tx};

use crate::{carry::Outside, error::RunError, keep::Stored, library::Library};

/// What may be set about the engine.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Hosts that steps may ask though they lead inside: an operator has allowed them.
    pub allowed_hosts: Vec<String>,
}

/// Automations in motion. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) gateway: Gateway,
    pub(crate) language: Language,
    pub(crate) library: Library,
    pub(crate) outside: Outside,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine over this store, calling HighLevel through this gateway.
    #[must_use]
    pub fn new(store: Store, gateway: Gateway, options: Options) -> Self {
        let (clock, outside) = (store.clock().clone(), Outside::new(options.allowed_hosts));
        let (language, library) = (Language::new(), Library::default());
        Self { inner: Arc::new(Inner { store, clock, gateway, language, library, outside }) }
    }

    /// The language expressions are written in.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.inner.language
    }

    /// Tells a run something from outside: that a person ends it, that its time has come, that something happened.
    /// Where it can go on then, a worker takes it up. Gives the run as it is now; none where there is no such run.
    ///
    /// # Errors
    /// The store's.
    pub async fn tell(&self, location: &LocationId, id: RunId, news: News) -> Result<Option<Run>, RunError> {
        loop {
            let kept = self.inner.store.read().await?.run_find(location, id).await?;
            let Some(kept) = kept else { return Ok(None) };
            if kept.run.state.is_over() {
                return Ok(Some(kept.run));
            }
            match self.told(location, &kept, news.clone()).await? {
                Stored::Yes(now) => return Ok(Some(now.run)),
                Stored::Moved => {}
                Stored::Barred { .. } => return Ok(Some(kept.run)),
            }
        }
    }

    async fn told(&self, location: &LocationId, kept: &KeptRun, news: News) -> Result<Stored, RunError> {
        let definition = self.definition(location, &kept.run).await?;
        let (run, effects) =
            advance(&self.inner.language, &definition, kept.run.clone(), news, self.moment());
        if effects.is_empty() && run == kept.run {
            return Ok(Stored::Yes(Box::new(kept.clone())));
        }
        let goes_on = !run.state.is_over() && !effects.is_empty();
        let mut tx = self.inner.store.begin().await?;
        let stored = self.keep(&mut tx, location, &definition, kept, run, &effects).await?;
        if let Stored::Yes(_) = stored {
            if goes_on {
                self.take_up(&mut tx, location, kept.run.id).await?;
            }
            tx.commit().await?;
        }
        Ok(stored)
    }

    /// Has a worker go on with a run.
    pub(crate) async fn take_up(
        &self,
        tx: &mut Tx<'_>,
        location: &LocationId,
        run: RunId,
    ) -> Result<(), RunError> {
        let job = self.job(location, Kind::AdvanceRun { run });
        tx.job_add(&job).await?;
        Ok(())
    }

    /// A job on the automations' lane that is due now.
    pub(crate) fn job(&self, location: &LocationId, kind: Kind) -> Job {
        let id = JobId::from_uuid(self.inner.clock.uuid());
        Job::due_now(id, location.clone(), kind, Lane::Automation, self.inner.clock.now())
    }

    /// Now, and a chance for whatever is to be spread.
    pub(crate) fn moment(&self) -> Moment {
        let (_, low) = self.inner.clock.uuid().as_u64_pair();
        // The last bits of an id are random.
        let chance = f64::from(u32::try_from(low & 0xffff_ffff).unwrap_or(0)) / f64::from(u32::MAX);
        Moment { now: self.inner.clock.now(), chance }
    }
}
