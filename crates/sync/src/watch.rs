//! Watching: finding by asking what no webhook tells.
//!
//! Here: contacts by the time of their last change, tasks page by page, the location's lists now and then. A private
//! token gets no webhooks at all, so there this is all there is; with webhooks it finds edited tasks, of which
//! HighLevel tells nothing. Not here: how often (`schedule`).
//!
//! Promise: one call for contacts and one for tasks a round when nothing changed, so that rounds cost a known share
//! of the budget. What is found is a change like any other, with its cause.

use std::collections::HashSet;
use std::time::Duration;

use domain::budget::Lane;
use domain::change::Cause;
use domain::mirror::News;
use domain::progress::Stage;
use domain::record::{Kind, Snapshot};
use highlevel::error::CallError;
use highlevel::ids::{ContactId, LocationId};
use highlevel::model::{ContactSearch, Direction, Filter, Range};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx};

use crate::SyncError;
use crate::backfill::{overview, tasks::read};
use crate::handler::Parts;
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

/// Under which name it is kept.
const MARK: &str = "watch";

/// Where watching is; kept between rounds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Mark {
    /// The newest change of a contact that was seen, by HighLevel's clock.
    contacts_until: Option<Timestamp>,
    /// The way through the tasks, begun anew at its end.
    tasks: Place,
    /// When the lists were read last.
    lists_at: Option<Timestamp>,
}

/// One round of looking for changed contacts. While the first copy is under way there is nothing to compare.
#[tracing::instrument(name = "sync.watch.contacts", skip_all, fields(location.id = %location))]
pub(crate) async fn contacts(parts: &Parts, location: &LocationId, lane: Lane) -> Result<(), SyncError> {
    if !is_copied(parts, location, Stage::Contacts).await? {
        return Ok(());
    }
    let source = parts.source(location, lane, Cause::Reconcile);
    let mut mark = load(parts, location).await?;
    lists(parts, &source, location, &mut mark).await?;
    let since = mark.contacts_until.map(|until| until - LOOK_BACK);
    let mut search = changed_since(location, since);
    for _ in 0..PAGES_A_ROUND {
        let page = source.contact_page(&search).await?;
        let is_last = page.contacts.len() < usize::from(PAGE);
        mark.contacts_until = newest(&page.contacts).max(mark.contacts_until);
        search.search_after = page.after;
        apply(parts, location, page.contacts, &mut mark).await?;
        if is_last {
            break;
        }
    }
    Ok(())
}

/// One round of looking for edited tasks: the next page of all of them.
#[tracing::instrument(name = "sync.watch.tasks", skip_all, fields(location.id = %location))]
pub(crate) async fn tasks(parts: &Parts, location: &LocationId, lane: Lane) -> Result<(), SyncError> {
    if !is_copied(parts, location, Stage::Tasks).await? {
        return Ok(());
    }
    let source = parts.source(location, lane, Cause::Reconcile);
    let mut mark = load(parts, location).await?;
    for _ in 0..PAGES_A_ROUND {
        let tasks = match read(&source, &mut mark.tasks).await {
            Ok(tasks) => tasks,
            Err(CallError::MissingScope { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let turn = mark.tasks.take(&tasks)?;
        if turn == Turn::End {
            mark.tasks = Place::default();
        }
        apply(parts, location, tasks, &mut mark).await?;
        if turn != Turn::Back {
            break;
        }
    }
    Ok(())
}

/// Reads the location's lists anew when their time has come. A list that may not be read is left alone.
async fn lists(
    parts: &Parts,
    source: &Source,
    location: &LocationId,
    mark: &mut Mark,
) -> Result<(), SyncError> {
    let now = parts.clock.now();
    if mark.lists_at.is_some_and(|at| now < at + LISTS_EVERY) {
        return Ok(());
    }
    for kind in [Kind::Tag, Kind::CustomField, Kind::User, Kind::Calendar] {
        let read = match kind {
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

fn changed_since(location: &LocationId, since: Option<Timestamp>) -> ContactSearch {
    let search = ContactSearch::of(location.clone()).per_page(PAGE);
    match since {
        Some(since) => {
            let range = Range { gte: Some(since.as_millisecond().into()), ..Range::default() };
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
    mut records: Vec<Snapshot>,
    mark: &mut Mark,
) -> Result<(), SyncError> {
    let now = parts.clock.now();
    let mut tx = parts.store.begin().await?;
    let left = leave_ours(parts, &mut tx, location, &mut records).await?;
    let oldest =
        left.iter().filter(|record| record.kind == Kind::Contact).filter_map(|left| left.updated_at).min();
    mark.contacts_until = oldest.map_or(mark.contacts_until, |oldest| mark.contacts_until.min(Some(oldest)));
    let news: Vec<News> = records.into_iter().map(News::Seen).collect();
    tx.mirror_apply_many(location, &news, &Cause::Reconcile, now).await?;
    let text = serde_json::to_string(mark).expect("a mark is plain data");
    tx.setting_save(Some(location), MARK, &text).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes out, and gives back, what a write of ours is about that has left and is not settled. Asked after HighLevel
/// was read: whatever of ours it showed was marked as sent before.
async fn leave_ours(
    parts: &Parts,
    tx: &mut Tx<'_>,
    location: &LocationId,
    records: &mut Vec<Snapshot>,
) -> Result<Vec<Snapshot>, SyncError> {
    if tx.write_count_open(location).await? == 0 {
        return Ok(Vec::new());
    }
    let mut ours: HashSet<ContactId> = HashSet::new();
    let contacts: HashSet<ContactId> = records.iter().filter_map(contact_of).collect();
    for contact in contacts {
        if parts.gateway.is_in_flight(tx, location, &contact).await? {
            ours.insert(contact);
        }
    }
    let is_ours = |record: &mut Snapshot| contact_of(record).is_some_and(|contact| ours.contains(&contact));
    Ok(records.extract_if(.., is_ours).collect())
}

fn contact_of(record: &Snapshot) -> Option<ContactId> {
    match record.kind {
        Kind::Contact => ContactId::new(record.id.as_str()).ok(),
        _ => record.contact.clone(),
    }
}

async fn load(parts: &Parts, location: &LocationId) -> Result<Mark, StoreError> {
    let text = parts.store.read().await?.setting_find(Some(location), MARK).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

async fn is_copied(parts: &Parts, location: &LocationId, stage: Stage) -> Result<bool, StoreError> {
    let overview = overview(&parts.store, location).await?;
    Ok(overview.stages.iter().any(|progress| progress.stage == stage && progress.is_over()))
}
