//! The budget: how many calls HighLevel lets us make, and who may make them.
//!
//! Here: one bucket per connection and its lanes. Not here: sharing it between nodes (`store`), calling
//! (`gateway`).
//!
//! Promise: no stretch of time as long as HighLevel's burst window ever holds more calls than it allows, wherever
//! HighLevel lets its windows begin; a person never waits behind a backfill; the end of the day is kept for people.

use std::{collections::VecDeque, time::Duration};

use highlevel::limits::Limits;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::words;

/// Who spends, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Somebody waits for it.
    Person,
    /// An automation's step.
    Automation,
    /// Mending what events missed.
    Repair,
    /// The first copy.
    Backfill,
}

words!(Lane, "lane", {
    Person = "person",
    Automation = "automation",
    Repair = "repair",
    Backfill = "backfill",
});

impl Lane {
    /// Its place in the queue: smaller goes first.
    pub const fn rank(self) -> u8 {
        self as u8
    }

    /// How much of the day, of a hundred, this lane leaves to those before it.
    pub(crate) const fn leaves_of_the_day(self) -> u64 {
        match self {
            Self::Person => 0,
            Self::Automation => 5,
            Self::Repair => 10,
            Self::Backfill => 15,
        }
    }

    /// How many calls of a burst this lane leaves, while somebody more urgent is about.
    const fn leaves_of_a_burst(self) -> u64 {
        match self {
            Self::Person => 0,
            Self::Automation => 1,
            Self::Repair => 2,
            Self::Backfill => 3,
        }
    }
}

/// Calls in a burst window, until the headers say otherwise.
/// Source: HighLevel's OAuth guide, the limits of API 2.0.
pub const BURST: u64 = 100;
/// The burst window, until the headers say otherwise. Same source.
pub const WINDOW: Duration = Duration::from_secs(10);
/// Calls in a day, until the headers say otherwise. Same source.
pub const DAY: u64 = 200_000;

/// Calls travel at different speeds: two that leave a window apart may arrive a little closer.
const MARGIN_MS: i64 = 100;
/// For how long room is left after somebody urgent asked.
const COURTESY_MS: i64 = 5_000;
const DAY_MS: i64 = 86_400_000;
/// A burst window this large is no limit: counting single calls would only cost.
const UNCOUNTED: u64 = 20_000;

/// What asking for a call came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Go.
    Now,
    /// Not before this moment; ask again then.
    WaitUntil(Timestamp),
}

/// One connection's calls: what was spent, and what HighLevel says is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    max: u64,
    window_ms: i64,
    daily: u64,
    /// When the calls of the last window were made, oldest first, in epoch milliseconds.
    recent: VecDeque<i64>,
    spent_today: u64,
    day_ends_at: i64,
    /// HighLevel limits us until then, whatever we counted.
    blocked_until: i64,
    /// When each lane last asked, by rank.
    asked_at: [i64; 4],
}

impl Default for Bucket {
    fn default() -> Self {
        Self {
            max: BURST,
            window_ms: millis(WINDOW),
            daily: DAY,
            recent: VecDeque::new(),
            spent_today: 0,
            day_ends_at: 0,
            blocked_until: 0,
            asked_at: [0; 4],
        }
    }
}

impl Bucket {
    /// Takes one call for a lane, or says when to ask again.
    pub fn take(&mut self, lane: Lane, now: Timestamp) -> Taken {
        let now = now.as_millisecond();
        self.move_on(now);
        self.asked_at[usize::from(lane.rank())] = now;
        let until = self.blocked_until.max(self.day_is_free_at(lane)).max(self.burst_is_free_at(lane, now));
        if until > now {
            return Taken::WaitUntil(timestamp(until));
        }
        self.spent_today += 1;
        if self.max < UNCOUNTED {
            self.recent.push_back(now);
        }
        Taken::Now
    }

    /// Gives back a call that was taken and never left this machine.
    pub fn give_back(&mut self) {
        self.spent_today = self.spent_today.saturating_sub(1);
        self.recent.pop_back();
    }

