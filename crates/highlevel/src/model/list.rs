//! What a location lists and the API does not change: campaigns and workflows. And its custom values.

use jiff::Timestamp;

use crate::ids::{CampaignId, CustomValueId, LocationId, WorkflowId};

record! {
    /// A campaign contacts can be added to.
    pub struct Campaign(CampaignId) {
        /// Name.
        name: String = "name",
        /// `draft` or `published`.
        status: String = "status",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
    }
}

record! {
    /// A workflow contacts can be added to.
    pub struct Workflow(WorkflowId) {
        /// Name.
        name: String = "name",
        /// `draft` or `published`.
        status: String = "status",
        /// Counts its changes.
        version: f64 = "version",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
        /// When it was made.
        date_added: Timestamp = "createdAt",
        /// When it last changed.
        date_updated: Timestamp = "updatedAt",
    }
}

record! {
    /// A text of the location that templates can use.
    pub struct CustomValue(CustomValueId) {
        /// Name.
        name: String = "name",
        /// The key templates use; renaming keeps it.
        field_key: String = "fieldKey",
        /// The text.
        value: String = "value",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
    }
}
