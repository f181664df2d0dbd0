//! Lists of runs: newest first, by what they are about, and those that failed by their cause.

use domain::{
    automation::run::Run,
    ids::{AutomationId, RunId},
};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    row::{Row, Value, text, values},
    run::{KeptRun, Read as _},
};

/// Which runs are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunQuery {
    /// Of which automation.
    pub automation: Option<AutomationId>,
    /// About which contact.
    pub contact: Option<ContactId>,
    /// In which state, as its word.
    pub state: Option<String>,
    /// Failed for which cause.
    pub cause: Option<String>,
    /// Older than this one.
    pub before: Option<RunId>,
    /// How many at most.
    pub limit: u32,
}

/// One cause for which runs failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedFor {
    /// Of which automation.
    pub automation: AutomationId,
    /// The cause.
    pub cause: String,
    /// How one of them said it.
    pub reason: String,
    /// How many.
    pub count: u64,
    /// When the last one ended.
    pub last_at: Timestamp,
}

/// How many runs of an automation stand in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunCount {
    /// Of which automation.
    pub automation: AutomationId,
    /// The word of the state.
    pub state: String,
    /// How many.
    pub count: u64,
}

impl Tx<'_> {
    /// The runs asked for, newest first.
    pub async fn run_list(
        &mut self,
        location: &LocationId,
        query: &RunQuery,
    ) -> Result<Vec<Run>, StoreError> {
        let mut values: Vec<Value> = values![text(location)];
        let mut wanted = String::new();
        let mut is = |column: &str, sign: &str, value: Option<String>| {
            if let Some(value) = value {
                values.push(Value::from(value));
                wanted.push_str(&format!(" AND {column} {sign} ${}", values.len()));
            }
        };
        is("automation_id", "=", query.automation.map(|id| id.to_string()));
        is("contact_id", "=", query.contact.as_ref().map(ToString::to_string));
        is("state", "=", query.state.clone());
        is("class", "=", query.cause.clone());
        is("id", "<", query.before.map(|id| id.to_string()));
        values.push(Value::from(i64::from(query.limit)));
        let sql = format!(
            "SELECT id, doc, epoch, moved_at FROM run WHERE location_id = $1{wanted} ORDER BY id DESC LIMIT ${}",
            values.len()
        );
        let rows = self.rows("run", AssertSqlSafe(sql), values).await?;
        rows.iter().map(|row| Ok(KeptRun::read(row)?.run)).collect()
    }

    /// The causes for which runs of a location failed since this moment, the most frequent first.
    pub async fn run_list_causes(
        &mut self,
        location: &LocationId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<FailedFor>, StoreError> {
        let sql = "SELECT automation_id AS id, class, MAX(reason) AS reason, COUNT(*) AS found,
                MAX(ended_at) AS last_at
            FROM run WHERE location_id = $1 AND state = 'failed' AND ended_at >= $2 AND class IS NOT NULL
            GROUP BY automation_id, class ORDER BY COUNT(*) DESC, MAX(ended_at) DESC LIMIT $3";
        let rows = self.rows("run", sql, values![text(location), since, i64::from(limit)]).await?;
        rows.iter()
            .map(|row: &Row| {
                Ok(FailedFor {
                    automation: row.word("id")?,
                    cause: row.text("class")?,
                    reason: row.maybe_text("reason")?.unwrap_or_default(),
                    count: row.count("found")?,
                    last_at: row.time("last_at")?,
                })
            })
            .collect()
    }

    /// How many runs of each automation of a location stand in which state.
    pub async fn run_count(&mut self, location: &LocationId) -> Result<Vec<RunCount>, StoreError> {
        let sql = "SELECT automation_id AS id, state, COUNT(*) AS found FROM run
            WHERE location_id = $1 GROUP BY automation_id, state";
        let rows = self.rows("run", sql, values![text(location)]).await?;
        rows.iter()
            .map(|row| {
                Ok(RunCount {
                    automation: row.word("id")?,
                    state: row.text("state")?,
                    count: row.count("found")?,
                })
            })
            .collect()
    }
}
