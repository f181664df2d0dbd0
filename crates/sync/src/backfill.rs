//! The first copy of an account, stage by stage.
//!
//! Here: which stage is next, its checkpoint, how far it all is. Not here: what a stage reads (its own file).
//!
//! Promise: a checkpoint commits with the rows it speaks of, so a killed copy goes on at the page it was at, and no
//! page is missed. Memory holds three pages: one that is written, one that waits and one that is read. Nothing is
//! triggered: the cause of every change is the baseline. What a connection may not read is skipped, with the reason.

mod belongings;
pub(crate) mod contacts;
mod dealings;
mod lists;
pub(crate) mod tasks;

use std::collections::HashSet;
use std::time::Duration;

use domain::budget::Lane;
use domain::change::Cause;
use domain::ids::JobId;
use domain::job::{Job, Kind};
use domain::progress::{Progress, Stage, State};
use domain::record::{Kind as Record, Snapshot};
use highlevel::error::CallError;
use highlevel::ids::{ContactId, LocationId};
use jiff::{SignedDuration, Timestamp};
use queue::Trouble;
use store::{Store, StoreError, Tx, kill_point};
use tokio::sync::mpsc;

use crate::SyncError;
use crate::handler::Parts;
use crate::source::Source;

/// How long one turn of the job takes before it makes room for others.
const TURN: Duration = Duration::from_secs(3);

/// Records written down in one go. A whole page would keep the store busy for longer than somebody who saves
/// something wants to wait, and the call for the next page too, which is noted in the same store.
const AT_ONCE: usize = 125;

/// The stages in which they are copied.
const ORDER: [Stage; 7] = [
    Stage::Lists,
    Stage::Contacts,
    Stage::Tasks,
    Stage::Opportunities,
    Stage::Conversations,
    Stage::Appointments,
    Stage::Notes,
];

/// How far the first copy of a location is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Every stage, in order.
    pub stages: Vec<Progress>,
}

impl Overview {
    /// The stage under way; none when all is done.
    pub fn current(&self) -> Option<&Progress> {
        self.stages.iter().find(|stage| !stage.is_over())
    }

    /// Whether there is anything to look at: contacts and tasks are there, what hangs on them may still come.
    pub fn is_usable(&self) -> bool {
        let over = |wanted| self.stages.iter().any(|stage| stage.stage == wanted && stage.is_over());
        over(Stage::Lists) && over(Stage::Contacts) && over(Stage::Tasks)
    }

    /// Whether everything was copied or skipped.
    pub fn is_over(&self) -> bool {
        self.current().is_none()
    }
}

/// How far the first copy of a location is.
pub async fn overview(store: &Store, location: &LocationId) -> Result<Overview, StoreError> {
    let known = store.read().await?.progress_list(location).await?;
    let at = store.clock().now();
    let find = |stage| known.iter().find(|progress| progress.stage == stage).cloned();
    let stages =
        ORDER.into_iter().map(|stage| find(stage).unwrap_or_else(|| Progress::waiting(stage, at))).collect();
    Ok(Overview { stages })
}

/// Begins the first copy, or goes on with it: what was skipped for a missing scope is tried again.
pub async fn begin(tx: &mut Tx<'_>, location: &LocationId) -> Result<(), StoreError> {
    let now = tx.clock().now();
    let known = tx.progress_list(location).await?;
    for skipped in known.into_iter().filter(|progress| progress.state == State::Skipped) {
        tx.progress_save(location, &Progress::waiting(skipped.stage, now)).await?;
    }
    let id = JobId::from_uuid(tx.clock().uuid());
    tx.job_add(&Job::due_now(id, location.clone(), Kind::Backfill, Lane::Backfill, now)).await?;
    Ok(())
}

/// A create of ours that is open may have made a contact that is no older than this.
const YOUNG: SignedDuration = SignedDuration::from_hours(1);

/// One page of a stage, read and ready to be committed.
struct Page {
    /// The checkpoint after it.
    progress: Progress,
    /// What it holds.
    content: Content,
}

/// What a page holds.
enum Content {
    /// Records of a search.
    Records(Vec<Snapshot>),
    /// Whole lists, each of the location or of one contact.
    Lists(Vec<(crate::source::List, Option<ContactId>)>),
}

