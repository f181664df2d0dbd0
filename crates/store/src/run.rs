//! Runs of automations, and what became of their steps.
//!
//! Here: opening one a cause, keeping where each stands, finding those whose time has come. Not here: what happens
//! next (`domain::automation::run`), doing it (`engine`).
//!
//! Promise: one cause opens one run of an automation, however often it is told; a run that somebody else has moved
//! meanwhile is not written over.

use domain::{
    automation::{
        On,
        breaker::cause,
        run::{Finished, Run, State, What},
    },
    ids::{AutomationId, RunId},
};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    row::{Row, json, maybe_text, text, values},
    tx::places,
};

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptRun {
    /// Where it stands.
    pub run: Run,
    /// How often it was moved; a move from an older place changes nothing.
    pub epoch: i64,
    /// When it was moved last.
    pub moved_at: Timestamp,
}

/// A run that is to be opened.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRun {
    /// At its first step.
    pub run: Run,
    /// What opens it: once for each automation.
    pub opened_by: String,
}

/// Whether the next run of the same contact waits for this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldsUp {
    /// It does, also while a step of it waits.
    Always,
    /// It does, except while a step of it waits.
    Working,
    /// It does not.
    Never,
}

impl HoldsUp {
    fn now(self, run: &Run) -> bool {
        match (self, &run.state) {
            (Self::Never, _) => false,
            (_, state) if state.is_over() => false,
            (Self::Working, State::Waiting(waiting)) => !matches!(waiting.what, What::Step { .. }),
            _ => true,
        }
    }
}

const COLUMNS: &str = "id, doc, epoch, moved_at";

