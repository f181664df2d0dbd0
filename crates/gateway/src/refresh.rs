//! Reading one contact, or one record of it, anew.
//!
//! Here: the calls, and what the mirror learns from them. Not here: lists and first copies (`sync`), what wins
//! (`domain::mirror`).
//!
//! Promise: a contact with all that hangs on it is one set, taken into the mirror in one
//! transaction; what HighLevel no longer shows is gone; the same contact is read at most once in a minute unless
//! forced, and never twice at a time; what a person is changing just now is left to that change.

mod dealings;

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use domain::{
    budget::Lane,
    change::Cause,
    mirror::News,
    record::{Coverage, Kind, RecordId, Snapshot},
};
use futures::future::try_join4;
use highlevel::{
    CallError, Client, ContactId, LocationId,
    client::Call,
    operation::{Operation, contacts as row},
};
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    error::GatewayError,
    gateway::Gateway,
    ledger::catalog::{record, records},
    ledger::verdict::id_of,
};

/// Whether a contact that was read a moment ago is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Not when it was read within the last minute.
    WhenStale,
    /// In any case.
    Always,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// It was read a moment ago, or is being read: no call was made.
    Fresh,
    /// It was read; so many records of it changed.
    Read {
        /// Changes made.
        changes: usize,
    },
    /// HighLevel does not know it any more.
    Gone,
    /// It was read while a change of ours to it was out: what was read is left, since that change brings the
    /// record whole and is the cause of it.
    OursFirst,
}

/// So many contacts are remembered as read; then those whose minute is over are forgotten.
const REMEMBERED: usize = 10_000;

/// Contacts that are being read, and when each was read last. Known to this process alone: another one, or the
/// same one after a start, reads once more.
#[derive(Default)]
pub(crate) struct UnderWay(Mutex<HashMap<(LocationId, ContactId), Reading>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Now,
    Done(Timestamp),
}

struct Turn<'u> {
    under_way: &'u UnderWay,
    key: (LocationId, ContactId),
    before: Option<Reading>,
}

impl UnderWay {
    /// None when the contact is being read already, or was read after `stale_before`.
    fn begin(&self, location: &LocationId, contact: &ContactId, stale_before: Timestamp) -> Option<Turn<'_>> {
        let key = (location.clone(), contact.clone());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, reading| !matches!(reading, Reading::Done(at) if *at <= stale_before));
        }
        let before = all.get(&key).copied();
        match before {
            Some(Reading::Now) => None,
            Some(Reading::Done(at)) if at > stale_before => None,
            _ => {
                all.insert(key.clone(), Reading::Now);
                Some(Turn { under_way: self, key, before })
            }
        }
    }
}

impl Turn<'_> {
    fn done(mut self, at: Timestamp) {
        self.before = Some(Reading::Done(at));
    }
}

/// A turn that ended without being done leaves things as they were.
impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut all = self.under_way.0.lock().unwrap_or_else(PoisonError::into_inner);
        match self.before {
            Some(before) => all.insert(self.key.clone(), before),
            None => all.remove(&self.key),
        };
    }
}

impl Gateway {
    /// Reads a contact with all that hangs on it and takes that into the mirror: six calls, and a seventh where
    /// something was said that the mirror does not have.
    ///
    /// # Errors
    /// HighLevel's and the store's; the mirror is then as it was.
    pub async fn refresh_contact(
        &self,
        location: &LocationId,
        contact: &ContactId,
        lane: Lane,
        cause: Cause,
        when: Refresh,
    ) -> Result<Refreshed, GatewayError> {
        let began_at = self.now();
        let stale_before = match when {
            Refresh::WhenStale => began_at.checked_sub(self.inner.options.refresh_every).unwrap_or(began_at),
            Refresh::Always => Timestamp::MAX,
        };
        let Some(turn) = self.inner.refreshing.begin(location, contact, stale_before) else {
            return Ok(Refreshed::Fresh);
        };
        let client = self.client(location, lane, cause.clone());
        let Some(mut news) = self.contact_news(&client, location, contact).await? else {
            self.apply_gone(location, contact, cause).await?;
            return Ok(Refreshed::Gone);
        };
        let reading = self.reading(location, lane, cause.clone());
        let (tasks, notes, appointments, dealings) = try_join4(
            self.set_of(&client, location, contact, Kind::Task),
            self.set_of(&client, location, contact, Kind::Note),
            self.set_of(&client, location, contact, Kind::Appointment),
            self.dealings(&reading, location, contact),
        )
        .await?;
        news.extend(tasks.into_iter().chain(notes).chain(appointments).chain(dealings));
        let Some(changes) = self.apply(location, contact, news, cause).await? else {
            return Ok(Refreshed::OursFirst);
        };
        turn.done(began_at);
        Ok(Refreshed::Read { changes })
    }

