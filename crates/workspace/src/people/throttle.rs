//! Guessing gets slower: who fails several times waits, longer each time.
//!
//! Promise: pure but for its own memory, which is bounded; time comes from the caller.

use std::collections::HashMap;
use std::net::IpAddr;

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

/// The key of an address. One household or office has a whole network of IPv6 addresses, which counts as one.
pub(super) fn address(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(address) => format!("from {address}"),
        IpAddr::V6(address) => {
            let [one, two, three, four, ..] = address.segments();
            format!("from {one:x}:{two:x}:{three:x}:{four:x}")
        }
    }
}

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

    /// Seconds to wait, or else one more attempt, taken as a failure until [`Self::succeeded`] says otherwise.
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

    /// The attempt went well: the person's failures are forgotten, the address's are not, or whoever knows one
    /// password could guess the others without end. Only this attempt was none of them.
    pub(super) fn succeeded(&mut self, person: &str, address: &str) {
        self.failed.remove(person);
        if let Some(failures) = self.failed.get_mut(address) {
            failures.count = failures.count.saturating_sub(1);
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

        throttle.succeeded("maya", "here");
        assert_eq!(throttle.wait(&keys, now), None);
    }

    #[test]
    fn a_success_does_not_clear_what_others_guessed_from_the_same_address() {
        let mut throttle = Throttle::default();
        let now = Timestamp::UNIX_EPOCH;
        let keys = |person: &str| [person.to_owned(), "here".to_owned()];
        (0..5).for_each(|_| throttle.failed(&keys("bo"), now));

        assert_eq!(throttle.attempt(&keys("maya"), now), None);
        throttle.succeeded("maya", "here");

        assert_eq!(throttle.attempt(&keys("cy"), now), None);
        assert_eq!(throttle.attempt(&keys("maya"), now), Some(15));
    }

    #[test]
    fn guesses_sent_at_the_same_moment_all_count() {
        let mut throttle = Throttle::default();
        let (keys, now) = (["maya".to_owned()], Timestamp::UNIX_EPOCH);

        let let_through = (0..50).filter(|_| throttle.attempt(&keys, now).is_none()).count();

        assert_eq!(let_through, 6);
    }

    #[test]
    fn the_addresses_of_one_network_count_as_one() {
        let key = |text: &str| address(text.parse().unwrap());

        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.7"), key("192.0.2.7"));
        assert_ne!(key("192.0.2.7"), key("192.0.2.8"));
    }

    #[test]
    fn memory_is_bounded() {
        let mut throttle = Throttle::default();

        (0..MOST + 5).for_each(|number| throttle.failed(&[number.to_string()], Timestamp::UNIX_EPOCH));

        assert_eq!(throttle.failed.len(), MOST);
    }
}
