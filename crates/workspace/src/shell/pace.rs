//! How fast the first copy goes, from what successive pages saw of it.
//!
//! Promise: pure but for its own memory, which holds one place a location; time comes from the caller.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use domain::progress::Stage;
use highlevel::LocationId;
use jiff::{SignedDuration, Timestamp};

/// The stretch a pace is measured over.
const STRETCH: SignedDuration = SignedDuration::from_secs(20);
/// A stretch shorter than this says nothing.
const LEAST: SignedDuration = SignedDuration::from_millis(500);
/// Looks remembered of one copy.
const LOOKS: usize = 64;

/// The pace of each location's copy.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paces(Arc<Mutex<HashMap<LocationId, Pace>>>);

/// What was seen of one stage, oldest first.
#[derive(Debug)]
struct Pace {
    stage: Stage,
    seen: VecDeque<(Timestamp, u64)>,
}

impl Paces {
    /// Notes how far a stage is and says how many records came in a second of late; nothing before a second look.
    pub(crate) fn look(&self, location: &LocationId, stage: Stage, done: u64, now: Timestamp) -> Option<f64> {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = || Pace { stage, seen: VecDeque::new() };
        let pace = paces.entry(location.clone()).or_insert_with(begin);
        let has_begun_anew = pace.seen.back().is_some_and(|(_, last)| *last > done);
        if pace.stage != stage || has_begun_anew {
            *pace = begin();
        }
        pace.look(done, now)
    }

    /// The copy is over.
    pub(crate) fn forget(&self, location: &LocationId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(location);
    }
}

impl Pace {
    fn look(&mut self, done: u64, now: Timestamp) -> Option<f64> {
        while self.seen.front().is_some_and(|(at, _)| now.duration_since(*at) > STRETCH) {
            self.seen.pop_front();
        }
        let first = self.seen.front().copied();
        // Many pages look at once; a few looks are enough.
        let is_new = self.seen.back().is_none_or(|(at, _)| now.duration_since(*at) >= LEAST);
        if is_new && self.seen.len() < LOOKS {
            self.seen.push_back((now, done));
        }
        let (at, before) = first?;
        let took = now.duration_since(at);
        (took >= LEAST).then(|| (done - before.min(done)) as f64 / took.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn the_pace_is_what_came_in_the_last_seconds() {
        let (paces, here) = (Paces::default(), LocationId::new("loc").unwrap());
        let look = |done, seconds| paces.look(&here, Stage::Contacts, done, at(seconds));

        assert_eq!(look(0, 0), None);
        assert_eq!(look(1_000, 10), Some(100.0));
        // What was seen more than twenty seconds ago no longer counts.
        assert_eq!(look(6_000, 30), Some(250.0));
    }

    #[test]
    fn the_next_stage_and_a_copy_begun_anew_have_their_own_pace() {
        let (paces, here) = (Paces::default(), LocationId::new("loc").unwrap());
        paces.look(&here, Stage::Contacts, 900, at(0));

        assert_eq!(paces.look(&here, Stage::Tasks, 10, at(5)), None);
        assert_eq!(paces.look(&here, Stage::Tasks, 20, at(10)), Some(2.0));
        assert_eq!(paces.look(&here, Stage::Tasks, 5, at(12)), None);
    }
}
