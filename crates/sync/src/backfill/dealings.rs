//! Opportunities, page by page, and recent conversations with what was said in them lately.
//!
//! Conversations come by their newest message and are copied as far back as people look at them; what was said is
//! one call a conversation, so it is read for the newest ones. The rest is read when somebody opens it.

use domain::budget::Lane;
use domain::change::Cause;
use domain::progress::{Progress, State};
use domain::record::Snapshot;
use futures::{StreamExt as _, TryStreamExt as _};
use gateway::Reading;
use highlevel::error::CallError;
use highlevel::ids::{ConversationId, LocationId};
use jiff::{SignedDuration, Timestamp};

use super::{Content, Page};
use crate::SyncError;
use crate::handler::Parts;

/// How old the newest message of a conversation may be that is copied.
const RECENT: SignedDuration = SignedDuration::from_hours(24 * 180);
/// Conversations that are copied at most: HighLevel opens one with every contact, and most hold nothing.
const MOST: u64 = 5_000;
/// Conversations, the newest, of which the last messages are copied too.
const WITH_MESSAGES: u64 = 200;
/// Calls under way at once.
const AT_ONCE: usize = 4;

/// The next page of opportunities.
pub(super) async fn opportunities(
    parts: &Parts,
    location: &LocationId,
    progress: Progress,
) -> Result<Page, SyncError> {
    let page = reading(parts, location).opportunity_page(progress.cursor.as_deref()).await?;
    let progress = Progress {
        state: if page.next.is_some() { State::Running } else { State::Done },
        done: progress.done + page.records.len() as u64,
        total: page.total.or(progress.total),
        cursor: page.next.or(progress.cursor),
        ..progress
    };
    Ok(Page { progress, content: Content::Records(page.records) })
}

/// The next page of conversations, with the newest messages of those that are among the newest.
pub(super) async fn conversations(
    parts: &Parts,
    location: &LocationId,
    progress: Progress,
) -> Result<Page, SyncError> {
    let reading = reading(parts, location);
    let page = reading.conversation_page(progress.cursor.as_deref()).await?;
    let oldest = parts.clock.now().checked_sub(RECENT).unwrap_or(Timestamp::MIN);
    let mut records: Vec<Snapshot> =
        page.records.into_iter().filter(|one| last_said(one).is_some_and(|at| at >= oldest)).collect();
    let number = records.len() as u64;
    let with_messages = WITH_MESSAGES.saturating_sub(progress.done);
    let spoken = said_in(&reading, &records, usize::try_from(with_messages).unwrap_or(usize::MAX)).await?;
    records.extend(spoken);
    // Once a page holds an old one, all that come after it are older.
    let done = progress.done + number;
    let next = page.next.filter(|_| number > 0 && done < MOST);
    let progress = Progress {
        state: if next.is_some() { State::Running } else { State::Done },
        total: if next.is_some() { page.total } else { Some(done) },
        cursor: next.or(progress.cursor),
        done,
        ..progress
    };
    Ok(Page { progress, content: Content::Records(records) })
}

/// What was said last in the first of these conversations.
async fn said_in(reading: &Reading, threads: &[Snapshot], first: usize) -> Result<Vec<Snapshot>, SyncError> {
    let ids: Vec<ConversationId> = threads
        .iter()
        .take(first)
        .filter(|thread| {
            thread.doc.text("lastMessageType").is_some_and(|kind| !kind.starts_with("TYPE_ACTIVITY"))
        })
        .filter_map(|thread| ConversationId::new(thread.id.as_str()).ok())
        .collect();
    let reads = ids.into_iter().map(|id| said(reading, id));
    let pages: Vec<Vec<Snapshot>> = futures::stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
    Ok(pages.into_iter().flatten().collect())
}

async fn said(reading: &Reading, id: ConversationId) -> Result<Vec<Snapshot>, CallError> {
    match reading.messages(&id, None).await {
        Ok(page) => Ok(page.records),
        // Conversations may be read without what was said in them.
        Err(CallError::UnknownRecord { .. } | CallError::MissingScope { .. }) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn last_said(conversation: &Snapshot) -> Option<Timestamp> {
    conversation.doc.time("lastMessageDate")
}

fn reading(parts: &Parts, location: &LocationId) -> Reading {
    parts.gateway.reading(location, Lane::Backfill, Cause::Backfill)
}
