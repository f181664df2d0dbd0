//! One call after another: the mirror first, HighLevel where the mirror cannot answer.

use std::sync::Arc;

use highlevel::ContactId;
use highlevel::answering::{Refusal, Turned};
use highlevel::operation::contacts::GET_CONTACT;
use serde_json::Value;

use super::altered::Altered;
use super::fresh::Freshnesses;
use super::shelf::{self, Shelf, Written};
use super::{Asked, By, Fresh, Read, Said, Trouble, belongings, contacts, lists, said, search, tasks};
use crate::Rooms;
use crate::api_keys::Caller;

/// The served API of these rooms.
#[derive(Debug, Clone)]
pub struct Served {
    pub(super) rooms: Rooms,
    freshness: Arc<Freshnesses>,
    shelf: Arc<Shelf>,
    pub(super) altered: Arc<Altered>,
}

impl Served {
    /// The served API of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        let shelf = Arc::new(Shelf::new(&rooms.store));
        Self { rooms: rooms.clone(), freshness: Arc::default(), shelf, altered: Arc::default() }
    }

    /// Answers one call of a program whose key was found good.
    pub async fn answer(&self, caller: &Caller, asked: &Asked) -> Said {
        if let Err(turned) = may(caller, asked) {
            return Said::plain(turned.into());
        }
        if asked.operation.is_write() {
            return self.write(caller, asked).await;
        }
        if let Some(said) = self.kept(caller, asked).await {
            return said;
        }
        match self.held(caller, asked).await {
            Ok(Some(said)) => said,
            Ok(None) if asked.operation.id == "get-contact" => self.taken_in(caller, asked).await,
            Ok(None) => self.pass(caller, asked).await,
            Err(Trouble::Refused(refusal)) => Said { by: Some(By::Mirror), ..Said::plain(refusal.into()) },
            Err(Trouble::Store(error)) => {
                tracing::error!(%error, "the mirror cannot be read");
                super::pass::unavailable("The mirror cannot be read.")
            }
        }
    }

    /// A contact that was written a moment ago, if nothing has changed in it since.
    async fn kept(&self, caller: &Caller, asked: &Asked) -> Option<Said> {
        let key = key_of(caller, asked)?;
        if self.altered.has_contact(&caller.location, asked.name("contactId")) {
            return None;
        }
        let written = self.shelf.find(&key)?;
        let fresh = self.freshness.of(&self.rooms.store, &caller.location).await.ok()?;
        Some(Said::written(&written, fresh))
    }

    /// What the mirror answers, if it can.
    async fn held(&self, caller: &Caller, asked: &Asked) -> Result<Option<Said>, Trouble> {
        let key = key_of(caller, asked).map(|key| (key, self.shelf.mark()));
        let Some(found) = self.read(caller, asked).await? else { return Ok(None) };
        let fresh = self.freshness.of(&self.rooms.store, &caller.location).await?;
        let text = found.body.to_string();
        let etag = said::etag(text.as_bytes());
        let written = Written::now(text.into(), etag, found.checked_at);
        let said = Said::written(&written, fresh);
        if let Some((key, mark)) = key {
            self.shelf.keep(&key, written, mark);
        }
        Ok(Some(said))
    }

    async fn read(&self, caller: &Caller, asked: &Asked) -> Read {
        let location = &caller.location;
        let is_altered = match asked.operation.id {
            "get-contact" => self.altered.has_contact(location, asked.name("contactId")),
            id => lists::kind_of(id).is_some_and(|kind| self.altered.has_list(location, kind)),
        };
        if is_altered {
            return Ok(None);
        }
        let mut tx = self.rooms.store.read().await?;
        let tx = &mut tx;
        match asked.operation.id {
            "get-contact" => contacts::single(tx, location, asked).await,
            "get-contacts" => contacts::list(tx, location, asked).await,
            "search-contacts-advanced" => search::contacts(tx, location, asked).await,
            "get-duplicate-contact" => contacts::duplicate(tx, location, asked).await,
            "get-all-tasks" => belongings::list(tx, location, asked, belongings::TASKS).await,
            "get-task" => belongings::single(tx, location, asked, belongings::TASKS).await,
            "get-all-notes" => belongings::list(tx, location, asked, belongings::NOTES).await,
            "get-note" => belongings::single(tx, location, asked, belongings::NOTES).await,
            "get-appointments-for-contact" => {
                belongings::list(tx, location, asked, belongings::APPOINTMENTS).await
            }
            "get-location" => lists::location(tx, location).await,
            "get-location-tags" => lists::all(tx, location, asked, lists::TAGS).await,
            "get-tag-by-id" => lists::one(tx, location, asked, lists::TAGS).await,
            "get-custom-fields" => lists::all(tx, location, asked, lists::FIELDS).await,
            "get-custom-field" => lists::one(tx, location, asked, lists::FIELDS).await,
            "get-user-by-location" => lists::all(tx, location, asked, lists::USERS).await,
            "get-user" => lists::one(tx, location, asked, lists::USERS).await,
            "get-calendars" => lists::all(tx, location, asked, lists::CALENDARS).await,
            "get-calendar" => lists::one(tx, location, asked, lists::CALENDARS).await,
            "task-search" => tasks::search(tx, location, asked).await,
            _ => Ok(None),
        }
    }

    /// A contact that the mirror knows in part: read anew, then answered from the mirror. One that it does not know
    /// at all may be anything, so it is not let in by the word of a caller.
    async fn taken_in(&self, caller: &Caller, asked: &Asked) -> Said {
        let Ok(id) = ContactId::new(asked.name("contactId")) else {
            return Said::plain(Refusal::NoContact(String::new()).into());
        };
        match self.knows(caller, &id).await {
            Ok(true) => {}
            Ok(false) => return self.pass(caller, asked).await,
            Err(_) => return super::pass::unavailable("The mirror cannot be read."),
        }
        if let Err(said) = self.take_contact_in(caller, &id).await {
            return said;
        }
        self.altered.read(&caller.location, id.as_str());
        let fresh = Some(Fresh::now(self.rooms.now()));
        match self.held(caller, asked).await {
            Ok(Some(said)) => Said { by: Some(By::HighLevel), fresh, ..said },
            Ok(None) => self.pass(caller, asked).await,
            Err(Trouble::Refused(refusal)) => Said::plain(refusal.into()),
            Err(Trouble::Store(_)) => super::pass::unavailable("The mirror cannot be read."),
        }
    }
}

