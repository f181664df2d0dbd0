//! What events tell of opportunities, conversations and messages.
//!
//! Promise: the record itself is asked, so that late and doubled events are harmless. Where the connection may not
//! read it, what the event says is taken as far as it goes: a message that came is never lost for want of a scope.

use domain::budget::Lane;
use domain::change::Cause;
use domain::conversation::type_in_records;
use domain::delivery::Delivery;
use domain::mirror::News;
use domain::record::{Coverage, Kind, RecordId, Snapshot};
use gateway::Reading;
use highlevel::error::CallError;
use highlevel::event::Event;
use highlevel::ids::ContactId;
use serde_json::{Map, Value};

use crate::SyncError;
use crate::handler::Parts;

/// Members of an event that are about the delivery and not about its record.
const ENVELOPE: [&str; 5] = ["type", "timestamp", "webhookId", "appId", "versionId"];

/// One edit sends several events: whoever comes after the record was read learns nothing new.
pub(super) async fn opportunity(
    parts: &Parts,
    delivery: &Delivery,
    id: &RecordId,
    contact: Option<ContactId>,
) -> Result<Vec<News>, SyncError> {
    let stored = {
        let mut tx = parts.store.read().await?;
        tx.record_find(&delivery.location, Kind::Opportunity, id).await?.map(|row| row.stored)
    };
    let arrived = parts.gateway.their_time(&delivery.location, delivery.received_at);
    if stored.is_some_and(|stored| stored.deleted_at.is_none() && stored.seen_at > arrived) {
        return Ok(Vec::new());
    }
    Ok(vec![match reading(parts, delivery).opportunity(id).await? {
        News::Gone { kind, id, at, .. } => News::Gone { kind, id, contact, at },
        seen => seen,
    }])
}

pub(super) async fn message(
    parts: &Parts,
    delivery: &Delivery,
    event: &Event,
    id: &RecordId,
) -> Result<Vec<News>, SyncError> {
    let read = reading(parts, delivery).message(id).await;
    or_as_told(read, || told(parts, delivery, event, Kind::Message, id))
}

pub(super) async fn conversation(
    parts: &Parts,
    delivery: &Delivery,
    event: &Event,
    id: &RecordId,
) -> Result<Vec<News>, SyncError> {
    let read = reading(parts, delivery).conversation(id).await;
    or_as_told(read, || told(parts, delivery, event, Kind::Conversation, id))
}

fn reading(parts: &Parts, delivery: &Delivery) -> Reading {
    let cause = Cause::Delivery { delivery: delivery.id };
    parts.gateway.reading(&delivery.location, Lane::Automation, cause)
}

fn or_as_told(read: Result<News, CallError>, told: impl FnOnce() -> News) -> Result<Vec<News>, SyncError> {
    match read {
        Err(CallError::MissingScope { .. } | CallError::WrongTokenKind { .. }) => Ok(vec![told()]),
        read => Ok(vec![read?]),
    }
}

/// What the event says, in the names that records have.
fn told(parts: &Parts, delivery: &Delivery, event: &Event, kind: Kind, id: &RecordId) -> News {
    let mut body: Map<String, Value> = event.doc.clone();
    body.retain(|field, _| !ENVELOPE.contains(&field.as_str()));
    if let Some(word) = body.get("messageType").and_then(Value::as_str) {
        let word = type_in_records(word);
        body.insert("messageType".to_owned(), word.into());
    }
    if body.shift_remove("messageId").is_some() {
        body.insert("id".to_owned(), id.as_str().into());
    }
    let arrived = parts.gateway.their_time(&delivery.location, delivery.received_at);
    let seen_at = event.timestamp.unwrap_or(arrived);
    News::Seen(Snapshot::of(kind, id.clone(), body, Coverage::Partial, seen_at))
}
