//! Users.

use super::Client;
use super::call::Call;
use crate::error::CallError;
use crate::ids::{CompanyId, LocationId, UserId};
use crate::model::User;
use crate::operation::users as row;

/// Calls about users.
#[derive(Debug, Clone, Copy)]
pub struct Users<'c> {
    client: &'c Client,
}

impl<'c> Users<'c> {
    pub(super) fn of(client: &'c Client) -> Self {
        Self { client }
    }

    /// Every user of a location.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn of_location(&self, location: &LocationId) -> Result<Vec<User>, CallError> {
        self.client
            .raw(Call::of(&row::GET_USER_BY_LOCATION).query("locationId", location))
            .await?
            .member("users")
    }

    /// One page of a company's users, of one location where it is named.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn search(
        &self,
        company: &CompanyId,
        location: Option<&LocationId>,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<User>, CallError> {
        let call = Call::of(&row::SEARCH_USERS)
            .query("companyId", company)
            .query_if("locationId", location)
            .query("skip", skip)
            .query("limit", limit);
        self.client.raw(call).await?.member("users")
    }

    /// One user.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn get(&self, user: &UserId) -> Result<User, CallError> {
        self.client.raw(Call::of(&row::GET_USER).path("userId", user)).await?.json()
    }
}
