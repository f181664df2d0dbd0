//! Steps: what an automation does, one after the other.
//!
//! Here: a step and its kinds, as they are written down. Not here: what becomes of them (`run`).
//!
//! Promise: a step says exactly one thing to do; a word it does not know is refused with its place.

mod form;
mod kinds;

use std::{fmt, str::FromStr};

use highlevel::operation::{self, Operation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Condition, Length, On};

pub use form::WrongStep;
pub use kinds::{Call, Email, Find, ForEach, Http, HttpMethod, Message, Webhook};

/// Fields by name; texts in them may hold pills.
pub type Given = Map<String, Value>;

/// A step's name in its definition: letters, digits and underscores.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StepId(Box<str>);

/// A text that cannot name a step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot name a step: letters, digits and underscores, a letter first, 60 at most")]
pub struct WrongStepId(String);

impl StepId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StepId {
    type Err = WrongStepId;

    fn from_str(text: &str) -> Result<Self, WrongStepId> {
        let fits = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && text.len() <= 60
            && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if fits { Ok(Self(text.into())) } else { Err(WrongStepId(text.chars().take(80).collect())) }
    }
}

impl TryFrom<String> for StepId {
    type Error = WrongStepId;

    fn try_from(text: String) -> Result<Self, WrongStepId> {
        text.parse()
    }
}

impl From<StepId> for String {
    fn from(id: StepId) -> Self {
        id.0.into()
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An operation of the catalog by app and id, such as `contacts.create-task`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OperationName(&'static Operation);

/// A text that names no operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no operation `{0}` in the catalog")]
pub struct UnknownOperation(String);

impl OperationName {
    /// The name of an operation.
    #[must_use]
    pub const fn of(operation: &'static Operation) -> Self {
        Self(operation)
    }

    /// Its row.
    #[must_use]
    pub const fn row(self) -> &'static Operation {
        self.0
    }

    /// Whether a repetition would make a second record: an unknown outcome is looked up, and so is a refusal.
    #[must_use]
    pub fn creates(self) -> bool {
        self.0.is_write() && self.0.method == operation::Method::Post
    }
}

impl FromStr for OperationName {
    type Err = UnknownOperation;

    fn from_str(text: &str) -> Result<Self, UnknownOperation> {
        let (app, id) = text.split_once('.').unwrap_or(("", text));
        operation::find(id)
            .filter(|row| row.app.as_str() == app && row.app != operation::App::Oauth)
            .map(Self)
            .ok_or_else(|| UnknownOperation(text.chars().take(80).collect()))
    }
}

impl TryFrom<String> for OperationName {
    type Error = UnknownOperation;

    fn try_from(text: String) -> Result<Self, UnknownOperation> {
        text.parse()
    }
}

impl From<OperationName> for String {
    fn from(name: OperationName) -> Self {
        name.to_string()
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0.app.as_str(), self.0.id)
    }
}

/// One thing an automation does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "form::Form", into = "form::Form")]
pub struct Step {
    /// Its name; outputs are asked for by it.
    pub id: StepId,
    /// What people call it.
    pub title: Option<String>,
    /// Whether it is passed over.
    pub skip: bool,
    /// What it does.
    pub action: Action,
    /// How often what may pass is tried again.
    pub retry: Retry,
    /// What becomes of the run when the record is gone.
    pub if_missing: IfMissing,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Calls an operation of the catalog.
    Do {
        /// Which.
        operation: OperationName,
        /// Path, query and body fields together.
        with: Given,
    },
    /// Looks in the mirror; costs no call.
    Find(Find),
    /// Creates the contact, or updates the one that is there, without losing anything.
    Upsert(Given),
    /// Goes on only if this holds.
    OnlyIf(Condition),
    /// Goes the first way whose condition holds.
    Branch(Vec<Arm>),
    /// Waits.
    Wait(Wait),
    /// Does the same for each of a list.
    ForEach(ForEach),
    /// Names values for later.
    Set(Given),
    /// Asks any address.
    Http(Http),
    /// Sends an e-mail.
    Email(Email),
    /// Writes into a chat.
    Message(Message),
    /// Tells any address, signed.
    Webhook(Webhook),
    /// Ends the run.
    Stop(String),
    /// Starts another automation.
    Call(Call),
}

/// One way of a branch.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// What people call it.
    pub name: Option<String>,
    /// When it is gone; none is the way for everyone else.
    pub when: Option<Condition>,
    /// What is done on it.
    pub steps: Vec<Step>,
}

/// A wait: for a time, until a date, or until something happens before either.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// For how long at most.
    pub length: Option<Length>,
    /// Until which moment at most: a text with pills.
    pub until: Option<String>,
    /// What ends it earlier.
    pub or_until: Vec<On>,
}

/// How often and how long what may pass is tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retry {
    /// How often at most.
    pub times: u32,
    /// How long at most since the first attempt.
    pub up_to: Length,
}

impl Default for Retry {
    fn default() -> Self {
        Self { times: 8, up_to: Length::of_hour() }
    }
}

/// What becomes of a run when the record a step is about is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfMissing {
    /// The run fails and says so.
    #[default]
    Fail,
    /// The step is passed over.
    Skip,
    /// The run ends.
    Stop,
}

impl Action {
    /// The word it is written by.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Do { .. } => "do",
            Self::Find(_) => "find",
            Self::Upsert(_) => "upsert",
            Self::OnlyIf(_) => "only_if",
            Self::Branch(_) => "branch",
            Self::Wait(_) => "wait",
            Self::ForEach(_) => "for_each",
            Self::Set(_) => "set",
            Self::Http(_) => "http",
            Self::Email(_) => "email",
            Self::Message(_) => "message",
            Self::Webhook(_) => "webhook",
            Self::Stop(_) => "stop",
            Self::Call(_) => "call",
        }
    }

    /// Whether something leaves the house, or is asked of it, so that it has an outcome to wait for.
    #[must_use]
    pub const fn is_outward(&self) -> bool {
        matches!(
            self,
            Self::Do { .. }
                | Self::Find(_)
                | Self::Upsert(_)
                | Self::Http(_)
                | Self::Email(_)
                | Self::Message(_)
                | Self::Webhook(_)
                | Self::Call(_)
        )
    }

    /// HighLevel calls it costs at most.
    #[must_use]
    pub const fn cost(&self) -> u32 {
        match self {
            Self::Do { operation, .. } => operation.row().cost,
            Self::Upsert(_) => 1,
            _ => 0,
        }
    }

    /// Whether asking again does no harm.
    #[must_use]
    pub fn may_repeat(&self) -> bool {
        match self {
            Self::Do { operation, .. } => !operation.row().is_write(),
            Self::Find(_) => true,
            Self::Http(http) => http.method == HttpMethod::Get,
            _ => false,
        }
    }

    /// Whether a refusal may hide that a record was made after all.
    #[must_use]
    pub fn creates(&self) -> bool {
        match self {
            Self::Do { operation, .. } => operation.creates(),
            Self::Upsert(_) => true,
            _ => false,
        }
    }
}

impl Step {
    /// The first step inside it, where it is a loop.
    #[must_use]
    pub fn first_inside(&self) -> Option<&Step> {
        match &self.action {
            Action::ForEach(each) => each.steps.first(),
            _ => None,
        }
    }
}
