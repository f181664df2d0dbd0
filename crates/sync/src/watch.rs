//! Watching: finding by asking what no webhook tells.
//!
//! Here: contacts by the time of their last change, tasks page by page, the location's lists now and then. A private
//! token gets no webhooks at all, so there this is all there is; with webhooks it finds edited tasks, of which
//! HighLevel tells nothing. Not here: how often (`schedule`).
//!
//! Promise: one call for contacts and one for tasks a round when nothing changed, so that rounds cost a known share
//! of the budget. What is found is a change like any other, with its cause.

use std::time::Duration;

use domain::budget::Lane;
use domain::change::Cause;
use domain::connection::Kind as Connected;
use domain::progress::Stage;
use domain::record::{Kind, Snapshot};
use highlevel::error::CallError;
use highlevel::ids::LocationId;
use highlevel::model::{ContactSearch, Direction, Filter, Range};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::StoreError;

use crate::SyncError;
use crate::backfill::{overview, tasks::read};
use crate::handler::Parts;
use crate::reconcile::{
    Finds, Mark, SETTLED, Unseen, ask, check_soon, compare_when_numbers_differ, load, mend, save,
};
use crate::source::Source;
use crate::take_in::replace;
use crate::task_pages::{Place, Turn};

/// Contacts on one page.
const PAGE: u16 = 100;
/// Pages of changed contacts read in one round, and steps back among the tasks; the rest waits for the next round.
const PAGES_A_ROUND: u32 = 5;
/// HighLevel's index may show a change a little late, so a round looks a little further back.
const LOOK_BACK: Duration = Duration::from_secs(10);
/// How often the location's lists are read anew.
const LISTS_EVERY: Duration = Duration::from_secs(300);
/// How often contacts are counted where nobody tells of one that is gone.
const COUNT_EVERY: Duration = Duration::from_secs(120);
/// Tasks that the list left out, asked for by id in one round.
const GONE_A_ROUND: u32 = 2;

/// Where watching contacts is; kept between rounds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct WatchMark {
    /// The newest change of a contact that was seen, by HighLevel's clock.
    contacts_until: Option<Timestamp>,
    /// When the lists were read last.
    lists_at: Option<Timestamp>,
    /// When contacts were counted last.
    counted_at: Option<Timestamp>,
    /// Their number when that led to comparing all of them.
    compared_at: Option<u64>,
}

impl Mark for WatchMark {
    const NAME: &'static str = "watch";
}

/// Where watching tasks is; kept between rounds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct TasksMark {
    /// The way through the tasks, begun anew at its end.
    place: Place,
    /// When that way was begun, by our clock.
    since: Option<Timestamp>,
}

impl Mark for TasksMark {
    const NAME: &'static str = "watch_tasks";
}

/// One round of looking for changed contacts. While the first copy is under way there is nothing to compare.
#[tracing::instrument(name = "sync.watch.contacts", skip_all, fields(location.id = %location))]
pub(crate) async fn contacts(parts: &Parts, location: &LocationId, lane: Lane) -> Result<(), SyncError> {
    if !is_copied(parts, location, Stage::Contacts).await? {
        return Ok(());
    }
    let finds = finds(parts, location).await?;
    let source = parts.source(location, lane, Cause::Reconcile);
    let mut mark = load::<WatchMark>(&parts.store, location).await?;
    lists(parts, &source, location, &mut mark).await?;
    if finds == Finds::Awaited {
        count(parts, &source, location, &mut mark).await?;
    }
    let since = mark.contacts_until.map(|until| until - LOOK_BACK);
    // Where webhooks come, they are given their time: what they still tell was not missed.
    let theirs = parts.gateway.their_time(location, parts.clock.now());
    let until = (finds == Finds::Missed).then(|| theirs - SETTLED);
    let mut search = changed_between(location, since, until);
    for _ in 0..PAGES_A_ROUND {
        let page = source.contact_page(&search).await?;
        let is_last = page.contacts.len() < usize::from(PAGE);
        mark.contacts_until = newest(&page.contacts).max(mark.contacts_until);
        search.search_after = page.after;
        apply(parts, location, page.contacts, (&mut mark, finds)).await?;
        if is_last {
            break;
        }
    }
    Ok(())
}

/// Whether what is found was missed. A private token gets no webhook: there, finding it is the way to know it.
async fn finds(parts: &Parts, location: &LocationId) -> Result<Finds, StoreError> {
    let connection = parts.store.read().await?.connection_find(location).await?;
    let is_private = connection.is_some_and(|connection| connection.kind == Connected::Private);
    Ok(if is_private { Finds::Awaited } else { Finds::Missed })
}

