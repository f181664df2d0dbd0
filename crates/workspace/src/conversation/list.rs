//! The list of conversations.

use highlevel::ConversationId;
use store::{Cursor, Reading, ThreadQuery, ThreadRow};

use super::{Conversations, ThreadLine, ThreadsPage};
use crate::note::text;
use crate::reference::Reference;
use crate::{Member, Refusal, rooms, shell};

/// Conversations on one page.
const PAGE: u32 = 50;
/// Letters of what was said last.
const PREVIEW: usize = 140;

/// Which conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Every one in which something was said.
    #[default]
    All,
    /// Those with messages nobody has read.
    Unread,
    /// Those with a star.
    Starred,
}

/// What the list is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ThreadsQuery {
    /// Any fragment of the contact, or of what was said last.
    pub search: String,
    /// Which.
    pub which: Which,
    /// After this one.
    pub after: Option<Cursor>,
}

impl Conversations {
    /// One page of conversations, at once from the mirror.
    pub async fn list(&self, member: &Member, query: ThreadsQuery) -> Result<ThreadsPage, Refusal> {
        let (location, now) = (&member.location, self.rooms.now());
        let mut tx = self.rooms.store.read().await?;
        let reading = match query.which {
            Which::All => Reading::All,
            Which::Unread => Reading::Unread,
            Which::Starred => Reading::Starred,
        };
        let search = query.search.clone();
        let asked = ThreadQuery { search, reading, after: query.after.clone(), limit: PAGE };
        let page = tx.thread_list(location, &asked).await?;
        let reference = rooms::reference(&mut tx, location).await?;
        Ok(ThreadsPage {
            lines: page.rows.iter().map(|row| line(row, &reference)).collect(),
            next: page.next,
            unread: tx.thread_count_unread(location).await?,
            freshness: shell::freshness(&mut tx, location, false, now).await?,
            missing: self.missing(&mut tx, member).await?,
            query,
        })
    }

    /// The page at whose top a conversation stands, for the list beside a thread.
    pub async fn beside(&self, member: &Member, _thread: &ConversationId) -> Result<ThreadsPage, Refusal> {
        self.list(member, ThreadsQuery::default()).await
    }
}

fn line(row: &ThreadRow, reference: &Reference) -> ThreadLine {
    let said = text::plain(row.last_body.as_deref().unwrap_or_default());
    let preview: String =
        said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(PREVIEW).collect();
    ThreadLine {
        id: row.id.clone(),
        name: row.name.clone().unwrap_or_else(|| "Someone who is not copied yet".to_owned()),
        owner: row.owner.as_ref().and_then(|owner| reference.user(owner.as_str())),
        unread: row.unread,
        starred: row.starred,
        preview,
        channel: row.last_channel,
        direction: row.last_direction,
        at: row.last_at,
    }
}
