//! What comparing the mirror with HighLevel found, by hour and kind of record.
//!
//! Here: counting and reading. Not here: the comparing (`sync`).
//!
//! Promise: a count commits with the changes it counts.

use std::collections::BTreeMap;

use domain::{
    change::{Action, Change},
    record::Kind,
};
use highlevel::ids::LocationId;
use jiff::Timestamp;

use crate::{
    StoreError, Tx,
    row::{Value, text, values},
};

/// An hour, in milliseconds.
const HOUR: i64 = 3_600_000;

const INSERT: &str = "INSERT INTO checked (location_id, hour, kind, repaired, sampled, differed)";
const ADD: &str = "ON CONFLICT (location_id, hour, kind) DO UPDATE SET
    repaired = checked.repaired + excluded.repaired,
    sampled = checked.sampled + excluded.sampled,
    differed = checked.differed + excluded.differed";

/// What comparing found of one kind of record within one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// When the hour began.
    pub at: Timestamp,
    /// Of which kind.
    pub kind: Kind,
    /// Records that were mended: changes that nothing had told of.
    pub repaired: u64,
    /// Records that were chosen at random and compared.
    pub sampled: u64,
    /// Those of them that differed.
    pub differed: u64,
}

impl Tx<'_> {
    /// Counts what comparing has mended. What merely became known is none of it, nor are the location's lists.
    pub async fn checked_repaired(
        &mut self,
        location: &LocationId,
        changes: &[Change],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut repaired: BTreeMap<Kind, i64> = BTreeMap::new();
        let mended = |change: &&Change| change.kind.is_of_a_contact() && change.action != Action::Learned;
        for change in changes.iter().filter(mended) {
            *repaired.entry(change.kind).or_default() += 1;
        }
        let row = |(kind, count)| counted(location, now, kind, [count, 0, 0]);
        self.run_many(INSERT, ADD, repaired.into_iter().map(row).collect()).await.map(drop)
    }

    /// Counts one record that was chosen at random and compared.
    pub async fn checked_sampled(
        &mut self,
        location: &LocationId,
        kind: Kind,
        differs: Differs,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let row = counted(location, now, kind, [0, 1, i64::from(differs == Differs::Yes)]);
        self.run_many(INSERT, ADD, vec![row]).await.map(drop)
    }

    /// What comparing found since then, hour by hour.
    pub async fn checked_list(
        &mut self,
        location: &LocationId,
        since: Timestamp,
    ) -> Result<Vec<Checked>, StoreError> {
        let sql = "SELECT kind AS id, hour, kind, repaired, sampled, differed FROM checked
            WHERE location_id = $1 AND hour >= $2 ORDER BY hour, kind";
        let hour = since.as_millisecond().div_euclid(HOUR);
        let rows = self.rows("checked", sql, values![text(location), hour]).await?;
        rows.iter()
            .map(|row| {
                let began = Timestamp::from_millisecond(row.number("hour")?.saturating_mul(HOUR));
                Ok(Checked {
                    at: began.map_err(|_| row.corrupt("hour"))?,
                    kind: row.word("kind")?,
                    repaired: row.count("repaired")?,
                    sampled: row.count("sampled")?,
                    differed: row.count("differed")?,
                })
            })
            .collect()
    }
}

/// Whether a record that was compared was not as the mirror had it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differs {
    /// It was not.
    Yes,
    /// It was.
    No,
}

fn counted(location: &LocationId, now: Timestamp, kind: Kind, counts: [i64; 3]) -> Vec<Value> {
    let [repaired, sampled, differed] = counts;
    let hour = now.as_millisecond().div_euclid(HOUR);
    values![text(location), hour, kind.as_str(), repaired, sampled, differed]
}
