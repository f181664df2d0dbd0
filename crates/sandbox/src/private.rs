//! Private integrations: tokens made by hand for one location or for the agency, and their rotation.
//!
//! Here: which there are, what each may do, until when an older token holds, all in one small book kept in the data
//! dir. Not here: OAuth (`oauth`), reading a token from a call (`door`).
//!
//! Promise: a token rotated now is dead at once; one rotated for later holds seven more days beside the new one. The
//! first four follow from the seed, and so do those made after them, in their order.

use std::{
    collections::HashMap,
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use highlevel::scope::{Scope, Scopes};
use jiff::{SignedDuration, Timestamp};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize, Serializer};

use crate::{
    door::{agency_scopes, location_scopes},
    identity::Identity,
    keep::{self, KeepError},
    shell::Places,
    world::id::LocationId,
};

/// How long a token that was rotated for later still holds.
pub(crate) const OVERLAP: SignedDuration = SignedDuration::from_hours(7 * 24);
const PRIVATE_FILE: &str = "private.json";

/// One private integration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Integration {
    /// Its number, from 1.
    pub number: u32,
    /// What it is called.
    pub name: String,
    /// Its location; none for the agency.
    pub location: Option<LocationId>,
    /// What it may do.
    pub scopes: Scopes,
    /// Its token.
    pub token: String,
    /// Since when it has this token.
    pub since: Timestamp,
    /// The token before, while it still holds.
    pub older: Option<Older>,
}

/// A token that was rotated for later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Older {
    /// The token.
    pub token: String,
    /// Until when it holds.
    pub until: Timestamp,
}

/// When the token before a rotation dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Dies {
    /// At once.
    Now,
    /// Seven days later.
    Later,
}

/// What a new integration is to be.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// What it is called.
    pub name: String,
    /// Its location; none for the agency.
    pub location: Option<LocationId>,
    /// What it may do; everything there is for it where none is named.
    pub scopes: Scopes,
}

/// A scope that an integration of that kind cannot have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{scope} is no scope {whose} can have")]
pub(crate) struct NoSuchScope {
    scope: Scope,
    whose: &'static str,
}

/// The name of an integration: `pvt_1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IntegrationId(pub u32);

/// Every private integration of one sandbox.
#[derive(Debug)]
pub(crate) struct Private {
    file: Option<PathBuf>,
    identity: Identity,
    first: Vec<Integration>,
    held: RwLock<Held>,
}

/// The book, and what each token in it opens.
#[derive(Debug)]
struct Held {
    book: Book,
    keys: HashMap<String, Key>,
}

#[derive(Debug)]
struct Key {
    location: Option<LocationId>,
    scopes: Arc<Scopes>,
    until: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Book {
    integrations: Vec<Integration>,
    /// How many tokens were drawn beyond the first ones.
    drawn: u32,
}

impl Private {
    /// Opens the book of the data dir, or the first four.
    pub(crate) fn open(
        data_dir: Option<&Path>,
        identity: &Identity,
        places: &Places,
        now: Timestamp,
    ) -> Result<Self, KeepError> {
        let file = data_dir.map(|dir| dir.join(PRIVATE_FILE));
        let first = first(identity, places, now);
        let kept = file.as_deref().map(keep::read).transpose()?.flatten();
        let book = kept.unwrap_or_else(|| Book::of(&first));
        Ok(Self { file, identity: identity.clone(), first, held: RwLock::new(Held::of(book)) })
    }

    /// The integration whose token this is, if it still holds.
    pub(crate) fn holder(&self, token: &str, now: Timestamp) -> Option<(Option<LocationId>, Arc<Scopes>)> {
        let held = self.held.read();
        let key = held.keys.get(token).filter(|key| key.until.is_none_or(|until| now < until))?;
        Some((key.location, Arc::clone(&key.scopes)))
    }

    /// Every integration, oldest first; tokens that are dead by now are not told of.
    pub(crate) fn list(&self, now: Timestamp) -> Vec<Integration> {
        let mut all = self.held.read().book.integrations.clone();
        for one in &mut all {
            one.older.take_if(|older| older.until <= now);
        }
        all
    }

    /// The token of one of the first integrations, as it is now; nothing once that is removed.
    pub(crate) fn token_of(&self, number: u32) -> String {
        let held = self.held.read();
        let one = held.book.integrations.iter().find(|one| one.number == number);
        one.map(|one| one.token.clone()).unwrap_or_default()
    }

