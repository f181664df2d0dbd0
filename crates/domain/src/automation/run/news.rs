//! What is news to a run, and what is to be done after it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Cursor, Failed, Request, Tried};
use crate::automation::On;

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
    /// It was refused, and nothing came of it.
    Refused {
        /// For a person.
        reason: String,
        /// The field it is about.
        field: Option<String>,
    },
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
    Record(Box<Finished>),
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
