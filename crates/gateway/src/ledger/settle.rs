//! Settling: the end of a write and what the mirror learns from it, in one transaction.
//!
//! Here: turning an answer into news for the mirror. Not here: whether the write succeeded (`ledger::send`,
//! `ledger::look`).
//!
//! Promise: the mirror and its change move on confirmation, with the write as their cause; our own echo, which
//! HighLevel sends later, finds nothing to change.

use domain::{
    mirror::News as MirrorNews,
    record::{Coverage, Doc, Kind, RecordId, Snapshot},
    write::{Effect, Write},
};
use highlevel::operation::Operation;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{catalog, verdict::id_of};
use crate::{error::GatewayError, gateway::Gateway};

/// What the answer to a create shows and no read ever shows again.
/// Source: the contact create answer of the published description, beside live reads.
const CREATE_ONLY: [&str; 8] = [
    "deleted",
    "bounceEmail",
    "unsubscribeEmail",
    "birthMonth",
    "birthDay",
    "lastSessionActivityAt",
    "offers",
    "products",
];

impl Gateway {
    /// What the mirror learns from an answer about a write's record.
    pub(crate) async fn shown(
        &self,
        write: &Write,
        row: &'static Operation,
        body: &Value,
        seen_at: Timestamp,
    ) -> Result<Vec<MirrorNews>, GatewayError> {
        match write.intent.effect {
            Effect::Delete => return Ok(self.gone(write)),
            // It shows something that the mirror does not hold in this form.
            Effect::Nothing => return Ok(Vec::new()),
            _ => {}
        }
        if let Some(record) = catalog::record(row, body) {
            return Ok(seen(write, record, seen_at).into_iter().collect());
        }
        let (Effect::Add { field, .. } | Effect::Remove { field, .. }, Some(id)) =
            (&write.intent.effect, &write.intent.record)
        else {
            return Ok(Vec::new());
        };
        let Some(list) = catalog::words(body, field) else { return Ok(Vec::new()) };
        let held = self.doc(&write.intent.location, write.intent.kind, id).await?;
        Ok(held.map(|doc| with_list(write, id, doc, (field, list), seen_at)).into_iter().collect())
    }

    /// The news that the record of a write is gone.
    pub(crate) fn gone(&self, write: &Write) -> Vec<MirrorNews> {
        let intent = &write.intent;
        let at = self.their_time(&intent.location, self.now());
        let gone = |id: &RecordId| MirrorNews::Gone {
            kind: intent.kind,
            id: id.clone(),
            contact: intent.contact.clone(),
            at,
        };
        intent.record.iter().map(gone).collect()
    }
}

/// The record as an answer shows it whole.
fn seen(write: &Write, record: &Map<String, Value>, seen_at: Timestamp) -> Option<MirrorNews> {
    let id = RecordId::new(id_of(record)?).ok()?;
    let mut record = record.clone();
    if matches!(write.intent.effect, Effect::Create { .. }) && write.intent.kind == Kind::Contact {
        record.retain(|field, _| !CREATE_ONLY.contains(&field.as_str()));
    }
    let snapshot = Snapshot::of(write.intent.kind, id, record, Coverage::Whole, seen_at);
    Some(MirrorNews::Seen(match (&write.intent.contact, write.intent.kind) {
        (Some(contact), kind) if kind != Kind::Contact => snapshot.of_contact(contact.clone()),
        _ => snapshot,
    }))
}

/// The record as we hold it, with the list that HighLevel shows now.
fn with_list(
    write: &Write,
    id: &RecordId,
    mut doc: Doc,
    (field, list): (&str, &[Value]),
    seen_at: Timestamp,
) -> MirrorNews {
    doc.set(field, Value::Array(list.to_vec()));
    MirrorNews::Seen(Snapshot {
        kind: write.intent.kind,
        id: id.clone(),
        contact: write.intent.contact.clone(),
        doc,
        // A list says nothing of the fields that only a single record has, and neither does this.
        coverage: Coverage::Listed,
        updated_at: None,
        seen_at,
    })
}
