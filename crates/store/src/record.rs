//! Records of the mirror, read one by one or by contact.
//!
//! Here: reading. Not here: writing them (`mirror`), lists of contacts (`contact`).

use domain::{
    change::CauseKind,
    mirror::{Stored, Version},
    record::{Doc, Kind, RecordId},
};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    row::{Row, text, values},
    tx::places,
};

/// One record as the mirror holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordRow {
    /// Of which kind.
    pub kind: Kind,
    /// Which.
    pub id: RecordId,
    /// What is known of it, and how.
    pub stored: Stored,
    /// When a source last told us of it, whether or not anything was new.
    pub refreshed_at: Timestamp,
    /// What that source was.
    pub refreshed_by: CauseKind,
}

impl RecordRow {
    /// What it holds.
    pub const fn doc(&self) -> &Doc {
        &self.stored.doc
    }

    /// Since when it is gone, if it is.
    pub const fn deleted_at(&self) -> Option<Timestamp> {
        self.stored.deleted_at
    }
}

pub(crate) const COLUMNS: &str = "kind, id, contact_id, doc, updated_at, seen_at, whole_updated_at, whole_seen_at, \
     alive_at, deleted_at, refreshed_at, refreshed_by";

impl Tx<'_> {
    /// One record, also a deleted one.
    pub async fn record_find(
        &mut self,
        location: &LocationId,
        kind: Kind,
        id: &RecordId,
    ) -> Result<Option<RecordRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM record WHERE location_id = $1 AND kind = $2 AND id = $3");
        let values = values![text(location), kind.as_str(), text(id)];
        let row = self.row("record", AssertSqlSafe(sql), values).await?;
        row.as_ref().map(RecordRow::try_from).transpose()
    }

    /// One contact, also a deleted one.
    pub async fn contact_find(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<Option<RecordRow>, StoreError> {
        self.record_find(location, Kind::Contact, &RecordId::from(contact)).await
    }

    /// A contact's tasks (by due date), notes (newest first), appointments (by start) or opportunities (by birth),
    /// without deleted ones.
    pub async fn record_list_of(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
        kind: Kind,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let order = if kind == Kind::Note { "DESC" } else { "ASC" };
        // Each list of kinds has an index of its own.
        let kinds = match kind {
            Kind::Opportunity | Kind::Conversation | Kind::Message => {
                "'opportunity', 'conversation', 'message'"
            }
            _ => "'task', 'note', 'appointment'",
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM record
            WHERE location_id = $1 AND contact_id = $2 AND kind = $3
                AND kind IN ({kinds}) AND deleted_at IS NULL
            ORDER BY sort_at {order}, id"
        );
        let values = values![text(location), text(contact), kind.as_str()];
        self.rows("record", AssertSqlSafe(sql), values).await?.iter().map(RecordRow::try_from).collect()
    }

    /// The open tasks of these contacts, by due date.
    pub async fn task_list_open_of(
        &mut self,
        location: &LocationId,
        contacts: &[ContactId],
    ) -> Result<Vec<RecordRow>, StoreError> {
        if contacts.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM record
            WHERE location_id = $1 AND contact_id IN {} AND is_open = 1
            ORDER BY sort_at, id LIMIT 2000",
            places(1, contacts.len(), 2)
        );
        let mut values = values![text(location)];
        values.extend(contacts.iter().map(text));
        self.rows("record", AssertSqlSafe(sql), values).await?.iter().map(RecordRow::try_from).collect()
    }

    /// All records of a kind that a location has few of: tags, custom fields, users, calendars, businesses, itself.
    pub async fn record_list(
        &mut self,
        location: &LocationId,
        kind: Kind,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM record
            WHERE location_id = $1 AND kind = $2 AND deleted_at IS NULL ORDER BY id LIMIT 10000"
        );
        let values = values![text(location), kind.as_str()];
        self.rows("record", AssertSqlSafe(sql), values).await?.iter().map(RecordRow::try_from).collect()
    }

    /// Records of a kind in the order of their ids, page by page, deleted ones too: for whoever compares all.
    pub async fn record_list_after(
        &mut self,
        location: &LocationId,
        kind: Kind,
        after: Option<&RecordId>,
        limit: u32,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM record WHERE location_id = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4"
        );
        let after = after.map_or("", RecordId::as_str);
        let values = values![text(location), kind.as_str(), after, i64::from(limit)];
        self.rows("record", AssertSqlSafe(sql), values).await?.iter().map(RecordRow::try_from).collect()
    }

    /// The ids of living records of a kind that no source has shown since then, with their contacts, page by page.
    pub async fn record_list_unseen(
        &mut self,
        location: &LocationId,
        (kind, since): (Kind, Timestamp),
        after: Option<&RecordId>,
        limit: u32,
    ) -> Result<Vec<(RecordId, Option<ContactId>)>, StoreError> {
        let sql = "SELECT id, contact_id FROM record
            WHERE location_id = $1 AND kind = $2 AND id > $3 AND deleted_at IS NULL AND refreshed_at < $4
            ORDER BY id LIMIT $5";
        let after = after.map_or("", RecordId::as_str);
        let values = values![text(location), kind.as_str(), after, since, i64::from(limit)];
        let rows = self.rows("record", sql, values).await?;
        rows.iter().map(|row| Ok((row.word("id")?, row.maybe_word("contact_id")?))).collect()
    }

    /// The ids of living records of a kind, page by page.
    pub async fn record_list_living_after(
        &mut self,
        location: &LocationId,
        kind: Kind,
        after: Option<&RecordId>,
        limit: u32,
    ) -> Result<Vec<RecordId>, StoreError> {
        let sql = "SELECT id FROM record
            WHERE location_id = $1 AND kind = $2 AND id > $3 AND deleted_at IS NULL ORDER BY id LIMIT $4";
        let after = after.map_or("", RecordId::as_str);
        let values = values![text(location), kind.as_str(), after, i64::from(limit)];
        self.rows("record", sql, values).await?.iter().map(|row| row.word("id")).collect()
    }

    /// Living records of a kind between two moments of what they are sorted by (an appointment's start, a task's due
    /// date, a note's birth), with that. Times without a zone count as UTC.
    pub async fn record_list_between(
        &mut self,
        location: &LocationId,
        kind: Kind,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(RecordRow, i64)>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, sort_at FROM record
            WHERE location_id = $1 AND kind = $2 AND deleted_at IS NULL AND sort_at >= $3 AND sort_at < $4
            ORDER BY id"
        );
        let values = values![text(location), kind.as_str(), from, to];
        let rows = self.rows("record", AssertSqlSafe(sql), values).await?;
        rows.iter().map(|row| Ok((RecordRow::try_from(row)?, row.number("sort_at")?))).collect()
    }

    /// The living record of a kind at this place among the ids or after it, the first one where none is; for choosing
    /// at random.
    pub async fn record_pick(
        &mut self,
        location: &LocationId,
        kind: Kind,
        place: &RecordId,
    ) -> Result<Option<RecordRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM record
            WHERE location_id = $1 AND kind = $2 AND id >= $3 AND deleted_at IS NULL ORDER BY id LIMIT 1"
        );
        for place in [place.as_str(), ""] {
            let values = values![text(location), kind.as_str(), place];
            let row = self.row("record", AssertSqlSafe(sql.clone()), values).await?;
            if let Some(row) = row {
                return RecordRow::try_from(&row).map(Some);
            }
        }
        Ok(None)
    }

    /// How many records of a kind there are, without deleted ones.
    pub async fn record_count(&mut self, location: &LocationId, kind: Kind) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS found FROM record
            WHERE location_id = $1 AND kind = $2 AND deleted_at IS NULL";
        let row = self.row("record", sql, values![text(location), kind.as_str()]).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }
}

impl TryFrom<&Row> for RecordRow {
    type Error = StoreError;

    fn try_from(row: &Row) -> Result<Self, StoreError> {
        let whole_updated_at = row.maybe_time("whole_updated_at")?;
        let whole =
            row.maybe_time("whole_seen_at")?.map(|seen_at| Version { updated_at: whole_updated_at, seen_at });
        Ok(Self {
            kind: row.word("kind")?,
            id: row.word("id")?,
            stored: Stored {
                doc: row.json("doc")?,
                contact: row.maybe_word("contact_id")?,
                updated_at: row.maybe_time("updated_at")?,
                seen_at: row.time("seen_at")?,
                whole,
                alive_at: row.time("alive_at")?,
                deleted_at: row.maybe_time("deleted_at")?,
            },
            refreshed_at: row.time("refreshed_at")?,
            refreshed_by: row.word("refreshed_by")?,
        })
    }
}
