//! Times as people read them: relative under a day, absolute above, exact on hover, always in the location's zone.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// From when and from where a page is looked at.
#[derive(Debug, Clone)]
pub(crate) struct Lens {
    /// The moment the page was made.
    pub(crate) now: Timestamp,
    /// The location's zone.
    pub(crate) zone: TimeZone,
}

/// One time on a page.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    /// What is read: `12 s ago`, `Fri 20 Nov`.
    pub(crate) text: String,
    /// What hovering shows: `Fri 20 Nov 2026, 14:42 PST`.
    pub(crate) exact: String,
    /// What programs read.
    pub(crate) machine: String,
    /// Whether the words grow old while the page stays open.
    pub(crate) ticks: bool,
}

/// When something is due, and how urgent that makes it.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    /// What is read: `3 days late`, `Today 17:00`.
    pub(crate) moment: Moment,
    /// The badge's tone: `bad` when late, `warn` today, nothing later.
    pub(crate) tone: &'static str,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Lens {
    fn zoned(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    fn today(&self) -> jiff::civil::Date {
        self.zoned(self.now).date()
    }

    fn moment(&self, at: Timestamp, text: String, ticks: bool) -> Moment {
        let zoned = self.zoned(at);
        Moment {
            text,
            exact: zoned.strftime("%a %-d %b %Y, %H:%M %Z").to_string(),
            machine: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            ticks,
        }
    }

    /// Relative under a day, absolute above.
    pub(crate) fn when(&self, at: Timestamp) -> Moment {
        let seconds = self.now.as_second() - at.as_second();
        match seconds {
            ..0 => self.on_day(at),
            0..5 => self.moment(at, "just now".to_owned(), true),
            5..MINUTE => self.moment(at, format!("{seconds} s ago"), true),
            MINUTE..HOUR => self.moment(at, format!("{} min ago", seconds / MINUTE), true),
            HOUR..DAY => self.moment(at, format!("{} h ago", seconds / HOUR), true),
            _ => self.on_day(at),
        }
    }

    /// The day, with the year when it is another one.
    pub(crate) fn on_day(&self, at: Timestamp) -> Moment {
        let zoned = self.zoned(at);
        let text = if zoned.year() == self.zoned(self.now).year() {
            zoned.strftime("%a %-d %b")
        } else {
            zoned.strftime("%-d %b %Y")
        };
        self.moment(at, text.to_string(), false)
    }

    /// The time of day, for entries that stand under a day's heading.
    pub(crate) fn clock(&self, at: Timestamp) -> Moment {
        let text = self.zoned(at).strftime("%H:%M").to_string();
        self.moment(at, text, false)
    }

    /// Day and time of day in full.
    pub(crate) fn in_full(&self, at: Timestamp) -> Moment {
        let text = self.zoned(at).strftime("%a %-d %b %Y, %H:%M").to_string();
        self.moment(at, text, false)
    }

    /// When something is due.
    pub(crate) fn due(&self, at: Timestamp) -> Due {
        let zoned = self.zoned(at);
        let late = self.now.as_second() - at.as_second();
        let away = zoned.date().since(self.today()).map_or(0, |span| span.get_days());
        let (text, tone) = match (late, away) {
            (DAY.., _) => (format!("{} late", count(late / DAY, "day")), "bad"),
            (HOUR..DAY, _) => (format!("{} h late", late / HOUR), "bad"),
            (1..HOUR, _) => (format!("{} min late", (late / MINUTE).max(1)), "bad"),
            (_, 0) => (zoned.strftime("Today %H:%M").to_string(), "warn"),
            (_, 1) => (zoned.strftime("Tomorrow %H:%M").to_string(), ""),
            _ => (self.on_day(at).text, ""),
        };
        Due { moment: self.moment(at, text, false), tone }
    }

    /// The heading of a day.
    pub(crate) fn heading(&self, date: jiff::civil::Date) -> String {
        let today = self.today();
        match today.since(date).map_or(9, |span| span.get_days()) {
            0 => "Today".to_owned(),
            1 => "Yesterday".to_owned(),
            _ if date.year() == today.year() => date.strftime("%A %-d %B").to_string(),
            _ => date.strftime("%A %-d %B %Y").to_string(),
        }
    }

    /// The day and time as the form's two fields want them.
    pub(crate) fn for_form(&self, at: Timestamp) -> (String, String) {
        let zoned = self.zoned(at);
        (zoned.strftime("%Y-%m-%d").to_string(), zoned.strftime("%H:%M").to_string())
    }
}

/// `1 day`, `3 days`.
pub(crate) fn count(number: impl Into<i128>, one: &str) -> String {
    let number = number.into();
    if number == 1 { format!("1 {one}") } else { format!("{} {one}s", thousands(number)) }
}

/// `204,318`
pub(crate) fn thousands(number: impl Into<i128>) -> String {
    let digits = number.into().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lens() -> Lens {
        Lens {
            now: "2026-11-23T18:20:00Z".parse().unwrap(),
            zone: TimeZone::get("America/Los_Angeles").unwrap(),
        }
    }

    fn read(at: &str) -> String {
        lens().when(at.parse().unwrap()).text
    }

    #[test]
    fn times_are_relative_under_a_day_and_absolute_above() {
        assert_eq!(read("2026-11-23T18:19:48Z"), "12 s ago");
        assert_eq!(read("2026-11-23T18:00:00Z"), "20 min ago");
        assert_eq!(read("2026-11-23T01:00:00Z"), "17 h ago");
        assert_eq!(read("2026-11-20T18:00:00Z"), "Fri 20 Nov");
        assert_eq!(read("2025-10-04T18:00:00Z"), "4 Oct 2025");
    }

    #[test]
    fn the_exact_time_is_in_the_locations_zone() {
        let moment = lens().when("2026-11-20T22:42:00Z".parse().unwrap());

        assert_eq!(moment.exact, "Fri 20 Nov 2026, 14:42 PST");
    }

    #[test]
    fn a_day_begins_where_the_location_is() {
        let due = lens().due("2026-11-24T07:30:00Z".parse().unwrap());

        assert_eq!((due.moment.text.as_str(), due.tone), ("Today 23:30", "warn"));
    }

    #[test]
    fn a_late_task_says_by_how_much() {
        let due = lens().due("2026-11-20T17:00:00Z".parse().unwrap());

        assert_eq!((due.moment.text.as_str(), due.tone), ("3 days late", "bad"));
    }

    #[test]
    fn large_numbers_are_written_in_groups() {
        assert_eq!(thousands(204_318), "204,318");
        assert_eq!(thousands(999), "999");
        assert_eq!(count(1, "contact"), "1 contact");
        assert_eq!(count(1050, "contact"), "1,050 contacts");
    }
}
