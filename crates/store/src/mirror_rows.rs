//! What a batch of news comes to, and the record rows it writes.

use domain::{
    change::{Action, Cause, FieldChange},
    mirror::{Decision, Stored},
    record::{Doc, Kind, RecordId},
};
use highlevel::ids::{ContactId, LocationId};
use indexmap::{IndexMap, map::Entry};
use jiff::Timestamp;

use crate::{
    StoreError, Tx,
    mirror::Held,
    row::{Value, json, maybe_text, text, values},
};

/// One alteration on its way into the change log.
pub(crate) struct Alteration {
    pub(crate) kind: Kind,
    pub(crate) record: RecordId,
    pub(crate) contact: Option<ContactId>,
    pub(crate) action: Action,
    pub(crate) fields: Vec<FieldChange>,
}

/// One record before and after a batch.
pub(crate) struct Moved {
    /// The document of a record that was there and not deleted.
    pub(crate) before: Option<Doc>,
    pub(crate) after: Stored,
}

/// What a batch of news comes to, in the order in which records were first met.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) moved: IndexMap<(Kind, RecordId), Moved>,
    pub(crate) alterations: Vec<Alteration>,
}

impl Outcome {
    /// Notes what one piece of news came to. What was held of the record goes from there to here, so that no
    /// document is held twice.
    pub(crate) fn note(&mut self, key: (Kind, RecordId), held: &mut Held, decision: Decision) {
        let action = decision.action();
        let (after, fields) = match decision {
            Decision::Stale => return,
            Decision::Refresh(after) | Decision::Create(after) | Decision::Delete(after) => {
                (after, Vec::new())
            }
            Decision::Update(after, fields) | Decision::Restore(after, fields) => (after, fields),
        };
        if let Some(action) = action {
            let (kind, record) = key.clone();
            let contact = match kind {
                Kind::Contact => ContactId::new(record.as_str()).ok(),
                _ => after.contact.clone(),
            };
            self.alterations.push(Alteration { kind, record, contact, action, fields });
        }
        // Where it stood before the batch is kept from the first time it is met.
        match self.moved.entry(key) {
            Entry::Occupied(mut moved) => moved.get_mut().after = after,
            Entry::Vacant(place) => {
                let before = held.remove(place.key()).filter(|held| held.deleted_at.is_none());
                place.insert(Moved { before: before.map(|held| held.doc), after });
            }
        }
    }
}

const INSERT: &str = "INSERT INTO record (location_id, kind, id, contact_id, doc, updated_at, seen_at,
    whole_updated_at, whole_seen_at, alive_at, deleted_at, refreshed_at, refreshed_by, sort_at, is_open)";

const OR_UPDATE: &str = "ON CONFLICT (location_id, kind, id) DO UPDATE SET
    contact_id = excluded.contact_id, doc = excluded.doc, updated_at = excluded.updated_at,
    seen_at = excluded.seen_at, whole_updated_at = excluded.whole_updated_at,
    whole_seen_at = excluded.whole_seen_at, alive_at = excluded.alive_at, deleted_at = excluded.deleted_at,
    refreshed_at = excluded.refreshed_at, refreshed_by = excluded.refreshed_by, sort_at = excluded.sort_at,
    is_open = excluded.is_open";

impl Tx<'_> {
    /// Writes the records that moved, and the contact lists that follow from them.
    pub(crate) async fn mirror_write(
        &mut self,
        location: &LocationId,
        outcome: &Outcome,
        cause: &Cause,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let told = Told { by: cause.as_str(), at: now };
        let rows = outcome
            .moved
            .iter()
            .map(|((kind, id), moved)| record_row(location, *kind, id, &moved.after, told))
            .collect();
        self.run_many(INSERT, OR_UPDATE, rows).await?;
        self.contact_index(location, outcome).await?;
        self.thread_index(location, outcome).await
    }
}

/// What told of a record, and when.
#[derive(Clone, Copy)]
struct Told {
    by: &'static str,
    at: Timestamp,
}

fn record_row(location: &LocationId, kind: Kind, id: &RecordId, stored: &Stored, told: Told) -> Vec<Value> {
    values![
        text(location),
        kind.as_str(),
        text(id),
        maybe_text(stored.contact.as_ref()),
        json(&stored.doc),
        stored.updated_at,
        stored.seen_at,
        stored.whole.and_then(|whole| whole.updated_at),
        stored.whole.map(|whole| whole.seen_at),
        stored.alive_at,
        stored.deleted_at,
        told.at,
        told.by,
        sort_at(kind, &stored.doc),
        i64::from(is_open(kind, stored)),
    ]
}

/// Whether it is a task that is still to be done.
fn is_open(kind: Kind, stored: &Stored) -> bool {
    kind == Kind::Task && stored.deleted_at.is_none() && stored.doc.flag("completed") != Some(true)
}

/// By what a contact's records of this kind are sorted, in epoch milliseconds.
fn sort_at(kind: Kind, doc: &Doc) -> i64 {
    let field = match kind {
        Kind::Task => "dueDate",
        Kind::Appointment => "startTime",
        Kind::Opportunity => "createdAt",
        _ => "dateAdded",
    };
    let time = doc.time(field).or_else(|| {
        // A contact's appointments come without a zone; for their order among each other any zone will do.
        let civil: jiff::civil::DateTime = doc.text(field)?.parse().ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()
    });
    time.map_or(0, Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn appointments_without_a_zone_still_have_an_order() {
        let doc = |text: &str| Doc::from_fields(json!({"startTime": text}).as_object().unwrap().clone());

        let early = sort_at(Kind::Appointment, &doc("2026-01-05 09:00:00"));
        let late = sort_at(Kind::Appointment, &doc("2026-01-05 10:30:00"));

        assert_eq!(late - early, 90 * 60 * 1_000);
    }
}
