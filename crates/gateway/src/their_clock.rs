//! HighLevel's clock beside ours, as its answers tell it.
//!
//! Records carry times of HighLevel's clock, and what we note about them (when we asked, since when a record is gone)
//! is compared with those. So it is told in HighLevel's time too. Here: how far apart the clocks are, from the `Date`
//! of each answer and the moments around it. Not here: who goes first by that (`domain::mirror`).
//!
//! Promise: clocks that may agree are taken to agree; the distance moves only when an answer proves it wrong, and two
//! moments told one after the other keep their order even then, unless a clock was set. Known to this process alone;
//! the first answer tells it again.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use highlevel::LocationId;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimeParser};

/// `Date` leaves out what is below a second.
const LEFT_OUT: SignedDuration = SignedDuration::from_millis(999);

/// How far HighLevel's clock is ahead of ours, for each location.
#[derive(Default)]
pub(crate) struct TheirClocks(Mutex<HashMap<LocationId, Apart>>);

/// Bounds on the distance, and the distance that is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Apart {
    least: SignedDuration,
    most: SignedDuration,
    used: SignedDuration,
    /// The last moment told: ours, and what it is by HighLevel's clock.
    last: Option<(Timestamp, Timestamp)>,
}

impl Apart {
    /// What one answer says: its `Date` lies between the sending and the arrival.
    fn told(date: Timestamp, sent: Timestamp, arrived: Timestamp) -> Self {
        let (least, most) = (date.duration_since(arrived), date.duration_since(sent) + LEFT_OUT);
        Self { least, most, used: SignedDuration::ZERO.clamp(least, most.max(least)), last: None }
    }

    /// What both say; the newer one alone where they contradict each other, since a clock was set meanwhile.
    fn and(self, newer: Self) -> Self {
        let (least, most) = (self.least.max(newer.least), self.most.min(newer.most));
        if least > most { newer } else { Self { least, most, used: self.used.clamp(least, most), ..self } }
    }

    /// This moment of ours by HighLevel's clock, and never before one that was told of an earlier moment.
    fn tell(&mut self, ours: Timestamp) -> Timestamp {
        let theirs = ours.checked_add(self.used).unwrap_or(ours);
        match self.last {
            Some((before, told)) if before <= ours => {
                let theirs = theirs.max(told);
                self.last = Some((ours, theirs));
                theirs
            }
            Some(_) => theirs,
            None => {
                self.last = Some((ours, theirs));
                theirs
            }
        }
    }
}

impl TheirClocks {
    /// Takes note of an answer.
    pub(crate) fn note(&self, location: &LocationId, date: &str, sent: Timestamp, arrived: Timestamp) {
        let Ok(date) = DateTimeParser::new().parse_timestamp(date) else { return };
        let told = Apart::told(date, sent, arrived);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(location.clone()).and_modify(|known| *known = known.and(told)).or_insert(told);
    }

    /// This moment of our clock, by HighLevel's.
    pub(crate) fn at(&self, location: &LocationId, ours: Timestamp) -> Timestamp {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get_mut(location).map_or(ours, |apart| apart.tell(ours))
    }

    /// The earliest moment of HighLevel's clock that this moment of ours can be; none while nothing is known.
    pub(crate) fn at_least(&self, location: &LocationId, ours: Timestamp) -> Option<Timestamp> {
        let apart = self.known(location)?;
        Some(ours.checked_add(apart.least).unwrap_or(ours))
    }

    fn known(&self, location: &LocationId) -> Option<Apart> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(location).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-23T{text}Z").parse().unwrap()
    }

    fn here() -> LocationId {
        LocationId::new("loc").unwrap()
    }

    #[test]
    fn clocks_that_may_agree_are_taken_to_agree() {
        let clocks = TheirClocks::default();

        clocks.note(&here(), "Mon, 23 Nov 2026 12:00:00 GMT", at("12:00:00.700"), at("12:00:00.900"));

        assert_eq!(clocks.at(&here(), at("13:00:00")), at("13:00:00"));
    }

    #[test]
    fn an_hour_apart_is_seen_from_one_answer() {
        for (date, apart) in [("13:00:00", 1), ("11:00:00", -1)] {
            let clocks = TheirClocks::default();
            let date = format!("Mon, 23 Nov 2026 {date} GMT");

            clocks.note(&here(), &date, at("12:00:00.200"), at("12:00:00.300"));

            let off = clocks.at(&here(), at("12:30:00")).duration_since(at("12:30:00"));
            assert!((off - SignedDuration::from_hours(apart)).abs() < SignedDuration::from_secs(1), "{off}");
        }
    }

    #[test]
    fn the_distance_moves_only_when_an_answer_proves_it_wrong() {
        let clocks = TheirClocks::default();
        let date = |second: u32| format!("Mon, 23 Nov 2026 13:00:{second:02} GMT");

        clocks.note(&here(), &date(0), at("12:00:00.100"), at("12:00:00.200"));
        let first = clocks.at(&here(), at("12:10:00"));
        clocks.note(&here(), &date(1), at("12:00:00.900"), at("12:00:01.950"));
        let same = clocks.at(&here(), at("12:10:00"));
        clocks.note(&here(), "Mon, 23 Nov 2026 12:00:05 GMT", at("12:00:05.100"), at("12:00:05.200"));
        let set_back = clocks.at(&here(), at("12:10:00"));

        assert_eq!(first, same);
        assert_eq!(set_back, at("12:10:00"));
    }

    #[test]
    fn moments_keep_their_order_while_the_distance_becomes_known() {
        let clocks = TheirClocks::default();
        let date = "Mon, 23 Nov 2026 11:00:00 GMT";

        clocks.note(&here(), date, at("12:00:00.100"), at("12:00:00.150"));
        let first = clocks.at(&here(), at("12:00:00.200"));
        // The same second once more, later in ours: HighLevel's clock was not as far on as it might have been.
        clocks.note(&here(), date, at("12:00:00.900"), at("12:00:00.950"));

        assert!(clocks.at(&here(), at("12:00:00.960")) >= first);
        assert!(clocks.at(&here(), at("12:00:05")) < at("11:00:06"));
    }

    #[test]
    fn nothing_is_known_before_the_first_answer() {
        assert_eq!(TheirClocks::default().at_least(&here(), at("12:00:00")), None);
    }
}
