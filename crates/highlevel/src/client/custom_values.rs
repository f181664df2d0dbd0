//! Custom values and time zones of a location.

use serde_json::json;

use super::locations::{Locations, within};
use crate::error::CallError;
use crate::ids::{CustomValueId, LocationId};
use crate::model::CustomValue;
use crate::operation::locations as row;

impl Locations<'_> {
    /// Every custom value.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn custom_values(&self, location: &LocationId) -> Result<Vec<CustomValue>, CallError> {
        self.client.raw(within(&row::GET_CUSTOM_VALUES, location)).await?.member("customValues")
    }

    /// One custom value.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn custom_value(
        &self,
        location: &LocationId,
        value: &CustomValueId,
    ) -> Result<CustomValue, CallError> {
        let call = within(&row::GET_CUSTOM_VALUE, location).path("id", value);
        self.client.raw(call).await?.member("customValue")
    }

    /// Adds a custom value.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn create_custom_value(
        &self,
        location: &LocationId,
        name: &str,
        value: &str,
    ) -> Result<CustomValue, CallError> {
        let body = json!({"name": name, "value": value});
        self.client.raw(within(&row::CREATE_CUSTOM_VALUE, location).json(&body)?).await?.member("customValue")
    }

    /// Gives a custom value this name and this text.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update_custom_value(
        &self,
        location: &LocationId,
        id: &CustomValueId,
        name: &str,
        value: &str,
    ) -> Result<CustomValue, CallError> {
        let call = within(&row::UPDATE_CUSTOM_VALUE, location)
            .path("id", id)
            .json(&json!({"name": name, "value": value}))?;
        self.client.raw(call).await?.member("customValue")
    }

    /// Removes a custom value.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete_custom_value(
        &self,
        location: &LocationId,
        value: &CustomValueId,
    ) -> Result<(), CallError> {
        self.client.raw(within(&row::DELETE_CUSTOM_VALUE, location).path("id", value)).await.map(drop)
    }

    /// Every time zone name a location can choose from.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn timezones(&self, location: &LocationId) -> Result<Vec<String>, CallError> {
        self.client.raw(within(&row::GET_TIMEZONES, location)).await?.member("timeZones")
    }
}
