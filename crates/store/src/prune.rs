//! Forgetting: what is settled and old goes, so that the database grows with the account and not with time.
//!
//! Here: how long what stays, and the rounds of small transactions that forget the rest. Not here: the mirror
//! itself, whose records stay, deleted ones too, since people look at them and create them again.
//!
//! Promise: nothing that waits, is under way or needs a person is forgotten, however old; and nobody who writes
//! waits for more than one batch.

use domain::ids::{DeliveryId, WriteId};
use highlevel::ids::LocationId;
use jiff::{SignedDuration, Timestamp};
use sqlx::AssertSqlSafe;
use uuid::Builder;

use crate::{Store, StoreError, Tx};

/// Rows that one transaction forgets at most.
const BATCH: u32 = 500;
/// Actions that one transaction forgets at most: each has many parts.
const BULKS: u32 = 5;
/// HighLevel may send a delivery again for so long, so its id is remembered at least so long.
const REPEATS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long what is settled stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Deliveries, from their arrival: 31 days unless said otherwise, and never less than 30, since HighLevel may
    /// send one again for so long.
    pub deliveries: SignedDuration,
    /// One row for each call to HighLevel: 90 days.
    pub calls: SignedDuration,
    /// The change log, which timelines read: 400 days.
    pub changes: SignedDuration,
    /// Writes that ended well or were put aside, which undo and timelines read: 400 days.
    pub writes: SignedDuration,
    /// Jobs that were given up: 30 days.
    pub jobs: SignedDuration,
}

const fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(days * 24)
}

impl Default for Keep {
    fn default() -> Self {
        Self { deliveries: days(31), calls: days(90), changes: days(400), writes: days(400), jobs: days(30) }
    }
}

/// How much was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Deliveries.
    pub deliveries: u64,
    /// Calls.
    pub calls: u64,
    /// Changes.
    pub changes: u64,
    /// Writes.
    pub writes: u64,
    /// Conflicts that were decided.
    pub conflicts: u64,
    /// Actions on many contacts that were over, or never begun.
    pub bulks: u64,
    /// Jobs.
    pub jobs: u64,
    /// Sessions and sign-in links that had ended.
    pub sessions: u64,
}

impl Pruned {
    /// All rows together.
    pub const fn total(&self) -> u64 {
        self.deliveries
            + self.calls
            + self.changes
            + self.writes
            + self.conflicts
            + self.bulks
            + self.jobs
            + self.sessions
    }
}

/// What is forgotten location by location.
#[derive(Clone, Copy)]
enum Topic {
    Delivery,
    Call,
    Change,
    Write,
    Conflict,
    Bulk,
}

impl Topic {
    const fn table(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Call => "call",
            Self::Change => "change",
            Self::Write => "write_ledger",
            Self::Conflict => "conflict",
            Self::Bulk => "bulk",
        }
    }
}

impl Store {
    /// Forgets what is settled and older than `keep` says. Call it every hour or so, from any process: where
    /// nothing is old it costs a few short reads, and two at once do no harm.
    ///
    /// # Errors
    /// When the database does not answer; what was forgotten until then stays forgotten, and the next call goes on.
    pub async fn prune(&self, keep: &Keep, now: Timestamp) -> Result<Pruned, StoreError> {
        let before = |age: SignedDuration| now.checked_sub(age).unwrap_or(Timestamp::MIN);
        let deliveries = keep.deliveries.max(REPEATS);
        Ok(Pruned {
            deliveries: self.prune_topic(Topic::Delivery, before(deliveries)).await?,
            calls: self.prune_topic(Topic::Call, before(keep.calls)).await?,
            changes: self.prune_topic(Topic::Change, before(keep.changes)).await?,
            writes: self.prune_topic(Topic::Write, before(keep.writes)).await?,
            conflicts: self.prune_topic(Topic::Conflict, before(keep.writes)).await?,
            bulks: self.prune_topic(Topic::Bulk, before(keep.writes)).await?,
            jobs: self.prune_jobs(before(keep.jobs)).await?,
            sessions: self.prune_sessions(now).await?,
        })
    }

    async fn prune_topic(&self, topic: Topic, before: Timestamp) -> Result<u64, StoreError> {
        // What was shown and never begun is of no use the day after.
        let shown = self.clock().now().checked_sub(days(1)).unwrap_or(Timestamp::MIN);
        let locations = self.read().await?.locations_in(topic.table()).await?;
        let mut forgotten = 0;
        for location in &locations {
            loop {
                let mut tx = self.begin().await?;
                let count = match topic {
                    Topic::Delivery => tx.delivery_forget_before(location, before, BATCH).await?,
                    Topic::Call => tx.call_forget_before(location, before, BATCH).await?,
                    Topic::Change => tx.change_forget_before(location, before, BATCH).await?,
                    Topic::Write => tx.write_forget_before(location, before, BATCH).await?,
                    Topic::Conflict => tx.conflict_forget_before(location, before, BATCH).await?,
                    Topic::Bulk => tx.bulk_forget_before(location, (before, shown), BULKS).await?,
                };
                tx.commit().await?;
                forgotten += count;
                let batch = if matches!(topic, Topic::Bulk) { BULKS } else { BATCH };
                if count < u64::from(batch) {
                    break;
                }
            }
        }
        Ok(forgotten)
    }

    async fn prune_jobs(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let mut tx = self.begin().await?;
            let count = tx.job_forget_failed_before(before, BATCH).await?;
            tx.commit().await?;
            forgotten += count;
            if count < u64::from(BATCH) {
                return Ok(forgotten);
            }
        }
    }

    async fn prune_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let forgotten = tx.session_forget_ended(now).await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

impl Tx<'_> {
    /// The locations that a table speaks of, found by as many steps through its key as there are locations.
    async fn locations_in(&mut self, table: &'static str) -> Result<Vec<LocationId>, StoreError> {
        let sql = format!(
            "WITH RECURSIVE known (id) AS (
                SELECT MIN(location_id) FROM {table}
                UNION ALL
                SELECT (SELECT MIN(t.location_id) FROM {table} t WHERE t.location_id > known.id)
                FROM known WHERE known.id IS NOT NULL
            )
            SELECT id FROM known WHERE id IS NOT NULL"
        );
        self.rows(table, AssertSqlSafe(sql), Vec::new()).await?.iter().map(|row| row.word("id")).collect()
    }
}

/// An id that is smaller than those born at this moment or later: our ids sort by birth.
fn born_before(moment: Timestamp) -> uuid::Uuid {
    let millis = u64::try_from(moment.as_millisecond()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

/// A delivery's id that is smaller than those that came at this moment or later.
pub(crate) fn delivery_before(moment: Timestamp) -> DeliveryId {
    DeliveryId::from_uuid(born_before(moment))
}

/// A write's id that is smaller than those that were wanted at this moment or later.
pub(crate) fn write_before(moment: Timestamp) -> WriteId {
    WriteId::from_uuid(born_before(moment))
}
