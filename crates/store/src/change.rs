//! The change log: every alteration of the mirror, in order.
//!
//! Promise: a reader that has seen sequence number n never finds a smaller one it has not seen.

use domain::change::{Cause, Change, Seq};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;

use crate::{
    StoreError, Tx,
    mirror_rows::Alteration,
    row::{Row, Value, json, maybe_text, text, values},
};

const INSERT: &str = "INSERT INTO change (location_id, seq, kind, record_id, contact_id, action, fields, cause_kind, cause, origin, at)";

impl Tx<'_> {
    /// Gives the alterations their places in the log. The caller holds the location's lock.
    pub(crate) async fn change_add(
        &mut self,
        location: &LocationId,
        alterations: Vec<Alteration>,
        cause: &Cause,
        now: Timestamp,
    ) -> Result<Vec<Change>, StoreError> {
        if alterations.is_empty() {
            return Ok(Vec::new());
        }
        let count = i64::try_from(alterations.len()).expect("a batch fits into memory");
        let first = self.change_take_seq(location, count).await?;
        let changes: Vec<Change> = (first..)
            .zip(alterations)
            .map(|(seq, alteration)| Change {
                location: location.clone(),
                seq: Seq::new(seq),
                kind: alteration.kind,
                record: alteration.record,
                contact: alteration.contact,
                action: alteration.action,
                fields: alteration.fields,
                cause: cause.clone(),
                at: now,
            })
            .collect();
        self.run_many(INSERT, "", changes.iter().map(change_row).collect()).await?;
        Ok(changes)
    }

    /// Takes so many numbers; the first of them.
    async fn change_take_seq(&mut self, location: &LocationId, count: i64) -> Result<i64, StoreError> {
        let sql = "INSERT INTO change_seq (location_id, last_seq) VALUES ($1, $2)
            ON CONFLICT (location_id) DO UPDATE SET last_seq = change_seq.last_seq + excluded.last_seq
            RETURNING location_id AS id, last_seq";
        let row = self.row("change_seq", sql, values![text(location), count]).await?;
        let last = row.expect("an upsert returns its row").number("last_seq")?;
        Ok(last - count + 1)
    }

    /// The newest change of a location.
    pub async fn change_last_seq(&mut self, location: &LocationId) -> Result<Seq, StoreError> {
        let sql = "SELECT location_id AS id, last_seq FROM change_seq WHERE location_id = $1";
        let row = self.row("change_seq", sql, values![text(location)]).await?;
        row.map_or(Ok(Seq::START), |row| row.number("last_seq").map(Seq::new))
    }

    /// The newest change of every location.
    pub(crate) async fn change_last_seqs(&mut self) -> Result<Vec<(LocationId, Seq)>, StoreError> {
        let sql = "SELECT location_id AS id, last_seq FROM change_seq";
        let rows = self.rows("change_seq", sql, Vec::new()).await?;
        rows.iter().map(|row| Ok((row.word("id")?, Seq::new(row.number("last_seq")?)))).collect()
    }

    /// The changes after this one, oldest first.
    pub async fn change_since(
        &mut self,
        location: &LocationId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<Change>, StoreError> {
        let sql =
            "SELECT location_id, seq, kind, record_id, contact_id, action, fields, cause, at FROM change
            WHERE location_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
        let values = values![text(location), since.number(), i64::from(limit)];
        self.rows("change", sql, values).await?.iter().map(Change::read).collect()
    }

    /// The changes of a contact and of what belongs to it, newest first, before this one.
    pub async fn change_list_of(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
        before: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<Change>, StoreError> {
        let sql =
            "SELECT location_id, seq, kind, record_id, contact_id, action, fields, cause, at FROM change
            WHERE location_id = $1 AND contact_id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4";
        let before = before.map_or(i64::MAX, Seq::number);
        let values = values![text(location), text(contact), before, i64::from(limit)];
        self.rows("change", sql, values).await?.iter().map(Change::read).collect()
    }

    /// Forgets the oldest changes of a location as far as they were made before this moment, so many at most; says
    /// how many. The log keeps no gaps: what is left begins at one place and goes on to the newest.
    pub(crate) async fn change_forget_before(
        &mut self,
        location: &LocationId,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM change WHERE location_id = $1 AND seq < (
                SELECT COALESCE(MIN(CASE WHEN oldest.at >= $2 THEN oldest.seq END), MAX(oldest.seq) + 1)
                FROM (SELECT seq, at FROM change WHERE location_id = $1 ORDER BY seq LIMIT $3) AS oldest)";
        self.run(sql, values![text(location), before, i64::from(limit)]).await
    }
}

fn change_row(change: &Change) -> Vec<Value> {
    values![
        text(&change.location),
        change.seq.number(),
        change.kind.as_str(),
        text(&change.record),
        maybe_text(change.contact.as_ref()),
        change.action.as_str(),
        json(&change.fields),
        change.cause.as_str(),
        json(&change.cause),
        change.cause.origin(),
        change.at,
    ]
}

pub(crate) trait Read: Sized {
    fn read(row: &Row) -> Result<Self, StoreError>;
}

impl Read for Change {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            location: row.word("location_id")?,
            seq: Seq::new(row.number("seq")?),
            kind: row.word("kind")?,
            record: row.word("record_id")?,
            contact: row.maybe_word("contact_id")?,
            action: row.word("action")?,
            fields: row.json("fields")?,
            cause: row.json("cause")?,
            at: row.time("at")?,
        })
    }
}
