//! Mending: taking in what was found, and counting it.
//!
//! Promise: what a change of ours that is on its way is about is left to that change, which brings the record whole.

use std::collections::HashSet;

use domain::budget::Lane;
use domain::change::{Action, Cause, Change};
use domain::ids::JobId;
use domain::job::{self, Job};
use domain::mirror::News;
use domain::record::{Kind, Snapshot};
use highlevel::ids::{ContactId, LocationId};
use store::{StoreError, Tx};

use crate::SyncError;
use crate::handler::Parts;

/// Contacts that are read whole for what one page showed; the rest waits for the full comparison.
const CHECKED_A_PAGE: usize = 50;

/// What finding something means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finds {
    /// It was missed: it counts as repaired.
    Missed,
    /// It could not be known otherwise, as where no webhooks come.
    Awaited,
}

/// Takes in what was found; gives the changes it made, and what was left to a change of ours.
pub(crate) async fn mend(
    parts: &Parts,
    tx: &mut Tx<'_>,
    location: &LocationId,
    mut records: Vec<Snapshot>,
    finds: Finds,
) -> Result<(Vec<Change>, Vec<Snapshot>), SyncError> {
    let now = parts.clock.now();
    let left = leave_ours(parts, tx, location, &mut records).await?;
    let news: Vec<News> = records.into_iter().map(News::Seen).collect();
    let changes = tx.mirror_apply_many(location, &news, &Cause::Reconcile, now).await?;
    if finds == Finds::Missed {
        tx.checked_repaired(location, &changes, now).await?;
    }
    Ok((changes, left))
}

/// Has the contacts that changed unnoticed read whole when there is budget left over: their notes have no list, and
/// a search does not show all of a contact.
pub(crate) async fn check_soon(
    tx: &mut Tx<'_>,
    location: &LocationId,
    changes: &[Change],
) -> Result<(), StoreError> {
    let moved = |change: &&Change| {
        change.kind == Kind::Contact
            && matches!(change.action, Action::Created | Action::Updated | Action::Restored)
    };
    let now = tx.clock().now();
    let mut jobs: Vec<Job> = Vec::new();
    for contact in
        changes.iter().filter(moved).filter_map(|change| change.contact.clone()).take(CHECKED_A_PAGE)
    {
        let id = JobId::from_uuid(tx.clock().uuid());
        jobs.push(Job::due_now(id, location.clone(), job::Kind::Check { contact }, Lane::Backfill, now));
    }
    tx.job_add_many(&jobs).await.map(drop)
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
    let contacts: HashSet<ContactId> = records.iter().filter_map(|record| record.contact.clone()).collect();
    for contact in contacts {
        if parts.gateway.is_in_flight(tx, location, &contact).await? {
            ours.insert(contact);
        }
    }
    let is_ours =
        |record: &mut Snapshot| record.contact.as_ref().is_some_and(|contact| ours.contains(contact));
    Ok(records.extract_if(.., is_ours).collect())
}
