//! Conflicts: fields that both sides changed, kept until somebody chose.
//!
//! Here: keeping them with the write they are about, listing and ending them. Not here: what a choice writes
//! (`workspace`).
//!
//! Promise: a conflict commits with what found it; it ends once.

use domain::{
    conflict::{Choice, Conflict, End},
    ids::{ConflictId, WriteId},
    merge,
};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    Signal, StoreError, Tx,
    row::{Row, Value, json, maybe_text, text, values},
};

const COLUMNS: &str = "location_id, id, write_id, kind, record_id, contact_id, field, base, theirs, ours, stands, ours_by, \
     ours_at, theirs_by, theirs_at, found_at, ended_at, choice, person_id";
const INSERT: &str = "INSERT INTO conflict (location_id, id, write_id, kind, record_id, contact_id, field, base, theirs, \
     ours, stands, ours_by, ours_at, theirs_by, theirs_at, found_at)";

impl Tx<'_> {
    /// Keeps conflicts; of a write's field it keeps the first.
    pub async fn conflict_add(&mut self, conflicts: &[Conflict]) -> Result<(), StoreError> {
        let tail = "ON CONFLICT (location_id, write_id, field) DO NOTHING";
        self.run_many(INSERT, tail, conflicts.iter().map(row).collect()).await?;
        for conflict in conflicts {
            self.conflict_tell(conflict);
        }
        Ok(())
    }

    fn conflict_tell(&mut self, conflict: &Conflict) {
        self.tell(Signal::Write {
            location: conflict.location.clone(),
            contact: conflict.contact.clone(),
            write: conflict.write,
        });
    }

    /// One conflict, also one that has ended.
    pub async fn conflict_find(
        &mut self,
        location: &LocationId,
        id: ConflictId,
    ) -> Result<Option<Conflict>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM conflict WHERE location_id = $1 AND id = $2");
        let row = self.row("conflict", AssertSqlSafe(sql), values![text(location), text(id)]).await?;
        row.as_ref().map(read).transpose()
    }

    /// The conflicts that wait for somebody, the newest first; of one contact where one is named.
    pub async fn conflict_list_open(
        &mut self,
        location: &LocationId,
        contact: Option<&ContactId>,
        limit: u32,
    ) -> Result<Vec<Conflict>, StoreError> {
        let whose = if contact.is_some() { "contact_id = $2" } else { "$2 = ''" };
        let sql = format!(
            "SELECT {COLUMNS} FROM conflict
            WHERE location_id = $1 AND {whose} AND ended_at IS NULL ORDER BY id DESC LIMIT $3"
        );
        let contact = contact.map_or("", ContactId::as_str);
        let values = values![text(location), contact, i64::from(limit)];
        self.rows("conflict", AssertSqlSafe(sql), values).await?.iter().map(read).collect()
    }

    /// The conflicts that somebody ended since then, the newest first.
    pub async fn conflict_list_ended(
        &mut self,
        location: &LocationId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Conflict>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM conflict
            WHERE location_id = $1 AND ended_at >= $2 ORDER BY ended_at DESC LIMIT $3"
        );
        let values = values![text(location), since, i64::from(limit)];
        self.rows("conflict", AssertSqlSafe(sql), values).await?.iter().map(read).collect()
    }

    /// How many conflicts of a location wait for somebody.
    pub async fn conflict_count_open(&mut self, location: &LocationId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS found FROM conflict WHERE location_id = $1 AND ended_at IS NULL";
        let row = self.row("conflict", sql, values![text(location)]).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }

    /// How many conflicts of a write wait for somebody.
    pub async fn conflict_count_of(
        &mut self,
        location: &LocationId,
        write: WriteId,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS found FROM conflict
            WHERE location_id = $1 AND write_id = $2 AND ended_at IS NULL";
        let row = self.row("conflict", sql, values![text(location), text(write)]).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }

    /// Ends a conflict; false when it had ended before.
    pub async fn conflict_end(&mut self, conflict: &Conflict, end: End) -> Result<bool, StoreError> {
        let sql = "UPDATE conflict SET ended_at = $3, choice = $4, person_id = $5
            WHERE location_id = $1 AND id = $2 AND ended_at IS NULL";
        let values = values![
            text(&conflict.location),
            text(conflict.id),
            end.at,
            end.choice.as_str(),
            maybe_text(end.person),
        ];
        let ended = self.run(sql, values).await? > 0;
        self.conflict_tell(conflict);
        Ok(ended)
    }

    /// Ends all conflicts of a write that was put aside.
    pub(crate) async fn conflict_end_of(
        &mut self,
        location: &LocationId,
        write: WriteId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE conflict SET ended_at = $3, choice = $4
            WHERE location_id = $1 AND write_id = $2 AND ended_at IS NULL";
        self.run(sql, values![text(location), text(write), now, Choice::Aside.as_str()]).await?;
        Ok(())
    }

    /// Forgets conflicts that ended before this moment, so many at most; says how many.
    pub(crate) async fn conflict_forget_before(
        &mut self,
        location: &LocationId,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM conflict WHERE location_id = $1 AND id IN (
            SELECT id FROM conflict WHERE location_id = $1 AND ended_at < $2 ORDER BY ended_at LIMIT $3)";
        self.run(sql, values![text(location), before, i64::from(limit)]).await
    }
}

fn row(conflict: &Conflict) -> Vec<Value> {
    values![
        text(&conflict.location),
        text(conflict.id),
        text(conflict.write),
        conflict.kind.as_str(),
        text(&conflict.record),
        maybe_text(conflict.contact.as_ref()),
        conflict.values.field.as_str(),
        json(&conflict.values.base),
        json(&conflict.values.theirs),
        json(&conflict.values.ours),
        conflict.values.stands.as_str(),
        json(&conflict.ours_by),
        conflict.ours_at,
        conflict.theirs_by.as_ref().map_or(Value::Text(None), json),
        conflict.theirs_at,
        conflict.found_at,
    ]
}

fn read(row: &Row) -> Result<Conflict, StoreError> {
    let theirs_by = row.maybe_text("theirs_by")?;
    let end = match (row.maybe_time("ended_at")?, row.maybe_word("choice")?) {
        (Some(at), Some(choice)) => Some(End { at, choice, person: row.maybe_word("person_id")? }),
        _ => None,
    };
    Ok(Conflict {
        id: row.word("id")?,
        location: row.word("location_id")?,
        write: row.word("write_id")?,
        kind: row.word("kind")?,
        record: row.word("record_id")?,
        contact: row.maybe_word("contact_id")?,
        values: merge::Conflict {
            field: row.text("field")?,
            base: row.json("base")?,
            theirs: row.json("theirs")?,
            ours: row.json("ours")?,
            stands: row.word("stands")?,
        },
        ours_by: row.json("ours_by")?,
        ours_at: row.time("ours_at")?,
        theirs_by: theirs_by.map(|_| row.json("theirs_by")).transpose()?,
        theirs_at: row.time("theirs_at")?,
        found_at: row.time("found_at")?,
        end,
    })
}
