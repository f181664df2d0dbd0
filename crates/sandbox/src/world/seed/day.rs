//! Days and office hours in a location's own time.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, Zoned};

use super::Moment;
use crate::world::moment::MINUTE;

/// The calendar of one location around the moment its world is made.
#[derive(Clone, Debug)]
pub(super) struct Days {
    now: Zoned,
}

impl Days {
    pub(super) fn around(now: Moment, zone: &str) -> Self {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        Self { now: now.timestamp().to_zoned(zone) }
    }

    pub(super) fn now(&self) -> Moment {
        self.now.timestamp().into()
    }

    /// `minutes` after midnight, `days` from today.
    pub(super) fn at(&self, days: i64, minutes: i64) -> Moment {
        let date = self.now.date().saturating_add(Span::new().days(days.clamp(-36_500, 36_500)));
        let midnight = date.to_datetime(Time::midnight()).to_zoned(self.now.time_zone().clone());
        let midnight = midnight.map_or_else(|_| self.now(), |midnight| midnight.timestamp().into());
        midnight.plus(minutes * MINUTE)
    }

    /// A weekday near `days` from today: Saturdays and Sundays go on to Monday.
    pub(super) fn weekday(&self, days: i64) -> i64 {
        let date = self.now.date().saturating_add(Span::new().days(days.clamp(-36_500, 36_500)));
        days + match date.weekday().to_monday_zero_offset() {
            5 => 2,
            6 => 1,
            _ => 0,
        }
    }
}
