//! The schedule: work that comes round again.
//!
//! Here: adding jobs on a period. Not here: doing them. The same work is kept once (its key), so any number of
//! processes may run the same schedule.
//!
//! Promise: a period that was missed is not made up for; the next one comes at its time.

use std::{sync::Arc, time::Duration};

use domain::{budget::Lane, job::Kind};
use futures::future::BoxFuture;
use highlevel::LocationId;
use store::StoreError;

/// Work that is due now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// For which location.
    pub location: LocationId,
    /// What.
    pub kind: Kind,
    /// On whose account.
    pub lane: Lane,
}

type WhatIsDue = dyn Fn() -> BoxFuture<'static, Result<Vec<Due>, StoreError>> + Send + Sync;

/// One entry of the schedule.
#[derive(Clone)]
pub struct Every {
    /// For logs.
    pub(crate) name: &'static str,
    pub(crate) period: Duration,
    pub(crate) what: Arc<WhatIsDue>,
}

impl Every {
    /// Asks `what` is due once in `period`, the first time one period after the start.
    pub fn new<F>(name: &'static str, period: Duration, what: F) -> Self
    where
        F: Fn() -> BoxFuture<'static, Result<Vec<Due>, StoreError>> + Send + Sync + 'static,
    {
        Self { name, period: period.max(Duration::from_millis(100)), what: Arc::new(what) }
    }
}

impl std::fmt::Debug for Every {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Every")
            .field("name", &self.name)
            .field("period", &self.period)
            .finish_non_exhaustive()
    }
}
