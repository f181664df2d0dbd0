//! The ledger of a whole location, as people look through it.
//!
//! Here: what waits or needs somebody, what HighLevel took lately, records that are not made yet.
//! Not here: one contact's writes, and moving them (`write`).

use domain::{record::Kind, write::Write};
use highlevel::ids::LocationId;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    row::{text, values},
    write::{COLUMNS, Read, SHOWN},
};

impl Tx<'_> {
    /// Every write that is open or waits for a person, the newest first.
    pub async fn write_list_unsettled(
        &mut self,
        location: &LocationId,
        limit: u32,
    ) -> Result<Vec<Write>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM write_ledger WHERE location_id = $1 AND {SHOWN} ORDER BY id DESC LIMIT $2"
        );
        let values = values![text(location), i64::from(limit)];
        self.rows("write_ledger", AssertSqlSafe(sql), values).await?.iter().map(Write::read).collect()
    }

    /// Creates of this kind that hang on no contact and have made nothing yet, the newest first: on their way, or
    /// refused and not put aside.
    pub async fn write_list_coming(
        &mut self,
        location: &LocationId,
        kind: Kind,
        limit: u32,
    ) -> Result<Vec<Write>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM write_ledger WHERE location_id = $1 AND kind = $2 AND contact_id IS NULL
                AND record_id IS NULL AND {SHOWN} ORDER BY id DESC LIMIT $3"
        );
        let values = values![text(location), kind.as_str(), i64::from(limit)];
        self.rows("write_ledger", AssertSqlSafe(sql), values).await?.iter().map(Write::read).collect()
    }

    /// Writes that were wanted since then and that HighLevel has, the newest first.
    pub async fn write_list_taken(
        &mut self,
        location: &LocationId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Write>, StoreError> {
        // Ids begin with their moment, so the key itself leads to the place; a minute is left for clocks apart.
        let from = format!("wrt_{:012x}", since.as_millisecond().saturating_sub(60_000).max(0));
        let sql = format!(
            "SELECT {COLUMNS} FROM write_ledger WHERE location_id = $1 AND id >= $2 AND state = 'confirmed'
                AND created_at >= $3 ORDER BY id DESC LIMIT $4"
        );
        let values = values![text(location), from, since, i64::from(limit)];
        self.rows("write_ledger", AssertSqlSafe(sql), values).await?.iter().map(Write::read).collect()
    }
}
