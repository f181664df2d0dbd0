//! One installation of the app: where it is, what it may do, and which tokens still stand for it.
//!
//! Here: the record. Not here: the book of all of them (`grants`), installing and taking off (`install`).

use std::collections::BTreeMap;

use highlevel::scope::Scopes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    door::AuthClass,
    world::id::{CompanyId, LocationId, UserId},
};

/// What the app was installed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Resource {
    /// One location.
    Location(LocationId),
    /// A company, with its locations.
    Company(CompanyId),
}

/// One installation of the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Install {
    /// Where.
    pub resource: Resource,
    /// The locations it reaches: itself, or those the agency approved.
    pub locations: Vec<LocationId>,
    /// What it may do.
    pub scopes: Scopes,
    /// Who installed it.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
    /// Access tokens of another generation are dead. No two installations ever share one.
    #[serde(default)]
    pub generation: u64,
    /// Of locations that lost the app and got it back: the generation of their tokens.
    #[serde(default)]
    pub back: BTreeMap<LocationId, u64>,
    /// Whether locations made later get it too.
    #[serde(default)]
    pub future: Future,
}

/// Whether a company's installation is meant for locations made later too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Future {
    /// Only for those there are.
    #[default]
    Without,
    /// For those to come as well.
    Included,
}

/// What an installation brought that was not there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gained {
    /// Whether it is the first on its resource.
    pub first: bool,
    /// The locations that had it not.
    pub locations: Vec<LocationId>,
}

impl Install {
    /// An installation that nobody has noted yet.
    pub(super) fn new(
        resource: Resource,
        locations: Vec<LocationId>,
        scopes: Scopes,
        user: UserId,
        at: Timestamp,
    ) -> Self {
        let (generation, back, future) = (0, BTreeMap::new(), Future::Without);
        Self { resource, locations, scopes, user, at, generation, back, future }
    }

    /// The generation of access tokens for that location, or for the company.
    pub(super) fn generation_of(&self, id: &str) -> u64 {
        let back = LocationId::parse(id).and_then(|location| self.back.get(&location));
        back.copied().unwrap_or(self.generation)
    }

    /// Whether tokens of that class for that id come from it.
    pub(super) fn gives(&self, class: AuthClass, id: &str) -> bool {
        match class {
            AuthClass::Location => self.locations.iter().any(|location| location.as_str() == id),
            AuthClass::Company => {
                matches!(self.resource, Resource::Company(company) if company.as_str() == id)
            }
        }
    }
}

impl Resource {
    /// Which class of token it gets.
    pub(crate) fn class(&self) -> AuthClass {
        match self {
            Self::Location(_) => AuthClass::Location,
            Self::Company(_) => AuthClass::Company,
        }
    }

    /// Its id.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Location(id) => id.as_str(),
            Self::Company(id) => id.as_str(),
        }
    }
}
