//! Records of the mirror, read one by one or by contact.
//!
//! Here: reading. Not here: writing them (`mirror`), lists of contacts (`contact`).

use domain::{
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
     alive_at, deleted_at, refreshed_at";

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

    /// A contact's tasks (by due date), notes (newest first) or appointments (by start), without deleted ones.
    pub async fn record_list_of(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
        kind: Kind,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let order = if kind == Kind::Note { "DESC" } else { "ASC" };
        let sql = format!(
            "SELECT {COLUMNS} FROM record
            WHERE location_id = $1 AND contact_id = $2 AND kind = $3
                AND kind IN ('task', 'note', 'appointment') AND deleted_at IS NULL
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

    /// All records of a kind that a location has few of: tags, custom fields, users, calendars, itself.
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
        })
    }
}
