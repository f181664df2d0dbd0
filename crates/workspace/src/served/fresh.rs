//! How current an answer is, as its header says it.
//!
//! Promise: the header never calls an answer fresher than it is.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use highlevel::LocationId;
use jiff::Timestamp;
use store::{Store, StoreError};
use tokio::time::Instant;

use crate::{Freshness, shell};

/// How long a location's freshness is not looked up again.
const LOOKED: Duration = Duration::from_secs(1);

/// How current an answer is: `live; checked=2026-11-23T10:00:04Z`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    word: &'static str,
    checked_at: Option<Timestamp>,
}

const LIVE: &str = "live";
const SANDBOX: &str = "sandbox";

impl Fresh {
    fn of(freshness: &Freshness) -> Self {
        let (word, checked_at) = match freshness {
            Freshness::Live { at } | Freshness::Known { at, .. } => (LIVE, Some(*at)),
            Freshness::Late { at, .. } => ("late", Some(*at)),
            Freshness::NotConnected { since, .. } => ("offline", *since),
            Freshness::Sandbox { at } => (SANDBOX, *at),
        };
        Self { word, checked_at }
    }

    /// The same for one record, of which HighLevel last spoke at that moment.
    pub(super) fn of_record(self, checked_at: Option<Timestamp>) -> Self {
        let is_live = self.word == LIVE || self.word == SANDBOX;
        Self { checked_at: checked_at.filter(|_| is_live).or(self.checked_at), ..self }
    }

    /// What was just answered by HighLevel.
    pub(super) const fn now(now: Timestamp) -> Self {
        Self { word: LIVE, checked_at: Some(now) }
    }
}

impl fmt::Display for Fresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word)?;
        match self.checked_at {
            Some(at) => write!(f, "; checked={}", at.strftime("%Y-%m-%dT%H:%M:%SZ")),
            None => Ok(()),
        }
    }
}

/// The freshness of locations, as it was a moment ago.
#[derive(Debug, Default)]
pub(super) struct Freshnesses(Mutex<HashMap<LocationId, (Instant, Fresh)>>);

impl Freshnesses {
    /// How current a location is.
    pub(super) async fn of(&self, store: &Store, location: &LocationId) -> Result<Fresh, StoreError> {
        if let Some(fresh) = self.known(location) {
            return Ok(fresh);
        }
        let now = store.clock().now();
        let mut tx = store.read().await?;
        let copying = tx.progress_list(location).await?.iter().any(|stage| !stage.is_over());
        let fresh = Fresh::of(&shell::freshness(&mut tx, location, copying, now).await?);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(location.clone(), (Instant::now(), fresh.clone()));
        Ok(fresh)
    }

    fn known(&self, location: &LocationId) -> Option<Fresh> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (looked_at, fresh) = known.get(location)?;
        (looked_at.elapsed() < LOOKED).then(|| fresh.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_says_how_current_in_a_word_and_a_moment() {
        let at: Timestamp = "2026-11-23T10:00:04.750Z".parse().unwrap();
        let late = Fresh::of(&Freshness::Late { at, reason: "nothing was heard since".to_owned() });
        let offline = Fresh::of(&Freshness::NotConnected { since: None, reason: "never".to_owned() });

        assert_eq!(Fresh::now(at).to_string(), "live; checked=2026-11-23T10:00:04Z");
        assert_eq!(late.to_string(), "late; checked=2026-11-23T10:00:04Z");
        assert_eq!(offline.to_string(), "offline");
    }
}
