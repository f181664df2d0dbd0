//! Guessing gets slower: who fails several times waits, longer each time.
//!
//! Promise: pure but for its own memory, which is bounded; time comes from the caller.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

/// Failures that cost nothing: people mistype.
const FREE: u32 = 5;
/// The first wait in seconds; it doubles with each failure.
const FIRST_WAIT: i64 = 15;
/// The longest wait in seconds.
const LONGEST_WAIT: i64 = 15 * 60;
/// Failures are forgotten after a day.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// Names and addresses remembered at once; beyond it the oldest go.
const MOST: usize = 10_000;

/// Who failed how often.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    failed: HashMap<String, Failures>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl Failures {
    fn until(self) -> Timestamp {
        let over = self.count.saturating_sub(FREE);
        let wait = if over == 0 { 0 } else { (FIRST_WAIT << (over - 1).min(10)).min(LONGEST_WAIT) };
        self.last.checked_add(SignedDuration::from_secs(wait)).unwrap_or(Timestamp::MAX)
    }
}

impl Throttle {
    /// Seconds to wait before any of these may try again; none when they may.
    fn wait(&self, keys: &[String], now: Timestamp) -> Option<u64> {
        let until =
            keys.iter().filter_map(|key| self.failed.get(key)).map(|failures| failures.until()).max()?;
        let seconds = until.duration_since(now).as_secs();
        u64::try_from(seconds).ok().filter(|seconds| *seconds > 0)
    }

    /// Seconds to wait, or else one more attempt, taken as a failure until [`Self::forget`] says otherwise.
    pub(super) fn attempt(&mut self, keys: &[String], now: Timestamp) -> Option<u64> {
        let wait = self.wait(keys, now);
        if wait.is_none() {
            self.failed(keys, now);
        }
        wait
    }

    /// One more failure.
    fn failed(&mut self, keys: &[String], now: Timestamp) {
        self.failed.retain(|_, failures| now.duration_since(failures.last) < REMEMBERED);
        for key in keys {
            let failures = self.failed.entry(key.clone()).or_insert(Failures { count: 0, last: now });
            *failures = Failures { count: failures.count.saturating_add(1), last: now };
        }
        while self.failed.len() > MOST {
            let oldest =
                self.failed.iter().min_by_key(|(_, failures)| failures.last).map(|(key, _)| key.clone());
            if let Some(key) = oldest {
                self.failed.remove(&key);
            }
        }
    }

    /// It went well: forget.
    pub(super) fn forget(&mut self, keys: &[String]) {
        for key in keys {
            self.failed.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyping_is_free_and_guessing_is_not() {
        let mut throttle = Throttle::default();
        let (keys, now) = (["maya".to_owned()], Timestamp::UNIX_EPOCH);

        (0..5).for_each(|_| throttle.failed(&keys, now));
        assert_eq!(throttle.wait(&keys, now), None);

        throttle.failed(&keys, now);
        assert_eq!(throttle.wait(&keys, now), Some(15));
        throttle.failed(&keys, now);
        assert_eq!(throttle.wait(&keys, now), Some(30));
        (0..50).for_each(|_| throttle.failed(&keys, now));
        assert_eq!(throttle.wait(&keys, now), Some(900));

        throttle.forget(&keys);
        assert_eq!(throttle.wait(&keys, now), None);
    }

    #[test]
    fn guesses_sent_at_the_same_moment_all_count() {
        let mut throttle = Throttle::default();
        let (keys, now) = (["maya".to_owned()], Timestamp::UNIX_EPOCH);

        let let_through = (0..50).filter(|_| throttle.attempt(&keys, now).is_none()).count();

        assert_eq!(let_through, 6);
    }

    #[test]
    fn memory_is_bounded() {
        let mut throttle = Throttle::default();

        (0..MOST + 5).for_each(|number| throttle.failed(&[number.to_string()], Timestamp::UNIX_EPOCH));

        assert_eq!(throttle.failed.len(), MOST);
    }
}
