//! Preflight: what long work costs before it begins.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Forecast, open_to};
use crate::{
    budget::{Bucket, Lane},
    wording::{length, plural},
};

/// Long work that somebody is about to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Records it touches.
    pub records: u64,
    /// Calls for each.
    pub calls_each: u64,
    /// On which lane.
    pub lane: Lane,
}

/// What it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Preflight {
    /// Calls.
    pub calls: u64,
    /// How long it takes at least, in minutes, nights of waiting included.
    pub minutes: u64,
    /// When it is over, if it begins now.
    pub done_at: Timestamp,
    /// How much of a day's calls it takes, of a hundred, rounded up.
    pub share: u64,
    /// Calls that have to wait for another day.
    pub waits: u64,
    /// Whether the lane has no calls at all, so that the work never ends.
    pub is_endless: bool,
}

/// Pure: the cost of long work now. What the forecast expects of other work of the day goes first.
pub fn preflight(work: Work, bucket: &Bucket, forecast: Option<&Forecast>, now: Timestamp) -> Preflight {
    let calls = work.records.saturating_mul(work.calls_each);
    let daily = bucket.daily();
    let a_day = open_to(work.lane, daily);
    let today = today(work.lane, bucket, forecast).min(calls);
    let waits = calls - today;
    let is_endless = waits > 0 && a_day == 0;
    let done_at = if waits == 0 {
        now + busy(today, bucket)
    } else {
        let ends_at = bucket.day_ends_at().unwrap_or(now).max(now);
        let whole_days = (waits - 1) / a_day.max(1);
        let last = waits - whole_days * a_day;
        let days = SignedDuration::from_hours(24 * i64::try_from(whole_days.min(36_500)).unwrap_or(36_500));
        ends_at + days + busy(last, bucket)
    };
    let minutes = u64::try_from(done_at.duration_since(now).as_secs()).unwrap_or(0).div_ceil(60);
    let share = calls.saturating_mul(100).div_ceil(daily.max(1));
    Preflight { calls, minutes, done_at, share, waits, is_endless }
}

/// Calls that are left today for a lane once the others have had what they are expected to need.
fn today(lane: Lane, bucket: &Bucket, forecast: Option<&Forecast>) -> u64 {
    let spent = bucket.daily() - bucket.left_today();
    let others: u64 = forecast.map_or(0, |forecast| {
        let before = forecast.hours.iter().map(|hour| &hour.to_come[..usize::from(lane.rank())]);
        before.flatten().sum()
    });
    open_to(lane, bucket.daily()).saturating_sub(spent).saturating_sub(others)
}

/// How long so many calls take when the burst window is the only limit.
fn busy(calls: u64, bucket: &Bucket) -> SignedDuration {
    let window = u64::try_from(bucket.window().as_millis()).unwrap_or(u64::MAX);
    let millis = calls.saturating_mul(window) / bucket.burst().max(1);
    SignedDuration::from_millis(i64::try_from(millis.min(86_400_000 * 2)).unwrap_or(0))
}

impl Preflight {
    /// The cost in a sentence.
    pub fn words(&self) -> String {
        if self.calls == 0 {
            return "Needs no calls to HighLevel".to_owned();
        }
        let calls = plural(self.calls, "call", "calls");
        let cost = match self.share {
            0 | 1 => format!("{calls}, at most 1% of a day"),
            share => format!("{calls}, {share}% of a day"),
        };
        if self.is_endless {
            return format!("{cost}; this lane has no calls at all");
        }
        let time = length(self.minutes.max(1));
        if self.waits == 0 {
            return format!("{cost}, about {time}");
        }
        format!("{cost}, about {time}; {} wait for another day", plural(self.waits, "call", "calls"))
    }
}
