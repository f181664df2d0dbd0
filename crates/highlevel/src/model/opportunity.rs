//! Opportunities, as events speak of them.

use jiff::Timestamp;

use crate::ids::{ContactId, LocationId, OpportunityId, PipelineId, StageId, UserId};

record! {
    /// A chance of a sale.
    pub struct Opportunity(OpportunityId) {
        /// Name.
        name: String = "name",
        /// What it is worth.
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
        /// `open`, `won`, `lost` or `abandoned`.
        status: String = "status",
        /// Where it came from.
        source: String = "source",
        /// When it was created.
        date_added: Timestamp = "dateAdded" | "createdAt",
        /// When it last changed.
        date_updated: Timestamp = "dateUpdated" | "updatedAt",
    }
}