/// One round of looking for edited tasks: the next page of all of them.
#[tracing::instrument(name = "sync.watch.tasks", skip_all, fields(location.id = %location))]
pub(crate) async fn tasks(parts: &Parts, location: &LocationId, lane: Lane) -> Result<(), SyncError> {
    if !is_copied(parts, location, Stage::Tasks).await? {
        return Ok(());
    }
    let finds = finds(parts, location).await?;
    let source = parts.source(location, lane, Cause::Reconcile);
    let mut mark = load::<TasksMark>(&parts.store, location).await?;
    for _ in 0..PAGES_A_ROUND {
        let since = *mark.since.get_or_insert_with(|| parts.clock.now());
        let mut tasks = match read(&source, &mut mark.place).await {
            Ok(tasks) => tasks,
            Err(CallError::MissingScope { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let turn = mark.place.take(&tasks)?;
        if turn == Turn::End {
            mark = TasksMark { place: mark.place.anew(), since: None };
        }
        if finds == Finds::Missed {
            let settled = parts.gateway.their_time(location, parts.clock.now()) - SETTLED;
            tasks.retain(|task| task.doc.time("dateAdded").is_none_or(|added| added <= settled));
        }
        let mut tx = parts.store.begin().await?;
        mend(parts, &mut tx, location, tasks, finds).await?;
        save(&mut tx, location, &mark).await?;
        tx.commit().await?;
        if turn == Turn::End {
            let unseen = Unseen { kind: Kind::Task, since, after: None, limit: GONE_A_ROUND };
            ask(parts, location, unseen, lane).await?;
        }
        if turn != Turn::Back {
            break;
        }
    }
    Ok(())
}

/// Counts the contacts now and then: the number alone tells that one is gone.
async fn count(
    parts: &Parts,
    source: &Source,
    location: &LocationId,
    mark: &mut WatchMark,
) -> Result<(), SyncError> {
    let now = parts.clock.now();
    if mark.counted_at.is_some_and(|at| now < at + COUNT_EVERY) {
        return Ok(());
    }
    mark.counted_at = Some(now);
    mark.compared_at = compare_when_numbers_differ(parts, source, location, mark.compared_at).await?;
    Ok(())
}

/// Reads the location's lists anew when their time has come. A list that may not be read is left alone.
async fn lists(
    parts: &Parts,
    source: &Source,
    location: &LocationId,
    mark: &mut WatchMark,
) -> Result<(), SyncError> {
    let now = parts.clock.now();
    if mark.lists_at.is_some_and(|at| now < at + LISTS_EVERY) {
        return Ok(());
    }
    for kind in [Kind::Tag, Kind::CustomField, Kind::User, Kind::Calendar, Kind::Pipeline, Kind::Business] {
        let read = match kind {
            Kind::Pipeline => source.pipelines().await,
            Kind::Business => source.businesses().await,
            Kind::Tag => source.tags().await,
            Kind::CustomField => source.custom_fields().await,
            Kind::User => source.users().await,
            _ => source.calendars().await,
        };
        match read {
            Ok(list) => {
                let mut tx = parts.store.begin().await?;
                replace(&mut tx, location, list, None, &Cause::Reconcile, now).await?;
                tx.commit().await?;
            }
            Err(CallError::MissingScope { .. } | CallError::WrongTokenKind { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    mark.lists_at = Some(now);
    Ok(())
}

fn changed_between(
    location: &LocationId,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
) -> ContactSearch {
    let search = ContactSearch::of(location.clone()).per_page(PAGE);
    let bound = |at: Timestamp| at.as_millisecond().into();
    match since {
        Some(since) => {
            let range = Range { gte: Some(bound(since)), lte: until.map(bound), ..Range::default() };
            search.filter(Filter::range("dateUpdated", &range)).sort("dateUpdated", Direction::Asc)
        }
        // The first round: the newest page tells where to begin.
        None => search.sort("dateUpdated", Direction::Desc),
    }
}

fn newest(contacts: &[Snapshot]) -> Option<Timestamp> {
    contacts.iter().filter_map(|contact| contact.updated_at).max()
}

/// Takes in what was found. A record whose contact a person is changing just now is left to that change, which
/// brings it whole; should it not, the next round looks again.
async fn apply(
    parts: &Parts,
    location: &LocationId,
    records: Vec<Snapshot>,
    (mark, finds): (&mut WatchMark, Finds),
) -> Result<(), SyncError> {
    let mut tx = parts.store.begin().await?;
    let (changes, left) = mend(parts, &mut tx, location, records, finds).await?;
    check_soon(&mut tx, location, &changes).await?;
    let oldest =
        left.iter().filter(|record| record.kind == Kind::Contact).filter_map(|left| left.updated_at).min();
    mark.contacts_until = oldest.map_or(mark.contacts_until, |oldest| mark.contacts_until.min(Some(oldest)));
    save(&mut tx, location, &*mark).await?;
    Ok(tx.commit().await?)
}

pub(crate) async fn is_copied(
    parts: &Parts,
    location: &LocationId,
    stage: Stage,
) -> Result<bool, StoreError> {
    let overview = overview(&parts.store, location).await?;
    Ok(overview.stages.iter().any(|progress| progress.stage == stage && progress.is_over()))
}
