//! Who has installed the app where, and which codes and refresh tokens are good.
//!
//! Here: installs, codes, refresh tokens, all in one small book kept in the data dir.
//! Not here: one installation (`installed`), the wire forms (`token`, `agency`, `consent`).
//!
//! Promise: a code works once and soon. A refresh token works once; within the grace its second use is
//! answered with the same pair. What was handed out before a restart is good after it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use highlevel::scope::{Scope, Scopes};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use super::installed::{Future, Gained, Install, Resource};
use crate::{
    door::AuthClass,
    keep::{self, KeepError},
    world::id::{LocationId, UserId},
};

/// How long a code holds. HighLevel says "short-lived" and no more: ours to choose.
pub(crate) const CODE_LIFE: SignedDuration = SignedDuration::from_mins(5);
const GRANTS_FILE: &str = "grants.json";
/// Spent refresh tokens remembered, so that their reuse can be told from nonsense.
const SPENT_KEPT: usize = 100;

/// What a code stands for until it is traded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Code {
    /// What was consented to.
    pub resource: Resource,
    /// What it may do.
    pub scopes: Scopes,
    /// Who consented.
    pub user: UserId,
    /// Where the browser was sent; none for a code that no browser carried.
    pub redirect_uri: Option<String>,
    /// Until when it can be traded.
    pub until: Timestamp,
}

/// Where a refresh token stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Refresh {
    /// It can be used.
    Live {
        /// For which installation.
        resource: Resource,
        /// What the next access token may do.
        scopes: Scopes,
    },
    /// It was used; this is what its use gave.
    Spent {
        /// When.
        at: Timestamp,
        /// For which installation.
        resource: Resource,
        /// What its use was answered with.
        pair: Pair,
    },
}

/// An access and a refresh token that belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pair {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
    /// The refresh token's name.
    pub refresh_id: String,
    /// What they may do.
    pub scopes: Scopes,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Book {
    installs: Vec<Install>,
    codes: HashMap<String, Code>,
    refreshes: HashMap<String, Refresh>,
    #[serde(default)]
    last_generation: u64,
}

/// The book, and where it is kept.
#[derive(Debug)]
pub(crate) struct Grants {
    file: Option<PathBuf>,
    book: Mutex<Book>,
    grace: Mutex<SignedDuration>,
}

/// Why a refresh token gives nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRefresh {
    /// Nobody gave it out, or its installation is gone.
    Unknown,
    /// It was used, and the grace is over.
    Spent,
}

/// What a refresh token gives.
pub(crate) enum Use {
    /// A new pair is to be made.
    Fresh(Resource, Scopes),
    /// The pair its first use gave.
    Again(Resource, Pair),
}

impl Grants {
    /// Opens the book of the data dir, or an empty one.
    pub(crate) fn open(data_dir: Option<&Path>) -> Result<Self, KeepError> {
        let file = data_dir.map(|dir| dir.join(GRANTS_FILE));
        let book = match &file {
            Some(file) => keep::read(file)?.unwrap_or_default(),
            None => Book::default(),
        };
        Ok(Self { file, book: Mutex::new(book), grace: Mutex::new(SignedDuration::from_secs(30)) })
    }

    /// Every installation, oldest first.
    pub(crate) fn installs(&self) -> Vec<Install> {
        self.book.lock().installs.clone()
    }

    /// Whether the app is installed for `location`, and may do what `scope` says.
    pub(crate) fn reaches(&self, location: LocationId, scope: Option<&Scope>) -> bool {
        self.book.lock().installs.iter().any(|install| {
            install.locations.contains(&location) && scope.is_none_or(|scope| install.scopes.contains(scope))
        })
    }

    /// Whether a company has the app, and it may do what `scope` says.
    pub(crate) fn reaches_company(&self, scope: &Scope) -> bool {
        let book = self.book.lock();
        let mut companies =
            book.installs.iter().filter(|install| matches!(install.resource, Resource::Company(_)));
        companies.any(|install| install.scopes.contains(scope))
    }

    /// Whether an access token of that generation still stands for this class and id.
    pub(crate) fn stands(&self, class: AuthClass, id: &str, generation: u64) -> bool {
        let book = self.book.lock();
        book.installs
            .iter()
            .any(|install| install.gives(class, id) && generation == install.generation_of(id))
    }

