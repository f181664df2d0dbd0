//! Forecast: how many calls the day will have used by its end, who is slowed first, and what long work costs.
//!
//! Here: the arithmetic over calls by lane and hour. Not here: counting the calls (`store`), holding a lane back
//! (`budget`, which follows the same order).
//!
//! Promise: a forecast never lies below what is spent already; the lanes go short in one order, backfill first and
//! people last.

mod day;
mod preflight;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

pub use day::{HOURS, Hour, HourCalls, Spent, Today};
pub use preflight::{Preflight, Work, preflight};

use crate::{
    budget::Lane,
    wording::{plural, thousands},
};

/// What the day will look like.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// Hour by hour: what was spent and what is still to come.
    pub hours: Vec<Hour>,
    /// Calls by the end of the day, if nobody is held back.
    pub by_midnight: u64,
    /// Calls the day allows.
    pub daily: u64,
    /// When the day ends.
    pub ends_at: Timestamp,
    /// Which lanes will be held back, and from when on: those that go first stand first.
    pub short: Vec<Short>,
}

/// A lane that will have to wait for the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Short {
    /// Which.
    pub lane: Lane,
    /// From when on.
    pub at: Timestamp,
    /// How many of its calls have to wait.
    pub calls: u64,
}

/// Pure: the rest of the day, out of what today and the last days spent by hour.
///
/// An hour to come is expected to be as the same hour of the days before was on average, scaled by how busy today
/// is so far. A first copy goes on at the pace of its last hours, until its work is done.
pub fn forecast(today: &Today, before: &[[HourCalls; HOURS]]) -> Forecast {
    let expected = day::expected(today, before);
    let hours: Vec<Hour> = (0..HOURS)
        .map(|at| Hour {
            start: today.start() + SignedDuration::from_hours(i64::try_from(at).unwrap_or(0)),
            spent: today.hours[at],
            to_come: expected[at],
        })
        .collect();
    let counted: u64 = hours.iter().map(|hour| total(&hour.spent) + total(&hour.to_come)).sum();
    let by_midnight = counted + today.unseen;
    let short = brown_out(today, &hours);
    Forecast { hours, by_midnight, daily: today.daily, ends_at: today.ends_at, short }
}

/// The order in which lanes are held back when calls run out.
pub const ORDER: [Lane; 4] = [Lane::Backfill, Lane::Repair, Lane::Automation, Lane::Person];

/// Goes through the rest of the day, in quarters of an hour, and notes when each lane has used what is open to it.
fn brown_out(today: &Today, hours: &[Hour]) -> Vec<Short> {
    const SLICES: i64 = 4;
    let mut spent: u64 = today.unseen + hours.iter().map(|hour| total(&hour.spent)).sum::<u64>();
    let mut short: Vec<Short> = Vec::new();
    for hour in hours {
        let from = hour.start.max(today.now);
        let left = (hour.start + SignedDuration::from_hours(1)).duration_since(from);
        for slice in 0..SLICES {
            let at = from + left * i32::try_from(slice).unwrap_or(0) / 4;
            for lane in ORDER.into_iter().rev() {
                let calls = part(hour.to_come[usize::from(lane.rank())], slice, SLICES);
                let taken = calls.min(open_to(lane, today.daily).saturating_sub(spent));
                spent += taken;
                wait(&mut short, lane, at, calls - taken);
            }
        }
    }
    short.sort_by_key(|row| std::cmp::Reverse(row.lane));
    short
}

/// Notes calls that a lane cannot make.
fn wait(short: &mut Vec<Short>, lane: Lane, at: Timestamp, calls: u64) {
    if calls == 0 {
        return;
    }
    match short.iter_mut().find(|row| row.lane == lane) {
        Some(row) => row.calls += calls,
        None => short.push(Short { lane, at, calls }),
    }
}

/// One of several parts of a number, such that the parts add up to it.
fn part(number: u64, at: i64, of: i64) -> u64 {
    let (at, of) = (at.unsigned_abs(), of.unsigned_abs().max(1));
    number * (at + 1) / of - number * at / of
}

/// How many calls of the day a lane may see spent before it waits.
fn open_to(lane: Lane, daily: u64) -> u64 {
    daily - daily * lane.leaves_of_the_day() / 100
}

fn total(calls: &HourCalls) -> u64 {
    calls.iter().sum()
}

impl Forecast {
    /// Whether every lane gets what it wants.
    pub const fn fits(&self) -> bool {
        self.short.is_empty()
    }

    /// How much of the day stays, of a hundred.
    pub fn to_spare(&self) -> u64 {
        self.daily.saturating_sub(self.by_midnight) * 100 / self.daily.max(1)
    }

    /// The forecast in a sentence.
    pub fn words(&self) -> String {
        let Some(first) = self.short.first() else {
            return format!("Fits, {}% to spare", self.to_spare());
        };
        let lane = match first.lane {
            Lane::Backfill => "The first copy",
            Lane::Repair => "Checking for missed changes",
            Lane::Automation => "Automations",
            Lane::Person => "Edits by people",
        };
        format!(
            "{lane} will wait from {} UTC on: {} of {} expected do not fit",
            first.at.strftime("%H:%M"),
            plural(self.short.iter().map(|row| row.calls).sum(), "call", "calls"),
            thousands(self.by_midnight)
        )
    }
}

#[cfg(test)]
mod tests;
