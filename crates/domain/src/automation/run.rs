//! A run: one passage through a definition, as data.
//!
//! Here: where a run stands, what can be news to it, what is to be done next, and the one function that decides.
//! Not here: doing it (`engine`), keeping it (`store`).
//!
//! Promise: only `advance` moves a run; news that is old, doubled or meant for another step changes nothing; every run
//! ends, and says why.

mod advance;
mod backoff;
mod claim;
mod news;
mod outcome;
mod place;
mod replay;
mod request;

use std::fmt;

use highlevel::ids::ContactId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{On, StepId, matching::Link};
use crate::ids::{AutomationId, RunId};

pub use advance::advance;
pub use backoff::delay;
pub use news::{Effect, Failure, Finished, Found, News, Outcome};
pub use replay::{Opening, WrongReplay, replay};
pub use request::{Again, Request};

/// Steps one run may go through, loops counted each time.
pub const STEPS: u32 = 10_000;
/// How often one step is looked up when its outcome is unknown.
pub const LOOKS: u32 = 5;
/// How often one step waits for calls to be left.
pub const HOLDS: u32 = 500;

/// One passage through a definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Of which automation.
    pub automation: AutomationId,
    /// Of which version, for good.
    pub version: u32,
    /// The run it replays.
    pub parent: Option<RunId>,
    /// The contact it is about.
    pub contact: Option<ContactId>,
    /// The automations behind it, this one last: what its changes are matched with.
    pub causes: Vec<Link>,
    /// What started it, as an expression sees `trigger`.
    pub trigger: Json,
    /// Where it stands.
    pub state: State,
    /// The step it stands at; none when it is through.
    pub cursor: Option<Cursor>,
    /// What the steps gave, by name; in a loop, what the last one gave.
    pub outputs: Map<String, Json>,
    /// The lists of the loops it is in.
    pub lists: Map<String, Json>,
    /// Calls used.
    pub calls: u32,
    /// Steps it has finished.
    pub finished: u32,
    /// Whether it ends as soon as the call that is out has an outcome.
    pub cancelling: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A step, and which items of the loops around it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// The step.
    pub step: StepId,
    /// The places in the lists around it, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<u32>,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.step.as_str())?;
        self.items.iter().try_for_each(|item| write!(f, "/{item}"))
    }
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Its next step can be claimed.
    Ready,
    /// A step is being done.
    Running(Attempt),
    /// A step of it waits.
    Waiting(Waiting),
    /// It went through.
    Done,
    /// A step ended it, as it should.
    Stopped {
        /// Why, for a person.
        reason: String,
    },
    /// It could not go on.
    Failed(Failed),
    /// A person ended it.
    Cancelled,
}

/// Why a run could not go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// For a person.
    pub reason: String,
    /// The field it is about.
    pub field: Option<String>,
    /// The same for the same cause, so that such runs are shown and mended together.
    pub class: Class,
}

/// Classes of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// What people wrote has no value, or the wrong kind.
    Definition,
    /// HighLevel, or whoever was asked, refused.
    Refused,
    /// The record is gone.
    Missing,
    /// It was tried as often as it may be.
    Exhausted,
    /// Nobody knows whether it was done, and doing it again might double it.
    Unknown,
    /// A bound was reached.
    Bound,
}

/// One step being done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its key in the ledger: the run, the step and the items.
    pub key: String,
    /// Which attempt, from one.
    pub number: u32,
    /// What is asked.
    pub request: Request,
    /// How far it is.
    pub phase: Phase,
    /// When the first attempt began.
    pub began_at: Timestamp,
    /// What became of the attempts so far.
    pub tried: Vec<Tried>,
    /// How often it was looked up.
    pub looks: u32,
    /// How often it waited for calls to be left.
    pub holds: u32,
    /// Calls used by it.
    pub calls: u32,
}

/// How far an attempt is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// It is on disk and has not left.
    Intended,
    /// It has left, or may have.
    Called,
    /// Nobody knows what became of it: it is looked up. A refusal that brought it here stands when nothing is found.
    Looking {
        /// The refusal.
        refusal: Option<Failed>,
    },
}

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// When.
    pub at: Timestamp,
    /// What happened, for a person.
    pub reason: String,
}

/// What a run waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// When it goes on by itself.
    pub until: Timestamp,
    /// What it waits for.
    pub what: What,
}

/// Why a run waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// A step says so; these happenings of its contact end it earlier.
    Step {
        /// Which.
        events: Vec<On>,
        /// Since when.
        since: Timestamp,
    },
    /// An attempt did not succeed and is made again.
    Retry(Attempt),
    /// No calls are left for now.
    Hold(Attempt),
    /// The outcome is unknown and is looked up again.
    Look(Attempt),
}

/// When, and which chance: both come from outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// Between 0 and 1, anew each time: spreads attempts.
    pub chance: f64,
}

impl State {
    /// Whether it is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Stopped { .. } | Self::Failed(_) | Self::Cancelled)
    }

    /// The word for it, as it stands in tables.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running(_) => "running",
            Self::Waiting(_) => "waiting",
            Self::Done => "done",
            Self::Stopped { .. } => "stopped",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod tests;
