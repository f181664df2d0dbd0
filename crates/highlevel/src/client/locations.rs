//! Locations: settings, tags, custom fields, and the search over all tasks.

use futures::stream::BoxStream;
use serde_json::json;

use super::Client;
use super::call::Call;
use super::paging;
use crate::error::CallError;
use crate::ids::{CustomFieldId, LocationId, TagId};
use crate::model::{CustomField, CustomFieldCreate, Location, LocationTask, Tag, TaskSearch};
use crate::operation::{Operation, locations as row};
use crate::record::Doc;

/// Calls about locations.
#[derive(Debug, Clone, Copy)]
pub struct Locations<'c> {
    pub(super) client: &'c Client,
}

impl<'c> Locations<'c> {
    pub(super) fn of(client: &'c Client) -> Self {
        Self { client }
    }

    /// Reads one location.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn get(&self, location: &LocationId) -> Result<Location, CallError> {
        self.client.raw(within(&row::GET_LOCATION, location)).await?.member("location")
    }

    /// Every tag the location has defined.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn tags(&self, location: &LocationId) -> Result<Vec<Tag>, CallError> {
        self.client.raw(within(&row::GET_LOCATION_TAGS, location)).await?.member("tags")
    }

    /// One tag.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn tag(&self, location: &LocationId, tag: &TagId) -> Result<Tag, CallError> {
        self.client.raw(within(&row::GET_TAG_BY_ID, location).path("tagId", tag)).await?.member("tag")
    }

    /// Defines a tag.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn create_tag(&self, location: &LocationId, name: &str) -> Result<Tag, CallError> {
        let call = within(&row::CREATE_TAG, location).json(&json!({"name": name}))?;
        self.client.raw(call).await?.member("tag")
    }

    /// Gives a tag another name.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn rename_tag(&self, location: &LocationId, tag: &TagId, name: &str) -> Result<Tag, CallError> {
        let call = within(&row::UPDATE_TAG, location).path("tagId", tag).json(&json!({"name": name}))?;
        self.client.raw(call).await?.member("tag")
    }

    /// Removes a tag's definition.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete_tag(&self, location: &LocationId, tag: &TagId) -> Result<(), CallError> {
        self.client.raw(within(&row::DELETE_TAG, location).path("tagId", tag)).await.map(drop)
    }

    /// Every custom field of contacts.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn custom_fields(&self, location: &LocationId) -> Result<Vec<CustomField>, CallError> {
        let call = within(&row::GET_CUSTOM_FIELDS, location).query("model", "contact");
        self.client.raw(call).await?.member("customFields")
    }

    /// One custom field.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn custom_field(
        &self,
        location: &LocationId,
        field: &CustomFieldId,
    ) -> Result<CustomField, CallError> {
        self.client
            .raw(within(&row::GET_CUSTOM_FIELD, location).path("id", field))
            .await?
            .member("customField")
    }

    /// Defines a custom field.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn create_custom_field(
        &self,
        location: &LocationId,
        field: &CustomFieldCreate,
    ) -> Result<CustomField, CallError> {
        self.client.raw(within(&row::CREATE_CUSTOM_FIELD, location).json(field)?).await?.member("customField")
    }

    /// Changes a custom field. `change` holds what HighLevel takes, `name` among it.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update_custom_field(
        &self,
        location: &LocationId,
        field: &CustomFieldId,
        change: &Doc,
    ) -> Result<CustomField, CallError> {
        let call = within(&row::UPDATE_CUSTOM_FIELD, location).path("id", field).json(change)?;
        self.client.raw(call).await?.member("customField")
    }

    /// Removes a custom field and every value in it.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete_custom_field(
        &self,
        location: &LocationId,
        field: &CustomFieldId,
    ) -> Result<(), CallError> {
        self.client.raw(within(&row::DELETE_CUSTOM_FIELD, location).path("id", field)).await.map(drop)
    }

    /// One page of the search over all tasks of a location.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn search_tasks(
        &self,
        location: &LocationId,
        search: &TaskSearch,
    ) -> Result<Vec<LocationTask>, CallError> {
        self.client.raw(within(&row::TASK_SEARCH, location).json(search)?).await?.member("tasks")
    }

    /// Every task a search finds, page after page, each once.
    ///
    /// Pages are counted from the start, so tasks that come or go between two pages move the rest. Each page begins
    /// with the last task of the one before; where it does not, the stream goes back until it knows where it is.
    pub fn tasks_all(
        &self,
        location: LocationId,
        search: TaskSearch,
    ) -> BoxStream<'c, Result<LocationTask, CallError>> {
        paging::tasks_all(self.client, location, search)
    }
}

pub(super) fn within(row: &'static Operation, location: &LocationId) -> Call {
    Call::of(row).path("locationId", location)
}
