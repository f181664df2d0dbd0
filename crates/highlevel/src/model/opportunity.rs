//! Opportunities, the pipelines they move through, and why they are lost.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{
    ContactId, CustomFieldId, LocationId, LostReasonId, OpportunityId, PipelineId, StageId, UserId,
};
use crate::update::Field;

open_enum! {
    /// How an opportunity stands.
    pub enum OpportunityStatus {
        /// Still hoped for.
        Open = "open",
        /// Made.
        Won = "won",
        /// Gone, with a reason where one was given.
        Lost = "lost",
        /// Given up.
        Abandoned = "abandoned",
    }
}

record! {
    /// A chance of a sale.
    pub struct Opportunity(OpportunityId) {
        /// Name.
        name: String = "name",
        /// What it is worth, in the location's currency.
        monetary_value: f64 = "monetaryValue",
        /// The pipeline it is in.
        pipeline_id: PipelineId = "pipelineId",
        /// The stage it has reached.
        pipeline_stage_id: StageId = "pipelineStageId",
        /// The user who looks after it.
        assigned_to: UserId = "assignedTo",
        /// The contact it is with.
        contact_id: ContactId = "contactId",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
        /// How it stands.
        status: OpportunityStatus = "status",
        /// Where it came from.
        source: String = "source",
        /// Why it was lost.
        lost_reason_id: LostReasonId = "lostReasonId",
        /// Name, addresses and tags of the contact, as searches give them.
        contact: Value = "contact",
        /// Values of the location's own fields.
        custom_fields: Vec<OpportunityFieldValue> = "customFields",
        /// Users who follow it.
        followers: Vec<UserId> = "followers",
        /// When its status last changed.
        last_status_change_at: Timestamp = "lastStatusChangeAt",
        /// When it last moved to another stage.
        last_stage_change_at: Timestamp = "lastStageChangeAt",
        /// When anything was last done about it.
        last_action_date: Timestamp = "lastActionDate",
        /// When it was created.
        date_added: Timestamp = "dateAdded" | "createdAt",
        /// When it last changed.
        date_updated: Timestamp = "dateUpdated" | "updatedAt",
    }
}

record! {
    /// The value an opportunity has in a custom field. Contacts say `value` where this says `fieldValue`.
    pub struct OpportunityFieldValue(CustomFieldId) {
        /// The value, in whatever form the field has.
        field_value: Value = "fieldValue" | "fieldValueString" | "fieldValueNumber" | "fieldValueArray" | "field_value",
    }
}

record! {
    /// The way an opportunity takes.
    pub struct Pipeline(PipelineId) {
        /// Name.
        name: String = "name",
        /// Its stages; `position` orders them.
        stages: Vec<Stage> = "stages",
        /// Whether reports show it as a funnel.
        show_in_funnel: bool = "showInFunnel",
        /// Whether reports show it as a pie.
        show_in_pie_chart: bool = "showInPieChart",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
    }
}

record! {
    /// One stage of a pipeline.
    pub struct Stage(StageId) {
        /// Name.
        name: String = "name",
        /// Its place among the others, from 0.
        position: f64 = "position",
    }
}

record! {
    /// A reason for which opportunities are lost.
    pub struct LostReason(LostReasonId) {
        /// What it says.
        name: String = "name",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
        /// When it was written.
        date_added: Timestamp = "createdAt",
        /// When it last changed.
        date_updated: Timestamp = "updatedAt",
    }
}

/// The body of a new opportunity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpportunityCreate {
    /// The location.
    pub location_id: LocationId,
    /// The contact it is with.
    pub contact_id: ContactId,
    /// The pipeline it enters.
    pub pipeline_id: PipelineId,
    /// Name.
    pub name: String,
    /// How it stands.
    pub status: OpportunityStatus,
    /// The stage it enters at; the first one unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline_stage_id: Option<StageId>,
    /// What it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monetary_value: Option<f64>,
    /// The user who looks after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<UserId>,
    /// Custom fields to set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom_fields: Vec<OpportunityFieldWrite>,
}

impl OpportunityCreate {
    /// An open opportunity at the pipeline's first stage.
    pub fn open(
        location: LocationId,
        contact: ContactId,
        pipeline: PipelineId,
        name: impl Into<String>,
    ) -> Self {
        Self {
            location_id: location,
            contact_id: contact,
            pipeline_id: pipeline,
            name: name.into(),
            status: OpportunityStatus::Open,
            pipeline_stage_id: None,
            monetary_value: None,
            assigned_to: None,
            custom_fields: Vec::new(),
        }
    }
}

/// The body of a changed opportunity: only what changes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OpportunityUpdate {
    /// Name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub name: Field<String>,
    /// The pipeline it moves to.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub pipeline_id: Field<PipelineId>,
    /// The stage it moves to.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub pipeline_stage_id: Field<StageId>,
    /// How it stands.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub status: Field<OpportunityStatus>,
    /// What it is worth.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub monetary_value: Field<f64>,
    /// The user who looks after it.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub assigned_to: Field<UserId>,
    /// Custom fields to set; those not named stay.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub custom_fields: Field<Vec<OpportunityFieldWrite>>,
}

/// One custom field of an opportunity to set. The key it is written under is not the one it is read under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpportunityFieldWrite {
    /// The field.
    pub id: CustomFieldId,
    /// The value.
    pub field_value: Value,
}

/// Which opportunities to find.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OpportunitySearch {
    /// Words of the name or of the contact.
    pub query: Option<String>,
    /// Of this contact.
    pub contact: Option<ContactId>,
    /// In this pipeline.
    pub pipeline: Option<PipelineId>,
    /// At this stage.
    pub stage: Option<StageId>,
    /// Standing so.
    pub status: Option<OpportunityStatus>,
    /// Looked after by this user.
    pub assigned_to: Option<UserId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_custom_field_read_the_same() {
        for text in [r#"{"id":"f1","fieldValue":"red"}"#, r#"{"id":"f1","fieldValueString":"red"}"#] {
            let value: OpportunityFieldValue = serde_json::from_str(text).unwrap();

            assert_eq!(value.field_value, Some(Value::from("red")), "{text}");
        }
    }

    #[test]
    fn an_update_says_only_what_changes() {
        let update = OpportunityUpdate {
            status: Field::Set(OpportunityStatus::Won),
            monetary_value: Field::Set(1200.0),
            ..Default::default()
        };

        assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"status":"won","monetaryValue":1200.0}"#);
    }
}