impl Content {
    /// What is written down in one go each; at least one, so that a page of nothing has its checkpoint too.
    fn parts(self) -> Vec<Self> {
        let Self::Records(mut records) = self else { return vec![self] };
        let mut parts = Vec::new();
        while records.len() > AT_ONCE {
            let rest = records.split_off(AT_ONCE);
            parts.push(Self::Records(std::mem::replace(&mut records, rest)));
        }
        parts.push(Self::Records(records));
        parts
    }
}

/// Copies page after page until all is there, the turn is over or the worker is about to end.
#[tracing::instrument(name = "sync.backfill", skip_all, fields(location.id = %location))]
pub(crate) async fn go_on(parts: &Parts, location: &LocationId) -> Result<(), Trouble> {
    let source = Source::new(&parts.gateway, location, Lane::Backfill, Cause::Backfill, parts.clock.clone());
    let copy = Copy { parts, location, source, began: parts.clock.now() };
    copy.pages().await.unwrap_or_else(|error| Err(error.trouble(parts.clock.now())))
}

fn past(began: Timestamp, now: Timestamp) -> bool {
    Duration::try_from(now.duration_since(began)).is_ok_and(|passed| passed >= TURN)
}

/// One turn of the job.
struct Copy<'p> {
    parts: &'p Parts,
    location: &'p LocationId,
    source: Source,
    began: Timestamp,
}

impl Copy<'_> {
    /// Stage after stage, until all is there or the turn is over.
    async fn pages(&self) -> Result<Result<(), Trouble>, SyncError> {
        while let Some(progress) = self.current().await? {
            if self.is_over() {
                return Ok(Err(Trouble::later(self.parts.clock.now(), "the copy goes on")));
            }
            let stage = progress.stage;
            self.stage(progress).await?;
            if matches!(stage, Stage::Contacts | Stage::Tasks) {
                self.parts.store.count_spread().await?;
            }
        }
        Ok(Ok(()))
    }

    /// The pages of one stage, from its checkpoint to its end or that of the turn: read ahead while they are written
    /// down. What was read before a call failed is written down all the same.
    async fn stage(&self, progress: Progress) -> Result<(), SyncError> {
        let (pages, mut waiting) = mpsc::channel(1);
        let read = async move {
            let mut next = Some(progress);
            while let Some(progress) = next.take() {
                let page = self.read(progress).await?;
                next = (!page.progress.is_over() && !self.is_over()).then(|| page.progress.clone());
                if pages.send(page).await.is_err() {
                    break;
                }
            }
            Ok::<_, SyncError>(())
        };
        let written = async move {
            while let Some(page) = waiting.recv().await {
                commit(self.parts, self.location, page).await?;
                kill_point("backfill").await;
            }
            Ok::<_, SyncError>(())
        };
        let (read, written) = futures::join!(read, written);
        written.and(read)
    }

    fn is_over(&self) -> bool {
        past(self.began, self.parts.clock.now()) || self.parts.is_resting()
    }

    /// The first stage that is not over.
    async fn current(&self) -> Result<Option<Progress>, StoreError> {
        let overview = overview(&self.parts.store, self.location).await?;
        Ok(overview.current().cloned())
    }

    /// The next page of a stage.
    async fn read(&self, progress: Progress) -> Result<Page, SyncError> {
        let at = self.parts.clock.now();
        let progress = Progress { state: State::Running, at, reason: None, ..progress };
        let page = match progress.stage {
            Stage::Lists => lists::page(&self.source, progress.clone()).await,
            Stage::Contacts => contacts::page(&self.source, self.location, progress.clone()).await,
            Stage::Tasks => tasks::page(&self.source, progress.clone()).await,
            Stage::Opportunities => {
                dealings::opportunities(self.parts, self.location, progress.clone()).await
            }
            Stage::Conversations => {
                dealings::conversations(self.parts, self.location, progress.clone()).await
            }
            Stage::Appointments | Stage::Notes => {
                belongings::page(self.parts, &self.source, self.location, progress.clone()).await
            }
        };
        match page {
            Err(SyncError::Call(error)) if may_not(&error) => Ok(skipped(progress, &error)),
            other => other,
        }
    }
}

