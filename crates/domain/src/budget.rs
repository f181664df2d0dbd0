//! The budget: how many calls HighLevel lets us make, and who may make them.
//!
//! Here: one bucket per connection and its lanes. Not here: which calls a burst window still holds (`window`),
//! sharing the bucket between nodes (`store`), calling (`gateway`).
//!
//! Promise: no stretch of time as long as HighLevel's burst window ever holds more calls than it allows, wherever
//! HighLevel lets its windows begin; a person never waits behind a backfill; the end of the day is kept for people.

mod window;

use std::time::Duration;

use highlevel::limits::Limits;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::words;
use window::Window;

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

/// For how long room is left after somebody urgent asked.
const COURTESY_MS: i64 = 5_000;
const DAY_MS: i64 = 86_400_000;
/// Part of a burst that may be used at once before calls go evenly.
const EVENLY_FROM: u64 = 5;
/// So many calls of those that go evenly may follow at once when something held them up.
const CATCH_UP: i64 = 2;
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
    /// The calls that a burst window may hold.
    #[serde(default)]
    window: Window,
    /// When the next call of those that go evenly should leave.
    #[serde(default)]
    next_evenly: i64,
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
            window: Window::default(),
            next_evenly: 0,
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
            self.window.leaves(now);
        }
        if lane >= Lane::Repair {
            self.next_evenly = self.next_evenly.max(now) + self.pace();
        }
        Taken::Now
    }

    /// Gives back a call that was taken at that moment and never left this machine.
    pub fn give_back(&mut self, taken_at: Timestamp) {
        self.spent_today = self.spent_today.saturating_sub(1);
        self.window.stays(taken_at.as_millisecond());
    }

    /// The call that was taken at that moment was answered now, or given up: its headers are believed.
    pub fn answered(&mut self, taken_at: Timestamp, limits: &Limits, now: Timestamp) {
        let is_known = self.window.answered(taken_at.as_millisecond(), now.as_millisecond());
        self.believe(limits, is_known.then_some(taken_at), now);
    }

    /// Believes what headers say, whatever call they came with.
    pub fn observe(&mut self, limits: &Limits, now: Timestamp) {
        self.believe(limits, None, now);
    }

    fn believe(&mut self, limits: &Limits, taken_at: Option<Timestamp>, now: Timestamp) {
        let now = now.as_millisecond();
        self.move_on(now);
        self.max = limits.max.unwrap_or(self.max).max(1);
        self.window_ms = limits.interval.map_or(self.window_ms, millis).max(1);
        self.daily = limits.daily.unwrap_or(self.daily).max(1);
        if let Some(remaining) = limits.remaining
            && self.max < UNCOUNTED
        {
            self.window.told(
                remaining,
                (self.max, self.window_ms),
                taken_at.map(Timestamp::as_millisecond),
                now,
            );
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
    pub fn block_until(&mut self, until: Timestamp, now: Timestamp) {
        self.blocked_until = self.blocked_until.max(until.as_millisecond());
        self.window.doubt(now.as_millisecond());
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
        self.window.forget(now, self.window_ms);
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
        let room = self.window.free_at(open_to_lane, leaves, now, self.window_ms);
        room.max(self.evenly_at(lane, now))
    }

    /// A backfill that has used a part of a burst goes on evenly, so that room appears all the time and not at once.
    /// What held it up for a moment it catches up with.
    fn evenly_at(&self, lane: Lane, now: i64) -> i64 {
        let goes_evenly =
            lane >= Lane::Repair && self.window.used(now, self.window_ms) >= self.max / EVENLY_FROM;
        if goes_evenly { self.next_evenly - CATCH_UP * self.pace() } else { 0 }
    }

    /// One call's share of the window.
    fn pace(&self) -> i64 {
        self.window_ms / i64::try_from(self.max).unwrap_or(i64::MAX)
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
