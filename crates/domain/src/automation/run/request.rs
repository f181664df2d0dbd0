//! What a step asks of the world, with every pill filled in.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::{
    automation::{
        OperationName,
        step::{Given, HttpMethod},
    },
    record::Kind,
};

/// What a step asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Request {
    /// An operation of the catalog; `highlevel::client::Call::named` makes the call of it.
    Operation {
        /// Which.
        operation: OperationName,
        /// Path, query and body fields together.
        input: Given,
    },
    /// A look into the mirror.
    Find {
        /// Of which kind.
        kind: Kind,
        /// Fields and their values.
        matching: Given,
        /// How many at most.
        at_most: u32,
    },
    /// A contact created, or updated where it is there.
    Upsert {
        /// Its fields.
        input: Given,
    },
    /// A request to any address.
    Http {
        /// How.
        method: HttpMethod,
        /// Where.
        url: String,
        /// The name of stored credentials.
        credential: Option<String>,
        /// Headers.
        headers: Given,
        /// What is sent.
        body: Json,
        /// Outputs by name, each an expression that sees `answer`.
        keep: Map<String, Json>,
    },
    /// An e-mail.
    Email {
        /// To whom.
        to: String,
        /// What it is about.
        subject: String,
        /// What it says.
        text: String,
    },
    /// A message into a chat.
    Message {
        /// The name of the stored address.
        to: String,
        /// What it says.
        text: String,
    },
    /// A signed message; its id is the attempt's key, so that the other side can tell a repetition.
    Webhook {
        /// Where.
        url: String,
        /// The name of the stored secret.
        secret: Option<String>,
        /// What is sent.
        body: Json,
    },
    /// A run of another automation; the attempt's key makes it one.
    Start {
        /// Its name.
        automation: String,
        /// What it is given.
        with: Given,
    },
}

/// What is done when nobody knows whether a request was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It is repeated: that does no harm.
    Repeat,
    /// It is looked up.
    Look,
    /// A person decides.
    Ask,
}

impl Request {
    /// What is done when nobody knows whether it was carried out.
    #[must_use]
    pub fn again(&self) -> Again {
        match self {
            Self::Operation { operation, .. } if !operation.row().is_write() => Again::Repeat,
            Self::Operation { .. } | Self::Upsert { .. } => Again::Look,
            Self::Find { .. } | Self::Webhook { .. } | Self::Start { .. } => Again::Repeat,
            Self::Http { method: HttpMethod::Get, .. } => Again::Repeat,
            Self::Http { .. } | Self::Email { .. } | Self::Message { .. } => Again::Ask,
        }
    }

    /// Whether a refusal may hide that a record was made after all.
    #[must_use]
    pub fn creates(&self) -> bool {
        match self {
            Self::Operation { operation, .. } => operation.creates(),
            Self::Upsert { .. } => true,
            _ => false,
        }
    }
}