/// Whether HighLevel will not let this connection read that, now or later.
const fn may_not(error: &CallError) -> bool {
    matches!(error, CallError::MissingScope { .. } | CallError::WrongTokenKind { .. })
}

fn skipped(progress: Progress, error: &CallError) -> Page {
    let reason = Some(format!("this connection may not read them: {error}"));
    let progress = Progress { state: State::Skipped, reason, ..progress };
    Page { progress, content: Content::Records(Vec::new()) }
}

/// Writes a page down, part by part; its checkpoint goes with the last one.
async fn commit(parts: &Parts, location: &LocationId, page: Page) -> Result<(), SyncError> {
    let Page { progress, content } = page;
    let mut rest = content.parts().into_iter().peekable();
    while let Some(part) = rest.next() {
        let checkpoint = rest.peek().is_none().then_some(&progress);
        commit_part(parts, location, part, checkpoint).await?;
    }
    Ok(())
}

/// Writes a part of a page down. What hangs on a contact that a person is changing just now is left to a job that
/// reads the contact whole once that is settled, so that the change is the person's and not the copy's.
async fn commit_part(
    parts: &Parts,
    location: &LocationId,
    part: Content,
    checkpoint: Option<&Progress>,
) -> Result<(), SyncError> {
    let now = parts.clock.now();
    let mut tx = parts.store.begin().await?;
    let content = leave_ours(parts, &mut tx, location, part).await?;
    match content {
        Content::Records(records) => {
            let news: Vec<_> = records.into_iter().map(domain::mirror::News::Seen).collect();
            tx.mirror_apply_many(location, &news, &Cause::Backfill, now).await?;
        }
        Content::Lists(lists) => {
            for (list, contact) in lists {
                crate::take_in::replace(&mut tx, location, list, contact.as_ref(), &Cause::Backfill, now)
                    .await?;
            }
        }
    }
    if let Some(progress) = checkpoint {
        tx.progress_save(location, progress).await?;
    }
    Ok(tx.commit().await?)
}

/// A page without what a write of ours is about that has left and is not settled. Asked after HighLevel was read:
/// whatever of ours it showed was marked as sent before.
async fn leave_ours(
    parts: &Parts,
    tx: &mut Tx<'_>,
    location: &LocationId,
    mut content: Content,
) -> Result<Content, SyncError> {
    if tx.write_count_open(location).await? == 0 {
        return Ok(content);
    }
    let contacts: HashSet<(ContactId, Age)> = match &content {
        Content::Records(records) => records.iter().filter_map(of_contact).collect(),
        Content::Lists(lists) => {
            lists.iter().filter_map(|(_, contact)| Some((contact.clone()?, Age::Old))).collect()
        }
    };
    let mut ours: HashSet<ContactId> = HashSet::new();
    for (contact, age) in contacts {
        let may_be_ours = parts.gateway.is_in_flight(tx, location, &contact).await?
            && (age == Age::Young || tx.contact_find(location, &contact).await?.is_some());
        if may_be_ours {
            let id = JobId::from_uuid(tx.clock().uuid());
            let work = Kind::Hydrate { contact: contact.clone(), delivery: None };
            let now = tx.clock().now();
            tx.job_add(&Job::due_now(id, location.clone(), work, Lane::Backfill, now)).await?;
            ours.insert(contact);
        }
    }
    let is_ours = |contact: Option<ContactId>| contact.is_some_and(|contact| ours.contains(&contact));
    match &mut content {
        Content::Records(records) => records.retain(|record| !is_ours(record.contact.clone())),
        Content::Lists(lists) => lists.retain(|(_, contact)| !is_ours(contact.clone())),
    }
    Ok(content)
}

/// Whether a contact that nobody knew may be what an open create of ours has made.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Age {
    Young,
    Old,
}

fn of_contact(record: &Snapshot) -> Option<(ContactId, Age)> {
    let born = record.doc.time("dateAdded").filter(|_| record.kind == Record::Contact);
    let is_young = born.is_some_and(|born| record.seen_at.duration_since(born) < YOUNG);
    Some((record.contact.clone()?, if is_young { Age::Young } else { Age::Old }))
}
