//! The full comparison, once a day: everything that has a list, then contact by contact as far as the budget goes.
//!
//! It finds what no sweep can: edits that left the time of change alone (as a change of do-not-disturb does), and
//! records that are gone.
//!
//! Promise: a part that was done is kept with what it found, so a killed comparison goes on at the page it was at.

use domain::budget::Lane;
use domain::change::Cause;
use domain::ids::JobId;
use domain::job::{self, Job};
use domain::progress::Stage;
use domain::record::{Kind, RecordId};
use gateway::Refresh;
use highlevel::error::CallError;
use highlevel::ids::{ContactId, LocationId};
use highlevel::model::SearchAfter;
use jiff::Timestamp;
use queue::Trouble;
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, kill_point};

use super::absent::{self, Unseen};
use super::{COMPARE_EVERY, Finds, Mark, Turn, load, mend, read_mark, save};
use crate::SyncError;
use crate::backfill::{contacts::search, tasks::read};
use crate::handler::Parts;
use crate::source::Source;
use crate::task_pages::{self, Place};
use crate::watch::is_copied;

/// Contacts read whole before others have their turn.
const AT_ONCE: u32 = 10;
/// Records that a list left out, asked for before others have their turn.
const GONE_AT_ONCE: u32 = 20;
/// Calls that one contact takes when it is read whole.
const CALLS_EACH: u64 = 7;
/// One in so many calls of a day goes into reading contacts whole.
const SHARE: u64 = 20;

/// Where the comparison stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CompareMark {
    /// When the one under way began, by our clock.
    pub(crate) began_at: Option<Timestamp>,
    /// When the last one ended.
    pub(crate) ended_at: Option<Timestamp>,
    /// When contacts were last begun to be read whole.
    whole_at: Option<Timestamp>,
    /// What comes next.
    pub(crate) part: Part,
    /// How far the contact search is.
    after: Option<SearchAfter>,
    /// How far the tasks are.
    place: Place,
    /// How far the search for what is gone is.
    absent_after: Option<String>,
    /// The contact that was read whole last. Kept from one day to the next: each day goes on there.
    whole_after: Option<String>,
    /// How many contacts are still read whole this time.
    whole_left: u64,
}

/// The parts of a comparison, in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// Every contact, by search.
    #[default]
    Contacts,
    /// Contacts that the search left out.
    GoneContacts,
    /// Every task, by the location's task search.
    Tasks,
    /// Tasks that the search left out.
    GoneTasks,
    /// Contact by contact: all of it, its notes and appointments.
    Whole,
}

impl Part {
    const fn next(self) -> Option<Self> {
        match self {
            Self::Contacts => Some(Self::GoneContacts),
            Self::GoneContacts => Some(Self::Tasks),
            Self::Tasks => Some(Self::GoneTasks),
            Self::GoneTasks => Some(Self::Whole),
            Self::Whole => None,
        }
    }
}

/// Whether a part has more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    On,
    Done,
}

impl Mark for CompareMark {
    const NAME: &'static str = "compare";
}

impl CompareMark {
    /// Whether it is time for the next one, or to go on.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.began_at.is_some()
            || self.ended_at.is_none_or(|ended| now.duration_since(ended) >= COMPARE_EVERY)
    }
}

/// One comparison under way.
struct Comparison<'p> {
    parts: &'p Parts,
    location: &'p LocationId,
    source: Source,
    lane: Lane,
    mark: CompareMark,
    began: Timestamp,
}

/// Has everything compared now, contact by contact too, as far as the budget goes; for whoever does not want to wait
/// for the next day.
///
/// # Errors
/// The store's.
pub async fn compare_now(tx: &mut Tx<'_>, location: &LocationId) -> Result<(), StoreError> {
    let text = tx.setting_find(Some(location), CompareMark::NAME).await?;
    let mark: CompareMark = read_mark(text);
    save(tx, location, &CompareMark { whole_at: None, ..mark }).await?;
    let (id, now) = (JobId::from_uuid(tx.clock().uuid()), tx.clock().now());
    tx.job_add(&Job::due_now(id, location.clone(), job::Kind::Compare, Lane::Repair, now)).await.map(drop)
}

/// Goes on with the comparison, or begins one.
#[tracing::instrument(name = "sync.reconcile.compare", skip_all, fields(location.id = %location))]
pub(crate) async fn compare(parts: &Parts, location: &LocationId, lane: Lane) -> Result<(), Trouble> {
    let turn = Turn::begin(parts);
    match go_on(parts, location, lane, &turn).await {
        Ok(Step::Done) => Ok(()),
        Ok(Step::On) => Err(turn.goes_on("the comparison")),
        Err(error) => Err(error.trouble(parts.clock.now())),
    }
}

async fn go_on(parts: &Parts, location: &LocationId, lane: Lane, turn: &Turn<'_>) -> Result<Step, SyncError> {
    if !is_copied(parts, location, Stage::Tasks).await? {
        return Ok(Step::Done);
    }
    let mark = load::<CompareMark>(&parts.store, location).await?;
    let source = parts.source(location, lane, Cause::Reconcile);
    let began = mark.began_at.unwrap_or_else(|| parts.clock.now());
    let mut comparison = Comparison { parts, location, source, lane, mark, began };
    if comparison.mark.began_at.is_none() {
        comparison.begin().await?;
    }
    loop {
        let step = comparison.step().await?;
        kill_point("compare").await;
        if step == Step::Done && !comparison.next_part().await? {
            return Ok(Step::Done);
        }
        if turn.is_over() {
            return Ok(Step::On);
        }
    }
}

