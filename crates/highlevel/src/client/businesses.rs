//! Businesses.

use serde_json::json;

use super::Client;
use super::call::Call;
use crate::error::CallError;
use crate::ids::{BusinessId, LocationId};
use crate::model::{Business, BusinessWrite};
use crate::operation::{Operation, businesses as row};
use crate::record::Doc;

/// Calls about businesses.
#[derive(Debug, Clone, Copy)]
pub struct Businesses<'c> {
    client: &'c Client,
}

/// The member written bodies answer with; HighLevel's own spelling.
const WRITTEN: &str = "buiseness";

impl<'c> Businesses<'c> {
    pub(super) fn of(client: &'c Client) -> Self {
        Self { client }
    }

    /// One page of a location's businesses.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn of_location(
        &self,
        location: &LocationId,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<Business>, CallError> {
        let call = Call::of(&row::GET_BUSINESSES_BY_LOCATION)
            .query("locationId", location)
            .query("limit", limit)
            .query("skip", skip);
        self.client.raw(call).await?.member("businesses")
    }

    /// One business.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn get(&self, business: &BusinessId) -> Result<Business, CallError> {
        self.client.raw(about(&row::GET_BUSINESS, business)).await?.member("business")
    }

    /// Adds a business.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn create(
        &self,
        location: &LocationId,
        business: &BusinessWrite,
    ) -> Result<Business, CallError> {
        let call = Call::of(&row::CREATE_BUSINESS).json(business)?;
        let mut body: Doc = call.json_body().and_then(|body| body.as_object().cloned()).unwrap_or_default();
        body.insert("locationId".to_owned(), json!(location));
        self.client.raw(call.json(&body)?).await?.member(WRITTEN)
    }

    /// Changes the fields that are named.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update(&self, business: &BusinessId, update: &BusinessWrite) -> Result<Business, CallError> {
        self.client.raw(about(&row::UPDATE_BUSINESS, business).json(update)?).await?.member(WRITTEN)
    }

    /// Removes a business; its contacts stay.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete(&self, business: &BusinessId) -> Result<(), CallError> {
        self.client.raw(about(&row::DELETE_BUSINESS, business)).await.map(drop)
    }
}

fn about(row: &'static Operation, business: &BusinessId) -> Call {
    Call::of(row).path("businessId", business)
}