impl Tx<'_> {
    /// Opens runs, each unless its cause has opened one before; gives those that are new.
    pub async fn run_open(
        &mut self,
        location: &LocationId,
        runs: &[NewRun],
        holds_up: HoldsUp,
    ) -> Result<Vec<RunId>, StoreError> {
        let mut opened = Vec::new();
        for NewRun { run, opened_by } in runs {
            let sql =
                "INSERT INTO run (location_id, id, automation_id, version, opened_by, contact_id, state,
                    holds_up, doc, epoch, opened_at, moved_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $10)
                ON CONFLICT (location_id, automation_id, opened_by) DO NOTHING";
            let values = values![
                text(location),
                text(run.id),
                text(run.automation),
                i64::from(run.version),
                opened_by.as_str(),
                maybe_text(run.contact.as_ref()),
                run.state.as_str(),
                i64::from(holds_up.now(run)),
                json(run),
                run.opened_at,
            ];
            if self.run(sql, values).await? == 1 {
                opened.push(run.id);
            }
        }
        Ok(opened)
    }

    /// One run.
    pub async fn run_find(
        &mut self,
        location: &LocationId,
        id: RunId,
    ) -> Result<Option<KeptRun>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM run WHERE location_id = $1 AND id = $2");
        let row = self.row("run", AssertSqlSafe(sql), values![text(location), text(id)]).await?;
        row.as_ref().map(KeptRun::read).transpose()
    }

    /// The run that this cause has opened.
    pub async fn run_opened_by(
        &mut self,
        location: &LocationId,
        automation: AutomationId,
        opened_by: &str,
    ) -> Result<Option<KeptRun>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM run WHERE location_id = $1 AND automation_id = $2 AND opened_by = $3"
        );
        let values = values![text(location), text(automation), opened_by];
        self.row("run", AssertSqlSafe(sql), values).await?.as_ref().map(KeptRun::read).transpose()
    }

    /// Keeps where a run stands now; false when it has moved since this epoch, and then nothing is kept.
    pub async fn run_save(
        &mut self,
        location: &LocationId,
        run: &Run,
        epoch: i64,
        holds_up: HoldsUp,
    ) -> Result<bool, StoreError> {
        let sql =
            "UPDATE run SET state = $4, holds_up = $5, wake_at = $6, awaits = $7, class = $8, reason = $9,
                doc = $10, epoch = epoch + 1, moved_at = $11, ended_at = $12
            WHERE location_id = $1 AND id = $2 AND epoch = $3";
        let (wake_at, awaits) = match &run.state {
            State::Waiting(waiting) => (Some(waiting.until), awaits(&waiting.what)),
            _ => (None, None),
        };
        let reason = match &run.state {
            State::Failed(failed) => Some(failed.reason.clone()),
            State::Stopped { reason } => Some(reason.clone()),
            _ => None,
        };
        let now = self.clock().now();
        let values = values![
            text(location),
            text(run.id),
            epoch,
            run.state.as_str(),
            i64::from(holds_up.now(run)),
            wake_at,
            awaits,
            cause(run),
            reason,
            json(run),
            now,
            run.ended_at,
        ];
        Ok(self.run(sql, values).await? == 1)
    }

    /// The run of the same contact that goes before this one.
    pub async fn run_before(
        &mut self,
        location: &LocationId,
        run: &Run,
    ) -> Result<Option<RunId>, StoreError> {
        let Some(contact) = &run.contact else { return Ok(None) };
        let sql = "SELECT id FROM run WHERE location_id = $1 AND automation_id = $2 AND contact_id = $3
                AND holds_up = 1 AND id < $4 ORDER BY id LIMIT 1";
        let values = values![text(location), text(run.automation), text(contact), text(run.id)];
        self.row("run", sql, values).await?.map(|row| row.word("id")).transpose()
    }

    /// The run of the same contact that goes next, now that this one has ended or waits.
    pub async fn run_next(&mut self, location: &LocationId, run: &Run) -> Result<Option<RunId>, StoreError> {
        let Some(contact) = &run.contact else { return Ok(None) };
        let sql = "SELECT id FROM run WHERE location_id = $1 AND automation_id = $2 AND contact_id = $3
                AND holds_up = 1 AND id <> $4 ORDER BY id LIMIT 1";
        let values = values![text(location), text(run.automation), text(contact), text(run.id)];
        self.row("run", sql, values).await?.map(|row| row.word("id")).transpose()
    }

    /// The runs of these contacts that wait for something to happen.
    pub async fn run_list_awaiting(
        &mut self,
        location: &LocationId,
        contacts: &[ContactId],
    ) -> Result<Vec<KeptRun>, StoreError> {
        if contacts.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM run WHERE location_id = $1 AND awaits IS NOT NULL AND contact_id IN {} ORDER BY id",
            places(1, contacts.len(), 2)
        );
        let mut values = values![text(location)];
        values.extend(contacts.iter().map(text));
        self.rows("run", AssertSqlSafe(sql), values).await?.iter().map(KeptRun::read).collect()
    }

    /// Runs whose wait ends before this moment, of all locations.
    pub async fn run_list_to_wake(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<(LocationId, RunId, Timestamp)>, StoreError> {
        let sql = "SELECT location_id, id, wake_at FROM run WHERE wake_at < $1 ORDER BY wake_at LIMIT $2";
        let rows = self.rows("run", sql, values![before, i64::from(limit)]).await?;
        rows.iter().map(|row| Ok((row.word("location_id")?, row.word("id")?, row.time("wake_at")?))).collect()
    }

    /// Runs that could go on, have not moved since before this moment, and lack their job.
    pub async fn run_list_orphans(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<(LocationId, RunId)>, StoreError> {
        let sql = "SELECT r.location_id, r.id FROM run AS r
            WHERE r.ended_at IS NULL AND r.moved_at < $1 AND r.state IN ('ready', 'running')
                AND NOT EXISTS (SELECT 1 FROM job AS j
                    WHERE j.location_id = r.location_id AND j.work = 'advance_run/' || r.id AND j.state = 'open')
                AND EXISTS (SELECT 1 FROM automation AS a
                    WHERE a.location_id = r.location_id AND a.id = r.automation_id AND a.standing = 'live')
            ORDER BY r.moved_at LIMIT $2";
        let rows = self.rows("run", sql, values![before, i64::from(limit)]).await?;
        rows.iter().map(|row| Ok((row.word("location_id")?, row.word("id")?))).collect()
    }

    /// The open runs of an automation that stand ready, oldest first.
    pub async fn run_list_ready(
        &mut self,
        location: &LocationId,
        automation: AutomationId,
        limit: u32,
    ) -> Result<Vec<RunId>, StoreError> {
        let sql = "SELECT id FROM run WHERE location_id = $1 AND automation_id = $2
                AND state IN ('ready', 'running') ORDER BY id LIMIT $3";
        let rows = self.rows("run", sql, values![text(location), text(automation), i64::from(limit)]).await?;
        rows.iter().map(|row| row.word("id")).collect()
    }

    /// Writes down what became of a step; `place` counts the steps of the run.
    pub async fn run_add_step(
        &mut self,
        location: &LocationId,
        run: RunId,
        place: u32,
        finished: &Finished,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO run_step (location_id, run_id, place, doc) VALUES ($1, $2, $3, $4)";
        let values = values![text(location), text(run), i64::from(place), json(finished)];
        self.run(sql, values).await?;
        Ok(())
    }

    /// What became of a run's steps, in their order.
    pub async fn run_list_steps(
        &mut self,
        location: &LocationId,
        run: RunId,
        limit: u32,
    ) -> Result<Vec<Finished>, StoreError> {
        let sql = "SELECT run_id AS id, doc FROM run_step WHERE location_id = $1 AND run_id = $2
            ORDER BY place LIMIT $3";
        let rows = self.rows("run_step", sql, values![text(location), text(run), i64::from(limit)]).await?;
        rows.iter().map(|row| row.json("doc")).collect()
    }
}

/// What ends a wait before its time, as words between blanks; none where nothing does.
fn awaits(what: &What) -> Option<String> {
    let What::Step { events, .. } = what else { return None };
    let words: Vec<&str> = events.iter().map(|on: &On| on.as_str()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

pub(crate) trait Read: Sized {
    fn read(row: &Row) -> Result<Self, StoreError>;
}

impl Read for KeptRun {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { run: row.json("doc")?, epoch: row.number("epoch")?, moved_at: row.time("moved_at")? })
    }
}
