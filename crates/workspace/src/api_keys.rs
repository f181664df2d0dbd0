//! API keys: who makes and revokes them, and whom a program's key stands for.
//!
//! Here: making a key (its secret is shown once), listing, revoking, and the check that every call of the served
//! API passes. Not here: what a call then does (`served`), the hash on disk (`store`).
//!
//! Promise: owners alone make and revoke keys. A revoked key opens nothing from the moment the revocation returns;
//! where another process revoked it, [`CHECKED_FOR`] later at most.

mod known;
mod pace;
mod service;

use std::sync::Arc;
use std::time::Duration;

use domain::api_key::ApiKey;
use domain::ids::ApiKeyId;
use highlevel::{LocationId, Scopes};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

pub use pace::{BURST, DAILY, Left, Pace, WINDOW_MS};
pub use service::{ApiKeys, scopes};

/// What every secret begins with.
pub const PREFIX: &str = "rk_";
/// How long a key that was found good is not looked up again. Another process may revoke it meanwhile, and waits
/// this long before it says that the key is dead.
pub const CHECKED_FOR: Duration = Duration::from_secs(1);

/// What a new key is to be.
#[derive(Debug, Clone)]
pub struct Wish {
    /// What people call it.
    pub name: String,
    /// What it may do, by HighLevel's names.
    pub scopes: Scopes,
    /// Until when; for ever without it.
    pub expires_at: Option<Timestamp>,
}

/// A key that was just made. Its secret is not kept: this is the only time that it can be read.
#[derive(Debug, Clone)]
pub struct Made {
    /// The key.
    pub key: ApiKey,
    secret: SecretString,
}

impl Made {
    /// The secret, for the one who asked.
    pub fn reveal(&self) -> &str {
        self.secret.expose_secret()
    }
}

/// A key as people see it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The key.
    pub key: ApiKey,
    /// Who made it, by name; nobody where it was made on the command line.
    pub made_by: Option<String>,
    /// How it stands now.
    pub standing: domain::api_key::Standing,
}

/// A program that came with a good key.
#[derive(Debug, Clone)]
pub struct Caller {
    /// With which key.
    pub key: ApiKeyId,
    /// The one location it opens.
    pub location: LocationId,
    /// What it may do.
    pub scopes: Arc<Scopes>,
    /// How fast it calls.
    pub pace: Arc<Pace>,
}
