//! Actions on many contacts: the whole, and each part.
//!
//! Here: keeping them, handing out the parts whose turn comes, counting. Not here: the work (`gateway`).
//!
//! Promise: a part and the write made for it commit together, so a part is done at most once whatever dies.

use domain::{
    bulk::{Bulk, Item, ItemState, State, Tally},
    ids::{BulkId, WriteId},
};
use highlevel::ids::LocationId;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    Signal, StoreError, Tx,
    row::{Row, Value, json, maybe_text, text, values},
};

const COLUMNS: &str = "location_id, id, act, state, person_id, created_at, started_at, ended_at";
const ITEM: &str = "place, contact_id, name, kind, intent, preview, state, write_id, reason";
const INSERT_ITEM: &str = "INSERT INTO bulk_item (location_id, bulk_id, place, contact_id, name, kind, intent, preview, \
     state, write_id, reason)";

impl Tx<'_> {
    /// Keeps a new action.
    pub async fn bulk_add(&mut self, bulk: &Bulk) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO bulk (location_id, id, act, state, person_id, created_at, started_at, ended_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = values![
            text(&bulk.location),
            text(bulk.id),
            json(&bulk.act),
            bulk.state.as_str(),
            text(bulk.person),
            bulk.created_at,
            bulk.started_at,
            bulk.ended_at,
        ];
        self.run(sql, values).await?;
        Ok(())
    }

    /// Keeps parts of it.
    pub async fn bulk_item_add(
        &mut self,
        location: &LocationId,
        bulk: BulkId,
        items: &[Item],
    ) -> Result<(), StoreError> {
        let row = |item: &Item| {
            values![
                text(location),
                text(bulk),
                i64::from(item.place),
                maybe_text(item.contact.as_ref()),
                item.name.as_str(),
                item.kind.as_str(),
                item.intent.as_ref().map_or(Value::Text(None), json),
                json(&item.preview),
                item.state.as_str(),
                maybe_text(item.write),
                item.reason.clone(),
            ]
        };
        self.run_many(INSERT_ITEM, "", items.iter().map(row).collect()).await?;
        Ok(())
    }

    /// One action.
    pub async fn bulk_find(&mut self, location: &LocationId, id: BulkId) -> Result<Option<Bulk>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM bulk WHERE location_id = $1 AND id = $2");
        let row = self.row("bulk", AssertSqlSafe(sql), values![text(location), text(id)]).await?;
        row.as_ref().map(read).transpose()
    }

    /// One action, held against others until the end of the transaction.
    pub async fn bulk_find_for_update(
        &mut self,
        location: &LocationId,
        id: BulkId,
    ) -> Result<Option<Bulk>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM bulk WHERE location_id = $1 AND id = $2{}",
            self.dialect().for_update()
        );
        let row = self.row("bulk", AssertSqlSafe(sql), values![text(location), text(id)]).await?;
        row.as_ref().map(read).transpose()
    }

    /// The actions of a location, the newest first, without those that were only shown.
    pub async fn bulk_list(&mut self, location: &LocationId, limit: u32) -> Result<Vec<Bulk>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM bulk WHERE location_id = $1 AND started_at IS NOT NULL ORDER BY id DESC LIMIT $2"
        );
        let values = values![text(location), i64::from(limit)];
        self.rows("bulk", AssertSqlSafe(sql), values).await?.iter().map(read).collect()
    }

    /// Moves the whole.
    pub async fn bulk_save(&mut self, bulk: &Bulk) -> Result<(), StoreError> {
        let sql =
            "UPDATE bulk SET state = $3, started_at = $4, ended_at = $5 WHERE location_id = $1 AND id = $2";
        let values = values![
            text(&bulk.location),
            text(bulk.id),
            bulk.state.as_str(),
            bulk.started_at,
            bulk.ended_at,
        ];
        self.run(sql, values).await?;
        self.tell(Signal::Job);
        Ok(())
    }

    /// How its parts stand.
    pub async fn bulk_tally(&mut self, location: &LocationId, id: BulkId) -> Result<Tally, StoreError> {
        let sql = "SELECT state AS id, COUNT(*) AS found FROM bulk_item
            WHERE location_id = $1 AND bulk_id = $2 GROUP BY state";
        let mut tally = Tally::default();
        for row in self.rows("bulk_item", sql, values![text(location), text(id)]).await? {
            tally.add(row.word("id")?, row.count("found")?);
        }
        Ok(tally)
    }

    /// Its parts in one of these states, by place, after this one.
    pub async fn bulk_item_list(
        &mut self,
        location: &LocationId,
        id: BulkId,
        states: &[ItemState],
        after: Option<u32>,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError> {
        let words: Vec<String> = states.iter().map(|state| format!("'{state}'")).collect();
        let sql = format!(
            "SELECT {ITEM} FROM bulk_item WHERE location_id = $1 AND bulk_id = $2 AND state IN ({})
                AND place > $3 ORDER BY place LIMIT $4",
            words.join(", ")
        );
        let after = after.map_or(-1, i64::from);
        let values = values![text(location), text(id), after, i64::from(limit)];
        self.rows("bulk_item", AssertSqlSafe(sql), values).await?.iter().map(read_item).collect()
    }

    /// Moves one part; false when it was not in that state any more.
    pub async fn bulk_item_move(
        &mut self,
        location: &LocationId,
        id: BulkId,
        place: u32,
        (from, to): (ItemState, ItemState),
        (write, reason): (Option<WriteId>, Option<&str>),
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE bulk_item SET state = $5, write_id = COALESCE($6, write_id), reason = $7
            WHERE location_id = $1 AND bulk_id = $2 AND place = $3 AND state = $4";
        let values = values![
            text(location),
            text(id),
            i64::from(place),
            from.as_str(),
            to.as_str(),
            maybe_text(write),
            maybe_text(reason),
        ];
        Ok(self.run(sql, values).await? > 0)
    }

    /// Ends every part whose turn has not come.
    pub async fn bulk_item_cancel_waiting(
        &mut self,
        location: &LocationId,
        id: BulkId,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE bulk_item SET state = 'cancelled'
            WHERE location_id = $1 AND bulk_id = $2 AND state = 'waiting'";
        self.run(sql, values![text(location), text(id)]).await
    }

    /// Forgets actions that were over, or never begun, before this moment; says how many.
    pub(crate) async fn bulk_forget_before(
        &mut self,
        location: &LocationId,
        (ended, shown): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<u64, StoreError> {
        let old = "SELECT id FROM bulk WHERE location_id = $1
            AND (ended_at < $2 OR (state = 'draft' AND created_at < $3)) ORDER BY id LIMIT $4";
        let values = || values![text(location), ended, shown, i64::from(limit)];
        let items = format!("DELETE FROM bulk_item WHERE location_id = $1 AND bulk_id IN ({old})");
        self.run(AssertSqlSafe(items), values()).await?;
        let whole = format!("DELETE FROM bulk WHERE location_id = $1 AND id IN ({old})");
        self.run(AssertSqlSafe(whole), values()).await
    }
}

fn read(row: &Row) -> Result<Bulk, StoreError> {
    Ok(Bulk {
        id: row.word("id")?,
        location: row.word("location_id")?,
        act: row.json("act")?,
        state: row.word::<State>("state")?,
        person: row.word("person_id")?,
        created_at: row.time("created_at")?,
        started_at: row.maybe_time("started_at")?,
        ended_at: row.maybe_time("ended_at")?,
    })
}

fn read_item(row: &Row) -> Result<Item, StoreError> {
    let place = row.number("place")?;
    let intent = row.maybe_text("intent")?;
    Ok(Item {
        place: u32::try_from(place).map_err(|_| row.corrupt("place"))?,
        contact: row.maybe_word("contact_id")?,
        name: row.text("name")?,
        kind: row.word("kind")?,
        intent: intent.map(|_| row.json("intent")).transpose()?,
        preview: row.json("preview")?,
        state: row.word("state")?,
        write: row.maybe_word("write_id")?,
        reason: row.maybe_text("reason")?,
    })
}