impl Served {
    async fn knows(&self, caller: &Caller, id: &ContactId) -> Result<bool, store::StoreError> {
        let mut tx = self.rooms.store.read().await?;
        Ok(tx.contact_find(&caller.location, id).await?.is_some())
    }
}

/// Under what an answer is kept: single contacts alone are asked for again and again.
fn key_of(caller: &Caller, asked: &Asked) -> Option<String> {
    let is_single = asked.operation.id == GET_CONTACT.id;
    is_single.then(|| shelf::key(&caller.location, asked.name("contactId"), asked.spelling()))
}

/// Whether this caller may do this, here: the scope first, then the location of path, query and body.
fn may(caller: &Caller, asked: &Asked) -> Result<(), Turned> {
    let operation = asked.operation;
    if !caller.scopes.contains_all(operation.scopes) || operation.app == highlevel::operation::App::Oauth {
        return Err(Turned::NoScope);
    }
    let is_ours = |location: &str| location == caller.location.as_str();
    if asked.names.iter().any(|(name, location)| *name == "locationId" && !is_ours(location)) {
        return Err(Turned::WrongLocation);
    }
    let is_location = |name: &str| name == "locationId" || name == "location_id";
    if let Some(param) = operation.query.iter().find(|param| is_location(param.name)) {
        match asked.query.iter().find(|(name, _)| is_location(name)) {
            Some((_, location)) if !is_ours(location) => return Err(Turned::WrongLocation),
            None if param.required => return Err(Turned::WrongLocation),
            _ => {}
        }
    }
    match named_in_the_body(asked) {
        Some(location) if !is_ours(&location) => Err(Turned::WrongLocation),
        _ => Ok(()),
    }
}

/// The location that the body names. A missing one is the operation's to refuse.
fn named_in_the_body(asked: &Asked) -> Option<String> {
    if asked.body.is_empty() {
        return None;
    }
    let body: Value = serde_json::from_slice(&asked.body).ok()?;
    body.get("locationId")?.as_str().map(str::to_owned)
}
