//! The rows by which conversations are listed and found; they follow the mirror in the same transaction.
//!
//! Promise: what was said last is the newest message by its own time, in whatever order messages come, and whether
//! the conversation itself was met before them or after.

use std::collections::HashMap;

use domain::{
    record::{Doc, Kind, RecordId},
    search::fold,
};
use highlevel::ids::LocationId;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    mirror_rows::{Moved, Outcome},
    row::{Value, maybe_text, text, values},
    tx::{ROWS_PER_STATEMENT, places},
};

/// Letters of a message that a list shows and looks through.
const PREVIEW: usize = 200;

const INSERT: &str = "INSERT INTO thread (location_id, id, contact_id, unread, starred, last_at, last_body,
    last_kind, last_direction, search_text)";

/// What was said last moves only forward.
macro_rules! or_last {
    ($more:literal) => {
        concat!(
            "ON CONFLICT (location_id, id) DO UPDATE SET
    contact_id = COALESCE(excluded.contact_id, thread.contact_id),
    last_body = CASE WHEN excluded.last_at >= thread.last_at THEN excluded.last_body ELSE thread.last_body END,
    last_kind = CASE WHEN excluded.last_at >= thread.last_at THEN excluded.last_kind ELSE thread.last_kind END,
    last_direction = CASE WHEN excluded.last_at >= thread.last_at
        THEN excluded.last_direction ELSE thread.last_direction END,
    search_text = CASE WHEN excluded.last_at >= thread.last_at
        THEN excluded.search_text ELSE thread.search_text END,
    last_at = CASE WHEN excluded.last_at >= thread.last_at THEN excluded.last_at ELSE thread.last_at END",
            $more
        )
    };
}
const OF_A_MESSAGE: &str = or_last!("");
const OF_A_CONVERSATION: &str = or_last!(", unread = excluded.unread, starred = excluded.starred");

impl Tx<'_> {
    /// Brings the list in step with the conversations and messages that moved.
    pub(crate) async fn thread_index(
        &mut self,
        location: &LocationId,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        let (mut threads, mut gone) = (Vec::new(), Vec::new());
        let mut last: HashMap<&str, (i64, &Moved)> = HashMap::new();
        for ((kind, id), moved) in &outcome.moved {
            let is_gone = moved.after.deleted_at.is_some();
            match kind {
                Kind::Conversation if is_gone => gone.push(id),
                Kind::Conversation => threads.push(thread_row(location, id, moved)),
                Kind::Message if !is_gone => note_last(&mut last, moved),
                _ => {}
            }
        }
        self.thread_unlist(location, &gone).await?;
        self.run_many(INSERT, OF_A_CONVERSATION, threads).await?;
        let messages = last.into_iter().map(|(id, (at, moved))| message_row(location, id, at, moved));
        self.run_many(INSERT, OF_A_MESSAGE, messages.collect()).await?;
        Ok(())
    }

    async fn thread_unlist(&mut self, location: &LocationId, ids: &[&RecordId]) -> Result<(), StoreError> {
        for chunk in ids.chunks(ROWS_PER_STATEMENT) {
            let sql =
                format!("DELETE FROM thread WHERE location_id = $1 AND id IN {}", places(1, chunk.len(), 2));
            let mut values = values![text(location)];
            values.extend(chunk.iter().map(text));
            self.run(AssertSqlSafe(sql), values).await?;
        }
        Ok(())
    }
}

/// Keeps the newest message of each conversation.
fn note_last<'m>(last: &mut HashMap<&'m str, (i64, &'m Moved)>, moved: &'m Moved) {
    let doc = &moved.after.doc;
    let (Some(id), Some(at)) = (doc.text("conversationId"), doc.time("dateAdded")) else { return };
    let at = at.as_millisecond();
    if last.get(id).is_none_or(|(known, _)| *known <= at) {
        last.insert(id, (at, moved));
    }
}

fn thread_row(location: &LocationId, id: &RecordId, moved: &Moved) -> Vec<Value> {
    let doc = &moved.after.doc;
    // HighLevel opens a conversation with every contact; until something is said, it is no news.
    let kind = doc.text("lastMessageType").filter(|kind| !kind.starts_with("TYPE_ACTIVITY"));
    let at = kind.and_then(|_| doc.time("lastMessageDate")).map_or(0, Timestamp::as_millisecond);
    let said = Said { body: doc.text("lastMessageBody"), kind, direction: doc.text("lastMessageDirection") };
    let unread = doc.get("unreadCount").and_then(serde_json::Value::as_i64).unwrap_or(0);
    let starred = doc.flag("starred").unwrap_or(false);
    let contact = maybe_text(moved.after.contact.as_ref());
    row((location, id.as_str()), contact, (unread, i64::from(starred)), at, &said)
}

fn message_row(location: &LocationId, id: &str, at: i64, moved: &Moved) -> Vec<Value> {
    let doc: &Doc = &moved.after.doc;
    let said = Said {
        body: doc.text("subject").or_else(|| doc.text("body")),
        kind: doc.text("messageType"),
        direction: doc.text("direction"),
    };
    row((location, id), maybe_text(moved.after.contact.as_ref()), (0, 0), at, &said)
}

/// What was said last.
struct Said<'d> {
    body: Option<&'d str>,
    kind: Option<&'d str>,
    direction: Option<&'d str>,
}

fn row(
    (location, id): (&LocationId, &str),
    contact: Value,
    (unread, starred): (i64, i64),
    at: i64,
    said: &Said<'_>,
) -> Vec<Value> {
    let preview: Option<String> = said.body.map(|body| body.chars().take(PREVIEW).collect());
    let search = preview.as_deref().map(|preview| format!(" {}", fold(preview))).unwrap_or_default();
    values![
        text(location),
        id,
        contact,
        unread,
        starred,
        at,
        preview,
        said.kind.map(str::to_owned),
        said.direction.map(str::to_owned),
        search,
    ]
}
