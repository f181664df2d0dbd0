//! The sandbox's clock: what time it is here, and how long its waits last.
//!
//! Here: real time plus a shift that a test may set, and a scale that shortens the sandbox's own waits (webhook
//! retries, the pace of `--life`).
//! Not here: who waits for what.
//!
//! Promise: `now` never runs faster than real time, whatever the scale, so records are not dated into the future
//! of the client that watches them. Setting or scaling the clock wakes everything that waits.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use parking_lot::RwLock;
use tokio::sync::watch;

/// A clock that everyone in one sandbox shares. Clones tell and steer the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dial: RwLock<Dial>,
    moved: watch::Sender<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Dial {
    source: Source,
    shift: SignedDuration,
    time_scale: f64,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    System,
    Fixed(Timestamp),
}

/// Why the clock was not set.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum ClockError {
    /// The scale is zero, negative, not a number, or beyond reason.
    #[error("time_scale must be a number above 0 and at most 1000000, not {0}")]
    Scale(f64),
}

impl Clock {
    /// Follows the machine's clock.
    pub fn system() -> Self {
        Self::of(Source::System)
    }

    /// Stands still at `at` until somebody sets it.
    pub fn fixed(at: Timestamp) -> Self {
        Self::of(Source::Fixed(at))
    }

    fn of(source: Source) -> Self {
        let dial = Dial { source, shift: SignedDuration::ZERO, time_scale: 1.0 };
        Self(Arc::new(Inner { dial: RwLock::new(dial), moved: watch::Sender::new(0) }))
    }

    /// The time in the sandbox, in whole milliseconds as HighLevel shows it.
    pub fn now(&self) -> Timestamp {
        let dial = *self.0.dial.read();
        let shown = dial.source.now().saturating_add(dial.shift).unwrap_or(Timestamp::MAX);
        Timestamp::from_millisecond(shown.as_millisecond()).unwrap_or(shown)
    }

    /// How many times faster than real the sandbox's own waits pass.
    pub fn time_scale(&self) -> f64 {
        self.0.dial.read().time_scale
    }

    /// Moves the clock to `to`; it goes on from there.
    pub fn set(&self, to: Timestamp) {
        let mut dial = self.0.dial.write();
        dial.shift = to.duration_since(dial.source.now());
        drop(dial);
        self.tell();
    }

    /// Moves the clock by `by`, forward or back.
    pub fn shift(&self, by: SignedDuration) {
        let mut dial = self.0.dial.write();
        dial.shift = dial.shift.saturating_add(by);
        drop(dial);
        self.tell();
    }

    /// Makes the sandbox's waits shorter (above 1) or longer (below 1).
    ///
    /// # Errors
    /// Zero, negative and absurd scales are refused.
    pub fn set_time_scale(&self, scale: f64) -> Result<(), ClockError> {
        if !(scale > 0.0 && scale <= 1_000_000.0) {
            return Err(ClockError::Scale(scale));
        }
        self.0.dial.write().time_scale = scale;
        self.tell();
        Ok(())
    }

    /// `wait` as it lasts under the present scale, at least a millisecond.
    pub fn scaled(&self, wait: Duration) -> Duration {
        wait.div_f64(self.time_scale()).max(Duration::from_millis(1))
    }

    /// Says when the clock is set or scaled, so that a sleeper can look again.
    pub(crate) fn moves(&self) -> watch::Receiver<u64> {
        self.0.moved.subscribe()
    }

    fn tell(&self) {
        self.0.moved.send_modify(|moves| *moves += 1);
    }
}

impl Source {
    fn now(self) -> Timestamp {
        match self {
            Self::System => system_now(),
            Self::Fixed(at) => at,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the sandbox reads the machine's clock")]
fn system_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_shifted() {
        let clock = Clock::fixed(noon());

        clock.shift(SignedDuration::from_hours(25));

        assert_eq!(clock.now().to_string(), "2026-03-02T13:00:00Z");
    }

    #[test]
    fn a_clock_that_is_set_goes_on_from_there() {
        let clock = Clock::system();

        clock.set(noon());

        assert!(clock.now() >= noon() && clock.now() < noon() + SignedDuration::from_secs(60));
    }

    #[test]
    fn the_scale_shortens_waits_and_leaves_the_time_alone() {
        let clock = Clock::fixed(noon());

        clock.set_time_scale(60.0).unwrap();

        assert_eq!(clock.scaled(Duration::from_secs(60)), Duration::from_secs(1));
        assert_eq!(clock.now(), noon());
    }

    #[test]
    fn a_scale_of_nothing_is_refused() {
        assert_eq!(Clock::system().set_time_scale(0.0), Err(ClockError::Scale(0.0)));
    }
}
