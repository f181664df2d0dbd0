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
use highlevel::error::CallError;
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
    let connection = house.store.read().await?.connection_find(&location).await?;
    let is_connected = |known: &Connection| known.state == State::Live && known.base_url == facts.base_url;
    if connection.as_ref().is_some_and(is_connected) {
        hear(house, &base_url, facts).await?;
        return Ok(location);
    }
    let app = AppCredentials {
        client_id: facts.client_id.clone(),
        client_secret: SecretString::from(facts.client_secret.clone()),
    };
    let authorize = oauth::ask(house, &base_url, app).await?;
    let back = oauth::agree(&authorize, &location).await?;
    // Before the connection is there, so that no news of it is missed, and after all that may be refused.
    hear(house, &base_url, facts).await?;
    match callback {
        Callback::Served => oauth::come_back(&back).await.map(|()| location),
        Callback::Here => oauth::finish(house, &back).await,
    }
}

/// Believes the sandbox's key and has its webhooks sent here.
async fn hear(house: &House, base_url: &Url, facts: &sandbox::Facts) -> Result<(), Refusal> {
    webhook_keys::believe(&house.store, &facts.webhook_public_key).await?;
    direct_webhooks(base_url, house).await
}

/// A private token that was tried: whose it is and what it may do.
pub struct Tried {
    /// The location it works in.
    pub location: LocationId,
    base_url: Url,
    token: SecretString,
    scopes: Scopes,
}

/// Tries a private token, before anything is opened. Where no location is named, a sandbox names its own.
pub async fn try_private(
    base_url: &Url,
    token: SecretString,
    location: Option<&str>,
) -> Result<Tried, Refusal> {
    let location = match location {
        Some(location) => location.to_owned(),
        None => facts(base_url).await?.location_id,
    };
    let location =
        LocationId::new(location).map_err(|_| refused("--location is empty. Give the location's id"))?;
    let http = browser()?;
    let scopes = try_token(http, base_url, &token, &location)
        .await
        .map_err(|error| token_refused(base_url, &location, &error))?;
    Ok(Tried { location, base_url: base_url.clone(), token, scopes })
}

/// Keeps the connection of a token that was tried, and begins its first copy.
pub async fn private(house: &House, tried: Tried) -> Result<LocationId, Refusal> {
    let secrets = Secrets { access: tried.token, refresh: None, client_secret: None };
    keep(house, &tried.base_url, &tried.location, &secrets, &tried.scopes).await?;
    Ok(tried.location)
}

/// One small search tells whether the token lives and is the location's; a few calls more, what it may do.
async fn try_token(
    http: reqwest::Client,
    base_url: &Url,
    token: &SecretString,
    location: &LocationId,
) -> Result<Scopes, CallError> {
    let door = Direct::new(http, token.clone()).at(base_url.clone());
    let client = Client::through(std::sync::Arc::new(door));
    let search = ContactSearch::of(location.clone()).per_page(1);
    client.contacts().search(&search).await?;
    gateway::held_scopes(&client, location).await
}

/// Why a token did not work, and what would.
fn token_refused(base_url: &Url, location: &LocationId, error: &CallError) -> Refusal {
    match error {
        CallError::Unreachable(_) | CallError::Unanswered(_) => not_reached(base_url, ""),
        CallError::DeadToken { .. } => refused(
            "HighLevel does not know this private token. Copy it again, whole, from Settings, Private \
             Integrations; once rotated, the old one is dead",
        ),
        CallError::WrongLocation { .. } => refused(format!(
            "this token does not belong to the location {location}. Name its own location with --location"
        )),
        CallError::MissingScope { .. } => refused(
            "this token may not read contacts. Give the integration at least the scope contacts.readonly",
        ),
        CallError::Unreadable { .. } | CallError::UnknownRecord { .. } => {
            refused(format!("what answers at {base_url} is not HighLevel. Correct --base-url"))
        }
        other => refused(other.to_string()),
    }
}

fn not_reached(base_url: &Url, help: &str) -> Refusal {
    Refusal::NotReached(format!("nobody answers at {base_url}. Correct --base-url{help}"))
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
        return Err(refused("a token does not say whose it is. Name the location with --location"));
    }
    let address = base_url.join("/sandbox/facts").map_err(|error| refused(error.to_string()))?;
    let nobody = |_| not_reached(base_url, ", or start a sandbox there with: rankr sandbox");
    let answer = browser()?.get(address).send().await.map_err(nobody)?;
    let is_no_sandbox = |_| refused(format!("what answers at {base_url} is no sandbox. Correct --base-url"));
    answer.json().await.map_err(is_no_sandbox)
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
