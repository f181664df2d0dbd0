//! How many calls a client has left.
//!
//! Here: one bucket per client and location (or company), its two fixed windows, the six headers.
//! Not here: who the client is (`tokens`), when a call is counted (`door`).
//!
//! Promise: a refused call costs nothing, a new token brings no new calls, and the headers of every answer
//! say what is left after it.

use std::collections::HashMap;

use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::{door::ClientId, server::Limiting};

/// Calls in a burst. Source: reference of the API, "rate limits": 100 in 10 seconds for a marketplace app.
pub(crate) const BURST: u32 = 100;
/// The burst's window.
pub(crate) const INTERVAL: SignedDuration = SignedDuration::from_secs(10);
/// Calls in a day.
pub(crate) const DAILY: u32 = 200_000;
/// The day's window.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Whose calls are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Bucket {
    /// The app, or the private tokens.
    pub client: ClientId,
    /// The location or company called for.
    pub resource: Box<str>,
}

/// Every bucket of one sandbox.
#[derive(Debug)]
pub(crate) struct Limits {
    rule: Limiting,
    sizes: Mutex<Sizes>,
    buckets: Mutex<HashMap<Bucket, Count>>,
}

/// How large the buckets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Calls in one interval.
    pub burst: u32,
    /// Calls in one day.
    pub daily: u32,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { burst: BURST, daily: DAILY }
    }
}

impl Sizes {
    /// What the headers say when nobody is refused: clients pace themselves by them, so they must promise plenty.
    const PLENTY: Self = Self { burst: 1_000_000, daily: 1_000_000_000 };

    fn under(rule: Limiting) -> Self {
        match rule {
            Limiting::On => Self::default(),
            Limiting::Off => Self::PLENTY,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Count {
    window: Timestamp,
    used: u32,
    day: Timestamp,
    used_today: u32,
}

/// What is left, as the headers say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    sizes: Sizes,
    burst: u32,
    daily: u32,
    until_reset: SignedDuration,
}

/// Whether a call may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It was counted.
    Passed(Left),
    /// It was not counted: 429.
    Refused(Left),
}

impl Limits {
    /// No calls made yet.
    pub(crate) fn new(rule: Limiting) -> Self {
        Self { rule, sizes: Mutex::new(Sizes::under(rule)), buckets: Mutex::default() }
    }

    /// Counts a call, or refuses it.
    pub(crate) fn take(&self, bucket: &Bucket, now: Timestamp) -> Taken {
        let sizes = self.sizes();
        let mut buckets = self.buckets.lock();
        let count = match buckets.get_mut(bucket) {
            Some(count) => count,
            None => buckets.entry(bucket.clone()).or_insert(Count::starting(now)),
        };
        count.roll(now);
        if self.rule == Limiting::On && (count.used >= sizes.burst || count.used_today >= sizes.daily) {
            return Taken::Refused(count.left(sizes, now));
        }
        count.used = count.used.saturating_add(1);
        count.used_today = count.used_today.saturating_add(1);
        Taken::Passed(count.left(sizes, now))
    }

    /// What an answer says that is counted for nobody: everything is left.
    pub(crate) fn untouched(&self) -> Left {
        let sizes = self.sizes();
        Left { sizes, burst: sizes.burst, daily: sizes.daily, until_reset: DAY }
    }

    /// How large the buckets are now.
    pub(crate) fn sizes(&self) -> Sizes {
        *self.sizes.lock()
    }

    /// Makes the buckets larger or smaller, as for a trial account.
    pub(crate) fn resize(&self, sizes: Sizes) {
        *self.sizes.lock() = sizes;
    }

    /// Gives everybody everything back.
    pub(crate) fn refill(&self) {
        self.buckets.lock().clear();
    }

