//! Who calls: what the door has found out about a request before a route sees it.
//!
//! Here: the caller as routes get it (an axum extension).
//! Not here: how a token becomes a caller (`tokens`), in which order it is checked (`door`).
//!
//! Promise: a route that is given a `Caller` runs only for a token that is valid, holds the operation's
//! scope and belongs to the location that the path, the query and the body name.

use std::{fmt, sync::Arc};

use highlevel::scope::Scopes;

/// Which spelling of paths, fields and flags the caller speaks, by its `Version` header.
pub use highlevel::version::Spelling as Version;

use crate::world::id::{CompanyId, LocationId, UserId};

/// A caller whom the door has let in.
#[derive(Clone, Debug)]
pub struct Caller {
    /// OAuth or private.
    pub kind: TokenKind,
    /// For a location or for a whole company.
    pub auth_class: AuthClass,
    /// What the token may do.
    pub scopes: Arc<Scopes>,
    /// The location of a location token; none for a company token.
    pub location: Option<LocationId>,
    /// The company of the token, always known.
    pub company: CompanyId,
    /// Whom the limits are counted for: the app's client id, or all private tokens of a location.
    pub client: ClientId,
    /// The user in whose name the token acts.
    pub user: Option<UserId>,
    /// The spelling the caller asked for.
    pub version: Version,
}

/// How the token came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// By an app's OAuth installation.
    OAuth,
    /// By a private integration (`pit-…`).
    Private,
}

/// What the token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthClass {
    /// One location.
    Location,
    /// A company with all its locations.
    Company,
}

/// One client in the eyes of the limits. The private tokens of a location are one client.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClientId {
    /// An app, by its client id.
    App(Arc<str>),
    /// Every private token of a location together.
    Private,
}

impl AuthClass {
    /// The word tokens and answers use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Location => "Location",
            Self::Company => "Company",
        }
    }
}

impl fmt::Display for AuthClass {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::App(id) => out.write_str(id),
            Self::Private => out.write_str("private"),
        }
    }
}
