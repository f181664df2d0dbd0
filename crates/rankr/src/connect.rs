//! Connecting a location: credentials in, first copy begun.
//!
//! Here: private tokens, OAuth against a sandbox on this machine, where a sandbox's webhooks and keys come from.
//! Not here: the OAuth steps themselves (`workspace::connections`), copying (`sync`).
//!
//! Promise: a credential is tried before it is kept, and the connection and its first copy are on disk together.

mod oauth;

use domain::connection::{Connection, Kind, Secrets, State};
use domain::ids::ConnectionId;
use highlevel::client::Direct;
use highlevel::ids::LocationId;
use highlevel::model::ContactSearch;
use highlevel::oauth::AppCredentials;
use highlevel::{Client, Scopes};
use secrecy::SecretString;
use serde_json::json;
use url::Url;

use crate::consent;
use crate::refusal::Refusal;
use crate::running::House;
use crate::webhook_keys;

pub use oauth::ask;

/// What we call ourselves to HighLevel.
pub const USER_AGENT: &str = concat!("rankr/", env!("CARGO_PKG_VERSION"));

/// Who takes the code when the consent page sends the browser back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callback {
    /// A serving Rankr, over HTTP.
    Served,
    /// This process, since nobody may be serving.
    Here,
}

/// Connects to a sandbox on this machine by OAuth: agrees on its page, believes its key, takes its webhooks.
/// What is connected already stays as it is.
pub async fn to_sandbox(
    house: &House,
    facts: &sandbox::Facts,
    location: &str,
    callback: Callback,
) -> Result<LocationId, Refusal> {
    let base_url = Url::parse(&facts.base_url).map_err(|error| refused(error.to_string()))?;
    let location = LocationId::new(location).map_err(|error| refused(error.to_string()))?;
    webhook_keys::believe(&house.store, &facts.webhook_public_key).await?;
    direct_webhooks(&base_url, house).await?;
    let connection = house.store.read().await?.connection_find(&location).await?;
    let is_connected = |known: &Connection| known.state == State::Live && known.base_url == facts.base_url;
    if connection.as_ref().is_some_and(is_connected) {
        return Ok(location);
    }
    let app = AppCredentials {
        client_id: facts.client_id.clone(),
        client_secret: SecretString::from(facts.client_secret.clone()),
    };
    let authorize = oauth::ask(house, &base_url, app).await?;
    let back = oauth::agree(&authorize, &location).await?;
    match callback {
        Callback::Served => oauth::come_back(&back).await.map(|()| location),
        Callback::Here => oauth::finish(house, &back).await,
    }
}

/// Connects with a private token, after it was tried. Where no location is named, a sandbox names its own.
pub async fn private(
    house: &House,
    base_url: &Url,
    token: SecretString,
    location: Option<&str>,
) -> Result<LocationId, Refusal> {
    let location = match location {
        Some(location) => location.to_owned(),
        None => facts(base_url).await?.location_id,
    };
    let location = LocationId::new(location).map_err(|error| refused(error.to_string()))?;
    let scopes = try_token(base_url, &token, &location).await?;
    let secrets = Secrets { access: token, refresh: None, client_secret: None };
    keep(house, base_url, &location, &secrets, &scopes).await?;
    Ok(location)
}

/// One small search tells whether the token lives and is the location's; a few calls more, what it may do.
async fn try_token(base_url: &Url, token: &SecretString, location: &LocationId) -> Result<Scopes, Refusal> {
    let door = Direct::new(browser()?, token.clone()).at(base_url.clone());
    let client = Client::through(std::sync::Arc::new(door));
    let search = ContactSearch::of(location.clone()).per_page(1);
    client.contacts().search(&search).await.map_err(|error| refused(error.to_string()))?;
    gateway::held_scopes(&client, location).await.map_err(|error| refused(error.to_string()))
}

async fn keep(
    house: &House,
    base_url: &Url,
    location: &LocationId,
    secrets: &Secrets,
    scopes: &Scopes,
) -> Result<(), Refusal> {
    let connection = Connection {
        id: ConnectionId::from_uuid(house.clock.uuid()),
        location: location.clone(),
        kind: Kind::Private,
        state: State::Live,
        reason: None,
        base_url: base_url.as_str().trim_end_matches('/').to_owned(),
        company: None,
        client_id: None,
        scopes: scopes.to_string(),
        expires_at: None,
        token_version: 1,
        created_at: house.clock.now(),
    };
    let mut tx = house.store.begin().await?;
    tx.connection_keep(&connection, secrets).await?;
    sync::begin(&mut tx, location).await?;
    Ok(tx.commit().await?)
}

/// Whether that address is a sandbox's: on this machine, with facts of its own.
pub fn is_sandbox(base_url: &Url) -> bool {
    consent::is_loopback(base_url)
}

/// What the sandbox there says of itself.
pub async fn facts(base_url: &Url) -> Result<sandbox::Facts, Refusal> {
    if !is_sandbox(base_url) {
        return Err(refused("name the location with --location; a token does not say whose it is"));
    }
    let address = base_url.join("/sandbox/facts").map_err(|error| refused(error.to_string()))?;
    let answer = browser()?.get(address).send().await;
    let facts = match answer {
        Ok(answer) => answer.json().await,
        Err(error) => Err(error),
    };
    facts.map_err(|_| refused(format!("no sandbox answers at {base_url}. Start one with: rankr sandbox")))
}

/// Tells the sandbox where its webhooks go.
pub async fn direct_webhooks(base_url: &Url, house: &House) -> Result<(), Refusal> {
    let hook = house.url.join("/hooks/highlevel").map_err(|error| refused(error.to_string()))?;
    let target = base_url.join("/sandbox/webhook-target").map_err(|error| refused(error.to_string()))?;
    let told = browser()?.post(target).json(&json!({ "url": hook })).send().await;
    match told.and_then(reqwest::Response::error_for_status) {
        Ok(_) => Ok(()),
        Err(error) => Err(refused(format!("the sandbox does not take the webhook target: {error}"))),
    }
}

/// A client that shows redirects instead of following them.
pub(crate) fn browser() -> Result<reqwest::Client, Refusal> {
    highlevel::client::http_client(USER_AGENT).map_err(|error| refused(error.to_string()))
}

pub(crate) fn refused(reason: impl Into<String>) -> Refusal {
    Refusal::Connection(reason.into())
}
