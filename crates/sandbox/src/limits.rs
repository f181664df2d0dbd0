//! How many calls a client has left.
//!
//! Here: one bucket per client and location (or company), its two windows, the six headers.
//! Not here: who the client is (`tokens`), when a call is counted (`door`).
//!
//! Promise: a refused call costs nothing unless it is charged by a switch, a new token brings no new calls, and the headers of every answer
//! say what is left after it.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};

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
    rules: Mutex<Rules>,
    charging: AtomicBool,
    buckets: Mutex<HashMap<Bucket, Count>>,
}

#[derive(Clone, Copy, Debug)]
struct Rules {
    sizes: Sizes,
    laid_over: LaidOver,
}

/// What faults make of the limits, on top of what is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LaidOver {
    /// Another burst.
    pub burst: Option<u32>,
    /// Another day.
    pub daily: Option<u32>,
    /// No more than that today.
    pub left_today: Option<u32>,
    /// Another kind of window.
    pub windows: Option<Windows>,
}

/// How the burst's ten seconds are counted. Nobody has established which of the two HighLevel does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Windows {
    /// A window opens with a call and closes ten seconds later.
    #[default]
    Fixed,
    /// The ten seconds before each call.
    Sliding,
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

#[derive(Clone, Debug)]
struct Count {
    window: Timestamp,
    used: u32,
    /// When the calls of the last ten seconds were made, oldest first; kept while windows slide.
    recent: VecDeque<Timestamp>,
    day: Timestamp,
    used_today: u32,
    /// Calls of today that a fault has taken away.
    taken_away: u32,
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
        let rules = Rules { sizes: Sizes::under(rule), laid_over: LaidOver::default() };
        Self { rule, rules: Mutex::new(rules), charging: AtomicBool::new(false), buckets: Mutex::default() }
    }

    /// Counts a call, or refuses it.
    pub(crate) fn take(&self, bucket: &Bucket, now: Timestamp) -> Taken {
        let rules = *self.rules.lock();
        let sizes = rules.sizes();
        let mut buckets = self.buckets.lock();
        let count = match buckets.get_mut(bucket) {
            Some(count) => count,
            None => buckets.entry(bucket.clone()).or_insert(Count::starting(now, &rules)),
        };
        count.roll(now, rules.windows());
        let limited = self.rule == Limiting::On || rules.laid_over != LaidOver::default();
        if limited && (count.used >= sizes.burst || count.today() >= sizes.daily) {
            if self.charging.load(Ordering::Relaxed) {
                count.take(now, rules.windows());
            }
            return Taken::Refused(count.left(sizes, now));
        }
        count.take(now, rules.windows());
        Taken::Passed(count.left(sizes, now))
    }

    /// What an answer says that is counted for nobody: everything is left.
    pub(crate) fn untouched(&self) -> Left {
        let sizes = self.rules.lock().sizes();
        Left { sizes, burst: sizes.burst, daily: sizes.daily, until_reset: DAY }
    }

    /// How large the buckets are now, without what faults make of them.
    pub(crate) fn sizes(&self) -> Sizes {
        self.rules.lock().sizes
    }

    /// Makes the buckets larger or smaller, as for a trial account.
    pub(crate) fn resize(&self, sizes: Sizes) {
        self.rules.lock().sizes = sizes;
    }

    /// Lays faults over what is set; without any, everything is as it was set.
    pub(crate) fn lay_over(&self, laid_over: LaidOver) {
        let mut rules = self.rules.lock();
        let (before, windows) = (rules.laid_over, rules.windows());
        rules.laid_over = laid_over;
        for count in self.buckets.lock().values_mut() {
            if windows != rules.windows() {
                count.forget_burst();
            }
            if before.left_today != laid_over.left_today {
                count.taken_away = 0;
                count.take_away(&rules);
            }
        }
    }

    /// Whether a refused call costs as much as one that passes.
    pub(crate) fn charge_refusals(&self, charged: bool) {
        self.charging.store(charged, Ordering::Relaxed);
    }

    /// Gives everybody everything back.
    pub(crate) fn refill(&self) {
        self.buckets.lock().clear();
    }

    /// What each bucket has used, for the control page.
    pub(crate) fn used(&self, now: Timestamp) -> Vec<(Bucket, Left)> {
        let rules = *self.rules.lock();
        let mut buckets = self.buckets.lock();
        let mut used: Vec<_> = buckets
            .iter_mut()
            .map(|(bucket, count)| {
                count.roll(now, rules.windows());
                (bucket.clone(), count.left(rules.sizes(), now))
            })
            .collect();
        used.sort_by(|one, other| one.0.resource.cmp(&other.0.resource));
        used
    }
}

impl Rules {
    fn sizes(&self) -> Sizes {
        Sizes {
            burst: self.laid_over.burst.unwrap_or(self.sizes.burst),
            daily: self.laid_over.daily.unwrap_or(self.sizes.daily),
        }
    }

    fn windows(&self) -> Windows {
        self.laid_over.windows.unwrap_or_default()
    }
}

