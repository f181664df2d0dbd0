//! Triggers that come by the clock: schedules, and records that come near a moment.
//!
//! Here: keeping each timer true as its record moves, and opening a run when one fires. Not here: when that is
//! (`domain::automation::schedule`).
//!
//! Promise: one timer fires once and opens one run, whichever process sees it first; what was due before an
//! automation went live does not fire.

use std::sync::Arc;

use domain::{
    automation::{
        Definition, On,
        matching::{self, Happening, Match},
        run::{Opening, Run},
        schedule::{Schedule, due},
    },
    change::Change,
    expression::Seen,
    ids::{AutomationId, RunId},
    job::Kind as Work,
    record::{Kind, RecordId},
};
use highlevel::{ContactId, LocationId};
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};
use store::{NewRun, RecordRow, StoreError, Timer, Tx};

use crate::{
    engine::Engine,
    error::RunError,
    keep::holds_up,
    seen::{Subject, look},
};

/// Records whose timers are set in one go.
const PAGE: u32 = 1_000;
/// Timers that fire in one go; the rest at the next look.
const AT_ONCE: u32 = 500;

impl Engine {
    /// Sets every timer of an automation that goes live, from now on.
    ///
    /// # Errors
    /// The store's.
    pub async fn set_timers(
        &self,
        location: &LocationId,
        automation: AutomationId,
        definition: &Definition,
    ) -> Result<(), RunError> {
        let now = self.inner.clock.now();
        let zone = self.zone(location).await?;
        let mut tx = self.inner.store.begin().await?;
        tx.timer_clear(location, automation).await?;
        tx.commit().await?;
        if definition.trigger.on == On::Schedule {
            return self.set_schedule(location, automation, definition, &zone).await;
        }
        let Some(kind) = record_kind(definition.trigger.on) else { return Ok(()) };
        let mut after: Option<RecordId> = None;
        loop {
            let mut tx = self.inner.store.read().await?;
            let rows = tx.record_list_after(location, kind, after.as_ref(), PAGE).await?;
            drop(tx);
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some(last.id.clone());
            let living = rows.iter().filter(|row| row.deleted_at().is_none());
            let timers = living.filter_map(|row| timer(automation, definition, row, &zone));
            let timers: Vec<Timer> = timers.filter(|timer| timer.due_at > now).collect();
            let mut tx = self.inner.store.begin().await?;
            tx.timer_set(location, &timers).await?;
            tx.commit().await?;
        }
    }

    async fn set_schedule(
        &self,
        location: &LocationId,
        automation: AutomationId,
        definition: &Definition,
        zone: &TimeZone,
    ) -> Result<(), RunError> {
        let Ok(schedule) = Schedule::of(&definition.trigger, zone.iana_name()) else { return Ok(()) };
        let Some(due_at) = schedule.next_after(self.inner.clock.now()) else { return Ok(()) };
        let mut tx = self.inner.store.begin().await?;
        let timer = Timer { automation, record: String::new(), contact: None, due_at };
        tx.timer_set(location, &[timer]).await?;
        Ok(tx.commit().await?)
    }

    /// Moves the timers of the records that these changes are about.
    pub(crate) async fn move_timers(
        &self,
        location: &LocationId,
        changes: &[Change],
        timed: &[(AutomationId, Arc<Definition>)],
    ) -> Result<(), RunError> {
        if timed.is_empty() {
            return Ok(());
        }
        let zone = self.zone(location).await?;
        let now = self.inner.clock.now();
        for change in changes {
            for (automation, definition) in timed {
                if record_kind(definition.trigger.on) != Some(change.kind) {
                    continue;
                }
                let mut tx = self.inner.store.begin().await?;
                let row = tx.record_find(location, change.kind, &change.record).await?;
                let row = row.filter(|row| row.deleted_at().is_none());
                let timer = row.and_then(|row| timer(*automation, definition, &row, &zone));
                match timer.filter(|timer| timer.due_at > now) {
                    Some(timer) => tx.timer_set(location, &[timer]).await?,
                    None => tx.timer_remove(location, *automation, change.record.as_str()).await?,
                }
                tx.commit().await?;
            }
        }
        Ok(())
    }

    /// Opens a run for every timer that is due.
    pub(crate) async fn fire_timers(&self) -> Result<(), StoreError> {
        let now = self.inner.clock.now();
        let due = self.inner.store.read().await?.timer_list_due(now, AT_ONCE).await?;
        for (location, timer) in due {
            if let Err(error) = self.fire(&location, &timer).await {
                match error {
                    RunError::Store(error) => return Err(error),
                    other => tracing::warn!(error = %other, "a timer of {} did not fire", timer.automation),
                }
            }
        }
        Ok(())
    }

