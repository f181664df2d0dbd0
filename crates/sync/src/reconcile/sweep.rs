//! The hourly sweep: contacts by the time of their last change, once more.
//!
//! HighLevel's index shows some changes late, and a webhook may never come. So an hour of changes is looked through
//! again, further back than the last sweep went. Where the number of contacts differs from the mirror's, contacts are
//! missing or gone, and everything is compared.

use domain::budget::Lane;
use domain::change::Cause;
use domain::ids::JobId;
use domain::job::{self, Job};
use domain::progress::Stage;
use domain::record::Kind;
use highlevel::ids::LocationId;
use highlevel::model::{ContactSearch, Direction, Filter, Range, SearchAfter};
use jiff::{SignedDuration, Timestamp};
use queue::Trouble;
use serde::{Deserialize, Serialize};

use super::{Finds, Mark, SETTLED, SWEEP_EVERY, Turn, check_soon, load, mend, save};
use crate::SyncError;
use crate::handler::Parts;
use crate::source::Source;
use crate::watch::is_copied;

/// How far behind the records HighLevel's index is believed to be at most.
const OVERLAP: SignedDuration = SignedDuration::from_mins(15);
/// Contacts on one page.
const PAGE: u16 = 100;

/// Where the sweep stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SweepMark {
    /// Up to where the last one looked, by HighLevel's clock.
    pub(crate) until: Option<Timestamp>,
    /// When the last one ended, by ours.
    pub(crate) ended_at: Option<Timestamp>,
    /// The one under way.
    under_way: Option<UnderWay>,
}

/// A sweep under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct UnderWay {
    since: Timestamp,
    until: Timestamp,
    after: Option<SearchAfter>,
}

impl Mark for SweepMark {
    const NAME: &'static str = "sweep";
}

impl SweepMark {
    /// Whether it is time for the next one, or to go on.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.under_way.is_some() || self.ended_at.is_none_or(|ended| now.duration_since(ended) >= SWEEP_EVERY)
    }

    fn going(&self, theirs: Timestamp) -> UnderWay {
        let begins = || UnderWay {
            since: self.until.unwrap_or(theirs - SWEEP_EVERY) - OVERLAP,
            until: theirs - SETTLED,
            after: None,
        };
        self.under_way.clone().unwrap_or_else(begins)
    }
}

impl UnderWay {
    fn search(&self, location: &LocationId) -> ContactSearch {
        let bound = |at: Timestamp| Some(at.as_millisecond().into());
        let range = Range { gte: bound(self.since), lte: bound(self.until), ..Range::default() };
        let search = ContactSearch::of(location.clone()).per_page(PAGE);
        let search = search.filter(Filter::range("dateUpdated", &range)).sort("dateUpdated", Direction::Asc);
        ContactSearch { search_after: self.after.clone(), ..search }
    }
}

/// Goes on with the sweep, or begins one.
#[tracing::instrument(name = "sync.reconcile.sweep", skip_all, fields(location.id = %location))]
pub(crate) async fn sweep(parts: &Parts, location: &LocationId, lane: Lane) -> Result<(), Trouble> {
    let turn = Turn::begin(parts);
    match pages(parts, location, lane, &turn).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(turn.goes_on("the sweep")),
        Err(error) => Err(error.trouble(parts.clock.now())),
    }
}

/// Page after page; false when there is more and the turn is over.
async fn pages(parts: &Parts, location: &LocationId, lane: Lane, turn: &Turn<'_>) -> Result<bool, SyncError> {
    if !is_copied(parts, location, Stage::Contacts).await? {
        return Ok(true);
    }
    let source = parts.source(location, lane, Cause::Reconcile);
    let mut mark = load::<SweepMark>(&parts.store, location).await?;
    loop {
        let theirs = parts.gateway.their_time(location, parts.clock.now());
        let mut under_way = mark.going(theirs);
        let page = source.contact_page(&under_way.search(location)).await?;
        let is_last = page.contacts.len() < usize::from(PAGE);
        let ends = is_last.then_some(under_way.until);
        under_way.after = page.after;
        mark.under_way = (!is_last).then_some(under_way);
        let mut tx = parts.store.begin().await?;
        let (changes, left) = mend(parts, &mut tx, location, page.contacts, Finds::Missed).await?;
        check_soon(&mut tx, location, &changes).await?;
        if let Some(until) = ends {
            // What was left to a change of ours is looked at again.
            mark.until = Some(left.iter().filter_map(|left| left.updated_at).fold(until, Timestamp::min));
            mark.ended_at = Some(parts.clock.now());
        }
        save(&mut tx, location, &mark).await?;
        tx.commit().await?;
        if is_last {
            compare_when_numbers_differ(parts, &source, location, None).await?;
            return Ok(true);
        }
        if turn.is_over() {
            return Ok(false);
        }
    }
}

/// One call that asks how many contacts there are; where the mirror has another number, everything is compared,
/// unless that has been done for this number. Gives the number it was done for.
pub(crate) async fn compare_when_numbers_differ(
    parts: &Parts,
    source: &Source,
    location: &LocationId,
    done_for: Option<u64>,
) -> Result<Option<u64>, SyncError> {
    let page = source.contact_page(&ContactSearch::of(location.clone()).per_page(1)).await?;
    let held = parts.store.read().await?.record_count(location, Kind::Contact).await?;
    if page.total.is_none_or(|total| total == held) {
        return Ok(None);
    }
    if page.total == done_for {
        return Ok(done_for);
    }
    let now = parts.clock.now();
    let mut tx = parts.store.begin().await?;
    let id = JobId::from_uuid(parts.clock.uuid());
    tx.job_add(&Job::due_now(id, location.clone(), job::Kind::Compare, Lane::Repair, now)).await?;
    tx.commit().await?;
    Ok(page.total)
}
