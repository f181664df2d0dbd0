//! The calendars, hour by hour: appointments that are not as the mirror has them.
//!
//! A calendar's events and a contact's appointments are the same records in two forms (times with a zone, and
//! without), so the calendars only tell whose appointments are to be read anew.
//!
//! Promise: one call a calendar, and one for each contact with a difference.

use std::collections::{BTreeMap, BTreeSet};

use domain::budget::Lane;
use domain::change::Cause;
use domain::progress::Stage;
use domain::record::{Doc, Kind, RecordId, Snapshot};
use highlevel::error::CallError;
use highlevel::ids::{ContactId, LocationId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::RecordRow;

use super::{Mark, SWEEP_EVERY, save};
use crate::SyncError;
use crate::handler::Parts;
use crate::source::Source;
use crate::take_in::replace;
use crate::watch::is_copied;

/// How far back the calendars are looked through.
const BACK: SignedDuration = SignedDuration::from_hours(24);
/// How far ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 60);
/// A time without a zone may be meant so far from UTC.
const ZONES: SignedDuration = SignedDuration::from_hours(15);
/// What two forms of one appointment have in common.
const COMPARED: [&str; 5] = ["title", "appointmentStatus", "calendarId", "assignedUserId", "dateUpdated"];

/// Where the round stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CalendarsMark {
    ended_at: Option<Timestamp>,
}

impl Mark for CalendarsMark {
    const NAME: &'static str = "calendars";
}

impl CalendarsMark {
    /// Whether it is time for the next round.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.ended_at.is_none_or(|ended| now.duration_since(ended) >= SWEEP_EVERY)
    }
}

/// One round through the calendars. Without the scope for their events there is nothing to see.
#[tracing::instrument(name = "sync.reconcile.appointments", skip_all, fields(location.id = %location))]
pub(crate) async fn appointments(parts: &Parts, location: &LocationId, lane: Lane) -> Result<(), SyncError> {
    if !is_copied(parts, location, Stage::Appointments).await? {
        return Ok(());
    }
    let source = parts.source(location, lane, Cause::Reconcile);
    match differing(parts, &source, location).await {
        Ok(contacts) => {
            for contact in contacts {
                read_anew(parts, &source, location, &contact).await?;
            }
        }
        Err(SyncError::Call(CallError::MissingScope { .. } | CallError::WrongTokenKind { .. })) => {}
        Err(other) => return Err(other),
    }
    let mut tx = parts.store.begin().await?;
    save(&mut tx, location, &CalendarsMark { ended_at: Some(parts.clock.now()) }).await?;
    Ok(tx.commit().await?)
}

/// Whose appointments are not as the mirror has them.
async fn differing(
    parts: &Parts,
    source: &Source,
    location: &LocationId,
) -> Result<BTreeSet<ContactId>, SyncError> {
    let now = parts.clock.now();
    let (from, to) = (now - BACK, now + AHEAD);
    let calendars = parts.store.read().await?.record_list(location, Kind::Calendar).await?;
    let mut shown: Vec<Snapshot> = Vec::new();
    for calendar in &calendars {
        shown.extend(source.events_of(&calendar.id, from, to).await?);
    }
    let held = {
        let mut tx = parts.store.read().await?;
        tx.record_list_between(location, Kind::Appointment, from - ZONES, to + ZONES).await?
    };
    let surely = (from + ZONES).as_millisecond()..(to - ZONES).as_millisecond();
    let calendars: BTreeSet<RecordId> = calendars.into_iter().map(|calendar| calendar.id).collect();
    Ok(compare(&shown, &held, |row, sort_at| {
        let calendar = row.doc().text("calendarId").and_then(|id| RecordId::new(id).ok());
        surely.contains(&sort_at) && calendar.is_some_and(|id| calendars.contains(&id))
    }))
}

/// Pure: the contacts of appointments that differ, that are new, or that should have been shown and were not.
fn compare(
    shown: &[Snapshot],
    held: &[(RecordRow, i64)],
    should_show: impl Fn(&RecordRow, i64) -> bool,
) -> BTreeSet<ContactId> {
    let known: BTreeMap<&RecordId, &RecordRow> = held.iter().map(|(row, _)| (&row.id, row)).collect();
    let seen: BTreeSet<&RecordId> = shown.iter().map(|event| &event.id).collect();
    let differs = |event: &&Snapshot| known.get(&event.id).is_none_or(|row| !is_same(&event.doc, row.doc()));
    let moved = shown.iter().filter(differs).filter_map(|event| event.contact.clone());
    let missing = held.iter().filter(|(row, at)| !seen.contains(&row.id) && should_show(row, *at));
    moved.chain(missing.filter_map(|(row, _)| row.stored.contact.clone())).collect()
}

/// Whether both forms say the same, as far as both speak.
fn is_same(event: &Doc, held: &Doc) -> bool {
    COMPARED.iter().all(|field| match (event.get(field), held.get(field)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    })
}

async fn read_anew(
    parts: &Parts,
    source: &Source,
    location: &LocationId,
    contact: &ContactId,
) -> Result<(), SyncError> {
    let list = match source.appointments_of(contact).await {
        Ok(list) => list,
        // The contact itself is gone, which the comparison finds.
        Err(CallError::UnknownRecord { .. }) => return Ok(()),
        Err(other) => return Err(other.into()),
    };
    let now = parts.clock.now();
    let mut tx = parts.store.begin().await?;
    if parts.gateway.is_in_flight(&mut tx, location, contact).await? {
        return Ok(());
    }
    let changes = replace(&mut tx, location, list, Some(contact), &Cause::Reconcile, now).await?;
    tx.checked_repaired(location, &changes, now).await?;
    Ok(tx.commit().await?)
}