    async fn fire(&self, location: &LocationId, timer: &Timer) -> Result<(), RunError> {
        let mut tx = self.inner.store.read().await?;
        let automation = tx.automation_find(location, timer.automation).await?;
        let versions = tx.automation_versions(location, timer.automation).await?;
        drop(tx);
        let live = versions.live().filter(|_| automation.is_some_and(|one| one.standing.opens()));
        let Some(live) = live else { return self.take(location, timer, None).await };
        let definition = self.version(location, timer.automation, live.number).await?;
        let run = self.due_run(location, timer, live.number, &definition).await?;
        self.take(location, timer, run.map(|run| (run, Arc::clone(&definition)))).await?;
        if definition.trigger.on == On::Schedule {
            let zone = self.zone(location).await?;
            self.set_schedule(location, timer.automation, &definition, &zone).await?;
        }
        Ok(())
    }

    /// The run that a timer opens, where the trigger's condition holds.
    async fn due_run(
        &self,
        location: &LocationId,
        timer: &Timer,
        version: u32,
        definition: &Definition,
    ) -> Result<Option<NewRun>, RunError> {
        let on = definition.trigger.on;
        let kind = record_kind(on);
        let record = RecordId::new(timer.record.as_str()).ok();
        let subject = Subject { contact: timer.contact.as_ref(), record: kind.zip(record) };
        let mut tx = self.inner.store.read().await?;
        let mut values = look(&mut tx, location, subject).await?;
        drop(tx);
        let trigger = json!({
            "on": on.as_str(),
            "at": timer.due_at.to_string(),
            "kind": kind.map(Kind::as_str),
            "record": timer.record,
        });
        let now = self.inner.clock.now();
        values.insert("trigger".to_owned(), trigger.clone());
        values.insert("now".to_owned(), Json::from(now.to_string()));
        let happening = Happening {
            on,
            change: None,
            contact: timer.contact.as_ref(),
            before: None,
            after: None,
            causes: &[],
        };
        let seen = Seen::of(&values);
        let matched =
            matching::matches(self.language(), timer.automation, &definition.trigger, &happening, &seen, now);
        if matched != Match::Yes {
            return Ok(None);
        }
        let id = RunId::from_uuid(self.inner.clock.uuid());
        let opening = Opening { contact: timer.contact.clone(), causes: Vec::new(), trigger };
        let run = Run::open(id, (timer.automation, version), definition, opening, now);
        let opened_by = format!("timer/{}/{}", timer.record, timer.due_at.as_millisecond());
        Ok(Some(NewRun { run, opened_by }))
    }

    /// Takes a timer away and opens its run with it.
    async fn take(
        &self,
        location: &LocationId,
        timer: &Timer,
        run: Option<(NewRun, Arc<Definition>)>,
    ) -> Result<(), RunError> {
        let mut tx: Tx<'_> = self.inner.store.begin().await?;
        if !tx.timer_take(location, timer).await? {
            return Ok(());
        }
        if let Some((run, definition)) = run {
            for run in tx.run_open(location, &[run], holds_up(&definition)).await? {
                tx.job_add(&self.job(location, Work::AdvanceRun { run })).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// The time zone of a location.
    async fn zone(&self, location: &LocationId) -> Result<TimeZone, RunError> {
        let own = RecordId::from(location);
        let row = self.inner.store.read().await?.record_find(location, Kind::Location, &own).await?;
        let zone = row.and_then(|row| row.doc().text("timezone").and_then(|zone| TimeZone::get(zone).ok()));
        Ok(zone.unwrap_or(TimeZone::UTC))
    }
}

/// The kind of record whose moments a trigger of the clock watches.
pub(crate) const fn record_kind(on: On) -> Option<Kind> {
    match on {
        On::TaskDue | On::TaskOverdue => Some(Kind::Task),
        On::AppointmentAboutToStart | On::AppointmentNotHeld => Some(Kind::Appointment),
        On::ContactQuiet => Some(Kind::Contact),
        _ => None,
    }
}

fn timer(
    automation: AutomationId,
    definition: &Definition,
    row: &RecordRow,
    zone: &TimeZone,
) -> Option<Timer> {
    let due_at = due(&definition.trigger, row.doc().fields(), zone)?;
    let own = || ContactId::new(row.id.as_str()).ok().filter(|_| row.kind == Kind::Contact);
    let contact = row.stored.contact.clone().or_else(own);
    Some(Timer { automation, record: row.id.to_string(), contact, due_at })
}