impl Count {
    fn starting(now: Timestamp, rules: &Rules) -> Self {
        let (window, day, recent) = (now, now, VecDeque::new());
        let mut count = Self { window, used: 0, recent, day, used_today: 0, taken_away: 0 };
        count.take_away(rules);
        count
    }

    /// Brings the count up to `now`. Fixed windows open with the first call after the last one closed. A clock that
    /// was moved back opens a new one too.
    fn roll(&mut self, now: Timestamp, windows: Windows) {
        match windows {
            Windows::Fixed if now < self.window || now.duration_since(self.window) >= INTERVAL => {
                self.window = now;
                self.used = 0;
            }
            Windows::Sliding => {
                self.recent.retain(|at| *at <= now && now.duration_since(*at) < INTERVAL);
                self.used = u32::try_from(self.recent.len()).unwrap_or(u32::MAX);
            }
            Windows::Fixed => {}
        }
        if now < self.day || now.duration_since(self.day) >= DAY {
            self.day = now;
            (self.used_today, self.taken_away) = (0, 0);
        }
    }

    fn take(&mut self, now: Timestamp, windows: Windows) {
        if windows == Windows::Sliding {
            self.recent.push_back(now);
        }
        self.used = self.used.saturating_add(1);
        self.used_today = self.used_today.saturating_add(1);
    }

    /// Calls of today, those taken away among them.
    fn today(&self) -> u32 {
        self.used_today.saturating_add(self.taken_away)
    }

    fn take_away(&mut self, rules: &Rules) {
        let Some(left) = rules.laid_over.left_today else { return };
        let unused = rules.sizes().daily.saturating_sub(self.used_today);
        self.taken_away = unused.saturating_sub(left);
    }

    fn forget_burst(&mut self) {
        self.used = 0;
        self.recent = VecDeque::new();
    }

    fn left(&self, sizes: Sizes, now: Timestamp) -> Left {
        Left {
            sizes,
            burst: sizes.burst.saturating_sub(self.used),
            daily: sizes.daily.saturating_sub(self.today()),
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

    /// The same with nothing left in the window.
    pub(crate) fn emptied(self) -> Self {
        Self { burst: 0, ..self }
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
    fn where_refusals_are_charged_a_client_that_hammers_stays_shut_out() {
        let limits = Limits::new(Limiting::On);
        limits.lay_over(LaidOver { burst: Some(1), windows: Some(Windows::Sliding), ..LaidOver::default() });
        limits.charge_refusals(true);
        let at = |seconds| start() + SignedDuration::from_secs(seconds);

        let refused = (0..40)
            .step_by(8)
            .filter(|seconds| matches!(limits.take(&bucket("one"), at(*seconds)), Taken::Refused(_)));

        assert_eq!(refused.count(), 4);
    }

    #[test]
    fn another_location_has_its_own_calls() {
        let limits = Limits::new(Limiting::On);

        full(&limits);

        assert!(matches!(limits.take(&bucket("two"), start()), Taken::Passed(_)));
    }

    #[test]
    fn a_window_that_slides_gives_calls_back_one_by_one() {
        let limits = Limits::new(Limiting::On);
        limits.lay_over(LaidOver { burst: Some(2), windows: Some(Windows::Sliding), ..LaidOver::default() });
        let at = |seconds| start() + SignedDuration::from_secs(seconds);
        let mut passes = |seconds| matches!(limits.take(&bucket("one"), at(seconds)), Taken::Passed(_));

        let passed: Vec<bool> = [0, 8, 9, 11, 12, 18].into_iter().map(&mut passes).collect();

        assert_eq!(passed, [true, true, false, true, false, true]);
    }

    #[test]
    fn a_window_that_is_fixed_gives_all_calls_back_at_once() {
        let limits = Limits::new(Limiting::On);
        limits.lay_over(LaidOver { burst: Some(2), ..LaidOver::default() });
        let at = |seconds| start() + SignedDuration::from_secs(seconds);
        let mut passes = |seconds| matches!(limits.take(&bucket("one"), at(seconds)), Taken::Passed(_));

        let passed: Vec<bool> = [0, 8, 9, 11, 12, 18].into_iter().map(&mut passes).collect();

        assert_eq!(passed, [true, true, false, true, true, false]);
    }

    #[test]
    fn calls_that_were_taken_away_come_back_with_the_switch() {
        let limits = Limits::new(Limiting::On);
        limits.take(&bucket("one"), start());
        limits.lay_over(LaidOver { left_today: Some(1), ..LaidOver::default() });

        let last = limits.take(&bucket("one"), start());
        let over = limits.take(&bucket("one"), start());
        limits.lay_over(LaidOver::default());
        let again = limits.take(&bucket("one"), start());

        assert!(matches!(last, Taken::Passed(left) if left.daily() == 0));
        assert!(matches!(over, Taken::Refused(_)));
        assert!(matches!(again, Taken::Passed(left) if left.daily() == DAILY - 3));
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
