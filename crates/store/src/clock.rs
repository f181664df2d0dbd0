//! Time and chance, handed to whoever needs them.
//!
//! Promise: under a fixed clock everything that follows from them is the same in each run.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use jiff::{SignedDuration, Timestamp};
use uuid::{Builder, ContextV7, Uuid};

/// Tells the time in whole milliseconds, and makes ids that sort by birth.
#[derive(Clone)]
pub struct Clock(Arc<Kind>);

enum Kind {
    System(Mutex<ContextV7>),
    Fixed { millis: AtomicI64, births: AtomicU64 },
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Kind::System(Mutex::new(ContextV7::new()))))
    }

    /// A clock that stands still until it is set; its ids are the same in each run.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Arc::new(Kind::Fixed { millis: AtomicI64::new(at.as_millisecond()), births: AtomicU64::new(0) }))
    }

    /// The time, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        let millis = match &*self.0 {
            Kind::System(_) => system_now().as_millisecond(),
            Kind::Fixed { millis, .. } => millis.load(Ordering::SeqCst),
        };
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// A new UUIDv7, greater than every earlier one of this clock.
    pub fn uuid(&self) -> Uuid {
        match &*self.0 {
            Kind::System(context) => {
                let context = context.lock().unwrap_or_else(PoisonError::into_inner);
                let now = system_now();
                let seconds = u64::try_from(now.as_second()).unwrap_or(0);
                let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
                Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, nanos))
            }
            Kind::Fixed { millis, births } => {
                let millis = u64::try_from(millis.load(Ordering::SeqCst)).unwrap_or(0);
                let birth = births.fetch_add(1, Ordering::SeqCst).to_be_bytes();
                let mut counter = [0_u8; 10];
                counter[2..].copy_from_slice(&birth);
                Builder::from_unix_timestamp_millis(millis, &counter).into_uuid()
            }
        }
    }

    /// Sets a fixed clock. The machine's clock stays as it is.
    pub fn set(&self, at: Timestamp) {
        if let Kind::Fixed { millis, .. } = &*self.0 {
            millis.store(at.as_millisecond(), Ordering::SeqCst);
        }
    }

    /// Moves a fixed clock forward. The machine's clock stays as it is.
    pub fn advance(&self, by: SignedDuration) {
        if let Kind::Fixed { millis, .. } = &*self.0 {
            millis.fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::SeqCst);
        }
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
fn system_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_still_sort_by_birth() {
        for clock in [Clock::system(), Clock::fixed(Timestamp::UNIX_EPOCH)] {
            let ids: Vec<Uuid> = (0..1_000).map(|_| clock.uuid()).collect();

            assert!(ids.is_sorted());
            assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let same = clock.clone();

        clock.advance(SignedDuration::from_secs(60));

        assert_eq!(same.now().as_second(), 60);
    }
}
