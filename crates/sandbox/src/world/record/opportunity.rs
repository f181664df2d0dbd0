//! Opportunities, and why they are lost.
//!
//! Here: the fields. Not here: pipelines and stages (`place`), how a route spells them (`opportunities::show`).

use serde::{Deserialize, Serialize};

use super::contact::CustomValue;
use super::shared::{Common, CommonText};
use crate::world::id::{ContactId, LocationId, LostReasonId, OpportunityId, PipelineId, StageId};
use crate::world::moment::Moment;

/// A chance of a sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opportunity {
    /// Its id.
    pub id: OpportunityId,
    /// The location it belongs to.
    pub location: LocationId,
    /// Whom it is with. An upsert may name nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
    /// The pipeline it is in.
    pub pipeline: PipelineId,
    /// The stage it has reached.
    pub stage: StageId,
    /// Its name.
    pub name: Box<str>,
    /// How it stands.
    pub status: OpportunityStatus,
    /// What it is worth.
    #[serde(default)]
    pub value: f64,
    /// The user who looks after it, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Common,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Common,
    /// Why it was lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_reason: Option<LostReasonId>,
    /// Users who follow it, as given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followers: Vec<CommonText>,
    /// Values of custom fields; a field without a value is not listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom_fields: Vec<CustomValue>,
    /// When it was made.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
    /// When it reached its stage.
    pub stage_changed: Moment,
    /// When it got its status.
    pub status_changed: Moment,
}

impl Opportunity {
    /// A new one, open, worth nothing and nobody's.
    pub fn open(
        id: OpportunityId,
        location: LocationId,
        contact: Option<ContactId>,
        (pipeline, stage): (PipelineId, StageId),
        now: Moment,
    ) -> Self {
        Self {
            id,
            location,
            contact,
            pipeline,
            stage,
            name: Box::default(),
            status: OpportunityStatus::Open,
            value: 0.0,
            assigned_to: None,
            source: None,
            lost_reason: None,
            followers: Vec::new(),
            custom_fields: Vec::new(),
            added: now,
            updated: now,
            stage_changed: now,
            status_changed: now,
        }
    }
}

/// How an opportunity stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OpportunityStatus {
    /// Not decided yet.
    Open,
    /// The contact bought.
    Won,
    /// The contact did not.
    Lost,
    /// Nobody cares any more.
    Abandoned,
}

impl OpportunityStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Open, Self::Won, Self::Lost, Self::Abandoned];

    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Abandoned => "abandoned",
        }
    }

    /// The status `text` names, if any.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// Why opportunities of a location are lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostReason {
    /// Its id.
    pub id: LostReasonId,
    /// The location that uses it.
    pub location: LocationId,
    /// The reason in words.
    pub name: Box<str>,
    /// When it was made.
    pub added: Moment,
}