    /// Ends the access tokens for this class and id; refresh tokens stay good.
    pub(crate) fn expire(&self, class: AuthClass, id: &str) {
        self.end(class, id);
    }

    /// Ends the access tokens for this class and id, and the refresh tokens behind them.
    pub(crate) fn revoke(&self, class: AuthClass, id: &str) {
        let dead = self.end(class, id);
        let mut book = self.book.lock();
        book.refreshes.retain(|_, refresh| !dead.contains(&refresh.resource()));
        self.keep(&book);
    }

    fn end(&self, class: AuthClass, id: &str) -> Vec<Resource> {
        let mut book = self.book.lock();
        let mut dead = Vec::new();
        for at in 0..book.installs.len() {
            if book.installs[at].gives(class, id) {
                book.installs[at].generation = book.next_generation();
                book.installs[at].back.clear();
                dead.push(book.installs[at].resource);
            }
        }
        self.keep(&book);
        dead
    }

    /// Notes an installation; a second one on the same resource adds its locations to the first. Gives what
    /// stands now, and what of it is new.
    pub(crate) fn install(&self, install: Install) -> (Install, Gained) {
        let mut book = self.book.lock();
        let at = book.installs.iter().position(|known| known.resource == install.resource);
        let (install, gained) = match at {
            None => {
                let install = Install { generation: book.next_generation(), ..install };
                book.installs.push(install.clone());
                let gained = Gained { first: true, locations: install.locations.clone() };
                (install, gained)
            }
            Some(at) => {
                let locations = install.locations.clone();
                let before = book.installs[at].clone();
                let (generation, back) = (before.generation, before.back);
                book.installs[at] =
                    Install { at: before.at, generation, back, locations: before.locations, ..install };
                let locations = book.add_locations(at, locations);
                (book.installs[at].clone(), Gained { first: false, locations })
            }
        };
        self.keep(&book);
        (install, gained)
    }

    /// Adds a location that was just made to the company's installation that is meant for it too.
    pub(crate) fn install_new(&self, location: LocationId) -> Option<Install> {
        let mut book = self.book.lock();
        let meant = |install: &Install| {
            matches!(install.resource, Resource::Company(_)) && install.future == Future::Included
        };
        let at = book.installs.iter().position(meant)?;
        book.add_locations(at, vec![location]);
        self.keep(&book);
        Some(book.installs[at].clone())
    }

    /// Takes the app off one location of a company; its tokens die, those of the others stay. Gives what is left.
    pub(crate) fn uninstall_location(&self, location: LocationId) -> Option<Install> {
        let mut book = self.book.lock();
        let at = book.installs.iter().position(|install| install.locations.contains(&location))?;
        let install = &mut book.installs[at];
        install.locations.retain(|kept| *kept != location);
        install.back.insert(location, 0);
        let left = install.clone();
        self.keep(&book);
        Some(left)
    }

    /// Takes the app off a resource; every code and token for it dies.
    pub(crate) fn uninstall(&self, resource: Resource) -> Option<Install> {
        let mut book = self.book.lock();
        let at = book.installs.iter().position(|install| install.resource == resource)?;
        let gone = book.installs.remove(at);
        book.refreshes.retain(|_, refresh| refresh.resource() != resource);
        book.codes.retain(|_, code| code.resource != resource);
        self.keep(&book);
        Some(gone)
    }

    /// The generation of access tokens made now for that installation.
    pub(crate) fn generation(&self, resource: Resource) -> u64 {
        let book = self.book.lock();
        book.installs
            .iter()
            .find(|install| install.resource == resource)
            .map_or(0, |install| install.generation)
    }

    /// Ends every access token there is; refresh tokens stay good.
    pub(crate) fn expire_access(&self) {
        let mut book = self.book.lock();
        for at in 0..book.installs.len() {
            book.installs[at].generation = book.next_generation();
            book.installs[at].back.clear();
        }
        self.keep(&book);
    }

    /// Hands out a code.
    pub(crate) fn add_code(&self, text: String, code: Code, now: Timestamp) {
        let mut book = self.book.lock();
        book.codes.retain(|_, code| code.until > now);
        book.codes.insert(text, code);
        self.keep(&book);
    }

    /// What a code stands for, without using it.
    pub(crate) fn code(&self, text: &str, now: Timestamp) -> Option<Code> {
        self.book.lock().codes.get(text).filter(|code| code.until > now).cloned()
    }

