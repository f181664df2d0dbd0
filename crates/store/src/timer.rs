//! Timers of triggers: when each fires next, for which record.
//!
//! Promise: an automation has one timer a record; a record that moved moves it.

use domain::ids::AutomationId;
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;

use crate::{
    StoreError, Tx,
    row::{maybe_text, text, values},
};

/// A trigger that fires at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Which automation.
    pub automation: AutomationId,
    /// For which record, by its id; empty for a schedule.
    pub record: String,
    /// The contact the record belongs to.
    pub contact: Option<ContactId>,
    /// When.
    pub due_at: Timestamp,
}

impl Tx<'_> {
    /// Sets timers, each in the place of the one its record had.
    pub async fn timer_set(&mut self, location: &LocationId, timers: &[Timer]) -> Result<(), StoreError> {
        let rows = timers.iter().map(|timer| {
            values![
                text(location),
                text(timer.automation),
                timer.record.as_str(),
                maybe_text(timer.contact.as_ref()),
                timer.due_at,
            ]
        });
        let head = "INSERT INTO trigger_timer (location_id, automation_id, record_id, contact_id, due_at)";
        let tail = "ON CONFLICT (location_id, automation_id, record_id) DO UPDATE SET
            contact_id = excluded.contact_id, due_at = excluded.due_at";
        self.run_many(head, tail, rows.collect()).await?;
        Ok(())
    }

    /// Takes the timer of a record away.
    pub async fn timer_remove(
        &mut self,
        location: &LocationId,
        automation: AutomationId,
        record: &str,
    ) -> Result<(), StoreError> {
        let sql =
            "DELETE FROM trigger_timer WHERE location_id = $1 AND automation_id = $2 AND record_id = $3";
        self.run(sql, values![text(location), text(automation), record]).await?;
        Ok(())
    }

    /// Takes every timer of an automation away.
    pub async fn timer_clear(
        &mut self,
        location: &LocationId,
        automation: AutomationId,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM trigger_timer WHERE location_id = $1 AND automation_id = $2";
        self.run(sql, values![text(location), text(automation)]).await?;
        Ok(())
    }

    /// Takes a timer that has fired away; false when somebody else has done so, or it was moved.
    pub async fn timer_take(&mut self, location: &LocationId, timer: &Timer) -> Result<bool, StoreError> {
        let sql = "DELETE FROM trigger_timer
            WHERE location_id = $1 AND automation_id = $2 AND record_id = $3 AND due_at = $4";
        let values = values![text(location), text(timer.automation), timer.record.as_str(), timer.due_at];
        Ok(self.run(sql, values).await? == 1)
    }

    /// Timers of all locations that are due, the oldest first.
    pub async fn timer_list_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(LocationId, Timer)>, StoreError> {
        let sql = "SELECT location_id, automation_id, record_id, contact_id, due_at FROM trigger_timer
            WHERE due_at <= $1 ORDER BY due_at LIMIT $2";
        let rows = self.rows("trigger_timer", sql, values![now, i64::from(limit)]).await?;
        rows.iter()
            .map(|row| {
                let timer = Timer {
                    automation: row.word("automation_id")?,
                    record: row.text("record_id")?,
                    contact: row.maybe_word("contact_id")?,
                    due_at: row.time("due_at")?,
                };
                Ok((row.word("location_id")?, timer))
            })
            .collect()
    }
}
