//! The queue's table: work that outlives a crash.
//!
//! Here: adding, leasing, and settling jobs. Not here: the loop that works (`queue`) and the work itself.
//!
//! Promise: a job commits with what caused it; at any moment one worker holds it; a worker whose lease ran out
//! learns so before it can commit (`StoreError::LeaseLost`).

use std::collections::HashSet;

use domain::{
    budget::Lane,
    ids::JobId,
    job::{Added, Job},
};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    Signal, StoreError, Tx,
    row::{Row, json, maybe_text, text, values},
    tx::{ROWS_PER_STATEMENT, places},
};

/// What a worker asks for.
#[derive(Debug, Clone)]
pub struct Lease<'w> {
    /// Who asks: one name a process.
    pub worker: &'w str,
    /// The time.
    pub now: Timestamp,
    /// Until when the jobs are held; a heartbeat moves this.
    pub until: Timestamp,
    /// From which lanes, or from all when empty.
    pub lanes: &'w [Lane],
    /// How many at most.
    pub limit: u32,
}

/// A job that a worker holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    /// The job; `attempts` counts this one.
    pub job: Job,
    /// Which lease of it: an older one can settle nothing.
    pub epoch: i64,
}

/// How much work there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueDepth {
    /// Due and not held.
    pub due: u64,
    /// Waiting for a later moment.
    pub later: u64,
    /// Held by a worker.
    pub held: u64,
    /// Given up.
    pub failed: u64,
}

impl QueueDepth {
    /// Whether nothing is due, held or waiting.
    pub const fn is_idle(&self) -> bool {
        self.due == 0 && self.held == 0 && self.later == 0
    }
}

const ADD_AGAIN: &str = "ON CONFLICT (location_id, work) DO UPDATE SET
    again = CASE WHEN job.worker IS NOT NULL THEN 1 ELSE 0 END,
    ready_at = CASE
        WHEN job.state = 'failed' THEN excluded.ready_at
        WHEN job.worker IS NOT NULL THEN job.ready_at
        WHEN excluded.ready_at < job.ready_at THEN excluded.ready_at
        ELSE job.ready_at END,
    lane = CASE WHEN excluded.lane < job.lane THEN excluded.lane ELSE job.lane END,
    attempts = CASE WHEN job.state = 'failed' THEN 0 ELSE job.attempts END,
    state = 'open'
RETURNING id";

