//! How fast one key may call, and what is left.
//!
//! Promise: pure but for its own count; time comes from the caller. The bounds are Rankr's own and far above
//! HighLevel's, since what they guard is this machine and no quota.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Calls of one key in a window.
pub const BURST: u32 = 200_000;
/// The window, in milliseconds.
pub const WINDOW_MS: i64 = 10_000;
/// Calls of one key in a day (UTC).
pub const DAILY: u32 = 1_000_000_000;
const DAY_MS: i64 = 86_400_000;

/// The count of one key.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Count>);

#[derive(Debug, Default)]
struct Count {
    window: i64,
    in_window: u32,
    day: i64,
    in_day: u32,
}

/// What is left after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Whether the call was one too many.
    pub is_spent: bool,
    /// Calls left in the window.
    pub in_window: u32,
    /// Calls left in the day.
    pub in_day: u32,
    /// Milliseconds until the day turns.
    pub day_turns_in_ms: i64,
}

impl Pace {
    /// Takes one call at that moment.
    pub fn take(&self, now: Timestamp) -> Left {
        let now = now.as_millisecond();
        let (window, day) = (now.div_euclid(WINDOW_MS), now.div_euclid(DAY_MS));
        let mut count = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if count.window != window {
            (count.window, count.in_window) = (window, 0);
        }
        if count.day != day {
            (count.day, count.in_day) = (day, 0);
        }
        let is_spent = count.in_window >= BURST || count.in_day >= DAILY;
        if !is_spent {
            count.in_window += 1;
            count.in_day += 1;
        }
        Left {
            is_spent,
            in_window: BURST - count.in_window,
            in_day: DAILY - count.in_day,
            day_turns_in_ms: (day + 1) * DAY_MS - now,
        }
    }
}

impl Left {
    /// What stands in the headers of an answer to somebody who has no key.
    pub fn untouched(now: Timestamp) -> Self {
        let now = now.as_millisecond();
        let day_turns_in_ms = (now.div_euclid(DAY_MS) + 1) * DAY_MS - now;
        Self { is_spent: false, in_window: BURST, in_day: DAILY, day_turns_in_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_has_used_its_window_up_waits_for_the_next_one() {
        let (pace, at) = (Pace::default(), |ms| Timestamp::from_millisecond(ms).unwrap());

        for _ in 0..BURST {
            assert!(!pace.take(at(5_000)).is_spent);
        }

        assert!(pace.take(at(9_999)).is_spent);
        let next = pace.take(at(10_000));
        assert_eq!((next.is_spent, next.in_window), (false, BURST - 1));
        assert_eq!(next.day_turns_in_ms, DAY_MS - 10_000);
    }
}
