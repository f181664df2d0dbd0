//! The sandbox's own clock: it can be set and made to run faster, so that a day passes in a test's second.
//!
//! Here: reading and steering time. Not here: anyone who waits; they ask `wait_for` how long that is in real time.
//!
//! Promise: time never runs backwards unless someone sets it back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// A clock that everyone in one sandbox shares. Clones tell and steer the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<Dial>>);

#[derive(Clone, Copy, Debug)]
struct Dial {
    /// What the clock said when it was last steered.
    told: Timestamp,
    /// When that was, by the machine's steady clock.
    at: Instant,
    /// Sandbox seconds per real second; 0 stands still.
    scale: f64,
}

impl Dial {
    fn now(&self) -> Timestamp {
        let real = self.at.elapsed().as_secs_f64() * self.scale;
        let passed = SignedDuration::try_from_secs_f64(real).unwrap_or(SignedDuration::MAX);
        self.told.checked_add(passed).unwrap_or(Timestamp::MAX)
    }
}

impl Clock {
    /// A clock that starts at the machine's time and runs with it.
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the sandbox's clock: time enters here")]
        Self::starting_at(Timestamp::now())
    }

    /// A clock that starts at `told` and runs at real speed.
    pub fn starting_at(told: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Dial { told, at: Instant::now(), scale: 1.0 })))
    }

    /// A clock that stands still at `told` until it is set.
    pub fn fixed(told: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Dial { told, at: Instant::now(), scale: 0.0 })))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.0.lock().now()
    }

    /// Sandbox seconds that pass in one real second.
    pub fn time_scale(&self) -> f64 {
        self.0.lock().scale
    }

    /// Sets the time.
    pub fn set(&self, told: Timestamp) {
        let mut dial = self.0.lock();
        *dial = Dial { told, at: Instant::now(), scale: dial.scale };
    }

    /// Makes time run `scale` times as fast from now on. Negative and not-a-number count as 0: standing still.
    pub fn set_time_scale(&self, scale: f64) {
        let mut dial = self.0.lock();
        let scale = if scale.is_finite() { scale.max(0.0) } else { 0.0 };
        *dial = Dial { told: dial.now(), at: Instant::now(), scale };
    }

    /// How long `passed` sandbox time takes in real time. A clock that stands still is waited for at real speed.
    pub fn wait_for(&self, passed: Duration) -> Duration {
        let scale = self.time_scale();
        if scale <= 0.0 { passed } else { passed.div_f64(scale) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_set() {
        let noon: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        let later: Timestamp = "2026-03-02T13:00:00Z".parse().unwrap();
        let clock = Clock::fixed(noon);

        assert_eq!(clock.now(), noon);
        clock.clone().set(later);
        assert_eq!(clock.now(), later);
    }

    #[test]
    fn a_faster_clock_shortens_the_wait() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);

        clock.set_time_scale(60.0);

        assert_eq!(clock.wait_for(Duration::from_secs(600)), Duration::from_secs(10));
    }
}