impl Tx<'_> {
    /// Adds a job, or joins the same work: waiting work may come earlier, work under way runs once more after.
    pub async fn job_add(&mut self, job: &Job) -> Result<Added, StoreError> {
        let added = self.job_add_many(std::slice::from_ref(job)).await?;
        Ok(added.first().copied().unwrap_or(Added::Joined))
    }

    /// Adds many, and says of each whether it was new.
    pub async fn job_add_many(&mut self, jobs: &[Job]) -> Result<Vec<Added>, StoreError> {
        let now = self.clock().now();
        let mut works = HashSet::new();
        let single: Vec<&Job> =
            jobs.iter().filter(|job| works.insert((job.location.clone(), job.kind.key()))).collect();
        let mut new: HashSet<JobId> = HashSet::new();
        for chunk in single.chunks(ROWS_PER_STATEMENT) {
            let sql = format!(
                "INSERT INTO job (location_id, id, work, kind, lane, state, ready_at, epoch, again, attempts, \
                 trace, created_at) VALUES {} {ADD_AGAIN}",
                places(chunk.len(), 12, 1)
            );
            let all = chunk.iter().flat_map(|job| {
                values![
                    text(&job.location),
                    text(job.id),
                    job.kind.key(),
                    json(&job.kind),
                    i64::from(job.lane.rank()),
                    "open",
                    job.due_at,
                    0_i64,
                    0_i64,
                    0_i64,
                    job.trace.clone(),
                    now,
                ]
            });
            for row in self.rows("job", AssertSqlSafe(sql), all.collect()).await? {
                new.insert(row.word("id")?);
            }
        }
        if !jobs.is_empty() {
            self.tell(Signal::Job);
        }
        Ok(jobs.iter().map(|job| if new.contains(&job.id) { Added::New } else { Added::Joined }).collect())
    }

    /// Hands out the most urgent due jobs, each to one worker. A job whose lease ran out is due again.
    pub async fn job_lease(&mut self, lease: &Lease<'_>) -> Result<Vec<Leased>, StoreError> {
        let lanes = if lease.lanes.is_empty() { Lane::ALL } else { lease.lanes };
        let lanes: Vec<String> = lanes.iter().map(|lane| lane.rank().to_string()).collect();
        let sql = format!(
            "UPDATE job SET worker = $1, ready_at = $2, epoch = epoch + 1, attempts = attempts + 1
            WHERE (location_id, id) IN (
                SELECT location_id, id FROM job
                WHERE state = 'open' AND ready_at <= $3 AND lane IN ({})
                ORDER BY lane, ready_at LIMIT $4{}
            )
            RETURNING location_id, id, kind, lane, ready_at, epoch, attempts, trace",
            lanes.join(", "),
            self.dialect().skip_locked()
        );
        let values = values![lease.worker, lease.until, lease.now, i64::from(lease.limit)];
        let rows = self.rows("job", AssertSqlSafe(sql), values).await?;
        let mut leased = rows.iter().map(Leased::try_from).collect::<Result<Vec<_>, _>>()?;
        leased.sort_by_key(|leased| (leased.job.lane, leased.job.id));
        Ok(leased)
    }

    /// Holds a job longer.
    pub async fn job_heartbeat(&mut self, leased: &Leased, until: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE job SET ready_at = $4
            WHERE location_id = $1 AND id = $2 AND epoch = $3 AND worker IS NOT NULL";
        self.job_settle(leased, sql, values![until]).await
    }

    /// Makes jobs due that are held, for a process that knows that whoever held them is dead. A write that is being
    /// carried out, and a run, keep their lease: the call may be on its way still, and is not to be looked for before
    /// it can have arrived. Says how many.
    pub async fn job_free_held(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        self.job_free(None, now).await
    }

    /// Makes jobs due that this worker holds, since it ends and works on them no more. What may be on its way keeps
    /// its lease here too.
    pub async fn job_free_held_by(&mut self, worker: &str, now: Timestamp) -> Result<u64, StoreError> {
        self.job_free(Some(worker), now).await
    }

    async fn job_free(&mut self, worker: Option<&str>, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "UPDATE job SET worker = NULL, again = 0, ready_at = $1
            WHERE state = 'open' AND worker IS NOT NULL AND ready_at > $1
                AND (CAST($2 AS TEXT) IS NULL OR worker = CAST($2 AS TEXT))
                AND work NOT LIKE 'carry_out/%' AND work NOT LIKE 'advance_run/%'";
        let freed = self.run(sql, values![now, maybe_text(worker)]).await?;
        if freed > 0 {
            self.tell(Signal::Job);
        }
        Ok(freed)
    }

    /// The work is done. Work that was asked for again meanwhile is due at once.
    pub async fn job_done(&mut self, leased: &Leased, now: Timestamp) -> Result<(), StoreError> {
        let sql = "DELETE FROM job
            WHERE location_id = $1 AND id = $2 AND epoch = $3 AND worker IS NOT NULL AND again = 0";
        match self.job_settle(leased, sql, Vec::new()).await {
            Err(StoreError::LeaseLost(_)) => self.job_reopen(leased, now).await,
            settled => settled,
        }
    }

    async fn job_reopen(&mut self, leased: &Leased, now: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE job SET worker = NULL, again = 0, attempts = 0, ready_at = $4
            WHERE location_id = $1 AND id = $2 AND epoch = $3 AND worker IS NOT NULL AND again = 1";
        self.job_settle(leased, sql, values![now]).await?;
        self.tell(Signal::Job);
        Ok(())
    }

    /// Not now: the work waits until then.
    pub async fn job_retry_at(
        &mut self,
        leased: &Leased,
        at: Timestamp,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE job SET worker = NULL, again = 0, ready_at = $4, reason = $5
            WHERE location_id = $1 AND id = $2 AND epoch = $3 AND worker IS NOT NULL";
        self.job_settle(leased, sql, values![at, maybe_text(reason)]).await?;
        self.tell(Signal::Job);
        Ok(())
    }

    /// Not now, for a reason outside the work (a window, a budget): waits until then, and its attempts count anew.
    pub async fn job_put_back(
        &mut self,
        leased: &Leased,
        at: Timestamp,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE job SET worker = NULL, again = 0, attempts = 0, ready_at = $4, reason = $5
            WHERE location_id = $1 AND id = $2 AND epoch = $3 AND worker IS NOT NULL";
        self.job_settle(leased, sql, values![at, maybe_text(reason)]).await?;
        self.tell(Signal::Job);
        Ok(())
    }

    /// Given up, with the reason. Adding the same work again opens it anew; work that was asked for again
    /// meanwhile is due at once instead, since whoever asked knows something that this run may not have seen.
    pub async fn job_failed(&mut self, leased: &Leased, reason: &str) -> Result<(), StoreError> {
        let sql = "UPDATE job SET worker = NULL, state = 'failed', reason = $4, ready_at = $5
            WHERE location_id = $1 AND id = $2 AND epoch = $3 AND worker IS NOT NULL AND again = 0";
        let now = self.clock().now();
        match self.job_settle(leased, sql, values![reason, now]).await {
            Err(StoreError::LeaseLost(_)) => self.job_reopen(leased, now).await,
            settled => settled,
        }
    }

    async fn job_settle(
        &mut self,
        leased: &Leased,
        sql: &'static str,
        more: Vec<crate::row::Value>,
    ) -> Result<(), StoreError> {
        let mut values = values![text(&leased.job.location), text(leased.job.id), leased.epoch];
        values.extend(more);
        match self.run(sql, values).await? {
            0 => Err(StoreError::LeaseLost(leased.job.id)),
            _ => Ok(()),
        }
    }

    /// When the next job is due, so that a worker knows how long it may sleep.
    pub async fn job_next_due(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT MIN(ready_at) AS due FROM job WHERE state = 'open'";
        self.row("job", sql, Vec::new()).await?.map_or(Ok(None), |row| row.maybe_time("due"))
    }

    /// How much work there is.
    pub async fn job_depth(&mut self, now: Timestamp) -> Result<QueueDepth, StoreError> {
        let sql = "SELECT
                COALESCE(CAST(SUM(CASE WHEN state = 'open' AND ready_at <= $1 THEN 1 ELSE 0 END) AS BIGINT), 0) AS due,
                COALESCE(CAST(SUM(CASE WHEN state = 'open' AND ready_at > $1 AND worker IS NULL THEN 1 ELSE 0 END)
                    AS BIGINT), 0) AS later,
                COALESCE(CAST(SUM(CASE WHEN state = 'open' AND ready_at > $1 AND worker IS NOT NULL THEN 1 ELSE 0 END)
                    AS BIGINT), 0) AS held,
                COALESCE(CAST(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS BIGINT), 0) AS failed
            FROM job";
        let Some(row) = self.row("job", sql, values![now]).await? else { return Ok(QueueDepth::default()) };
        Ok(QueueDepth {
            due: row.count("due")?,
            later: row.count("later")?,
            held: row.count("held")?,
            failed: row.count("failed")?,
        })
    }

    /// Jobs that were given up, with their reasons, newest first.
    pub async fn job_list_failed(&mut self, limit: u32) -> Result<Vec<(Job, String)>, StoreError> {
        let sql = "SELECT location_id, id, kind, lane, ready_at, epoch, attempts, trace, reason FROM job
            WHERE state = 'failed' ORDER BY ready_at DESC LIMIT $1";
        let rows = self.rows("job", sql, values![i64::from(limit)]).await?;
        rows.iter()
            .map(|row| Ok((Leased::try_from(row)?.job, row.maybe_text("reason")?.unwrap_or_default())))
            .collect()
    }

    /// Forgets jobs that were given up before this moment, so many at most; says how many.
    pub(crate) async fn job_forget_failed_before(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM job WHERE state = 'failed' AND (location_id, id) IN (
                SELECT location_id, id FROM job WHERE state = 'failed' AND ready_at < $1
                ORDER BY ready_at LIMIT $2)";
        self.run(sql, values![before, i64::from(limit)]).await
    }
}

impl TryFrom<&Row> for Leased {
    type Error = StoreError;

    fn try_from(row: &Row) -> Result<Self, StoreError> {
        let rank = row.number("lane")?;
        let lane = Lane::ALL.iter().copied().find(|lane| i64::from(lane.rank()) == rank);
        Ok(Self {
            job: Job {
                id: row.word("id")?,
                location: row.word("location_id")?,
                kind: row.json("kind")?,
                lane: lane.ok_or_else(|| row.corrupt("lane"))?,
                due_at: row.time("ready_at")?,
                attempts: u32::try_from(row.number("attempts")?).map_err(|_| row.corrupt("attempts"))?,
                trace: row.maybe_text("trace")?,
            },
            epoch: row.number("epoch")?,
        })
    }
}