impl Comparison<'_> {
    /// A new comparison. Contacts are read whole once a day, however often everything is compared.
    async fn begin(&mut self) -> Result<(), SyncError> {
        let now = self.began;
        let is_time = self.mark.whole_at.is_none_or(|at| now.duration_since(at) >= COMPARE_EVERY);
        let whole_at = if is_time { Some(now) } else { self.mark.whole_at };
        self.mark = CompareMark {
            began_at: Some(now),
            ended_at: self.mark.ended_at,
            whole_after: self.mark.whole_after.take(),
            whole_at,
            ..CompareMark::default()
        };
        self.save().await
    }

    /// How many contacts may be read whole today.
    async fn affordable(&self) -> Result<u64, StoreError> {
        let mut tx = self.parts.store.read().await?;
        let contacts = tx.record_count(self.location, Kind::Contact).await?;
        let Some(connection) = tx.connection_find(self.location).await? else { return Ok(0) };
        let daily = tx.budget_load(self.location, connection.id).await?.daily();
        Ok((daily / SHARE / CALLS_EACH).min(contacts))
    }

    async fn step(&mut self) -> Result<Step, SyncError> {
        match self.mark.part {
            Part::Contacts => self.contacts().await,
            Part::GoneContacts => self.gone(Kind::Contact).await,
            Part::Tasks => match self.tasks().await {
                // Tasks then come with each contact that is read whole; a list that was refused says nothing of what
                // is gone.
                Err(SyncError::Call(CallError::MissingScope { .. })) => {
                    self.mark.part = Part::GoneTasks;
                    Ok(Step::Done)
                }
                other => other,
            },
            Part::GoneTasks => self.gone(Kind::Task).await,
            Part::Whole => self.whole().await,
        }
    }

    /// On to the next part; false when that was the last one.
    async fn next_part(&mut self) -> Result<bool, SyncError> {
        self.mark.absent_after = None;
        let next = self.mark.part.next();
        match next {
            Some(next) => {
                self.mark.part = next;
                // Counted now, when those that were found are among them.
                if next == Part::Whole && self.mark.whole_at == self.mark.began_at {
                    self.mark.whole_left = self.affordable().await?;
                }
            }
            None => {
                self.mark.began_at = None;
                self.mark.ended_at = Some(self.parts.clock.now());
            }
        }
        self.save().await?;
        Ok(next.is_some())
    }

    async fn save(&self) -> Result<(), SyncError> {
        let mut tx = self.parts.store.begin().await?;
        save(&mut tx, self.location, &self.mark).await?;
        Ok(tx.commit().await?)
    }

    async fn contacts(&mut self) -> Result<Step, SyncError> {
        let page = search(&self.source, self.location, self.mark.after.clone()).await?;
        let is_last = page.contacts.is_empty() || page.after.is_none() || page.after == self.mark.after;
        self.mark.after = page.after;
        let mut tx = self.parts.store.begin().await?;
        mend(self.parts, &mut tx, self.location, page.contacts, Finds::Missed).await?;
        save(&mut tx, self.location, &self.mark).await?;
        tx.commit().await?;
        Ok(if is_last { Step::Done } else { Step::On })
    }

    async fn tasks(&mut self) -> Result<Step, SyncError> {
        let tasks = read(&self.source, &mut self.mark.place).await?;
        let turn = self.mark.place.take(&tasks)?;
        let mut tx = self.parts.store.begin().await?;
        mend(self.parts, &mut tx, self.location, tasks, Finds::Missed).await?;
        save(&mut tx, self.location, &self.mark).await?;
        tx.commit().await?;
        Ok(if turn == task_pages::Turn::End { Step::Done } else { Step::On })
    }

    /// Asks for a few of those that the list left out, by their ids.
    async fn gone(&mut self, kind: Kind) -> Result<Step, SyncError> {
        let after = self.mark.absent_after.as_deref().and_then(|id| RecordId::new(id).ok());
        let last = {
            let unseen = Unseen { kind, since: self.began, after: after.as_ref(), limit: GONE_AT_ONCE };
            absent::ask(self.parts, self.location, unseen, self.lane).await?
        };
        let step = if last.is_some() { Step::On } else { Step::Done };
        self.mark.absent_after = last.map(|id| id.to_string());
        self.save().await?;
        Ok(step)
    }

    /// Reads the next few contacts whole, from the first one again after the last.
    async fn whole(&mut self) -> Result<Step, SyncError> {
        let limit = AT_ONCE.min(u32::try_from(self.mark.whole_left).unwrap_or(AT_ONCE));
        if limit == 0 {
            return Ok(Step::Done);
        }
        let after = self.mark.whole_after.as_deref().and_then(|id| RecordId::new(id).ok());
        let next = {
            let mut tx = self.parts.store.read().await?;
            tx.record_list_living_after(self.location, Kind::Contact, after.as_ref(), limit).await?
        };
        for id in &next {
            let Ok(contact) = ContactId::new(id.as_str()) else { continue };
            let gateway = &self.parts.gateway;
            gateway
                .refresh_contact(self.location, &contact, self.lane, Cause::Reconcile, Refresh::Always)
                .await?;
        }
        let read = next.len() as u64;
        self.mark.whole_left =
            if read == 0 && after.is_none() { 0 } else { self.mark.whole_left.saturating_sub(read) };
        // At the end of all contacts it begins anew with the first.
        self.mark.whole_after =
            if read < u64::from(limit) { None } else { next.last().map(ToString::to_string) };
        self.save().await?;
        Ok(if self.mark.whole_left == 0 { Step::Done } else { Step::On })
    }
}