    /// Believes what an answer's headers say, where they say less is left than we counted.
    pub fn observe(&mut self, limits: &Limits, now: Timestamp) {
        let now = now.as_millisecond();
        self.move_on(now);
        self.max = limits.max.unwrap_or(self.max).max(1);
        self.window_ms = limits.interval.map_or(self.window_ms, millis).max(1);
        self.daily = limits.daily.unwrap_or(self.daily).max(1);
        if let Some(remaining) = limits.remaining
            && self.max < UNCOUNTED
        {
            let spent = self.max.saturating_sub(remaining);
            let unseen = spent.saturating_sub(self.recent.len() as u64);
            self.recent.extend((0..unseen).map(|_| now));
        }
        self.observe_day(limits, now);
    }

    fn observe_day(&mut self, limits: &Limits, now: i64) {
        if let Some(reset) = limits.daily_reset {
            let ends_at = now.saturating_add(millis(reset).min(2 * DAY_MS));
            // A jump forward of more than a minute is a new day, not an unsteady clock.
            if ends_at > self.day_ends_at + 60_000 {
                self.spent_today = 0;
            }
            self.day_ends_at = ends_at;
        }
        if let Some(remaining) = limits.daily_remaining {
            self.spent_today = self.spent_today.max(self.daily.saturating_sub(remaining));
        }
    }

    /// The bucket as it stands at this moment: without calls that no window holds any more, and without a day that
    /// is over.
    #[must_use]
    pub fn as_of(mut self, now: Timestamp) -> Self {
        self.move_on(now.as_millisecond());
        self
    }

    /// HighLevel refused a call for its limits: nobody calls until then.
    pub fn block_until(&mut self, until: Timestamp) {
        self.blocked_until = self.blocked_until.max(until.as_millisecond());
    }

    /// Calls left of this day.
    pub fn left_today(&self) -> u64 {
        self.daily.saturating_sub(self.spent_today)
    }

    /// Calls of this day.
    pub const fn daily(&self) -> u64 {
        self.daily
    }

    /// Calls in a burst window.
    pub const fn burst(&self) -> u64 {
        self.max
    }

    /// How long a burst window is.
    pub fn window(&self) -> Duration {
        Duration::from_millis(self.window_ms.unsigned_abs())
    }

    /// When the day's calls are there again; none before HighLevel or the first call told.
    pub fn day_ends_at(&self) -> Option<Timestamp> {
        (self.day_ends_at > 0).then(|| timestamp(self.day_ends_at))
    }

    /// Forgets calls that no window can hold any more, and a day that is over.
    fn move_on(&mut self, now: i64) {
        let horizon = now - self.window_ms - MARGIN_MS;
        while self.recent.front().is_some_and(|at| *at <= horizon) {
            self.recent.pop_front();
        }
        if now >= self.day_ends_at {
            self.spent_today = 0;
            self.day_ends_at = now + DAY_MS;
        }
    }

    fn day_is_free_at(&self, lane: Lane) -> i64 {
        let open_to_lane = self.daily - self.daily * lane.leaves_of_the_day() / 100;
        if self.spent_today < open_to_lane { 0 } else { self.day_ends_at }
    }

    fn burst_is_free_at(&self, lane: Lane, now: i64) -> i64 {
        if self.max >= UNCOUNTED {
            return 0;
        }
        let leaves = if self.somebody_before(lane, now) { lane.leaves_of_a_burst() } else { 0 };
        let open_to_lane = self.max.saturating_sub(leaves).max(1);
        let used = self.recent.len() as u64;
        if used >= open_to_lane {
            // The call whose leaving makes room.
            let index = usize::try_from(used - open_to_lane).unwrap_or(usize::MAX);
            return self.recent.get(index).map_or(now, |at| at + self.window_ms + MARGIN_MS + 1);
        }
        self.paced_at(lane, used)
    }

    /// A backfill that has used half of a burst goes on evenly, so that room appears all the time and not at once.
    fn paced_at(&self, lane: Lane, used: u64) -> i64 {
        let pace = self.window_ms / i64::try_from(self.max).unwrap_or(i64::MAX);
        match self.recent.back() {
            Some(last) if lane >= Lane::Repair && used >= self.max / 2 => last + pace,
            _ => 0,
        }
    }

    fn somebody_before(&self, lane: Lane, now: i64) -> bool {
        self.asked_at[..usize::from(lane.rank())].iter().any(|asked| now - asked < COURTESY_MS)
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}

fn timestamp(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
#[path = "budget/tests.rs"]
mod tests;
