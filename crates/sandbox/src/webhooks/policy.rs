//! When a delivery that failed is tried again.
//!
//! Here: the two policies HighLevel has had, as pure arithmetic.
//! Not here: sending (`sender`), what is kept of it (`book`).
//!
//! The number of retries and "every failure, with growing waits" are HighLevel's; the exact waits, the
//! timeout and that a connection error counts as a failure are our choice, since nobody has measured them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How long a receiver may take to answer.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);
const FIRST_WAIT: Duration = Duration::from_secs(10);
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);
const RETRIES: u32 = 12;
const LEGACY_WAIT: Duration = Duration::from_secs(600);
const LEGACY_RETRIES: u32 = 6;

/// Which failures are retried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Policy {
    /// Every answer but 2xx, every timeout and connection error: up to 12 times, waiting longer each time.
    #[default]
    EveryFailure,
    /// As until spring 2026: after a 429 only, six times, ten minutes apart.
    #[serde(rename = "legacy_429_only")]
    Legacy429Only,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Outcome {
    /// The receiver answered with this status.
    Answered(u16),
    /// It did not answer; this is what the transport says.
    Unanswered(String),
}

impl Outcome {
    /// Whether the receiver took the delivery.
    pub(crate) fn is_taken(&self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }
}

impl Policy {
    /// How long to wait before the next attempt after `made` attempts, or none when it is given up.
    /// `chance` from 0 to 1 spreads the waits.
    pub(crate) fn wait(self, made: u32, outcome: &Outcome, chance: f64) -> Option<Duration> {
        let retries = made.saturating_sub(1);
        match self {
            Self::EveryFailure if retries < RETRIES => {
                let doubled = FIRST_WAIT.saturating_mul(1 << retries.min(16)).min(LONGEST_WAIT);
                Some(doubled.mul_f64(0.8 + 0.4 * chance))
            }
            Self::Legacy429Only if retries < LEGACY_RETRIES && *outcome == Outcome::Answered(429) => {
                Some(LEGACY_WAIT.mul_f64(1.0 + 0.1 * chance))
            }
            Self::EveryFailure | Self::Legacy429Only => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_retried_twelve_times_with_growing_waits() {
        let waits: Vec<u64> = (1..=13)
            .filter_map(|made| Policy::EveryFailure.wait(made, &Outcome::Answered(500), 0.5))
            .map(|wait| wait.as_secs())
            .collect();

        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]);
    }

    #[test]
    fn a_connection_error_is_retried_like_a_bad_answer() {
        let outcome = Outcome::Unanswered("connection refused".into());

        assert!(Policy::EveryFailure.wait(1, &outcome, 0.0).is_some());
    }

    #[test]
    fn the_old_policy_retries_a_429_and_nothing_else() {
        assert_eq!(Policy::Legacy429Only.wait(1, &Outcome::Answered(500), 0.0), None);
        assert_eq!(Policy::Legacy429Only.wait(1, &Outcome::Answered(429), 0.0), Some(LEGACY_WAIT));
        assert_eq!(Policy::Legacy429Only.wait(7, &Outcome::Answered(429), 0.0), None);
    }
}
