//! What every service stands on: memory and the one door out.
//!
//! Here: the two, and the reads that several services share. Not here: anything a person asks for.
//!
//! Promise: nothing in this crate reaches HighLevel but through the gateway given here.

use std::collections::HashMap;

use domain::ids::{PersonId, WriteId};
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Effect, Intent, News, State, Write};
use engine::Engine;
use gateway::Gateway;
use highlevel::{ContactId, LocationId, operation};
use jiff::Timestamp;
use serde_json::{Map, Value};
use store::{RecordRow, Store, StoreError, Tx};

use crate::counts::Counts;
use crate::member::{Editing, May};
use crate::reference::{Lists, Reference};
use crate::shell::pace::Paces;
use crate::{Member, Refusal};

const MOVED_ON: &str =
    "What you sent before has moved on meanwhile. Look at your writes before you send it again.";

/// Memory and the door out.
#[derive(Debug, Clone)]
pub struct Rooms {
    pub(crate) store: Store,
    pub(crate) gateway: Gateway,
    pub(crate) engine: Engine,
    pub(crate) counts: Counts,
    pub(crate) paces: Paces,
}

impl Rooms {
    /// The rooms a Rankr was opened with.
    pub fn new(store: Store, gateway: Gateway) -> Self {
        let engine = Engine::new(store.clone(), gateway.clone(), engine::Options::default());
        Self { store, gateway, engine, counts: Counts::default(), paces: Paces::default() }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.store.clock().now()
    }

    /// Whether this person may alter records here: their role first, then the connection's scopes.
    pub(crate) async fn editing(&self, tx: &mut Tx<'_>, member: &Member) -> Result<Editing, StoreError> {
        if !member.may_write() {
            return Ok(Editing::Role);
        }
        // What is altered here needs one scope; where there is no connection the page says that first.
        let connection = tx.connection_find(&member.location).await?;
        let missing = connection
            .and_then(|connection| self.gateway.lacks(&connection, &operation::contacts::UPDATE_CONTACT));
        Ok(missing.map_or(Editing::Allowed, |scope| Editing::Scope(scope.to_string())))
    }

    /// Takes a write down. It goes out by itself; the page need not wait.
    pub(crate) async fn submit(&self, intent: Intent) -> Result<Write, Refusal> {
        Ok(self.gateway.submit(intent).await?)
    }

    /// Puts aside what a newer form has replaced.
    pub(crate) async fn dismiss_all(&self, writes: &[Write]) -> Result<(), Refusal> {
        for write in writes {
            self.gateway.dismiss(&write.intent.location, write.id).await?;
        }
        Ok(())
    }

    /// The same in the place of another write, which is put aside with it: both or neither.
    pub(crate) async fn submit_instead(
        &self,
        intent: Intent,
        old: Option<WriteId>,
    ) -> Result<Write, Refusal> {
        let Some(old) = old else { return self.submit(intent).await };
        let (location, now) = (intent.location.clone(), self.now());
        let mut tx = self.store.begin().await?;
        let write = tx.write_find(&location, old).await?.ok_or(Refusal::NotFound { what: "write" })?;
        let news = match write.state {
            State::Intended => News::Cancelled,
            state if state.needs_a_person() => News::Dismissed,
            _ => return Err(Refusal::Conflict(MOVED_ON.to_owned())),
        };
        tx.write_advance(&location, old, news, now).await?;
        let new = self.gateway.submit_in(&mut tx, intent).await?;
        tx.commit().await?;
        Ok(new)
    }
}

/// The location's words.
pub(crate) async fn reference(tx: &mut Tx<'_>, location: &LocationId) -> Result<Reference, StoreError> {
    let own = tx.record_find(location, Kind::Location, &RecordId::from(location)).await?;
    let lists = Lists {
        location: own.map(|row| row.stored.doc),
        users: docs(tx, location, Kind::User).await?,
        fields: docs(tx, location, Kind::CustomField).await?,
        calendars: docs(tx, location, Kind::Calendar).await?,
        tags: docs(tx, location, Kind::Tag).await?,
        pipelines: docs(tx, location, Kind::Pipeline).await?,
    };
    Ok(Reference::of(lists))
}

