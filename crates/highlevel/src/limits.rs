//! Call limits, as every answer reports them.
//!
//! Here: reading the six headers. Not here: deciding who may spend the calls that are left.
//!
//! Promise: a header that is missing or odd is `None`, never a guess.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Calls in one burst window.
pub const MAX: &str = "x-ratelimit-max";
/// Calls left in the burst window.
pub const REMAINING: &str = "x-ratelimit-remaining";
/// Length of the burst window in milliseconds.
pub const INTERVAL: &str = "x-ratelimit-interval-milliseconds";
/// Calls in one day. (The name does not follow its sibling's.)
pub const DAILY: &str = "x-ratelimit-limit-daily";
/// Calls left today.
pub const DAILY_REMAINING: &str = "x-ratelimit-daily-remaining";
/// Milliseconds until the day's calls are refilled: a duration, not a point in time.
pub const DAILY_RESET: &str = "x-ratelimit-daily-reset";

/// The state of both budgets after one call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Calls in one burst window.
    pub max: Option<u64>,
    /// Calls left in the burst window.
    pub remaining: Option<u64>,
    /// Length of the burst window.
    pub interval: Option<Duration>,
    /// Calls in one day.
    pub daily: Option<u64>,
    /// Calls left today.
    pub daily_remaining: Option<u64>,
    /// Time until the day's calls are refilled.
    pub daily_reset: Option<Duration>,
}

impl Limits {
    /// Reads the headers through a lookup by lower-case name.
    pub fn read<'h>(header: impl Fn(&str) -> Option<&'h str>) -> Self {
        let number = |name| header(name)?.trim().parse::<u64>().ok();
        Self {
            max: number(MAX),
            remaining: number(REMAINING),
            interval: number(INTERVAL).map(Duration::from_millis),
            daily: number(DAILY),
            daily_remaining: number(DAILY_REMAINING),
            daily_reset: number(DAILY_RESET).map(Duration::from_millis),
        }
    }

    /// Reads the headers of an answer.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn from_headers(headers: &http::HeaderMap) -> Self {
        Self::read(|name| headers.get(name)?.to_str().ok())
    }

    /// Whether today's calls are used up.
    #[must_use]
    pub fn day_is_spent(&self) -> bool {
        self.daily_remaining == Some(0)
    }

    /// How long a limited caller waits: until the day turns when it is spent, otherwise one burst window.
    ///
    /// HighLevel sends no `Retry-After`. Ten seconds is the window it documents; it stands in for a missing one.
    #[must_use]
    pub fn wait(&self) -> Duration {
        match (self.day_is_spent(), self.daily_reset) {
            (true, Some(reset)) => reset,
            _ => self.interval.unwrap_or(Duration::from_secs(10)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(headers: &[(&str, &'static str)]) -> Limits {
        Limits::read(|name| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }

    #[test]
    fn all_six_headers_are_read() {
        let limits = limits(&[
            (MAX, "100"),
            (REMAINING, "97"),
            (INTERVAL, "10000"),
            (DAILY, "200000"),
            (DAILY_REMAINING, "199931"),
            (DAILY_RESET, "86343000"),
        ]);

        assert_eq!(limits.max, Some(100));
        assert_eq!(limits.remaining, Some(97));
        assert_eq!(limits.interval, Some(Duration::from_secs(10)));
        assert_eq!(limits.daily, Some(200_000));
        assert_eq!(limits.daily_remaining, Some(199_931));
        assert_eq!(limits.daily_reset, Some(Duration::from_secs(86_343)));
        assert_eq!(limits.wait(), Duration::from_secs(10));
    }

    #[test]
    fn a_spent_day_waits_until_it_turns() {
        let limits = limits(&[(INTERVAL, "10000"), (DAILY_REMAINING, "0"), (DAILY_RESET, "3600000")]);

        assert_eq!(limits.wait(), Duration::from_secs(3600));
    }

    #[test]
    fn odd_headers_are_not_guessed_at() {
        assert_eq!(limits(&[(MAX, "many"), (REMAINING, "-1")]), Limits::default());
    }
}
