//! Triggers: how far they have read the change log, what they held back, and when those of the clock fire.
//!
//! Promise: the cursor of a location moves forward only, by one mover at a time.

use domain::{
    budget::Lane,
    change::Seq,
    ids::{AutomationId, JobId},
    job::{Job, Kind},
};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;

use crate::{
    StoreError, Tx,
    row::{maybe_text, text, values},
};

/// Something that would have started a run and was held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// Which automation.
    pub automation: AutomationId,
    /// What would have opened the run.
    pub opened_by: String,
    /// For which contact.
    pub contact: Option<ContactId>,
    /// Why it did not, for a person.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

impl Tx<'_> {
    /// How far the triggers of a location have read; none where nothing was ever published.
    pub async fn trigger_cursor(&mut self, location: &LocationId) -> Result<Option<Seq>, StoreError> {
        let sql = "SELECT location_id AS id, seq FROM trigger_cursor WHERE location_id = $1";
        let row = self.row("trigger_cursor", sql, values![text(location)]).await?;
        row.map(|row| row.number("seq").map(Seq::new)).transpose()
    }

    /// Begins to read at this place, unless it has begun.
    pub async fn trigger_begin(&mut self, location: &LocationId, at: Seq) -> Result<(), StoreError> {
        let sql = "INSERT INTO trigger_cursor (location_id, seq) VALUES ($1, $2) ON CONFLICT (location_id) DO NOTHING";
        self.run(sql, values![text(location), at.number()]).await?;
        Ok(())
    }

    /// Moves the cursor on from where it was found; false when somebody else has moved it meanwhile.
    pub async fn trigger_move(
        &mut self,
        location: &LocationId,
        from: Seq,
        to: Seq,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE trigger_cursor SET seq = $3 WHERE location_id = $1 AND seq = $2";
        Ok(self.run(sql, values![text(location), from.number(), to.number()]).await? == 1)
    }

    /// Has the triggers of a location look at what is new, where there are any.
    pub(crate) async fn trigger_look(&mut self, location: &LocationId) -> Result<(), StoreError> {
        if self.trigger_cursor(location).await?.is_none() {
            return Ok(());
        }
        let id = JobId::from_uuid(self.clock().uuid());
        let now = self.clock().now();
        let job = Job::due_now(id, location.clone(), Kind::MatchTriggers, Lane::Automation, now);
        self.job_add(&job).await.map(drop)
    }

    /// The locations whose triggers have not read all there is.
    pub async fn trigger_list_behind(&mut self) -> Result<Vec<LocationId>, StoreError> {
        let sql = "SELECT t.location_id FROM trigger_cursor AS t
            JOIN change_seq AS c ON c.location_id = t.location_id WHERE t.seq < c.last_seq";
        self.rows("trigger_cursor", sql, Vec::new())
            .await?
            .iter()
            .map(|row| row.word("location_id"))
            .collect()
    }

    /// Writes down what was held back.
    pub async fn trigger_hold_back(
        &mut self,
        location: &LocationId,
        held: &HeldBack,
    ) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO trigger_refusal (location_id, automation_id, opened_by, contact_id, reason, at)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (location_id, automation_id, opened_by) DO NOTHING";
        let values = values![
            text(location),
            text(held.automation),
            held.opened_by.as_str(),
            maybe_text(held.contact.as_ref()),
            held.reason.as_str(),
            held.at,
        ];
        self.run(sql, values).await?;
        Ok(())
    }

    /// What was held back of an automation, newest first.
    pub async fn trigger_list_held_back(
        &mut self,
        location: &LocationId,
        automation: AutomationId,
        limit: u32,
    ) -> Result<Vec<HeldBack>, StoreError> {
        let sql = "SELECT automation_id AS id, opened_by, contact_id, reason, at FROM trigger_refusal
            WHERE location_id = $1 AND automation_id = $2 ORDER BY at DESC LIMIT $3";
        let values = values![text(location), text(automation), i64::from(limit)];
        let rows = self.rows("trigger_refusal", sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(HeldBack {
                    automation: row.word("id")?,
                    opened_by: row.text("opened_by")?,
                    contact: row.maybe_word("contact_id")?,
                    reason: row.text("reason")?,
                    at: row.time("at")?,
                })
            })
            .collect()
    }
}
