//! Runs that somebody asks for: by hand, or again from one of the steps of an older run.

use domain::{
    automation::{
        StepId,
        run::{Opening, Run, WrongReplay, replay},
    },
    ids::{AutomationId, PersonId, RunId},
};
use highlevel::{ContactId, LocationId};
use serde_json::json;
use store::{NewRun, Tx};

use crate::{engine::Engine, error::RunError, keep::holds_up, matching::Asked};

/// Why a run cannot be made again.
#[derive(Debug, thiserror::Error)]
pub enum NotAgain {
    /// Where it stands, or the version, does not allow it.
    #[error(transparent)]
    Wrong(#[from] WrongReplay),
    /// The engine's.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl Engine {
    /// Opens a run by hand, for a contact or for none.
    ///
    /// # Errors
    /// The store's, and a version that is not there.
    pub async fn start_by_hand(
        &self,
        location: &LocationId,
        (automation, version): (AutomationId, u32),
        contact: Option<ContactId>,
        person: PersonId,
    ) -> Result<RunId, RunError> {
        let trigger = json!({
            "on": "manual",
            "person": person.to_string(),
            "kind": "contact",
            "record": contact.as_ref().map(ContactId::as_str),
        });
        let opened_by = format!("manual/{}", self.inner.clock.uuid().simple());
        let opening = Opening { contact, causes: Vec::new(), trigger };
        self.open_asked(location, Asked { automation, version, opened_by, opening }).await
    }

    /// A new run from a step of an older one, on the same or another version.
    ///
    /// # Errors
    /// When the older run goes on still, the version lacks the step, and the store's.
    pub async fn again(
        &self,
        location: &LocationId,
        old: &Run,
        version: u32,
        from: &StepId,
    ) -> Result<RunId, NotAgain> {
        let definition = self.version(location, old.automation, version).await?;
        let id = RunId::from_uuid(self.inner.clock.uuid());
        let run = replay(old, id, (version, &definition), from, self.inner.clock.now())?;
        let new = NewRun { run, opened_by: format!("replay/{}", id.uuid().simple()) };
        let mut tx = self.inner.store.begin().await.map_err(RunError::from)?;
        tx.run_open(location, &[new], holds_up(&definition)).await.map_err(RunError::from)?;
        self.take_up(&mut tx, location, id).await?;
        tx.commit().await.map_err(RunError::from)?;
        Ok(id)
    }

    /// Has workers go on with every run of an automation that stands ready, within the caller's transaction.
    ///
    /// # Errors
    /// The store's.
    pub async fn release(
        &self,
        tx: &mut Tx<'_>,
        location: &LocationId,
        automation: AutomationId,
    ) -> Result<usize, RunError> {
        let ready = tx.run_list_ready(location, automation, RELEASED).await?;
        for run in &ready {
            self.take_up(tx, location, *run).await?;
        }
        Ok(ready.len())
    }
}

/// Runs taken up at once; a round takes up the rest.
const RELEASED: u32 = 5_000;
