//! What every service stands on: memory and the one door out.
//!
//! Here: the two, and the reads that several services share. Not here: anything a person asks for.
//!
//! Promise: nothing in this crate reaches HighLevel but through the gateway given here.

use std::collections::HashMap;

use domain::ids::PersonId;
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Intent, Write};
use gateway::Gateway;
use highlevel::{ContactId, LocationId};
use jiff::Timestamp;
use store::{RecordRow, Store, StoreError, Tx};

use crate::counts::Counts;
use crate::reference::{Lists, Reference};
use crate::{Member, Refusal};

/// Memory and the door out.
#[derive(Debug, Clone)]
pub struct Rooms {
    pub(crate) store: Store,
    pub(crate) gateway: Gateway,
    pub(crate) counts: Counts,
}

impl Rooms {
    /// The rooms a Rankr was opened with.
    pub fn new(store: Store, gateway: Gateway) -> Self {
        Self { store, gateway, counts: Counts::default() }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.store.clock().now()
    }

    /// Takes a write down. It goes out by itself; the page need not wait.
    pub(crate) async fn submit(&self, intent: Intent) -> Result<Write, Refusal> {
        Ok(self.gateway.submit(intent).await?)
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
    let what = if kind == Kind::Task { "task" } else { "note" };
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

/// Everybody's name, to say who did something.
pub(crate) async fn people(tx: &mut Tx<'_>) -> Result<HashMap<PersonId, String>, StoreError> {
    Ok(tx.person_list().await?.into_iter().map(|person| (person.id, person.name)).collect())
}
