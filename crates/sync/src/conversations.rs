//! Conversations that no webhook told of: one look a minute at those in which something was said last.
//!
//! Here: finding them, and reading each anew. Not here: how often (`schedule`), what an event tells (`take_in`).
//!
//! Promise: one call a round when nothing was missed. A round reads a bounded number of conversations; what it leaves
//! is still the newest in the next one.

use std::time::Duration;

use domain::budget::Lane;
use domain::change::Cause;
use domain::connection::Kind as Credentials;
use domain::progress::Stage;
use domain::record::Snapshot;
use highlevel::error::CallError;
use highlevel::ids::{ContactId, ConversationId, LocationId};

use crate::SyncError;
use crate::backfill::overview;
use crate::handler::Parts;

/// Conversations read anew in one round.
const A_ROUND: usize = 10;
/// Where webhooks come, they are given this time: what they still tell was not missed.
const SETTLED: Duration = Duration::from_secs(120);

/// One round of looking for messages that were missed.
#[tracing::instrument(name = "sync.conversations.sweep", skip_all, fields(location.id = %location))]
pub(crate) async fn sweep(parts: &Parts, location: &LocationId, lane: Lane) -> Result<(), SyncError> {
    let copied = overview(&parts.store, location).await?;
    if !copied.stages.iter().any(|stage| stage.stage == Stage::Conversations && stage.is_over()) {
        return Ok(());
    }
    let reading = parts.gateway.reading(location, lane, Cause::Reconcile);
    let newest = match reading.conversation_page(None).await {
        Err(CallError::MissingScope { .. } | CallError::WrongTokenKind { .. }) => return Ok(()),
        page => page?.records,
    };
    for (contact, conversation) in missed(parts, location, newest).await? {
        match parts.gateway.refresh_thread(location, (&contact, &conversation), lane, Cause::Reconcile).await
        {
            Err(gateway::GatewayError::Call(CallError::MissingScope { .. })) => return Ok(()),
            read => drop(read?),
        }
    }
    Ok(())
}

/// Those in which something was said that the mirror does not have, the newest first.
async fn missed(
    parts: &Parts,
    location: &LocationId,
    newest: Vec<Snapshot>,
) -> Result<Vec<(ContactId, ConversationId)>, SyncError> {
    let now = parts.gateway.their_time(location, parts.clock.now());
    let mut tx = parts.store.read().await?;
    let connection = tx.connection_find(location).await?;
    let hears = connection.is_some_and(|connection| connection.kind == Credentials::OAuth);
    let until = if hears { now - SETTLED } else { now };
    let mut missed = Vec::new();
    for thread in newest {
        let is_said =
            thread.doc.text("lastMessageType").is_some_and(|kind| !kind.starts_with("TYPE_ACTIVITY"));
        let last = thread.doc.time("lastMessageDate").filter(|last| is_said && *last <= until);
        let (Some(last), Some(contact)) = (last, thread.contact) else { continue };
        let Ok(id) = ConversationId::new(thread.id.as_str()) else { continue };
        let known = tx.thread_find(location, &id).await?;
        if known.is_none_or(|known| known.last_at < last) && missed.len() < A_ROUND {
            missed.push((contact, id));
        }
    }
    Ok(missed)
}
