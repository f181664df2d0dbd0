//! One webhook on its way: what is sent, to whom, and what became of it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::policy::Outcome;
use crate::{clock::Clock, world::id::LocationId};

/// How long a delivery waits for others to pass it.
const LONGEST_BEHIND_MS: u64 = 60_000;

/// One event for one target. Body and signature stay the same on every attempt.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    /// Its place in the order of events.
    pub number: u64,
    /// The `webhookId` inside the body.
    pub id: Uuid,
    /// The `type` inside the body.
    pub event: String,
    /// The location it is about.
    pub location_id: Option<LocationId>,
    /// Where it goes.
    pub url: Url,
    /// When the event happened.
    pub at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// What was tried.
    pub attempts: Vec<Attempt>,
    /// How often a fault has it sent again once it was taken.
    #[serde(default)]
    pub again: u32,
    /// The faults that befell it.
    #[serde(default)]
    pub faults: Vec<String>,
    /// `X-GHL-Signature`.
    pub signature: String,
    /// The exact body.
    pub body: String,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub(crate) enum State {
    /// To be sent after a wait.
    Waiting {
        /// When the wait began.
        since: Timestamp,
        /// How long it lasts at a time scale of 1, in milliseconds.
        #[serde(rename = "waitMs")]
        wait_ms: u64,
    },
    /// Letting later ones pass.
    Behind {
        /// When it would have been sent.
        since: Timestamp,
        /// How many still have to pass.
        left: u32,
    },
    /// Never sent, by a fault.
    Lost,
    /// On the wire.
    Sending,
    /// Taken by the receiver.
    Delivered,
    /// Not tried any more.
    GivenUp,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took, in real milliseconds.
    pub took_ms: u64,
}

impl State {
    /// To be sent at once.
    pub(crate) fn at_once(now: Timestamp) -> Self {
        Self::Waiting { since: now, wait_ms: 0 }
    }

    /// To be sent after `wait`.
    pub(crate) fn after(now: Timestamp, wait: Duration) -> Self {
        Self::Waiting { since: now, wait_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX) }
    }

    /// To be sent after that many later ones.
    pub(crate) fn behind(now: Timestamp, left: u32) -> Self {
        Self::Behind { since: now, left }
    }

    /// The same when a later delivery has gone.
    pub(crate) fn passed(self, now: Timestamp) -> Self {
        match self {
            Self::Behind { since, left } if left > 1 => Self::Behind { since, left: left - 1 },
            Self::Behind { .. } => Self::at_once(now),
            other => other,
        }
    }

    /// When a waiting delivery is due, under the clock's present scale. One that waits since a time that has not come,
    /// because the clock was turned back or starts anew, is due at once.
    pub(crate) fn due(&self, clock: &Clock) -> Option<Timestamp> {
        let (since, wait_ms) = match *self {
            Self::Waiting { since, wait_ms } => (since, wait_ms),
            Self::Behind { since, .. } => (since, LONGEST_BEHIND_MS),
            _ => return None,
        };
        if wait_ms == 0 || since > clock.now() {
            return Some(since.min(clock.now()));
        }
        let wait = SignedDuration::try_from(clock.scaled(Duration::from_millis(wait_ms))).ok()?;
        Some(since.saturating_add(wait).unwrap_or(Timestamp::MAX))
    }

    /// Whether nothing more happens by itself.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self, Self::Delivered | Self::GivenUp | Self::Lost)
    }

    /// The word the log shows.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Waiting { .. } | Self::Behind { .. } => "waiting",
            Self::Lost => "lost",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::GivenUp => "givenUp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_turned_back_holds_no_delivery_up() {
        let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let clock = Clock::fixed(noon);
        let tomorrow = noon + SignedDuration::from_hours(24);

        assert_eq!(State::at_once(tomorrow).due(&clock), Some(noon));
        assert_eq!(State::after(tomorrow, Duration::from_secs(10)).due(&clock), Some(noon));
        assert_eq!(
            State::after(noon, Duration::from_secs(10)).due(&clock),
            Some(noon + SignedDuration::from_secs(10))
        );
    }
}
