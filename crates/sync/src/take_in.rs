//! Taking in: what one delivery says becomes what the mirror holds.
//!
//! Here: reading the records an event is about, applying them, marking the delivery. Not here: keeping it (`keep`),
//! what news does to a record (`domain::mirror`), whether HighLevel is asked at all (`need`).
//!
//! Promise: the changes and the mark on the delivery commit together, so a delivery is taken in once. Several
//! deliveries of one contact cost one call, when the record was read after the later ones arrived.

mod apply;
mod dealings;
mod need;

use std::collections::BTreeSet;

use domain::budget::Lane;
use domain::change::Cause;
use domain::connection::State;
use domain::delivery::Delivery;
use domain::ids::{DeliveryId, JobId};
use domain::job::Job;
use domain::mirror::News;
use domain::record::{Kind, RecordId};
use highlevel::error::{CallError, Verdict};
use highlevel::event::{Event, EventKind};
use highlevel::ids::{ContactId, LocationId};
use highlevel::model::TaskSearch;
use jiff::Timestamp;
use store::{StoreError, Tx, kill_point};

pub(crate) use apply::replace;

use crate::SyncError;
use crate::backfill::overview;
use crate::handler::Parts;
use crate::source::{List, Source};
use need::Need;

/// Tasks looked through on one page when nobody says whose a task is.
const TASKS_A_PAGE: u32 = 100;
/// Pages looked through before a task counts as gone again.
const TASK_PAGES: u32 = 10;
/// How often a record that HighLevel does not show yet is asked for.
const ASKED_AT_MOST: u32 = 6;

/// What was learned about the event's records.
enum Learned {
    /// News of single records.
    Some(Vec<News>),
    /// All records of one kind of one contact, or of the location.
    All(List, Option<ContactId>),
    /// The app was taken off the location.
    Uninstalled,
}

impl Learned {
    /// The contacts that the event or its news are about.
    fn contacts(&self, event: &Event) -> BTreeSet<ContactId> {
        let of_news = |news: &News| match news {
            News::Seen(snapshot) => snapshot.contact.clone(),
            News::Gone { contact, .. } => contact.clone(),
        };
        let learned: Vec<ContactId> = match self {
            Self::Some(news) => news.iter().filter_map(of_news).collect(),
            Self::All(_, contact) => contact.iter().cloned().collect(),
            Self::Uninstalled => Vec::new(),
        };
        event.contact_id().cloned().into_iter().chain(learned).collect()
    }
}

/// Takes one delivery in. Repeating it changes nothing.
#[tracing::instrument(name = "sync.delivery.take_in", skip_all, fields(delivery.id = %id))]
pub(crate) async fn take_in(parts: &Parts, job: &Job, id: DeliveryId) -> Result<(), SyncError> {
    let Some(delivery) = waiting(parts, &job.location, id).await? else { return Ok(()) };
    let Ok(event) = Event::read(&delivery.body) else {
        return fail(parts, &delivery, "nothing can be made of its body").await;
    };
    if !is_connected(parts, &delivery).await? && event.kind != EventKind::Install {
        return fail(parts, &delivery, "it is for a location that is not connected").await;
    }
    let learned = match learn(parts, &delivery, &event, job.attempts).await {
        Err(SyncError::Call(error)) if is_final(&error) => {
            return fail(parts, &delivery, &format!("HighLevel does not show what it tells of: {error}"))
                .await;
        }
        learned => learned?,
    };
    commit(parts, &delivery, &event, learned).await?;
    kill_point("taken_in").await;
    Ok(())
}

/// Whether asking again shows no more. Tokens that have died wait for somebody to connect again.
fn is_final(error: &CallError) -> bool {
    error.verdict() == Verdict::GiveUp && !matches!(error, CallError::DeadGrant { .. })
}

async fn waiting(
    parts: &Parts,
    location: &LocationId,
    id: DeliveryId,
) -> Result<Option<Delivery>, StoreError> {
    let kept = parts.store.read().await?.delivery_find(location, id).await?;
    Ok(kept.filter(|kept| kept.state == domain::delivery::State::Waiting).map(|kept| kept.delivery))
}

