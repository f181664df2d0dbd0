//! One budget day in hours, and what its rest is expected to bring.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::budget::{Bucket, Lane};

/// Hours of a budget day. HighLevel's day is always 24 hours long; it follows no one's clocks.
pub const HOURS: usize = 24;

/// Calls of one hour, by the rank of the lane.
pub type HourCalls = [u64; 4];

/// Calls that were made on one lane within a short while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// When the while began.
    pub at: Timestamp,
    /// On which lane.
    pub lane: Lane,
    /// How many.
    pub calls: u64,
}

/// What today spent so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// This moment.
    pub now: Timestamp,
    /// When the day ends and all calls are there again.
    pub ends_at: Timestamp,
    /// Calls the day allows.
    pub daily: u64,
    /// Calls by hour since the day began.
    pub hours: [HourCalls; HOURS],
    /// Calls that HighLevel has counted today and nobody here has made: of another program with the same app.
    pub unseen: u64,
    /// Calls that the first copy still needs; none where it is done.
    pub backfill_left: u64,
}

/// One hour of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hour {
    /// When it begins.
    pub start: Timestamp,
    /// Calls made.
    pub spent: HourCalls,
    /// Calls expected on top of them.
    pub to_come: HourCalls,
}

impl Today {
    /// Today as the bucket and the counts of calls tell it, and the whole days before it, newest first.
    pub fn of(
        bucket: &Bucket,
        spent: &[Spent],
        backfill_left: u64,
        now: Timestamp,
    ) -> (Self, Vec<[HourCalls; HOURS]>) {
        let ends_at = bucket.day_ends_at().unwrap_or(now + SignedDuration::from_hours(24));
        let start = ends_at - SignedDuration::from_hours(24);
        let mut days: Vec<[HourCalls; HOURS]> = vec![[[0; 4]; HOURS]];
        for spent in spent {
            let hour = spent.at.duration_since(start).as_secs().div_euclid(3_600);
            let day = usize::try_from(-hour.div_euclid(24)).unwrap_or(0);
            if day >= days.len() {
                days.resize(day + 1, [[0; 4]; HOURS]);
            }
            let hour = usize::try_from(hour.rem_euclid(24)).unwrap_or(0);
            days[day][hour][usize::from(spent.lane.rank())] += spent.calls;
        }
        // The first day of which anything is known was not seen from its beginning.
        if days.len() > 1 {
            days.pop();
        }
        let hours = days.remove(0);
        let seen: u64 = hours.iter().flatten().sum();
        let unseen = (bucket.daily() - bucket.left_today()).saturating_sub(seen);
        (Self { now, ends_at, daily: bucket.daily(), hours, unseen, backfill_left }, days)
    }

    /// When the day began.
    pub fn start(&self) -> Timestamp {
        self.ends_at - SignedDuration::from_hours(24)
    }

    /// The hour of the day in which now lies, and how much of it is over, in thousandths.
    fn position(&self) -> (usize, u64) {
        let since = u64::try_from(self.now.duration_since(self.start()).as_secs()).unwrap_or(0);
        let hour = usize::try_from(since / 3_600).unwrap_or(HOURS);
        if hour >= HOURS { (HOURS - 1, 1_000) } else { (hour, since % 3_600 * 1_000 / 3_600) }
    }
}

/// What each hour is still expected to bring, by lane.
pub(super) fn expected(today: &Today, before: &[[HourCalls; HOURS]]) -> [HourCalls; HOURS] {
    let mut expected = [[0; 4]; HOURS];
    let (hour, over) = today.position();
    for lane in [Lane::Person, Lane::Automation, Lane::Repair] {
        let rank = usize::from(lane.rank());
        let busy = busy(today, before, rank);
        let pace = pace(today, rank);
        for (at, row) in expected.iter_mut().enumerate().skip(hour) {
            let usual = usual(before, at, rank).map_or(pace, |usual| usual * busy / 1_000);
            row[rank] = rest(usual, at == hour, over);
        }
    }
    let mut left = today.backfill_left;
    let backfill = usize::from(Lane::Backfill.rank());
    let pace = pace(today, backfill);
    for (at, row) in expected.iter_mut().enumerate().skip(hour) {
        row[backfill] = rest(pace, at == hour, over).min(left);
        left -= row[backfill];
    }
    expected
}

/// What of an hour's calls is still to come, where a part of the hour is over.
const fn rest(calls: u64, is_now: bool, over: u64) -> u64 {
    if is_now { calls * (1_000 - over) / 1_000 } else { calls }
}

/// The average of the same hour of the days before.
fn usual(before: &[[HourCalls; HOURS]], hour: usize, rank: usize) -> Option<u64> {
    let days = u64::try_from(before.len()).ok().filter(|days| *days > 0)?;
    Some(before.iter().map(|day| day[hour][rank]).sum::<u64>() / days)
}

/// How busy today is beside the days before, in thousandths: between a quarter and four times.
fn busy(today: &Today, before: &[[HourCalls; HOURS]], rank: usize) -> u64 {
    let (hour, over) = today.position();
    let usual: u64 = (0..hour).filter_map(|at| usual(before, at, rank)).sum::<u64>()
        + usual(before, hour, rank).unwrap_or(0) * over / 1_000;
    let spent: u64 = today.hours[..=hour].iter().map(|calls| calls[rank]).sum();
    if usual < 20 { 1_000 } else { (spent * 1_000 / usual).clamp(250, 4_000) }
}

/// Calls in an hour at the pace of the last three hours.
fn pace(today: &Today, rank: usize) -> u64 {
    let (hour, over) = today.position();
    let first = hour.saturating_sub(2);
    let calls: u64 = today.hours[first..=hour].iter().map(|calls| calls[rank]).sum();
    let thousandths = u64::try_from(hour - first).unwrap_or(0) * 1_000 + over;
    // The first minutes of a day tell nothing of its pace.
    if thousandths < 100 { 0 } else { calls * 1_000 / thousandths }
}
