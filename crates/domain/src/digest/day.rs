//! Days as people live them, and when a day's digest is due.

use highlevel::ids::LocationId;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{ids::PersonId, record::words};

/// When a day begins and when the next one does, in a zone. A day may have 23 or 25 hours, and begin at one.
pub fn bounds(day: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
    (start(day, zone), start(day.saturating_add(1.day()), zone))
}

/// The day in which a moment lies, in a zone.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

fn start(day: Date, zone: &TimeZone) -> Timestamp {
    // Where midnight is left out the day begins with the first moment after; where it comes twice, with the first.
    day.to_zoned(zone.clone())
        .and_then(|zoned| zoned.start_of_day())
        .map_or(Timestamp::MAX, |at| at.timestamp())
}

/// When a person wants the digest.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// The hour of their clock, 0 to 23.
    pub hour: i8,
    /// Their zone.
    pub zone: TimeZone,
}

/// By which way a digest goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A mail.
    Email,
    /// A message to a web address.
    Webhook,
}

words!(Way, "way of a digest", { Email = "email", Webhook = "webhook" });

/// A digest that is to go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// About which day: the one before.
    pub day: Date,
}

impl Schedule {
    /// The first digest that is due after a moment.
    pub fn next(&self, after: Timestamp) -> Due {
        let mut morning = day_of(after, &self.zone);
        loop {
            let due = self.on(morning);
            if due.at > after || morning == Date::MAX {
                return due;
            }
            morning = morning.saturating_add(1.day());
        }
    }

    /// The last digest that was due at a moment. After a long rest only this one is sent, not one for each day.
    pub fn last(&self, now: Timestamp) -> Due {
        let mut morning = day_of(now, &self.zone).saturating_add(1.day());
        loop {
            let due = self.on(morning);
            if due.at <= now || morning == Date::MIN {
                return due;
            }
            morning = morning.saturating_sub(1.day());
        }
    }

    /// The digest of one morning. An hour that the clocks leave out is the next one; one that comes twice, its first.
    fn on(&self, morning: Date) -> Due {
        let time = morning.at(self.hour.clamp(0, 23), 0, 0, 0);
        let at = time.to_zoned(self.zone.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp());
        Due { at, day: morning.saturating_sub(1.day()) }
    }
}

impl Due {
    /// The key under which it goes out once, whatever restarts and however many nodes try.
    pub fn key(&self, location: &LocationId, person: PersonId, way: Way) -> String {
        format!("digest/{location}/{person}/{way}/{}", self.day)
    }
}
