//! Checkpoints of long work, written with the rows they speak of.

use domain::progress::{Progress, Stage};
use highlevel::ids::LocationId;

use crate::{
    Signal, StoreError, Tx,
    row::{Row, text, values},
};

impl Tx<'_> {
    /// Saves a stage's checkpoint.
    pub async fn progress_save(
        &mut self,
        location: &LocationId,
        progress: &Progress,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO progress (location_id, stage, state, cursor, done, total, reason, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (location_id, stage) DO UPDATE SET state = excluded.state, cursor = excluded.cursor,
                done = excluded.done, total = excluded.total, reason = excluded.reason, at = excluded.at";
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let values = values![
            text(location),
            progress.stage.as_str(),
            progress.state.as_str(),
            progress.cursor.clone(),
            number(progress.done),
            progress.total.map(number),
            progress.reason.clone(),
            progress.at,
        ];
        self.run(sql, values).await?;
        self.tell(Signal::Progress { location: location.clone() });
        Ok(())
    }

    /// One stage's checkpoint, if it has begun.
    pub async fn progress_load(
        &mut self,
        location: &LocationId,
        stage: Stage,
    ) -> Result<Option<Progress>, StoreError> {
        Ok(self.progress_list(location).await?.into_iter().find(|progress| progress.stage == stage))
    }

    /// Every stage that has begun, in order.
    pub async fn progress_list(&mut self, location: &LocationId) -> Result<Vec<Progress>, StoreError> {
        let sql = "SELECT stage AS id, stage, state, cursor, done, total, reason, at FROM progress
            WHERE location_id = $1";
        let rows = self.rows("progress", sql, values![text(location)]).await?;
        let mut stages = rows.iter().map(Progress::read).collect::<Result<Vec<_>, _>>()?;
        stages.sort_by_key(|progress| progress.stage);
        Ok(stages)
    }

    /// Forgets every checkpoint, so that the first copy begins anew.
    pub async fn progress_clear(&mut self, location: &LocationId) -> Result<(), StoreError> {
        self.run("DELETE FROM progress WHERE location_id = $1", values![text(location)]).await?;
        Ok(())
    }
}

trait Read: Sized {
    fn read(row: &Row) -> Result<Self, StoreError>;
}

impl Read for Progress {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let total = row.maybe_number("total")?;
        Ok(Self {
            stage: row.word("stage")?,
            state: row.word("state")?,
            cursor: row.maybe_text("cursor")?,
            done: row.count("done")?,
            total: total.map(u64::try_from).transpose().map_err(|_| row.corrupt("total"))?,
            reason: row.maybe_text("reason")?,
            at: row.time("at")?,
        })
    }
}
