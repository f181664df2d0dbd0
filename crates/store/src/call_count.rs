//! How many calls went out, by quarter of an hour and lane.
//!
//! Here: counting, with the usage rows, and reading the counts. Not here: the calls themselves (`call`), what the
//! counts foretell (`domain::forecast`).
//!
//! Promise: a forecast reads a few hundred rows, however many calls there were.

use std::collections::BTreeMap;

use domain::{budget::Lane, forecast::Spent, ids::ConnectionId};
use highlevel::ids::LocationId;
use jiff::Timestamp;

use crate::{
    Call, CallOutcome, StoreError, Tx,
    row::{Value, text, values},
};

/// A quarter of an hour, in milliseconds.
const QUARTER: i64 = 900_000;

const INSERT: &str = "INSERT INTO call_count (location_id, connection_id, quarter, lane, calls)";
const ADD: &str = "ON CONFLICT (location_id, connection_id, quarter, lane) DO UPDATE SET
    calls = call_count.calls + excluded.calls";

fn quarter(at: Timestamp) -> i64 {
    at.as_millisecond().div_euclid(QUARTER)
}

impl Tx<'_> {
    /// Counts calls that reached HighLevel, or may have.
    pub(crate) async fn call_count_add(&mut self, calls: &[Call]) -> Result<(), StoreError> {
        let mut counts: BTreeMap<(&LocationId, ConnectionId, i64, Lane), i64> = BTreeMap::new();
        for call in calls.iter().filter(|call| call.outcome != CallOutcome::Unreached) {
            *counts.entry((&call.location, call.connection, quarter(call.at), call.lane)).or_default() += 1;
        }
        let row = |((location, connection, quarter, lane), calls): (
            (&LocationId, ConnectionId, i64, Lane),
            i64,
        )| { values![text(location), text(connection), quarter, lane.as_str(), calls] };
        let rows: Vec<Vec<Value>> = counts.into_iter().map(row).collect();
        self.run_many(INSERT, ADD, rows).await.map(drop)
    }

    /// What a connection has spent since then, in the order of time.
    pub async fn call_count_list(
        &mut self,
        location: &LocationId,
        connection: ConnectionId,
        since: Timestamp,
    ) -> Result<Vec<Spent>, StoreError> {
        let sql = "SELECT connection_id AS id, quarter, lane, calls FROM call_count
            WHERE location_id = $1 AND connection_id = $2 AND quarter >= $3 ORDER BY quarter, lane";
        let values = values![text(location), text(connection), quarter(since)];
        let rows = self.rows("call_count", sql, values).await?;
        rows.iter()
            .map(|row| {
                let began = Timestamp::from_millisecond(row.number("quarter")?.saturating_mul(QUARTER));
                let at = began.map_err(|_| row.corrupt("quarter"))?;
                Ok(Spent { at, lane: row.word("lane")?, calls: row.count("calls")? })
            })
            .collect()
    }

    /// Forgets a location's counts before this moment.
    pub(crate) async fn call_count_forget_before(
        &mut self,
        location: &LocationId,
        before: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM call_count WHERE location_id = $1 AND quarter < $2";
        self.run(sql, values![text(location), quarter(before)]).await.map(drop)
    }
}
