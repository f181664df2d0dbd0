//! Opportunities with a contact.
//!
//! Here: an opportunity's line, and adding, moving, editing and deleting one. Not here: pipelines, which are made in
//! HighLevel alone.
//!
//! Promise: a stage is named by its pipeline and its own name; an id without a name is shown as itself.

mod lines;
mod service;

pub(crate) use lines::opportunities;
pub use service::Opportunities;

use highlevel::OpportunityId;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::contact::ContactRef;
use crate::contacts::UserName;
use crate::draft::Form;
use crate::reference::Pipeline;
use crate::standing::{Key, Standing};

/// One opportunity.
#[derive(Debug, Clone)]
pub struct OpportunityLine {
    /// The opportunity, or the write that is making it.
    pub key: Key<OpportunityId>,
    /// Its name.
    pub name: String,
    /// What it is worth, as it was typed.
    pub value: Option<f64>,
    /// The pipeline it is in.
    pub pipeline: Option<String>,
    /// The stage it has reached.
    pub stage: Option<String>,
    /// The stage's id.
    pub stage_id: String,
    /// How it stands.
    pub status: Status,
    /// Who looks after it.
    pub owner: Option<UserName>,
    /// When it was made.
    pub added: Option<Timestamp>,
    /// When it reached its stage.
    pub moved: Option<Timestamp>,
    /// How it stands with HighLevel.
    pub standing: Standing,
    /// Being deleted.
    pub going: bool,
}

/// How an opportunity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Not decided yet.
    #[default]
    Open,
    /// The contact bought.
    Won,
    /// The contact did not.
    Lost,
    /// Nobody cares any more.
    Abandoned,
}

impl Status {
    /// Every one, in HighLevel's order.
    pub const ALL: [Self; 4] = [Self::Open, Self::Won, Self::Lost, Self::Abandoned];

    /// HighLevel's word.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Abandoned => "abandoned",
        }
    }

    /// Its name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Won => "Won",
            Self::Lost => "Lost",
            Self::Abandoned => "Abandoned",
        }
    }

    /// Reads HighLevel's word.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.wire() == word)
    }
}

/// An opportunity as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpportunityDraft {
    /// Its name.
    pub name: String,
    /// The stage's id; its pipeline follows from it.
    pub stage: String,
    /// HighLevel's word for how it stands.
    pub status: String,
    /// What it is worth.
    pub value: String,
    /// A user's id, or empty for nobody.
    pub owner: String,
}

impl OpportunityDraft {
    /// What was typed, read back from the fields it became.
    pub(crate) fn of(fields: &Map<String, Value>) -> Self {
        let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let value = fields.get("monetaryValue").and_then(Value::as_f64).filter(|value| *value != 0.0);
        Self {
            name: text("name"),
            stage: text("pipelineStageId"),
            status: text("status"),
            value: value.map(|value| value.to_string()).unwrap_or_default(),
            owner: text("assignedTo"),
        }
    }
}

/// The form for an opportunity: a new one, or one that is there.
#[derive(Debug, Clone)]
pub struct OpportunityForm {
    /// With whom.
    pub contact: ContactRef,
    /// The opportunity; none for a new one.
    pub opportunity: Option<OpportunityId>,
    /// What was typed.
    pub form: Form<OpportunityDraft>,
    /// Pipelines with their stages, to choose from.
    pub pipelines: Vec<Pipeline>,
    /// Users it may be given to.
    pub users: Vec<UserName>,
    /// What stands in the way of making one, where something does.
    pub blocked: Option<String>,
}