    /// Reads one record of a contact, or the contact alone, and takes it into the mirror.
    ///
    /// # Errors
    /// HighLevel's and the store's; `NotAWrite` never. An appointment is read with its siblings, since HighLevel
    /// shows no single one here.
    pub async fn refresh_record(
        &self,
        location: &LocationId,
        contact: &ContactId,
        record: (Kind, &RecordId),
        lane: Lane,
        cause: Cause,
    ) -> Result<Refreshed, GatewayError> {
        let client = self.client(location, lane, cause.clone());
        let (kind, id) = record;
        let news = match kind {
            Kind::Appointment => self.set_of(&client, location, contact, kind).await?,
            Kind::Contact => self.contact_news(&client, location, contact).await?.unwrap_or_default(),
            _ => self.single_news(&client, location, contact, (kind, id)).await?,
        };
        if kind == Kind::Contact && news.is_empty() {
            self.apply_gone(location, contact, cause).await?;
            return Ok(Refreshed::Gone);
        }
        let gone = news.iter().any(|news| matches!(news, News::Gone { id: gone, .. } if gone == id));
        let Some(changes) = self.apply(location, contact, news, cause).await? else {
            return Ok(Refreshed::OursFirst);
        };
        Ok(if gone { Refreshed::Gone } else { Refreshed::Read { changes } })
    }

