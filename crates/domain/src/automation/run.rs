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

/// What is news to a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// A worker takes the next step, and this is what its expressions see of the mirror.
    Claimed {
        /// `contact`, `task`, `location`, `user`, `change` and so on.
        seen: Map<String, Json>,
    },
    /// The call is about to leave.
    Leaving {
        /// The attempt's key.
        key: String,
        /// Its number.
        number: u32,
    },
    /// It was done.
    Answered {
        /// The attempt's key.
        key: String,
        /// What came back.
        output: Json,
        /// Calls it took.
        calls: u32,
    },
    /// It was not done, or nobody knows.
    Failed {
        /// The attempt's key.
        key: String,
        /// Its number.
        number: u32,
        /// What happened.
        failure: Failure,
        /// Calls it took.
        calls: u32,
    },
    /// It was looked up.
    Looked {
        /// The attempt's key.
        key: String,
        /// What was found.
        found: Found,
        /// Calls it took.
        calls: u32,
    },
    /// The worker that had it is gone, and another goes on.
    Recovered,
    /// Its time has come.
    Woken,
    /// Something happened with its contact.
    Happened {
        /// What.
        on: On,
        /// What came with it.
        with: Json,
    },
    /// A person ends it.
    Cancelled,
}

/// Why an attempt did not succeed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "snake_case")]
pub enum Failure {
    /// It did not happen and may pass: no connection, a door that is shut for now.
    Passing {
        /// For a person.
        reason: String,
    },
    /// It did not happen: no calls are left until then.
    Limited {
        /// When there are calls again.
        until: Timestamp,
        /// For a person.
        reason: String,
    },
    /// It may have happened: no answer, or one of 5xx.
    Unknown {
        /// For a person.
        reason: String,
    },
    /// It was refused: the data, the scope or the place.
    Refused {
        /// For a person.
        reason: String,
        /// The field it is about.
        field: Option<String>,
    },
    /// The record is gone.
    Missing {
        /// For a person.
        reason: String,
    },
}

/// What was found of an attempt whose outcome was unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum Found {
    /// It was done, and this came of it.
    Made {
        /// What it gave.
        output: Json,
    },
    /// It was not done.
    NotMade,
    /// One could not look.
    Unknown {
        /// For a person.
        reason: String,
    },
}

/// What is to be done after news. Carried out after the new state is on disk; each may be carried out twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Let a worker claim the next step.
    Continue,
    /// The intent is on disk: say `Leaving`, and let the call go when that answers with `Call`.
    Intend {
        /// The attempt's key.
        key: String,
        /// Its number.
        number: u32,
    },
    /// Make the call.
    Call {
        /// The attempt's key.
        key: String,
        /// Its number.
        number: u32,
        /// What is asked.
        request: Request,
    },
    /// Look whether it was done.
    Look {
        /// The attempt's key.
        key: String,
        /// What was asked.
        request: Request,
    },
    /// Wake the run then, or when one of these happens with its contact.
    Sleep {
        /// When.
        until: Timestamp,
        /// What ends it earlier.
        events: Vec<On>,
    },
    /// Write down what became of a step.
    Record(Finished),
    /// The run is over: the next of its contact may go.
    Ended,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// Which, and which items.
    pub at: Cursor,
    /// How it ended.
    pub outcome: Outcome,
    /// What was asked, where something was.
    pub input: Option<Request>,
    /// What it gave.
    pub output: Json,
    /// What became of the attempts that did not succeed.
    pub tried: Vec<Tried>,
    /// Calls it used.
    pub calls: u32,
    /// When it began.
    pub began_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was passed over.
    Skipped,
    /// It could not be done.
    Failed(Failed),
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
mod tests;
