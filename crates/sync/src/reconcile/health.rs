//! How current the mirror is, and how that is known.

use std::collections::BTreeMap;

use domain::record::Kind;
use highlevel::ids::LocationId;
use jiff::{SignedDuration, Timestamp};
use store::{Store, StoreError};

use super::{compare::CompareMark, load, sweep::SweepMark};

/// What comparing found lately.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// Records mended in the last 24 hours, by kind: changes that nothing had told of.
    pub repaired: BTreeMap<Kind, u64>,
    /// Records chosen at random and compared in the last 24 hours.
    pub sampled: u64,
    /// Those of them that differed.
    pub differed: u64,
    /// When the changed contacts were last looked through once more.
    pub swept_at: Option<Timestamp>,
    /// When everything was last compared.
    pub compared_at: Option<Timestamp>,
    /// Since when everything is being compared, if it is just now.
    pub comparing_since: Option<Timestamp>,
}

impl Health {
    /// Records mended in the last 24 hours.
    pub fn repaired_in_all(&self) -> u64 {
        self.repaired.values().sum()
    }
}

/// What comparing found in the last 24 hours, and when it was done.
///
/// # Errors
/// The store's.
pub async fn health(store: &Store, location: &LocationId) -> Result<Health, StoreError> {
    let since = store.clock().now() - SignedDuration::from_hours(24);
    let hours = store.read().await?.checked_list(location, since).await?;
    let sweep = load::<SweepMark>(store, location).await?;
    let compare = load::<CompareMark>(store, location).await?;
    let mut health = Health {
        swept_at: sweep.ended_at,
        compared_at: compare.ended_at,
        comparing_since: compare.began_at,
        ..Health::default()
    };
    for hour in hours {
        if hour.repaired > 0 {
            *health.repaired.entry(hour.kind).or_default() += hour.repaired;
        }
        health.sampled += hour.sampled;
        health.differed += hour.differed;
    }
    Ok(health)
}