async fn docs(tx: &mut Tx<'_>, location: &LocationId, kind: Kind) -> Result<Vec<Doc>, StoreError> {
    Ok(tx.record_list(location, kind).await?.into_iter().map(|row| row.stored.doc).collect())
}

/// A contact that is there, also one that was deleted.
pub(crate) async fn contact(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: &ContactId,
) -> Result<RecordRow, Refusal> {
    let row = tx.contact_find(&member.location, contact).await?;
    row.filter(|row| !row.doc().is_empty()).ok_or(Refusal::NotFound { what: "contact" })
}

/// A contact that can be altered.
pub(crate) async fn living(tx: &mut Tx<'_>, member: &Member, id: &ContactId) -> Result<RecordRow, Refusal> {
    let row = contact(tx, member, id).await?;
    match row.deleted_at() {
        None => Ok(row),
        Some(_) => {
            Err(Refusal::Conflict("This contact was deleted. Its last state can be looked at.".to_owned()))
        }
    }
}

/// A task or note of a contact that can be altered.
pub(crate) async fn belonging(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: &ContactId,
    kind: Kind,
    id: &RecordId,
) -> Result<RecordRow, Refusal> {
    let what = match kind {
        Kind::Task => "task",
        Kind::Opportunity => "opportunity",
        _ => "note",
    };
    let row = tx.record_find(&member.location, kind, id).await?;
    let own = row.filter(|row| row.stored.contact.as_ref() == Some(contact) && !row.doc().is_empty());
    own.ok_or(Refusal::NotFound { what })
}

/// A contact's records of one kind with their documents.
pub(crate) async fn records(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: &ContactId,
    kind: Kind,
) -> Result<Vec<(RecordId, Doc)>, StoreError> {
    let rows = tx.record_list_of(&member.location, contact, kind).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.stored.doc)).collect())
}

/// What was said with a contact before that moment, newest first, with its documents.
pub(crate) async fn said(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: &ContactId,
    before: Option<Timestamp>,
    limit: u32,
) -> Result<Vec<(RecordId, Doc)>, StoreError> {
    let rows = tx.message_list_of(&member.location, contact, before, limit).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.stored.doc)).collect())
}

/// Edits of one record that need a person: a form that shows what they wanted replaces them all.
pub(crate) async fn stuck_edits(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: &ContactId,
    record: &RecordId,
) -> Result<Vec<Write>, StoreError> {
    let mut writes = tx.write_list_shown(&member.location, contact).await?;
    writes.retain(|write| {
        write.intent.record.as_ref() == Some(record)
            && write.state.needs_a_person()
            && matches!(&write.intent.effect, Effect::Set { fields } if !fields.contains_key("completed"))
    });
    Ok(writes)
}

/// A create of that kind for this contact which was sent before, with the fields it had.
pub(crate) async fn sent_before(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: &ContactId,
    kind: Kind,
    id: WriteId,
) -> Result<(Write, Map<String, Value>), Refusal> {
    let write = tx.write_find(&member.location, id).await?;
    let write = write.filter(|write| {
        write.intent.kind == kind && write.intent.contact.as_ref() == Some(contact) && write.is_shown()
    });
    match write {
        Some(write) => match &write.intent.effect {
            Effect::Create { fields } => {
                let fields = fields.clone();
                Ok((write, fields))
            }
            _ => Err(Refusal::NotFound { what: "write" }),
        },
        None => Err(Refusal::NotFound { what: "write" }),
    }
}

/// Everybody's name, to say who did something.
pub(crate) async fn people(tx: &mut Tx<'_>) -> Result<HashMap<PersonId, String>, StoreError> {
    Ok(tx.person_list().await?.into_iter().map(|person| (person.id, person.name)).collect())
}
