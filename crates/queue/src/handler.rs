//! What a worker asks of whoever does the work.
//!
//! Here: the handler and the ways in which work can go wrong. Not here: any work.
//!
//! Promise: a handler says what went wrong and what helps; when to try again is decided in one place, the worker.

use domain::job::Job;
use futures::future::BoxFuture;
use jiff::Timestamp;

/// Does the work of every kind of job.
///
/// A job may be handed out twice (a crash, a lease that ran out), so work must be safe to repeat.
pub trait Handler: Send + Sync + 'static {
    /// Does one job. What it returns is written down by the worker.
    fn handle<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Trouble>>;

    /// The worker is about to end: what takes long pauses where it can go on later. Said once, from any thread.
    fn rest(&self) {}
}

/// Why a job is not done, and what helps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Something else must happen first, at a known time (a window, a budget, an earlier write). Costs no attempt.
    #[error("not before {at}: {reason}")]
    Later {
        /// When to try again.
        at: Timestamp,
        /// In plain words, shown to people.
        reason: String,
    },
    /// It may pass by itself: tried again after a growing pause, a bounded number of times.
    #[error("{reason}")]
    Again {
        /// In plain words, shown to people.
        reason: String,
    },
    /// It will not pass by itself: the job ends as failed and waits for a person.
    #[error("{reason}")]
    Never {
        /// In plain words, shown to people.
        reason: String,
    },
}

impl Trouble {
    /// Tried again after a growing pause.
    pub fn again(reason: impl Into<String>) -> Self {
        Self::Again { reason: reason.into() }
    }

    /// Failed for good.
    pub fn never(reason: impl Into<String>) -> Self {
        Self::Never { reason: reason.into() }
    }

    /// Tried again at a known time, without costing an attempt.
    pub fn later(at: Timestamp, reason: impl Into<String>) -> Self {
        Self::Later { at, reason: reason.into() }
    }
}
