//! Connecting by OAuth: the app asks, the sandbox's page is agreed to, the code becomes a connection.

use std::sync::Arc;

use domain::connection::{Connection, Kind, Secrets, State};
use domain::ids::ConnectionId;
use highlevel::client::Direct;
use highlevel::ids::LocationId;
use highlevel::oauth::{AppCredentials, Authorize, CONSENT_URL, TokenPair, authorize_url};
use highlevel::{Client, Scopes};
use secrecy::SecretString;
use url::Url;

use super::{browser, is_sandbox, refused};
use crate::consent;
use crate::refusal::Refusal;
use crate::running::House;

/// Everything the workspace needs, of what a location's app may ask for.
const SCOPES: &str = "contacts.readonly contacts.write locations.readonly locations/tags.readonly \
     locations/tags.write locations/customFields.readonly locations/tasks.readonly users.readonly \
     calendars.readonly calendars/events.readonly";

/// A question on its way to the consent page.
pub struct Asked {
    /// Where a person agrees.
    pub authorize: Url,
    base_url: Url,
    redirect: Url,
    app: AppCredentials,
}

/// Puts the question together.
pub fn ask(house: &House, base_url: &Url, app: AppCredentials) -> Result<Asked, Refusal> {
    let redirect = house.url.join("/oauth/callback").map_err(|error| refused(error.to_string()))?;
    let consent =
        if is_sandbox(base_url) { base_url.join("/v2/oauth/chooselocation") } else { CONSENT_URL.parse() };
    let consent = consent.map_err(|error| refused(error.to_string()))?;
    let state = house.clock.uuid().simple().to_string();
    let scopes = Scopes::parse(SCOPES);
    let authorize = Authorize {
        client_id: &app.client_id,
        redirect_uri: &redirect,
        scopes: &scopes,
        state: Some(&state),
    };
    let authorize = authorize_url(&consent, &authorize);
    Ok(Asked { authorize, base_url: base_url.clone(), redirect, app })
}

/// Agrees on a sandbox's page and keeps the connection.
pub(super) async fn agree(house: &House, asked: &Asked, location: &str) -> Result<LocationId, Refusal> {
    let back = consent::agree(&browser()?, &asked.authorize, location).await;
    let back = back.map_err(|error| refused(format!("{error:#}")))?;
    let code = back.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    let code = code.ok_or_else(|| refused("the consent page sent no code"))?;
    let pair = exchange(asked, SecretString::from(code)).await?;
    keep(house, asked, pair).await
}

async fn exchange(asked: &Asked, code: SecretString) -> Result<TokenPair, Refusal> {
    let door = Direct::without_token(browser()?).at(asked.base_url.clone());
    let client = Client::through(Arc::new(door));
    let pair = client.oauth().exchange_code(&asked.app, &code, &asked.redirect).await;
    pair.map_err(|error| refused(error.to_string()))
}

async fn keep(house: &House, asked: &Asked, pair: TokenPair) -> Result<LocationId, Refusal> {
    let now = house.clock.now();
    let location =
        pair.location_id.clone().ok_or_else(|| refused("a location is needed, not a whole agency"))?;
    let connection = Connection {
        id: ConnectionId::from_uuid(house.clock.uuid()),
        location: location.clone(),
        kind: Kind::OAuth,
        state: State::Live,
        reason: None,
        base_url: asked.base_url.as_str().trim_end_matches('/').to_owned(),
        company: pair.company_id.clone(),
        client_id: Some(asked.app.client_id.clone()),
        scopes: pair.scopes.to_string(),
        expires_at: Some(pair.expires_at(now)),
        token_version: 1,
        created_at: now,
    };
    let secrets = Secrets {
        access: pair.access_token,
        refresh: pair.refresh_token,
        client_secret: Some(asked.app.client_secret.clone()),
    };
    let mut tx = house.store.begin().await?;
    tx.connection_add(&connection, &secrets).await?;
    sync::begin(&mut tx, &location).await?;
    tx.commit().await?;
    Ok(location)
}