async fn is_connected(parts: &Parts, delivery: &Delivery) -> Result<bool, StoreError> {
    Ok(parts.store.read().await?.connection_find(&delivery.location).await?.is_some())
}

/// Asks HighLevel for what the event is about. No transaction is open meanwhile.
async fn learn(
    parts: &Parts,
    delivery: &Delivery,
    event: &Event,
    attempts: u32,
) -> Result<Learned, SyncError> {
    let cause = Cause::Delivery { delivery: delivery.id };
    let source = parts.source(&delivery.location, Lane::Automation, cause);
    Ok(match Need::of(event) {
        Need::Contact(contact) if is_fresh(parts, delivery, &contact).await? => Learned::Some(Vec::new()),
        Need::Contact(contact) => Learned::Some(vec![source.contact(&contact).await?]),
        Need::Note { id, contact } => Learned::Some(vec![source.note(&contact, &id).await?]),
        Need::Task { id, contact, title } => {
            let task = Task { id, contact, title, event, attempts };
            Learned::Some(find_task(parts, &source, delivery, task).await?)
        }
        Need::Appointments(contact) => Learned::All(source.appointments_of(&contact).await?, Some(contact)),
        Need::Opportunity(id, contact) => {
            Learned::Some(dealings::opportunity(parts, delivery, &id, contact).await?)
        }
        Need::Message(id) => Learned::Some(dealings::message(parts, delivery, event, &id).await?),
        Need::Conversation(id) => Learned::Some(dealings::conversation(parts, delivery, event, &id).await?),
        Need::Location => Learned::Some(vec![source.location().await?]),
        Need::Users => Learned::All(source.users().await?, None),
        Need::Uninstalled => Learned::Uninstalled,
        // Whoever put the app in comes to us with a code; the tokens of an earlier time are dead.
        Need::Installed | Need::Nothing => Learned::Some(Vec::new()),
    })
}

/// Whether the contact was read whole after this delivery arrived: then the mirror knows what it says.
async fn is_fresh(parts: &Parts, delivery: &Delivery, contact: &ContactId) -> Result<bool, StoreError> {
    let mut tx = parts.store.read().await?;
    let stored = tx.contact_find(&delivery.location, contact).await?.map(|row| row.stored);
    let whole = stored.filter(|stored| stored.deleted_at.is_none()).and_then(|stored| stored.whole);
    let arrived = parts.gateway.their_time(&delivery.location, delivery.received_at);
    Ok(whole.is_some_and(|whole| whole.seen_at > arrived))
}

/// A task an event tells of.
struct Task<'e> {
    id: RecordId,
    contact: Option<ContactId>,
    title: Option<String>,
    event: &'e Event,
    attempts: u32,
}

async fn find_task(
    parts: &Parts,
    source: &Source,
    delivery: &Delivery,
    task: Task<'_>,
) -> Result<Vec<News>, SyncError> {
    let known = {
        let mut tx = parts.store.read().await?;
        tx.record_find(&delivery.location, Kind::Task, &task.id).await?.and_then(|row| row.stored.contact)
    };
    if let Some(contact) = task.contact.clone().or(known) {
        return Ok(vec![source.task(&contact, &task.id).await?]);
    }
    if let Some(found) = look_for_task(source, &task).await? {
        return Ok(vec![found]);
    }
    if task.event.kind != EventKind::TaskDelete && task.attempts < ASKED_AT_MOST {
        return Err(SyncError::NotShownYet);
    }
    let arrived = parts.gateway.their_time(&delivery.location, delivery.received_at);
    let at = task.event.timestamp.unwrap_or(arrived);
    Ok(vec![News::Gone { kind: Kind::Task, id: task.id, contact: None, at }])
}