    /// The contact alone; none when HighLevel does not know it.
    async fn contact_news(
        &self,
        client: &Client,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<Option<Vec<News>>, CallError> {
        let asked_at = self.now();
        let Some(body) = read(client, about(&row::GET_CONTACT, contact)).await? else { return Ok(None) };
        let asked_at = self.their_time(location, asked_at);
        let seen = record(&row::GET_CONTACT, &body).and_then(|record| {
            let id = RecordId::new(id_of(record)?).ok()?;
            Some(Snapshot::of(Kind::Contact, id, record.clone(), Coverage::Whole, asked_at))
        });
        let seen = seen.ok_or_else(|| unreadable("contact"))?;
        Ok(Some(vec![News::Seen(seen)]))
    }

    async fn single_news(
        &self,
        client: &Client,
        location: &LocationId,
        contact: &ContactId,
        (kind, id): (Kind, &RecordId),
    ) -> Result<Vec<News>, CallError> {
        let asked_at = self.now();
        let (operation, name) = match kind {
            Kind::Task => (&row::GET_TASK, "taskId"),
            Kind::Note => (&row::GET_NOTE, "id"),
            other => {
                return Err(CallError::Configuration {
                    message: format!("a {other} does not belong to a contact"),
                });
            }
        };
        let read = read(client, about(operation, contact).path(name, id)).await?;
        let asked_at = self.their_time(location, asked_at);
        let Some(body) = read else {
            return Ok(vec![gone(kind, id.clone(), contact, asked_at)]);
        };
        let found = record(operation, &body).ok_or_else(|| unreadable(kind.as_str()))?;
        let snapshot = Snapshot::of(kind, id.clone(), found.clone(), Coverage::Whole, asked_at);
        Ok(vec![News::Seen(snapshot.of_contact(contact.clone()))])
    }

    /// All records of a kind that a contact has, and a farewell to those it has no more. A scope that is not held
    /// leaves the kind as it was.
    async fn set_of(
        &self,
        client: &Client,
        location: &LocationId,
        contact: &ContactId,
        kind: Kind,
    ) -> Result<Vec<News>, GatewayError> {
        let operation = match kind {
            Kind::Task => &row::GET_ALL_TASKS,
            Kind::Note => &row::GET_ALL_NOTES,
            _ => &row::GET_APPOINTMENTS_FOR_CONTACT,
        };
        let asked_at = self.now();
        let body = match read(client, about(operation, contact)).await {
            Ok(Some(body)) => body,
            Ok(None) | Err(CallError::MissingScope { .. } | CallError::WrongTokenKind { .. }) => {
                return Ok(Vec::new());
            }
            Err(other) => return Err(other.into()),
        };
        let asked_at = self.their_time(location, asked_at);
        let mut news: Vec<News> = Vec::new();
        let mut shown: HashSet<RecordId> = HashSet::new();
        for found in records(operation, &body) {
            let Some(id) = id_of(found).and_then(|id| RecordId::new(id).ok()) else { continue };
            let snapshot = Snapshot::of(kind, id.clone(), found.clone(), Coverage::Whole, asked_at);
            news.push(News::Seen(snapshot.of_contact(contact.clone())));
            shown.insert(id);
        }
        let held = self.held(location, kind, contact).await?;
        news.extend(
            held.into_iter().filter(|id| !shown.contains(id)).map(|id| gone(kind, id, contact, asked_at)),
        );
        Ok(news)
    }

    /// The ids of a contact's records as the mirror holds them.
    async fn held(
        &self,
        location: &LocationId,
        kind: Kind,
        contact: &ContactId,
    ) -> Result<Vec<RecordId>, GatewayError> {
        let held = self.store().read().await?.record_list_of(location, contact, kind).await?;
        Ok(held.into_iter().map(|record| record.id).collect())
    }

    async fn apply_gone(
        &self,
        location: &LocationId,
        contact: &ContactId,
        cause: Cause,
    ) -> Result<(), GatewayError> {
        let at = self.their_time(location, self.now());
        let news = vec![gone(Kind::Contact, RecordId::from(contact), contact, at)];
        self.apply(location, contact, news, cause).await.map(drop)
    }

    /// Takes news of a contact into the mirror; says how many changes it made, or nothing where a change of ours is
    /// out. Asked after HighLevel was read: whatever of ours it showed was marked as sent before.
    async fn apply(
        &self,
        location: &LocationId,
        contact: &ContactId,
        news: Vec<News>,
        cause: Cause,
    ) -> Result<Option<usize>, GatewayError> {
        let mut tx = self.store().begin().await?;
        if self.is_in_flight(&mut tx, location, contact).await? {
            return Ok(None);
        }
        let now = self.now();
        let (past, news) = dealings::past_and_new(news, self.their_time(location, now));
        let learned = tx.mirror_apply_many(location, &past, &Cause::Backfill, now).await?;
        let changes = tx.mirror_apply_many(location, &news, &cause, now).await?;
        if cause == Cause::Reconcile {
            tx.checked_repaired(location, &changes, now).await?;
        }
        tx.commit().await?;
        Ok(Some(learned.len() + changes.len()))
    }
}

fn about(operation: &'static Operation, contact: &ContactId) -> Call {
    Call::of(operation).path("contactId", contact)
}

/// The body of an answer; none when HighLevel knows no such record.
async fn read(client: &Client, call: Call) -> Result<Option<Value>, CallError> {
    match client.raw(call).await {
        Ok(answer) => answer.json().map(Some),
        Err(CallError::UnknownRecord { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

fn gone(kind: Kind, id: RecordId, contact: &ContactId, at: Timestamp) -> News {
    News::Gone { kind, id, contact: Some(contact.clone()), at }
}

fn unreadable(what: &str) -> CallError {
    CallError::Unreadable { reason: format!("it shows no {what}") }
}
