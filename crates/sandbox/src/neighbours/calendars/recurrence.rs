//! Appointments that come again, in the part of iCalendar that HighLevel names: `RRULE` and `EXDATE`.
//!
//! Here: reading a rule and telling its times. Not here: where a rule is kept (`world`).
//!
//! Promise: wall-clock time stays when the clocks change, and no rule gives more than `MOST` times.

use jiff::{Span, Timestamp, ToSpan, Zoned, civil::Weekday, tz::TimeZone};

use crate::world::Moment;

/// Times one rule gives at most; ours to choose.
const MOST: usize = 1_000;

/// A rule that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rule {
    every: Every,
    interval: i64,
    count: usize,
    until: Option<Timestamp>,
    days: Vec<Weekday>,
    but: Vec<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

impl Rule {
    /// Reads the text of a rule; none when it is no rule.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut rule = None;
        let mut but = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(dates) = line.strip_prefix("EXDATE:") {
                for date in dates.split(',') {
                    but.push(time(date)?);
                }
            } else if !line.starts_with("DTSTART") {
                rule = Some(Self::of(line.strip_prefix("RRULE:").unwrap_or(line))?);
            }
        }
        rule.map(|rule| Self { but, ..rule })
    }

    fn of(parts: &str) -> Option<Self> {
        let mut every = None;
        let mut rule = Self {
            every: Every::Day,
            interval: 1,
            count: MOST,
            until: None,
            days: Vec::new(),
            but: Vec::new(),
        };
        for part in parts.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name {
                "FREQ" => every = Some(Every::read(value)?),
                "INTERVAL" => {
                    rule.interval = value.parse().ok().filter(|interval| (1..=1_000).contains(interval))?
                }
                "COUNT" => rule.count = value.parse().ok().filter(|count| *count > 0)?,
                "UNTIL" => rule.until = Some(time(value)?),
                "BYDAY" => rule.days = value.split(',').map(weekday).collect::<Option<_>>()?,
                "WKST" | "BYHOUR" | "BYMINUTE" | "BYSECOND" | "BYMONTHDAY" | "BYMONTH" | "BYSETPOS" => {}
                _ => return None,
            }
        }
        Some(Self { every: every?, ..rule })
    }

    /// The times from `start` on that come before `end`, without those excepted.
    pub(super) fn times(&self, start: Moment, end: Moment, zone: &TimeZone) -> Vec<Moment> {
        let first = start.timestamp().to_zoned(zone.clone());
        let mut times = Vec::new();
        let mut counted = 0;
        for step in 0..MOST {
            let Ok(base) = first.checked_add(self.span(step)) else { break };
            for time in self.of_step(&base, &first) {
                let over = self.until.is_some_and(|until| time > until);
                if over || counted >= self.count.min(MOST) || Moment::from(time) >= end {
                    return times;
                }
                counted += 1;
                if !self.but.contains(&time) {
                    times.push(time.into());
                }
            }
        }
        times
    }

    fn span(&self, step: usize) -> Span {
        let units = i64::try_from(step).unwrap_or(0) * self.interval;
        match self.every {
            Every::Day => units.days(),
            Every::Week => units.weeks(),
            Every::Month => units.months(),
            Every::Year => units.years(),
        }
    }

    /// The times of one step: of a week its named days, else the step itself.
    fn of_step(&self, base: &Zoned, first: &Zoned) -> Vec<Timestamp> {
        if self.every != Every::Week || self.days.is_empty() {
            return vec![base.timestamp()];
        }
        let monday = base.checked_sub(i64::from(base.weekday().to_monday_zero_offset()).days());
        let Ok(monday) = monday else { return Vec::new() };
        let mut times: Vec<Timestamp> = self
            .days
            .iter()
            .filter_map(|day| monday.checked_add(i64::from(day.to_monday_zero_offset()).days()).ok())
            .filter(|time| time >= first)
            .map(|time| time.timestamp())
            .collect();
        times.sort();
        times
    }
}

impl Every {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "DAILY" => Self::Day,
            "WEEKLY" => Self::Week,
            "MONTHLY" => Self::Month,
            "YEARLY" => Self::Year,
            _ => return None,
        })
    }
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

/// A time as iCalendar writes it, `20211105T040000Z`; a date alone ends with its day.
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let text = if text.len() == 8 { format!("{text}T235959Z") } else { text.to_owned() };
    let text = if text.ends_with('Z') { text } else { format!("{text}Z") };
    let civil = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", &text).ok()?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// A rule's text with one time more that it leaves out.
pub(super) fn without(text: &str, time: Moment) -> String {
    format!("{text}\nEXDATE:{}", time.timestamp().strftime("%Y%m%dT%H%M%SZ"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        text.parse::<Timestamp>().unwrap().into()
    }

    fn times(rule: &str, start: &str) -> Vec<String> {
        let zone = TimeZone::get("America/New_York").unwrap();
        let times = Rule::read(rule).unwrap().times(at(start), at("2028-01-01T00:00:00Z"), &zone);
        times.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn wall_clock_time_stays_when_the_clocks_change() {
        let said = times("RRULE:FREQ=WEEKLY;COUNT=2", "2026-10-26T14:00:00Z");

        assert_eq!(said, ["2026-10-26T14:00:00.000Z", "2026-11-02T15:00:00.000Z"]);
    }

    #[test]
    fn excepted_times_are_left_out_and_still_counted() {
        let rule = without("RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3", at("2026-03-04T10:00:00Z"));

        assert_eq!(
            times(&rule, "2026-03-02T10:00:00Z"),
            ["2026-03-02T10:00:00.000Z", "2026-03-06T10:00:00.000Z"]
        );
    }

    #[test]
    fn a_rule_without_an_end_ends_all_the_same() {
        assert!(times("RRULE:FREQ=DAILY", "2020-01-01T10:00:00Z").len() <= MOST);
    }

    #[test]
    fn named_days_of_a_week_come_each_week() {
        let said = times("FREQ=WEEKLY;BYDAY=FR,MO;UNTIL=20260315", "2026-03-04T15:00:00Z");

        assert_eq!(said.len(), 3);
    }

    #[test]
    fn what_is_no_rule_is_not_read() {
        for text in ["", "every day", "RRULE:FREQ=SOMETIMES", "RRULE:COUNT=2", "RRULE:FREQ=DAILY;COUNT=0"] {
            assert_eq!(Rule::read(text), None, "{text}");
        }
    }
}