    /// What each bucket has used, for the control page.
    pub(crate) fn used(&self, now: Timestamp) -> Vec<(Bucket, Left)> {
        let sizes = self.sizes();
        let mut buckets = self.buckets.lock();
        let mut used: Vec<_> = buckets
            .iter_mut()
            .map(|(bucket, count)| {
                count.roll(now);
                (bucket.clone(), count.left(sizes, now))
            })
            .collect();
        used.sort_by(|one, other| one.0.resource.cmp(&other.0.resource));
        used
    }
}

impl Count {
    fn starting(now: Timestamp) -> Self {
        Self { window: now, used: 0, day: now, used_today: 0 }
    }

    /// Windows are fixed: they open with the first call after the last one closed. A clock that was moved
    /// back opens a new one too.
    fn roll(&mut self, now: Timestamp) {
        if now < self.window || now.duration_since(self.window) >= INTERVAL {
            self.window = now;
            self.used = 0;
        }
        if now < self.day || now.duration_since(self.day) >= DAY {
            self.day = now;
            self.used_today = 0;
        }
    }

    fn left(&self, sizes: Sizes, now: Timestamp) -> Left {
        Left {
            sizes,
            burst: sizes.burst.saturating_sub(self.used),
            daily: sizes.daily.saturating_sub(self.used_today),
            until_reset: DAY - now.duration_since(self.day),
        }
    }
}

impl Left {
    /// Calls left in the burst window.
    pub(crate) fn burst(&self) -> u32 {
        self.burst
    }

    /// Calls left today.
    pub(crate) fn daily(&self) -> u32 {
        self.daily
    }

    /// Writes the six headers, with HighLevel's uneven names.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let mut put = |name: &'static str, value: HeaderValue| {
            headers.insert(HeaderName::from_static(name), value);
        };
        put("x-ratelimit-max", self.sizes.burst.into());
        put("x-ratelimit-remaining", self.burst.into());
        put("x-ratelimit-interval-milliseconds", HeaderValue::from(INTERVAL.as_millis() as i64));
        put("x-ratelimit-limit-daily", self.sizes.daily.into());
        put("x-ratelimit-daily-remaining", self.daily.into());
        put("x-ratelimit-daily-reset", HeaderValue::from(self.until_reset.as_millis() as i64));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(resource: &str) -> Bucket {
        Bucket { client: ClientId::Private, resource: resource.into() }
    }

    fn start() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    fn full(limits: &Limits) {
        for _ in 0..BURST {
            assert!(matches!(limits.take(&bucket("one"), start()), Taken::Passed(_)));
        }
    }

    #[test]
    fn the_hundred_and_first_call_of_a_window_is_refused() {
        let limits = Limits::new(Limiting::On);

        full(&limits);

        assert!(matches!(limits.take(&bucket("one"), start()), Taken::Refused(left) if left.burst() == 0));
    }

    #[test]
    fn a_refused_call_costs_nothing() {
        let limits = Limits::new(Limiting::On);
        full(&limits);
        limits.take(&bucket("one"), start());

        let later = limits.take(&bucket("one"), start() + INTERVAL);

        assert!(matches!(later, Taken::Passed(left) if left.daily() == DAILY - BURST - 1));
    }

    #[test]
    fn another_location_has_its_own_calls() {
        let limits = Limits::new(Limiting::On);

        full(&limits);

        assert!(matches!(limits.take(&bucket("two"), start()), Taken::Passed(_)));
    }

    #[test]
    fn without_limits_nobody_is_refused_and_the_headers_promise_plenty() {
        let limits = Limits::new(Limiting::Off);

        full(&limits);

        assert!(
            matches!(limits.take(&bucket("one"), start()), Taken::Passed(left) if left.burst() > 100_000)
        );
    }

    #[test]
    fn the_six_headers_say_what_is_left() {
        let limits = Limits::new(Limiting::On);
        let Taken::Passed(left) = limits.take(&bucket("one"), start()) else { panic!("refused") };
        let mut headers = HeaderMap::new();

        left.write(&mut headers);

        let said: Vec<_> =
            headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(said.len(), 6);
        assert_eq!(headers["x-ratelimit-remaining"], "99");
        assert_eq!(headers["x-ratelimit-daily-reset"], "86400000");
    }
}