/// Looks through the location's tasks: first those with its title, then all of them.
async fn look_for_task(source: &Source, task: &Task<'_>) -> Result<Option<News>, SyncError> {
    let by_title = task.title.as_deref().map(|title| title.chars().take(75).collect::<String>());
    let searches = by_title.map(Some).into_iter().chain([None]);
    for query in searches {
        for page in 0..TASK_PAGES {
            let limit = Some(TASKS_A_PAGE);
            let skip = Some(page * TASKS_A_PAGE);
            let search = TaskSearch { query: query.clone(), limit, skip, ..TaskSearch::default() };
            let tasks = source.task_page(&search).await?;
            let is_last = tasks.len() < TASKS_A_PAGE as usize;
            if let Some(found) = tasks.into_iter().find(|found| found.id == task.id) {
                return Ok(Some(News::Seen(found)));
            }
            if is_last {
                break;
            }
        }
    }
    Ok(None)
}

async fn commit(
    parts: &Parts,
    delivery: &Delivery,
    event: &Event,
    learned: Learned,
) -> Result<(), SyncError> {
    let now = parts.clock.now();
    let moved = event.contact_id().filter(|_| matches!(Need::of(event), Need::Contact(_)));
    let told_at = event.timestamp;
    let is_copied = overview(&parts.store, &delivery.location).await?.is_over();
    let cause = Cause::Delivery { delivery: delivery.id };
    let mut tx = parts.store.begin().await?;
    // Asked after HighLevel was read: whatever of ours it showed was marked as sent before.
    for contact in learned.contacts(event) {
        if parts.gateway.is_in_flight(&mut tx, &delivery.location, &contact).await? {
            return Err(SyncError::OursFirst);
        }
    }
    match learned {
        Learned::Some(news) => {
            let news: Vec<News> = news.into_iter().map(|news| not_before(news, told_at)).collect();
            tx.mirror_apply_many(&delivery.location, &news, &cause, now).await?;
        }
        Learned::All(list, contact) => {
            replace(&mut tx, &delivery.location, list, contact.as_ref(), &cause, now).await?;
        }
        Learned::Uninstalled => uninstalled(parts, &mut tx, delivery, told_at).await?,
    }
    if let Some(contact) = moved.filter(|_| !is_copied) {
        read_whole(&mut tx, delivery, contact).await?;
    }
    tx.delivery_done(&delivery.location, delivery.id, now).await?;
    Ok(tx.commit().await?)
}

/// HighLevel's clock may be ahead of ours: what it told us at its own time is gone no earlier than that.
fn not_before(news: News, told_at: Option<Timestamp>) -> News {
    match news {
        News::Gone { kind, id, contact, at } => {
            News::Gone { kind, id, contact, at: told_at.map_or(at, |told_at| told_at.max(at)) }
        }
        seen => seen,
    }
}

/// While notes and appointments are copied by last activity, a contact that becomes active moves out of the copy's
/// way: it is read whole by a job of its own.
async fn read_whole(tx: &mut Tx<'_>, delivery: &Delivery, contact: &ContactId) -> Result<(), StoreError> {
    let id = JobId::from_uuid(tx.clock().uuid());
    let work = domain::job::Kind::Hydrate { contact: contact.clone(), delivery: Some(delivery.id) };
    let job = Job::due_now(id, delivery.location.clone(), work, Lane::Backfill, tx.clock().now());
    tx.job_add(&job).await.map(drop)
}

/// The connection ends; what is mirrored stays. Told late, when somebody has connected again since, it means nothing.
async fn uninstalled(
    parts: &Parts,
    tx: &mut Tx<'_>,
    delivery: &Delivery,
    told_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let Some(connection) = tx.connection_find(&delivery.location).await? else { return Ok(()) };
    let connected_at = parts.gateway.their_time(&delivery.location, connection.created_at);
    if told_at.is_some_and(|told_at| told_at < connected_at) {
        return Ok(());
    }
    let reason = "The app was taken off this location in HighLevel. Connect the location again to go on.";
    tx.connection_set_state(&delivery.location, connection.id, State::Uninstalled, Some(reason)).await
}

async fn fail(parts: &Parts, delivery: &Delivery, reason: &str) -> Result<(), SyncError> {
    let mut tx = parts.store.begin().await?;
    tx.delivery_failed(&delivery.location, delivery.id, parts.clock.now(), reason).await?;
    tx.commit().await?;
    Ok(())
}
