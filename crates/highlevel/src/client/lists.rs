//! Campaigns and workflows: lists of what contacts can be added to.

use super::Client;
use super::call::Call;
use crate::error::CallError;
use crate::ids::LocationId;
use crate::model::{Campaign, Workflow};
use crate::operation::{campaigns, workflows};

impl Client {
    /// Every campaign of a location.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn campaigns(&self, location: &LocationId) -> Result<Vec<Campaign>, CallError> {
        let call = Call::of(&campaigns::GET_CAMPAIGNS).query("locationId", location);
        self.raw(call).await?.member("campaigns")
    }

    /// Every workflow of a location.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn workflows(&self, location: &LocationId) -> Result<Vec<Workflow>, CallError> {
        let call = Call::of(&workflows::GET_WORKFLOW).query("locationId", location);
        self.raw(call).await?.member("workflows")
    }
}
