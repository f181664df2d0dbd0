//! Tokens and installations, over the network.

use secrecy::SecretString;
use url::Url;

use super::Client;
use super::call::Call;
use crate::error::CallError;
use crate::ids::{CompanyId, LocationId};
use crate::oauth::{AppCredentials, InstalledLocation, InstalledSearch, TokenPair, UserType};
use crate::operation::oauth as row;

/// Calls about tokens.
#[derive(Debug, Clone, Copy)]
pub struct Oauth<'c> {
    client: &'c Client,
}

impl<'c> Oauth<'c> {
    pub(super) fn of(client: &'c Client) -> Self {
        Self { client }
    }

    /// Exchanges a code for the first pair of tokens. A code is good once, and not for long.
    ///
    /// Look at `user_type` of the pair: an app for locations that an agency installs yields a company token.
    ///
    /// # Errors
    /// `DeadGrant` when the code is unknown or used, and whatever the door says.
    pub async fn exchange_code(
        &self,
        app: &AppCredentials,
        code: &SecretString,
        redirect_uri: &Url,
    ) -> Result<TokenPair, CallError> {
        let mut form = grant(app, "authorization_code");
        form.push(("code", code.clone()));
        form.push(("redirect_uri", redirect_uri.as_str().into()));
        self.client.raw(Call::of(&row::GET_ACCESS_TOKEN).form(form)).await?.json()
    }

    /// Exchanges a refresh token for a new pair. The old one is spent: keep the new pair before using it.
    ///
    /// # Errors
    /// `DeadGrant` when the refresh token is spent, and whatever the door says.
    pub async fn refresh(
        &self,
        app: &AppCredentials,
        refresh_token: &SecretString,
        user_type: &UserType,
    ) -> Result<TokenPair, CallError> {
        let mut form = grant(app, "refresh_token");
        form.push(("refresh_token", refresh_token.clone()));
        form.push(("user_type", user_type.as_str().into()));
        self.client.raw(Call::of(&row::GET_ACCESS_TOKEN).form(form)).await?.json()
    }

    /// A location's token, made from the company token of the door.
    ///
    /// # Errors
    /// Whatever the door says. A private token is refused.
    pub async fn location_token(
        &self,
        company: &CompanyId,
        location: &LocationId,
    ) -> Result<TokenPair, CallError> {
        let form = vec![("companyId", company.as_str().into()), ("locationId", location.as_str().into())];
        self.client.raw(Call::of(&row::GET_LOCATION_ACCESS_TOKEN).form(form)).await?.json()
    }

    /// One page of the locations an app is installed in.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn installed_locations(
        &self,
        search: &InstalledSearch,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<InstalledLocation>, CallError> {
        let call = Call::of(&row::GET_INSTALLED_LOCATION)
            .query("companyId", &search.company_id)
            .query("appId", &search.app_id)
            .query_if("isInstalled", search.is_installed)
            .query_if("query", search.query.as_deref())
            .query("skip", skip)
            .query("limit", limit);
        self.client.raw(call).await?.member("locations")
    }
}

fn grant(app: &AppCredentials, grant_type: &str) -> Vec<(&'static str, SecretString)> {
    vec![
        ("client_id", app.client_id.as_str().into()),
        ("client_secret", app.client_secret.clone()),
        ("grant_type", grant_type.into()),
    ]
}
