//! How long a job that failed waits before it is tried again.
//!
//! Here: the pause after the n-th attempt, and when to stop. Not here: which failures are worth another try
//! (the handler says so).
//!
//! Promise: pauses grow, never beyond the cap, and are spread by chance, so that jobs which failed together do
//! not come back together. Pure: chance is an argument.

use std::time::Duration;

/// A pause that doubles with each attempt, with full jitter, bounded in length and in number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The longest pause after the first failure.
    pub first: Duration,
    /// No pause is longer than this.
    pub cap: Duration,
    /// After so many attempts the job has failed.
    pub attempts: u32,
}

impl Backoff {
    /// From a second up to five minutes, for about a day of trying.
    pub const PATIENT: Self =
        Self { first: Duration::from_secs(1), cap: Duration::from_secs(300), attempts: 300 };

    /// The pause after `attempts` tries; `chance` is any number, evenly spread.
    ///
    /// At least half of the bound, so that a job never spins; `None` when it was tried often enough.
    pub fn pause(&self, attempts: u32, chance: u64) -> Option<Duration> {
        if attempts >= self.attempts {
            return None;
        }
        let doubled =
            self.first.saturating_mul(1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX));
        let bound = doubled.min(self.cap);
        let half = bound / 2;
        let spread = u64::try_from(half.as_millis()).unwrap_or(u64::MAX).saturating_add(1);
        Some(bound - half + Duration::from_millis(chance % spread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Backoff =
        Backoff { first: Duration::from_secs(1), cap: Duration::from_secs(60), attempts: 10 };

    #[test]
    fn a_pause_doubles_until_the_cap() {
        let longest = |attempts| SHORT.pause(attempts, 0).expect("attempts are left");

        assert_eq!(longest(1), Duration::from_millis(500));
        assert_eq!(longest(2), Duration::from_secs(1));
        assert_eq!(longest(3), Duration::from_secs(2));
        assert_eq!(longest(9), Duration::from_secs(30));
    }

    #[test]
    fn chance_spreads_a_pause_between_half_and_the_whole_of_its_bound() {
        for chance in [0, 1, 499, 500, 12_345, u64::MAX] {
            let pause = SHORT.pause(1, chance).expect("attempts are left");

            assert!(pause >= Duration::from_millis(500) && pause <= Duration::from_secs(1), "{pause:?}");
        }
    }

    #[test]
    fn after_the_last_attempt_there_is_no_pause_but_an_end() {
        assert_eq!(SHORT.pause(10, 7), None);
    }

    #[test]
    fn many_attempts_never_overflow() {
        let endless = Backoff { attempts: u32::MAX, ..SHORT };

        assert_eq!(endless.pause(4_000_000, 0), Some(Duration::from_secs(30)));
    }
}
