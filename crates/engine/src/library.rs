//! Definitions that were read once. A published version never changes, so it is read once and kept.

use std::{collections::HashMap, sync::Arc};

use domain::{
    automation::{Definition, run::Run},
    ids::AutomationId,
};
use highlevel::LocationId;
use parking_lot::Mutex;

use crate::{engine::Engine, error::RunError};

/// So many are kept; beyond them all are read anew.
const KEPT: usize = 2_000;

/// Definitions by automation and version.
#[derive(Default)]
pub(crate) struct Library(Mutex<HashMap<(AutomationId, u32), Arc<Definition>>>);

impl Engine {
    /// What a run does.
    pub(crate) async fn definition(
        &self,
        location: &LocationId,
        run: &Run,
    ) -> Result<Arc<Definition>, RunError> {
        self.version(location, run.automation, run.version).await
    }

    /// What a published version does.
    pub(crate) async fn version(
        &self,
        location: &LocationId,
        automation: AutomationId,
        version: u32,
    ) -> Result<Arc<Definition>, RunError> {
        let key = (automation, version);
        if let Some(known) = self.inner.library.0.lock().get(&key) {
            return Ok(Arc::clone(known));
        }
        let mut tx = self.inner.store.read().await?;
        let found = tx.automation_definition(location, automation, version).await?;
        let found = Arc::new(found.ok_or(RunError::NoVersion { automation, version })?);
        let mut all = self.inner.library.0.lock();
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(key, Arc::clone(&found));
        Ok(found)
    }
}
