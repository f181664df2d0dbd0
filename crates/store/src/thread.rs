//! Conversations as a list: newest first, searched and filtered, page by page; and what was said in one.
//!
//! Here: reading. Not here: bringing the rows in step with the mirror (`thread_index`).
//!
//! Promise: paging goes by the last row's key, so nothing is skipped or shown twice when messages come meanwhile.

use domain::{
    conversation::{Channel, Direction},
    record::Kind,
    search::needles,
};
use highlevel::ids::{ContactId, ConversationId, LocationId, UserId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    RecordRow, StoreError, Tx,
    contact_query::{Cursor, Key},
    dialect::like_fragment,
    record,
    row::{Row, Value, text, values},
};

const LONGEST_PAGE: u32 = 200;

/// Which conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// Every one in which something was said.
    #[default]
    All,
    /// Those with messages nobody has read.
    Unread,
    /// Those with a star.
    Starred,
}

/// What a list of conversations is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ThreadQuery {
    /// Any fragment of the contact or of what was said last; several words must all be there.
    pub search: String,
    /// Which.
    pub reading: Reading,
    /// After this row.
    pub after: Option<Cursor>,
    /// How many; 200 at most.
    pub limit: u32,
}

/// A conversation as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadRow {
    /// Which.
    pub id: ConversationId,
    /// With whom, where known.
    pub contact: Option<ContactId>,
    /// The contact's name, where the mirror has it.
    pub name: Option<String>,
    /// Whose contact.
    pub owner: Option<UserId>,
    /// Messages nobody has read.
    pub unread: u64,
    /// Whether somebody starred it.
    pub starred: bool,
    /// When something was last said.
    pub last_at: Timestamp,
    /// The beginning of it.
    pub last_body: Option<String>,
    /// By which way it came or went.
    pub last_channel: Channel,
    /// From or to the contact.
    pub last_direction: Option<Direction>,
}

/// One page of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadPage {
    /// The rows.
    pub rows: Vec<ThreadRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

const COLUMNS: &str = "t.id, t.contact_id, t.unread, t.starred, t.last_at, t.last_body, t.last_kind, \
     t.last_direction, c.name, c.owner";
const FROM: &str = "thread t LEFT JOIN contact c ON c.location_id = t.location_id AND c.id = t.contact_id";

impl Tx<'_> {
    /// One page of conversations, those with the newest message first.
    pub async fn thread_list(
        &mut self,
        location: &LocationId,
        query: &ThreadQuery,
    ) -> Result<ThreadPage, StoreError> {
        let limit = query.limit.clamp(1, LONGEST_PAGE);
        let mut parts = vec!["t.location_id = $1", "t.last_at > 0"].into_iter().map(str::to_owned).collect();
        let mut values = values![text(location)];
        narrow(query, &mut parts, &mut values);
        values.push((i64::from(limit) + 1).into());
        let sql = format!(
            "SELECT {COLUMNS} FROM {FROM} WHERE {} ORDER BY t.last_at DESC, t.id DESC LIMIT ${}",
            parts.join(" AND "),
            values.len()
        );
        let rows = self.rows("thread", AssertSqlSafe(sql), values).await?;
        let mut rows = rows.iter().map(ThreadRow::try_from).collect::<Result<Vec<_>, _>>()?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(ThreadRow::cursor);
        Ok(ThreadPage { rows, next })
    }

    /// One conversation.
    pub async fn thread_find(
        &mut self,
        location: &LocationId,
        conversation: &ConversationId,
    ) -> Result<Option<ThreadRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM {FROM} WHERE t.location_id = $1 AND t.id = $2");
        let row = self.row("thread", AssertSqlSafe(sql), values![text(location), text(conversation)]).await?;
        row.as_ref().map(ThreadRow::try_from).transpose()
    }

    /// The conversation with a contact; the one in which something was said last where there are several.
    pub async fn thread_find_of(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<Option<ThreadRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {FROM} WHERE t.location_id = $1 AND t.contact_id = $2
            ORDER BY t.last_at DESC, t.id DESC LIMIT 1"
        );
        let row = self.row("thread", AssertSqlSafe(sql), values![text(location), text(contact)]).await?;
        row.as_ref().map(ThreadRow::try_from).transpose()
    }

    /// How many conversations have messages nobody has read.
    pub async fn thread_count_unread(&mut self, location: &LocationId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS found FROM thread WHERE location_id = $1 AND unread > 0";
        let row = self.row("thread", sql, values![text(location)]).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }

    /// What was said with a contact, newest first, before this moment.
    pub async fn message_list_of(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
        before: Option<Timestamp>,
        limit: u32,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM record
            WHERE location_id = $1 AND contact_id = $2 AND kind = $3
                AND kind IN ('opportunity', 'conversation', 'message') AND deleted_at IS NULL AND sort_at < $4
            ORDER BY sort_at DESC, id DESC LIMIT $5",
            record::COLUMNS
        );
        let before = before.map_or(i64::MAX, Timestamp::as_millisecond);
        let values = values![text(location), text(contact), Kind::Message.as_str(), before, i64::from(limit)];
        self.rows("record", AssertSqlSafe(sql), values).await?.iter().map(RecordRow::try_from).collect()
    }
}

fn narrow(query: &ThreadQuery, parts: &mut Vec<String>, values: &mut Vec<Value>) {
    match query.reading {
        Reading::All => {}
        Reading::Unread => parts.push("t.unread > 0".to_owned()),
        Reading::Starred => parts.push("t.starred = 1".to_owned()),
    }
    for word in needles(&query.search) {
        values.push(like_fragment(&word).into());
        let place = values.len();
        parts.push(format!(
            "(c.search_text LIKE ${place} ESCAPE '\\' OR t.search_text LIKE ${place} ESCAPE '\\')"
        ));
    }
    if let Some(Cursor { key: Key::Time(at), id }) = &query.after {
        values.push((*at).into());
        values.push(id.as_str().into());
        parts.push(format!("(t.last_at, t.id) < (${}, ${})", values.len() - 1, values.len()));
    }
}

impl ThreadRow {
    /// This row's place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor { key: Key::Time(self.last_at.as_millisecond()), id: self.id.as_str().to_owned() }
    }
}

impl TryFrom<&Row> for ThreadRow {
    type Error = StoreError;

    fn try_from(row: &Row) -> Result<Self, StoreError> {
        let kind = row.maybe_text("last_kind")?;
        Ok(Self {
            id: row.word("id")?,
            contact: row.maybe_word("contact_id")?,
            name: row.maybe_text("name")?,
            owner: row.maybe_word("owner")?,
            unread: row.count("unread")?,
            starred: row.number("starred")? != 0,
            last_at: row.time("last_at")?,
            last_body: row.maybe_text("last_body")?,
            last_channel: kind.as_deref().map_or(Channel::Other, Channel::read),
            last_direction: row.maybe_text("last_direction")?.and_then(|word| word.parse().ok()),
        })
    }
}
