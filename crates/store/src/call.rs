//! Calls: one usage row for every call that went to HighLevel.
//!
//! Promise: every row that reached HighLevel, or may have, is counted in the same transaction (`call_count`).

use domain::{
    budget::Lane,
    change::Cause,
    ids::{CallId, ConnectionId},
};
use highlevel::ids::LocationId;
use jiff::Timestamp;

use crate::{
    StoreError, Tx,
    row::{Row, Value, json, text, values},
};

/// What a call came to, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallOutcome {
    /// HighLevel did it.
    Answered,
    /// HighLevel said no.
    Refused,
    /// HighLevel was limiting us.
    Limited,
    /// The call did not leave.
    Unreached,
    /// No answer came.
    Unanswered,
}

impl CallOutcome {
    const ALL: [Self; 5] = [Self::Answered, Self::Refused, Self::Limited, Self::Unreached, Self::Unanswered];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::Limited => "limited",
            Self::Unreached => "unreached",
            Self::Unanswered => "unanswered",
        }
    }
}

/// One call that went to HighLevel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// Whose.
    pub location: LocationId,
    /// With which credentials.
    pub connection: ConnectionId,
    /// The id of the operation in the catalog.
    pub operation: String,
    /// On whose account.
    pub lane: Lane,
    /// Who or what wanted it.
    pub cause: Cause,
    /// What it came to.
    pub outcome: CallOutcome,
    /// HighLevel's status, if it answered.
    pub status: Option<u16>,
    /// How long it took.
    pub took_ms: i64,
    /// When it left.
    pub at: Timestamp,
}

/// How many calls one operation made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallTotals {
    /// The id of the operation.
    pub operation: String,
    /// All calls.
    pub calls: u64,
    /// Those that were not answered with a yes.
    pub failed: u64,
    /// How long they took together.
    pub took_ms: u64,
}

const INSERT: &str =
    "INSERT INTO call (location_id, id, connection_id, operation, lane, cause_kind, cause, outcome,
    status, took_ms, at)";

impl Tx<'_> {
    /// Keeps one usage row.
    pub async fn call_add(&mut self, call: &Call) -> Result<(), StoreError> {
        self.call_add_many(std::slice::from_ref(call)).await
    }

    /// Keeps many.
    pub async fn call_add_many(&mut self, calls: &[Call]) -> Result<(), StoreError> {
        self.run_many(INSERT, "", calls.iter().map(call_row).collect()).await?;
        self.call_count_add(calls).await
    }

    /// The newest calls of a location.
    pub async fn call_list(&mut self, location: &LocationId, limit: u32) -> Result<Vec<Call>, StoreError> {
        let sql =
            "SELECT location_id, id, connection_id, operation, lane, cause, outcome, status, took_ms, at
            FROM call WHERE location_id = $1 ORDER BY at DESC, id DESC LIMIT $2";
        let rows = self.rows("call", sql, values![text(location), i64::from(limit)]).await?;
        rows.iter().map(Call::try_from).collect()
    }

    /// When HighLevel answered last, whatever it said.
    pub async fn call_last_answered(
        &mut self,
        location: &LocationId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT at FROM call
            WHERE location_id = $1 AND outcome IN ('answered', 'refused', 'limited')
            ORDER BY at DESC LIMIT 1";
        self.row("call", sql, values![text(location)]).await?.map(|row| row.time("at")).transpose()
    }

    /// How many calls each operation made since then, the most first.
    pub async fn call_totals(
        &mut self,
        location: &LocationId,
        since: Timestamp,
    ) -> Result<Vec<CallTotals>, StoreError> {
        let sql = "SELECT operation AS id, COUNT(*) AS calls,
                CAST(SUM(CASE WHEN outcome = 'answered' THEN 0 ELSE 1 END) AS BIGINT) AS failed,
                CAST(SUM(took_ms) AS BIGINT) AS took_ms
            FROM call WHERE location_id = $1 AND at >= $2 GROUP BY operation ORDER BY calls DESC, operation";
        let rows = self.rows("call", sql, values![text(location), since]).await?;
        rows.iter()
            .map(|row| {
                Ok(CallTotals {
                    operation: row.text("id")?,
                    calls: row.count("calls")?,
                    failed: row.count("failed")?,
                    took_ms: row.count("took_ms")?,
                })
            })
            .collect()
    }

    /// Forgets a location's calls before this moment, so many at most; says how many.
    pub(crate) async fn call_forget_before(
        &mut self,
        location: &LocationId,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        self.call_count_forget_before(location, before).await?;
        let sql = "DELETE FROM call WHERE location_id = $1 AND id IN (
                SELECT id FROM call WHERE location_id = $1 AND at < $2 ORDER BY at LIMIT $3)";
        self.run(sql, values![text(location), before, i64::from(limit)]).await
    }
}

fn call_row(call: &Call) -> Vec<Value> {
    values![
        text(&call.location),
        text(call.id),
        text(call.connection),
        call.operation.as_str(),
        call.lane.as_str(),
        call.cause.as_str(),
        json(&call.cause),
        call.outcome.as_str(),
        call.status.map(i64::from),
        call.took_ms,
        call.at,
    ]
}

impl TryFrom<&Row> for Call {
    type Error = StoreError;

    fn try_from(row: &Row) -> Result<Self, StoreError> {
        let outcome = row.text("outcome")?;
        let outcome = CallOutcome::ALL.into_iter().find(|known| known.as_str() == outcome);
        let status = row.maybe_number("status")?;
        Ok(Self {
            id: row.word("id")?,
            location: row.word("location_id")?,
            connection: row.word("connection_id")?,
            operation: row.text("operation")?,
            lane: row.word("lane")?,
            cause: row.json("cause")?,
            outcome: outcome.ok_or_else(|| row.corrupt("outcome"))?,
            status: status.map(u16::try_from).transpose().map_err(|_| row.corrupt("status"))?,
            took_ms: row.number("took_ms")?,
            at: row.time("at")?,
        })
    }
}
