//! The write ledger: every write to HighLevel, on disk before it leaves.
//!
//! Here: keeping writes and moving them as `domain::write` allows. Not here: sending them (`gateway`).
//!
//! Promise: a write moves only forward, one mover at a time, and each move is told after its commit.

use std::collections::BTreeSet;

use domain::{
    ids::WriteId,
    record::{Kind, RecordId},
    write::{News, State, Write, WrongState, advance},
};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    Signal, StoreError, Tx,
    prune::write_before,
    row::{Row, json, maybe_text, text, values},
    tx::places,
};

pub(crate) const COLUMNS: &str = "id, intent, state, attempts, next_at, created_at, sent_at, settled_at, status, reason, \
     other_contact_id, dismissed_at";
const OPEN: &str = "state IN ('intended', 'sent', 'unknown')";
pub(crate) const SHOWN: &str = "(state IN ('intended', 'sent', 'unknown') \
     OR (state IN ('refused', 'overtaken', 'not_applied') AND dismissed_at IS NULL))";

impl Tx<'_> {
    /// Keeps a new write. It leaves only after this is committed.
    pub async fn write_add(&mut self, write: &Write) -> Result<(), StoreError> {
        let intent = &write.intent;
        let sql = "INSERT INTO write_ledger (location_id, id, contact_id, kind, record_id, operation, intent, state,
                attempts, next_at, created_at, seq)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let seq = self.write_take_seq(&intent.location).await?;
        let values = values![
            text(&intent.location),
            text(write.id),
            maybe_text(intent.contact.as_ref()),
            intent.kind.as_str(),
            maybe_text(intent.record.as_ref()),
            intent.operation.as_str(),
            json(intent),
            write.state.as_str(),
            i64::from(write.attempts),
            write.next_at,
            write.created_at,
            seq,
        ];
        self.run(sql, values).await?;
        self.write_tell(write);
        Ok(())
    }

    /// The next place in the location's ledger. Whoever takes one holds the row until the commit, so the order of
    /// places is the order of commits, whatever the clocks of the nodes say.
    async fn write_take_seq(&mut self, location: &LocationId) -> Result<i64, StoreError> {
        let sql = "INSERT INTO write_seq (location_id, last_seq) VALUES ($1, 1)
            ON CONFLICT (location_id) DO UPDATE SET last_seq = write_seq.last_seq + 1
            RETURNING location_id AS id, last_seq";
        let row = self.row("write_seq", sql, values![text(location)]).await?;
        row.expect("an upsert returns its row").number("last_seq")
    }

    /// One write.
    pub async fn write_find(
        &mut self,
        location: &LocationId,
        id: WriteId,
    ) -> Result<Option<Write>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM write_ledger WHERE location_id = $1 AND id = $2");
        let row = self.row("write_ledger", AssertSqlSafe(sql), values![text(location), text(id)]).await?;
        row.as_ref().map(Write::read).transpose()
    }

    /// Moves a write by this news; none when there is no such write, `WrongState` when it cannot move so.
    pub async fn write_advance(
        &mut self,
        location: &LocationId,
        id: WriteId,
        news: News,
        now: Timestamp,
    ) -> Result<Option<Write>, StoreError> {
        let Some(write) = self.write_for_update(location, id).await? else { return Ok(None) };
        let is_put_aside = news == News::Dismissed;
        let write = advance(write, news, now)?;
        self.write_save(&write).await?;
        if is_put_aside {
            self.conflict_end_of(location, id, now).await?;
        }
        Ok(Some(write))
    }

    /// Takes fields out of a write that has not left, into another one that somebody else was faster with; none when
    /// there is no such write, `WrongState` when it has left.
    pub async fn write_split(
        &mut self,
        location: &LocationId,
        id: WriteId,
        apart: &BTreeSet<String>,
        other: WriteId,
        (reason, now): (String, Timestamp),
    ) -> Result<Option<(Write, Write)>, StoreError> {
        let Some(write) = self.write_for_update(location, id).await? else { return Ok(None) };
        if write.state != State::Intended {
            return Err(WrongState { state: write.state, news: "split" }.into());
        }
        let (rest, taken) = write.without(apart, other);
        let taken = advance(taken, News::Overtaken { reason }, now)?;
        self.write_add(&taken).await?;
        self.write_save(&taken).await?;
        self.write_save(&rest).await?;
        Ok(Some((rest, taken)))
    }

    async fn write_for_update(
        &mut self,
        location: &LocationId,
        id: WriteId,
    ) -> Result<Option<Write>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM write_ledger WHERE location_id = $1 AND id = $2{}",
            self.dialect().for_update()
        );
        let row = self.row("write_ledger", AssertSqlSafe(sql), values![text(location), text(id)]).await?;
        row.as_ref().map(Write::read).transpose()
    }

    async fn write_save(&mut self, write: &Write) -> Result<(), StoreError> {
        let sql =
            "UPDATE write_ledger SET record_id = $3, intent = $4, state = $5, attempts = $6, next_at = $7,
                sent_at = $8, settled_at = $9, status = $10, reason = $11, dismissed_at = $12,
                other_contact_id = $13
            WHERE location_id = $1 AND id = $2";
        let values = values![
            text(&write.intent.location),
            text(write.id),
            maybe_text(write.intent.record.as_ref()),
            json(&write.intent),
            write.state.as_str(),
            i64::from(write.attempts),
            write.next_at,
            write.sent_at,
            write.settled_at,
            write.status.map(i64::from),
            write.reason.clone(),
            write.dismissed_at,
            maybe_text(write.other.as_ref()),
        ];
        self.run(sql, values).await?;
        self.write_tell(write);
        Ok(())
    }

    fn write_tell(&mut self, write: &Write) {
        self.tell(Signal::Write {
            location: write.intent.location.clone(),
            contact: write.intent.contact.clone(),
            write: write.id,
        });
    }

    /// A contact's writes that pages show: open ones, and failed ones that nobody has put aside. Oldest first.
    pub async fn write_list_shown(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<Vec<Write>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM write_ledger
            WHERE location_id = $1 AND contact_id = $2 AND {SHOWN} ORDER BY seq LIMIT 500"
        );
        let values = values![text(location), text(contact)];
        self.rows("write_ledger", AssertSqlSafe(sql), values).await?.iter().map(Write::read).collect()
    }

    /// A contact's writes of every state, newest first.
    pub async fn write_list_of(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
        limit: u32,
    ) -> Result<Vec<Write>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM write_ledger
            WHERE location_id = $1 AND contact_id = $2 ORDER BY seq DESC LIMIT $3"
        );
        let values = values![text(location), text(contact), i64::from(limit)];
        self.rows("write_ledger", AssertSqlSafe(sql), values).await?.iter().map(Write::read).collect()
    }

    /// The open writes of one record, oldest first: what is on its way, so that its echo is known.
    pub async fn write_list_open_of(
        &mut self,
        location: &LocationId,
        kind: Kind,
        record: &RecordId,
    ) -> Result<Vec<Write>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM write_ledger
            WHERE location_id = $1 AND kind = $2 AND record_id = $3 AND {OPEN} ORDER BY seq"
        );
        let values = values![text(location), kind.as_str(), text(record)];
        self.rows("write_ledger", AssertSqlSafe(sql), values).await?.iter().map(Write::read).collect()
    }

    /// Whether a write that has left and is not settled may be about this contact, and somebody is going to settle
    /// it. A contact that nobody knows yet may be what an open create has made.
    pub async fn write_is_out(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
        before: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM write_ledger AS w
            WHERE location_id = $1 AND state IN ('sent', 'unknown') AND next_at <= $3
                AND (contact_id = $2 OR (contact_id IS NULL AND kind = 'contact' AND record_id IS NULL
                    AND NOT EXISTS (SELECT 1 FROM record AS r
                        WHERE r.location_id = $1 AND r.kind = 'contact' AND r.id = $2)))
                AND (EXISTS (SELECT 1 FROM job AS j
                        WHERE j.location_id = $1 AND j.work = 'carry_out/' || w.id AND j.state = 'open')
                    OR EXISTS (SELECT 1 FROM effect AS e WHERE e.location_id = $1 AND e.write_id = w.id))
            LIMIT 1";
        let values = values![text(location), text(contact), before];
        Ok(self.row("write_ledger", sql, values).await?.is_some())
    }

    /// The oldest open write of the same record that was wanted before this one and has to be settled first.
    pub async fn write_before(&mut self, write: &Write) -> Result<Option<Write>, StoreError> {
        self.write_neighbour(write, "<").await
    }

    /// The oldest open write of the same record that waits for this one.
    pub async fn write_after(&mut self, write: &Write) -> Result<Option<Write>, StoreError> {
        self.write_neighbour(write, ">").await
    }

    async fn write_neighbour(
        &mut self,
        write: &Write,
        side: &'static str,
    ) -> Result<Option<Write>, StoreError> {
        // Creates of one sort for one contact keep their order too; they have no record yet.
        let same = match write.intent.record {
            Some(_) => "record_id = $4 AND $5 = $5",
            None => "record_id IS NULL AND $4 = $4 AND COALESCE(contact_id, '') = $5",
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM write_ledger
            WHERE location_id = $1 AND kind = $3 AND {same} AND {OPEN}
                AND seq {side} (SELECT seq FROM write_ledger WHERE location_id = $1 AND id = $2)
            ORDER BY seq LIMIT 1"
        );
        let values = values![
            text(&write.intent.location),
            text(write.id),
            write.intent.kind.as_str(),
            write.intent.record.as_ref().map_or("", RecordId::as_str),
            write.intent.contact.as_ref().map_or("", ContactId::as_str),
        ];
        let row = self.row("write_ledger", AssertSqlSafe(sql), values).await?;
        row.as_ref().map(Write::read).transpose()
    }

    /// Whether any write of ours is about this record: what one create has made, no other one has.
    pub async fn write_claimed(
        &mut self,
        location: &LocationId,
        kind: Kind,
        record: &RecordId,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM write_ledger
            WHERE location_id = $1 AND kind = $2 AND record_id = $3 LIMIT 1";
        let values = values![text(location), kind.as_str(), text(record)];
        Ok(self.row("write_ledger", sql, values).await?.is_some())
    }

    /// Open writes of all locations whose time has come, oldest first: for whoever makes sure none is forgotten.
    pub async fn write_list_due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<Write>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM write_ledger WHERE {OPEN} AND next_at <= $1 ORDER BY next_at, seq LIMIT $2"
        );
        let values = values![now, i64::from(limit)];
        self.rows("write_ledger", AssertSqlSafe(sql), values).await?.iter().map(Write::read).collect()
    }

    /// How many writes of a location failed and wait for a person.
    pub async fn write_count_stuck(&mut self, location: &LocationId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS found FROM write_ledger WHERE location_id = $1
            AND state IN ('refused', 'overtaken', 'not_applied') AND dismissed_at IS NULL";
        let row = self.row("write_ledger", sql, values![text(location)]).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }

    /// Which of these contacts have a write on its way.
    pub async fn write_contacts_open(
        &mut self,
        location: &LocationId,
        contacts: &[ContactId],
    ) -> Result<Vec<ContactId>, StoreError> {
        if contacts.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT DISTINCT contact_id AS id FROM write_ledger
            WHERE location_id = $1 AND contact_id IN {} AND {OPEN}",
            places(1, contacts.len(), 2)
        );
        let mut values = values![text(location)];
        values.extend(contacts.iter().map(text));
        self.rows("write_ledger", AssertSqlSafe(sql), values)
            .await?
            .iter()
            .map(|row| row.word("id"))
            .collect()
    }

    /// How many writes of a location are open.
    pub async fn write_count_open(&mut self, location: &LocationId) -> Result<u64, StoreError> {
        let sql = format!("SELECT COUNT(*) AS found FROM write_ledger WHERE location_id = $1 AND {OPEN}");
        let row = self.row("write_ledger", AssertSqlSafe(sql), values![text(location)]).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }

    /// Forgets writes of a location that were settled before this moment and that no page shows any more, so many
    /// at most; says how many.
    pub(crate) async fn write_forget_before(
        &mut self,
        location: &LocationId,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        // The id says where in the table to look; the end of the write decides.
        let sql = format!(
            "DELETE FROM write_ledger WHERE location_id = $1 AND id IN (
                SELECT id FROM write_ledger
                WHERE location_id = $1 AND id < $2 AND settled_at < $3 AND NOT {SHOWN}
                ORDER BY id LIMIT $4)"
        );
        let values = values![text(location), text(write_before(before)), before, i64::from(limit)];
        self.run(AssertSqlSafe(sql), values).await
    }
}

pub(crate) trait Read: Sized {
    fn read(row: &Row) -> Result<Self, StoreError>;
}

impl Read for Write {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let status = row.maybe_number("status")?;
        Ok(Self {
            id: row.word("id")?,
            intent: row.json("intent")?,
            state: row.word("state")?,
            attempts: u32::try_from(row.number("attempts")?).map_err(|_| row.corrupt("attempts"))?,
            next_at: row.time("next_at")?,
            created_at: row.time("created_at")?,
            sent_at: row.maybe_time("sent_at")?,
            settled_at: row.maybe_time("settled_at")?,
            status: status.map(u16::try_from).transpose().map_err(|_| row.corrupt("status"))?,
            reason: row.maybe_text("reason")?,
            other: row.maybe_word("other_contact_id")?,
            dismissed_at: row.maybe_time("dismissed_at")?,
        })
    }
}
