//! The burst window: which calls HighLevel may still be counting.
//!
//! Here: the calls of the last seconds, when each left and was answered, and when there is room for one more. Not
//! here: who may have it (the lanes, above).
//!
//! HighLevel counts a call when it arrives, and nobody sees when that is. A call that took longer than the quickest
//! may have arrived that much later, so it is held that much longer. And what an answer says is left, less what
//! was under way beside it, is left for sure.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// The quickest call seen may have had a little luck.
const MARGIN_MS: i64 = 20;
/// A call that was never answered may have arrived within this time.
const LOST_MS: i64 = 60_000;
/// For how long nothing is for sure after somebody else was seen to spend from the same calls.
const FOREIGN_MS: i64 = 60_000;
/// For how long a call that cannot count any more is still remembered: an answer tells of the moment before it.
const KEPT_MS: i64 = 1_000;
/// How soon to ask again when an answer under way may say that there is room.
const SOON_MS: i64 = 50;

/// When a call left, and when it was answered (0 while it is under way), in epoch milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Made(i64, i64);

/// The calls that may still count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Window {
    calls: VecDeque<Made>,
    /// How long the quickest call took.
    quickest_ms: Option<i64>,
    /// So many more HighLevel takes for sure.
    sure: u64,
    /// Somebody else was seen to spend.
    foreign_until: i64,
}

impl Window {
    /// Forgets calls that cannot count any more.
    pub(super) fn forget(&mut self, now: i64, length: i64) {
        let quickest = self.quickest_ms;
        self.calls.retain(|made| made.held_until(length, quickest) + KEPT_MS > now);
    }

    /// One call leaves.
    pub(super) fn leaves(&mut self, now: i64) {
        self.calls.push_back(Made(now, 0));
        self.sure = self.sure.saturating_sub(1);
    }

    /// A call that was to leave did not.
    pub(super) fn stays(&mut self, left_at: i64) {
        if let Some(index) = self.under_way(left_at) {
            self.calls.remove(index);
        }
    }

    /// A call was answered, or given up; false when nothing is known of it.
    pub(super) fn answered(&mut self, left_at: i64, now: i64) -> bool {
        let Some(index) = self.under_way(left_at) else { return false };
        let took = (now - left_at).max(1);
        self.calls[index].1 = left_at + took;
        self.quickest_ms = Some(self.quickest_ms.map_or(took, |quickest| quickest.min(took)));
        true
    }

    fn under_way(&self, left_at: i64) -> Option<usize> {
        self.calls.iter().position(|made| *made == Made(left_at, 0))
    }

    /// The answer to the call that left then said that so many are left, of so many in a window of that length.
    pub(super) fn told(&mut self, remaining: u64, (max, length): (u64, i64), left_at: Option<i64>, now: i64) {
        let since = left_at.unwrap_or(now);
        // What counted when the call arrived may be forgotten by the time of a slow answer.
        if now - since <= KEPT_MS {
            let quickest = self.quickest_ms;
            let counted = |made: &&Made| made.held_until(length, quickest) > since;
            let known = self.calls.iter().filter(counted).count() as u64;
            let unseen = max.saturating_sub(remaining).saturating_sub(known);
            self.calls.extend((0..unseen).map(|_| Made(now, now)));
            if unseen > 0 {
                self.foreign_until = now + FOREIGN_MS;
            }
        }
        // Whatever was not answered before this one left may have arrived after it, and is not in its count.
        let beside = |made: &&Made| left_at.is_none_or(|left_at| made.1 == 0 || made.1 >= left_at);
        let itself = u64::from(left_at.is_some());
        let beside = (self.calls.iter().filter(beside).count() as u64).saturating_sub(itself);
        self.sure = if now < self.foreign_until { 0 } else { remaining.saturating_sub(beside) };
    }

    /// Nothing is for sure any more: HighLevel counted otherwise.
    pub(super) fn doubt(&mut self, now: i64) {
        self.foreign_until = now + FOREIGN_MS;
        self.sure = 0;
    }

    /// How many calls left within the window.
    pub(super) fn used(&self, now: i64, length: i64) -> u64 {
        self.calls.iter().filter(|made| made.left_until(length) > now).count() as u64
    }

    /// When one more may leave where so many may be counted at a time, `spare` of those that are sure left alone.
    pub(super) fn free_at(&self, open: u64, spare: u64, now: i64, length: i64) -> i64 {
        let strictly = nth_end(self.calls.iter().map(|made| made.left_until(length)), open, now);
        if strictly > now {
            return strictly;
        }
        let quickest = self.quickest_ms;
        let safely = nth_end(self.calls.iter().map(|made| made.held_until(length, quickest)), open, now);
        match self.sure > spare {
            true => now,
            false if self.calls.iter().any(|made| made.1 == 0) => safely.min(now + SOON_MS),
            false => safely,
        }
    }
}

impl Made {
    /// Until when it lies in a window that ends now, by when it left.
    const fn left_until(self, length: i64) -> i64 {
        self.0 + length + 1
    }

    /// Until when HighLevel may count it, wherever its windows begin.
    fn held_until(self, length: i64, quickest: Option<i64>) -> i64 {
        match self.1 {
            0 => self.0 + length.max(LOST_MS),
            answered => {
                let longer = (answered - self.0 - quickest.unwrap_or(0)).max(0);
                self.left_until(length) + longer + MARGIN_MS
            }
        }
    }
}

/// When fewer than `open` of these moments lie ahead.
fn nth_end(ends: impl Iterator<Item = i64>, open: u64, now: i64) -> i64 {
    let mut ahead: Vec<i64> = ends.filter(|end| *end > now).collect();
    let Some(over) = (ahead.len() as u64).checked_sub(open) else { return now };
    ahead.sort_unstable();
    ahead.get(usize::try_from(over).unwrap_or(usize::MAX)).copied().unwrap_or(now)
}
