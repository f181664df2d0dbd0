//! The schedule: work that comes round again.
//!
//! Here: adding jobs on a period. Not here: doing them. Any number of processes may run the same schedule: a period
//! belongs to whoever asks first, by the store's word.
//!
//! Promise: a period's work is added once, and with the claim on the period; a period that was missed is not made up
//! for; the next one comes at its time.

use std::{sync::Arc, time::Duration};

use domain::{budget::Lane, job::Kind};
use futures::future::BoxFuture;
use highlevel::LocationId;
use jiff::Timestamp;
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

/// When an entry is asked for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begins {
    /// As soon as the worker starts.
    AtOnce,
    /// One period after that.
    Later,
}

type WhatIsDue = dyn Fn() -> BoxFuture<'static, Result<Vec<Due>, StoreError>> + Send + Sync;

/// One entry of the schedule.
#[derive(Clone)]
pub struct Every {
    /// For logs.
    pub(crate) name: &'static str,
    pub(crate) period: Duration,
    pub(crate) begins: Begins,
    pub(crate) what: Arc<WhatIsDue>,
}

impl Every {
    /// Asks `what` is due once in `period`, the first time one period after the start.
    pub fn new<F>(name: &'static str, period: Duration, what: F) -> Self
    where
        F: Fn() -> BoxFuture<'static, Result<Vec<Due>, StoreError>> + Send + Sync + 'static,
    {
        let period = period.max(Duration::from_millis(100));
        Self { name, period, begins: Begins::Later, what: Arc::new(what) }
    }

    /// Asks at the start too, whoever else has asked in this period: what a process finds when it comes back.
    #[must_use]
    pub const fn and_at_start(mut self) -> Self {
        self.begins = Begins::AtOnce;
        self
    }

    /// Which period this moment lies in.
    pub(crate) fn turn(&self, now: Timestamp) -> i64 {
        let period = i64::try_from(self.period.as_millis()).unwrap_or(i64::MAX);
        now.as_millisecond().div_euclid(period)
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