    /// Makes an integration.
    pub(crate) fn make(&self, wish: Wish, now: Timestamp) -> Result<Integration, NoSuchScope> {
        let (all, whose) = match wish.location {
            Some(_) => (location_scopes(), "an integration of a location"),
            None => (agency_scopes(), "an integration of an agency"),
        };
        if let Some(scope) = wish.scopes.iter().find(|scope| !all.contains(scope)) {
            return Err(NoSuchScope { scope: scope.clone(), whose });
        }
        let scopes = if wish.scopes.is_empty() { all } else { wish.scopes };
        let mut held = self.held.write();
        let book = &mut held.book;
        let number = book.integrations.iter().map(|one| one.number).max().unwrap_or_default() + 1;
        let token = book.draw(&self.identity);
        let Wish { name, location, .. } = wish;
        let new = Integration { number, name, location, scopes, token, since: now, older: None };
        book.integrations.push(new.clone());
        self.settle(&mut held);
        Ok(new)
    }

    /// Gives an integration another token.
    pub(crate) fn rotate(&self, id: IntegrationId, dies: Dies, now: Timestamp) -> Option<Integration> {
        let mut held = self.held.write();
        let book = &mut held.book;
        let at = book.position(id)?;
        let token = book.draw(&self.identity);
        let one = &mut book.integrations[at];
        let before = std::mem::replace(&mut one.token, token);
        one.since = now;
        one.older = (dies == Dies::Later).then(|| Older { token: before, until: now + OVERLAP });
        let rotated = one.clone();
        self.settle(&mut held);
        Some(rotated)
    }

    /// Takes an integration away; its tokens are dead at once.
    pub(crate) fn remove(&self, id: IntegrationId) -> Option<Integration> {
        let mut held = self.held.write();
        let at = held.book.position(id)?;
        let gone = held.book.integrations.remove(at);
        self.settle(&mut held);
        Some(gone)
    }

    /// Back to the first four and their first tokens.
    pub(crate) fn reset(&self) {
        let mut held = self.held.write();
        held.book = Book::of(&self.first);
        self.settle(&mut held);
    }

    /// Brings keys and file in line with the book.
    fn settle(&self, held: &mut Held) {
        held.keys = held.book.keys();
        let Some(file) = &self.file else { return };
        if let Err(error) = keep::write(file, &held.book) {
            tracing::error!(error = %error, "the private tokens could not be kept; a restart will forget what changed");
        }
    }
}

impl Held {
    fn of(book: Book) -> Self {
        Self { keys: book.keys(), book }
    }
}

impl Book {
    fn keys(&self) -> HashMap<String, Key> {
        let of = |one: &Integration| {
            let scopes = Arc::new(one.scopes.clone());
            let key = |until| Key { location: one.location, scopes: Arc::clone(&scopes), until };
            let older = one.older.as_ref().map(|older| (older.token.clone(), key(Some(older.until))));
            [Some((one.token.clone(), key(None))), older]
        };
        self.integrations.iter().flat_map(of).flatten().collect()
    }

    fn of(first: &[Integration]) -> Self {
        Self { integrations: first.to_vec(), drawn: 0 }
    }

    fn position(&self, id: IntegrationId) -> Option<usize> {
        self.integrations.iter().position(|one| one.number == id.0)
    }

    fn draw(&mut self, identity: &Identity) -> String {
        self.drawn += 1;
        identity.private_token(self.drawn)
    }
}

/// The integrations a sandbox begins with.
fn first(identity: &Identity, places: &Places, now: Timestamp) -> Vec<Integration> {
    let contacts: Scopes = [Scope::CONTACTS_READONLY].into_iter().collect();
    let (here, there) = (Some(places.location), Some(places.second));
    [
        ("Everything", here, location_scopes(), &identity.full_token),
        ("Contacts, to read", here, contacts, &identity.read_only_token),
        ("The agency", None, agency_scopes(), &identity.agency_token),
        ("The other location", there, location_scopes(), &identity.second_token),
    ]
    .into_iter()
    .zip(1..)
    .map(|((name, location, scopes, token), number)| Integration {
        number,
        name: name.to_owned(),
        location,
        scopes,
        token: token.clone(),
        since: now,
        older: None,
    })
    .collect()
}

/// The number of the integration with every scope of the location in use.
pub(crate) const FULL: u32 = 1;
/// The number of the integration that may only read contacts.
pub(crate) const READ_ONLY: u32 = 2;

impl fmt::Display for IntegrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pvt_{}", self.0)
    }
}

impl FromStr for IntegrationId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_prefix("pvt_").and_then(|number| number.parse().ok());
        number.map(Self).ok_or_else(|| {
            format!("there is no private integration {text}; those are pvt_1, pvt_2 and so on")
        })
    }
}

impl Serialize for IntegrationId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
