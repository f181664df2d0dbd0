//! The change log as a way back: one record's whole past, everything one origin did, how far the log reaches and
//! how large it is.
//!
//! Not here: adding to it, reading it in order (`change`).

use domain::{
    change::{Change, Seq},
    record::{Kind, RecordId},
};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;

use crate::{
    StoreError, Tx,
    change::Read,
    row::{text, values},
};

/// How far the log of a location reaches, and how much it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogSize {
    /// Changes.
    pub changes: u64,
    /// Letters of what they say, as far as a thousand of the newest tell.
    pub letters: u64,
    /// When the oldest was made.
    pub since: Option<Timestamp>,
    /// Whether older ones were forgotten.
    pub was_cut: bool,
}

/// Changes of one record read at most: older ones count as forgotten.
pub(crate) const LONGEST: i64 = 20_000;

impl Tx<'_> {
    /// All changes of one record that are kept, oldest first.
    pub async fn change_list_of_record(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
        kind: Kind,
        record: &RecordId,
    ) -> Result<Vec<Change>, StoreError> {
        let sql = "SELECT location_id, seq, kind, record_id, contact_id, action, fields, cause, at FROM (
                SELECT location_id, seq, kind, record_id, contact_id, action, fields, cause, at FROM change
                WHERE location_id = $1 AND contact_id = $2 AND kind = $3 AND record_id = $4
                ORDER BY seq DESC LIMIT $5) AS newest
            ORDER BY seq";
        let values = values![text(location), text(contact), kind.as_str(), text(record), LONGEST];
        self.rows("change", sql, values).await?.iter().map(Change::read).collect()
    }

    /// The changes that one run or one action on many contacts made, oldest first, after this one.
    pub async fn change_list_by(
        &mut self,
        location: &LocationId,
        origin: &str,
        after: Seq,
        limit: u32,
    ) -> Result<Vec<Change>, StoreError> {
        let sql =
            "SELECT location_id, seq, kind, record_id, contact_id, action, fields, cause, at FROM change
            WHERE location_id = $1 AND origin = $2 AND seq > $3 ORDER BY seq LIMIT $4";
        let values = values![text(location), origin, after.number(), i64::from(limit)];
        self.rows("change", sql, values).await?.iter().map(Change::read).collect()
    }

    /// From when on the log is whole, where older changes were forgotten.
    pub async fn change_log_begins(
        &mut self,
        location: &LocationId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT seq, at FROM change WHERE location_id = $1 ORDER BY seq LIMIT 1";
        let Some(row) = self.row("change", sql, values![text(location)]).await? else { return Ok(None) };
        if row.number("seq")? <= 1 { Ok(None) } else { row.time("at").map(Some) }
    }

    /// How much the log holds.
    pub async fn change_size(&mut self, location: &LocationId) -> Result<LogSize, StoreError> {
        let sql = "SELECT COUNT(*) AS found, MIN(seq) AS first, MIN(at) AS since FROM change WHERE location_id = $1";
        let Some(row) = self.row("change", sql, values![text(location)]).await? else {
            return Ok(LogSize::default());
        };
        let changes = row.count("found")?;
        let sql = "SELECT COALESCE(CAST(AVG(letters) AS BIGINT), 0) AS found FROM (
            SELECT LENGTH(fields) + LENGTH(cause) + 120 AS letters FROM change WHERE location_id = $1
            ORDER BY seq DESC LIMIT 1000) AS newest";
        let each = self.row("change", sql, values![text(location)]).await?;
        let each = each.map_or(Ok(0), |row| row.count("found"))?;
        Ok(LogSize {
            changes,
            letters: changes.saturating_mul(each),
            since: row.maybe_time("since")?,
            was_cut: row.maybe_number("first")?.is_some_and(|first| first > 1),
        })
    }
}
