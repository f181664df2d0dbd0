//! Connections: a location's credentials and their health.
//!
//! Not here: getting and renewing tokens (`gateway`), sealing them (`store`). Promise: a secret has no text form.

use highlevel::ids::{CompanyId, LocationId};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{ids::ConnectionId, record::words};

/// How we were let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A marketplace app: tokens that end and are renewed, and webhooks.
    OAuth,
    /// A Private Integration Token: does not end, and brings no webhooks.
    Private,
}

words!(Kind, "kind of connection", { OAuth = "oauth", Private = "private" });

/// How a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It works.
    Live,
    /// HighLevel does not know the tokens any more: somebody has to authorise again.
    Refused,
    /// The app was taken off the location.
    Uninstalled,
}

words!(State, "state of a connection", { Live = "live", Refused = "refused", Uninstalled = "uninstalled" });

/// A location's credentials, without the secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Whose.
    pub location: LocationId,
    /// How we were let in.
    pub kind: Kind,
    /// How it is.
    pub state: State,
    /// Why, where it does not work.
    pub reason: Option<String>,
    /// Where HighLevel is: its own address, or a sandbox's.
    pub base_url: String,
    /// The company above, where known.
    pub company: Option<CompanyId>,
    /// The app's client id, for OAuth.
    pub client_id: Option<String>,
    /// What the token may do, blank separated; empty where HighLevel does not say.
    pub scopes: String,
    /// When the access token ends; none for one that does not.
    pub expires_at: Option<Timestamp>,
    /// Which pair of tokens this is; saving a new pair names the one it replaces.
    pub token_version: i64,
    /// Since when.
    pub created_at: Timestamp,
}

/// A connection's secrets. Their `Debug` shows nothing.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The token that calls carry.
    pub access: SecretString,
    /// The token that gets the next pair, for OAuth.
    pub refresh: Option<SecretString>,
    /// The app's secret, for OAuth.
    pub client_secret: Option<SecretString>,
}
