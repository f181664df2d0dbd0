//! Reconcile: finding by comparing what no event told.
//!
//! Here: the rounds (`sweep`, `appointments`, `compare`, `sample`), what they share, and how they stand. Not here:
//! looking for the newest changes (`watch`), how often (`schedule`), what a difference means (`domain::mirror`).
//!
//! Promise: everything runs within the repair lane and is kept step by step, so that whatever dies goes on where it
//! was. What is found is a change with its cause and is counted. What equals the mirror makes nothing. No record is
//! taken for gone because a list left it out: it is asked for by its id first.

mod absent;
mod appointments;
mod compare;
mod health;
mod mend;
mod sample;
mod sweep;

use std::time::Duration;

use highlevel::ids::LocationId;
use jiff::{SignedDuration, Timestamp};
use queue::Trouble;
use serde::{Serialize, de::DeserializeOwned};
use store::{Store, StoreError, Tx};

pub(crate) use absent::{Unseen, ask};
pub(crate) use appointments::{CalendarsMark, appointments};
pub use compare::compare_now;
pub(crate) use compare::{CompareMark, compare};
pub use health::{Health, health};
pub(crate) use mend::{Finds, check_soon, mend};
pub(crate) use sample::sample;
pub(crate) use sweep::{SweepMark, compare_when_numbers_differ, sweep};

use crate::handler::Parts;

/// How long one turn of a round takes before it makes room for others.
const TURN: Duration = Duration::from_secs(3);
/// HighLevel has this long to tell of a change before it counts as missed.
pub(crate) const SETTLED: SignedDuration = SignedDuration::from_secs(60);
/// How often the changed contacts are looked through once more, and the calendars.
pub(crate) const SWEEP_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How often everything is compared.
pub(crate) const COMPARE_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// Where a round stands, kept between its turns as a setting of the location.
pub(crate) trait Mark: Serialize + DeserializeOwned + Default {
    /// Under which name it is kept.
    const NAME: &'static str;
}

/// How a round stands; from the beginning where nothing is known, or what is known cannot be read.
pub(crate) async fn load<M: Mark>(store: &Store, location: &LocationId) -> Result<M, StoreError> {
    let text = store.read().await?.setting_find(Some(location), M::NAME).await?;
    Ok(read_mark(text))
}

fn read_mark<M: Mark>(text: Option<String>) -> M {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps how a round stands, with whatever else the transaction holds.
pub(crate) async fn save<M: Mark + Sync>(
    tx: &mut Tx<'_>,
    location: &LocationId,
    mark: &M,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(mark).expect("a mark is plain data");
    tx.setting_save(Some(location), M::NAME, &text).await
}

/// One turn of a round.
pub(crate) struct Turn<'p> {
    parts: &'p Parts,
    began: Timestamp,
}

impl<'p> Turn<'p> {
    pub(crate) fn begin(parts: &'p Parts) -> Self {
        Self { parts, began: parts.clock.now() }
    }

    /// Whether others come first now.
    pub(crate) fn is_over(&self) -> bool {
        let passed = Duration::try_from(self.parts.clock.now().duration_since(self.began));
        self.parts.is_resting() || passed.is_ok_and(|passed| passed >= TURN)
    }

    /// The round goes on when others have had their turn.
    pub(crate) fn goes_on(&self, round: &str) -> Trouble {
        Trouble::later(self.parts.clock.now(), format!("{round} goes on"))
    }
}
