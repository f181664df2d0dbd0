//! Connections: letting Rankr into a location, and how that stands.
//!
//! Here: the OAuth steps with a state that works once, and health. Not here: renewing tokens (`gateway`), the
//! first copy (`sync`).
//!
//! Promise: a code that comes back without a state of ours changes nothing; a new pair of tokens and the order to
//! copy are on disk together. These are the only calls that do not pass the gateway: there is no connection yet
//! through which they could.

mod oauth;

use domain::connection::Connection;
use secrecy::SecretString;

use crate::member::must_connect;
use crate::{Member, Refusal, Rooms};

pub use oauth::Asking;

/// Connections of this Rankr.
#[derive(Debug, Clone)]
pub struct Connections {
    pub(crate) rooms: Rooms,
}

/// What HighLevel sent a browser back with.
#[derive(Debug, Clone)]
pub struct Returned {
    /// Ours, unchanged.
    pub state: String,
    /// Good once.
    pub code: SecretString,
}

impl Connections {
    /// Connections of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// Every connection with its health, for those who may change them.
    pub async fn list(&self, member: &Member) -> Result<Vec<Connection>, Refusal> {
        must_connect(member)?;
        Ok(self.rooms.store.read().await?.connection_list().await?)
    }

    /// Whether the store answers.
    pub async fn store_answers(&self) -> Result<(), Refusal> {
        self.rooms.store.read().await?.connection_list().await?;
        Ok(())
    }
}
