//! Lengths of time as people write them.

use std::{fmt, str::FromStr};

use jiff::{Span, SpanRelativeTo, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A length of time such as `2 days`, never negative, kept as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Length {
    text: String,
    seconds: i64,
}

/// A text that is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no length of time such as `2 days`")]
pub struct NoLength(String);

impl Length {
    /// An hour.
    #[must_use]
    pub fn of_hour() -> Self {
        Self { text: "1 hour".to_owned(), seconds: 3_600 }
    }

    /// About how long it is, in seconds. A day is 24 hours.
    #[must_use]
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }

    /// The moment this long after another. Days and months are the calendar's, in UTC.
    #[must_use]
    pub fn after(&self, from: Timestamp) -> Timestamp {
        let span = self.text.parse::<Span>().unwrap_or_default();
        let there = from.to_zoned(TimeZone::UTC).checked_add(span);
        there.map_or(Timestamp::MAX, |there| there.timestamp())
    }

    /// The moment this long before another.
    #[must_use]
    pub fn before(&self, from: Timestamp) -> Timestamp {
        let span = self.text.parse::<Span>().unwrap_or_default();
        let there = from.to_zoned(TimeZone::UTC).checked_sub(span);
        there.map_or(Timestamp::MIN, |there| there.timestamp())
    }
}

impl FromStr for Length {
    type Err = NoLength;

    fn from_str(text: &str) -> Result<Self, NoLength> {
        let no = || NoLength(text.chars().take(80).collect());
        let span: Span = text.trim().parse().map_err(|_| no())?;
        if span.is_negative() {
            return Err(no());
        }
        let whole = span.to_duration(SpanRelativeTo::days_are_24_hours()).or_else(|_| {
            let start = jiff::civil::date(2024, 1, 1);
            span.to_duration(start)
        });
        let seconds = whole.map_err(|_| no())?.as_secs();
        // A century is a slip of the keyboard.
        if seconds > 100 * 366 * 86_400 {
            return Err(no());
        }
        Ok(Self { text: text.trim().to_owned(), seconds })
    }
}

impl TryFrom<String> for Length {
    type Error = NoLength;

    fn try_from(text: String) -> Result<Self, NoLength> {
        text.parse()
    }
}

impl From<Length> for String {
    fn from(length: Length) -> Self {
        length.text
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_read_as_people_write_it() {
        assert_eq!("2 days".parse::<Length>().unwrap().seconds(), 172_800);
        assert_eq!("1h 30m".parse::<Length>().unwrap().seconds(), 5_400);
        assert_eq!("1 month".parse::<Length>().unwrap().seconds(), 31 * 86_400);
        assert!("soon".parse::<Length>().is_err());
        assert!("2 days ago".parse::<Length>().is_err());
        assert!("5000 years".parse::<Length>().is_err());
    }

    #[test]
    fn a_month_later_is_the_same_day_of_the_next() {
        let from: Timestamp = "2026-02-10T09:00:00Z".parse().unwrap();

        let month: Length = "1 month".parse().unwrap();

        assert_eq!(month.after(from).to_string(), "2026-03-10T09:00:00Z");
        assert_eq!(month.before(from).to_string(), "2026-01-10T09:00:00Z");
    }
}