    /// Uses a code up. Of two who try at once, one gets it.
    pub(crate) fn use_code(&self, text: &str) -> Option<Code> {
        let mut book = self.book.lock();
        let code = book.codes.remove(text)?;
        self.keep(&book);
        Some(code)
    }

    /// Notes a refresh token as good.
    pub(crate) fn add_refresh(&self, id: &str, resource: Resource, scopes: Scopes) {
        let mut book = self.book.lock();
        book.refreshes.insert(id.to_owned(), Refresh::Live { resource, scopes });
        self.keep(&book);
    }

    /// Uses a refresh token: `make` turns it into the new pair under the lock, so that one token never
    /// gives two different pairs.
    pub(crate) fn refresh(
        &self,
        id: &str,
        now: Timestamp,
        make: impl FnOnce(Resource, &Scopes, u64) -> Pair,
    ) -> Result<(Resource, Pair), NoRefresh> {
        let mut book = self.book.lock();
        match book.use_of(id, now, *self.grace.lock())? {
            Use::Again(resource, pair) => Ok((resource, pair)),
            Use::Fresh(resource, scopes) => {
                let generation = book.installs.iter().find(|install| install.resource == resource);
                let generation = generation.map_or(0, |install| install.generation);
                let pair = make(resource, &scopes, generation);
                let live = Refresh::Live { resource, scopes };
                book.refreshes.insert(pair.refresh_id.clone(), live);
                book.refreshes
                    .insert(id.to_owned(), Refresh::Spent { at: now, resource, pair: pair.clone() });
                book.forget_oldest_spent();
                self.keep(&book);
                Ok((resource, pair))
            }
        }
    }

    /// How long a spent refresh token is answered with the pair it gave.
    pub(crate) fn grace(&self) -> SignedDuration {
        *self.grace.lock()
    }

    /// Sets that time; nothing means strictly single use.
    pub(crate) fn set_grace(&self, grace: SignedDuration) {
        *self.grace.lock() = grace;
    }

    /// Forgets every installation, code and token.
    pub(crate) fn clear(&self) {
        let mut book = self.book.lock();
        *book = Book { last_generation: book.last_generation, ..Book::default() };
        self.keep(&book);
    }

    fn keep(&self, book: &Book) {
        let Some(file) = &self.file else { return };
        if let Err(error) = keep::write(file, book) {
            tracing::error!(error = %error, "the grants could not be kept; a restart will forget them");
        }
    }
}

impl Book {
    /// Adds locations to an installation; one that had it before begins anew. Gives those that were not there.
    fn add_locations(&mut self, at: usize, locations: Vec<LocationId>) -> Vec<LocationId> {
        let mut added = Vec::new();
        for location in locations {
            if self.installs[at].locations.contains(&location) {
                continue;
            }
            if self.installs[at].back.contains_key(&location) {
                let generation = self.next_generation();
                self.installs[at].back.insert(location, generation);
            }
            self.installs[at].locations.push(location);
            added.push(location);
        }
        added
    }

    fn next_generation(&mut self) -> u64 {
        self.last_generation += 1;
        self.last_generation
    }

    fn use_of(&self, id: &str, now: Timestamp, grace: SignedDuration) -> Result<Use, NoRefresh> {
        match self.refreshes.get(id).ok_or(NoRefresh::Unknown)? {
            Refresh::Live { resource, scopes } => Ok(Use::Fresh(*resource, scopes.clone())),
            Refresh::Spent { at, resource, pair } if now.duration_since(*at) <= grace && !grace.is_zero() => {
                Ok(Use::Again(*resource, pair.clone()))
            }
            Refresh::Spent { .. } => Err(NoRefresh::Spent),
        }
    }

    fn forget_oldest_spent(&mut self) {
        let mut spent: Vec<(Timestamp, String)> = self
            .refreshes
            .iter()
            .filter_map(|(id, refresh)| match refresh {
                Refresh::Spent { at, .. } => Some((*at, id.clone())),
                Refresh::Live { .. } => None,
            })
            .collect();
        if spent.len() <= SPENT_KEPT {
            return;
        }
        spent.sort();
        for (_, id) in spent.drain(..spent.len() - SPENT_KEPT) {
            self.refreshes.remove(&id);
        }
    }
}

impl Refresh {
    fn resource(&self) -> Resource {
        match self {
            Self::Live { resource, .. } | Self::Spent { resource, .. } => *resource,
        }
    }
}
