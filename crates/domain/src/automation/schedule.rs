//! Triggers that come by the clock: when they fire next.
//!
//! Here: the times of a schedule with its sentence, and when a record makes a timed trigger due. Not here: waking up
//! then (`engine`). Promise: pure; a schedule that can never come is refused when it is written.

use croner::{Cron, parser::CronParser};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde_json::{Map, Value as Json};

use super::{Length, On, Trigger, condition::compare};

/// A schedule: a cron line in a time zone.
#[derive(Debug, Clone)]
pub struct Schedule {
    cron: Cron,
    zone: TimeZone,
}

/// A schedule that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongSchedule {
    /// It is no cron line.
    #[error("`{line}` is no schedule such as `0 9 * * MON-FRI`: {reason}")]
    Line {
        /// What was written.
        line: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such time zone.
    #[error("there is no time zone `{0}`")]
    Zone(String),
}

impl Schedule {
    /// The schedule of a trigger; in the location's time zone where it names none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of(trigger: &Trigger, location_zone: Option<&str>) -> Result<Self, WrongSchedule> {
        let line = trigger.text("cron").unwrap_or_default();
        let zone = trigger.text("timezone").or(location_zone);
        Self::read(line, zone)
    }

    /// The schedule of a cron line of five parts: minute, hour, day, month, weekday.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(line: &str, zone: Option<&str>) -> Result<Self, WrongSchedule> {
        let wrong = |reason: String| WrongSchedule::Line { line: line.chars().take(80).collect(), reason };
        let parser = CronParser::builder().seconds(croner::parser::Seconds::Disallowed).build();
        let cron = parser.parse(line.trim()).map_err(|error| wrong(error.to_string()))?;
        let zone = match zone {
            Some(name) => TimeZone::get(name).map_err(|_| WrongSchedule::Zone(name.to_owned()))?,
            None => TimeZone::UTC,
        };
        let schedule = Self { cron, zone };
        if schedule.next_after(Timestamp::UNIX_EPOCH).is_none() {
            return Err(wrong("it never comes".to_owned()));
        }
        Ok(schedule)
    }

    /// When it comes next after this moment.
    #[must_use]
    pub fn next_after(&self, moment: Timestamp) -> Option<Timestamp> {
        let from: Zoned = moment.to_zoned(self.zone.clone());
        self.cron.find_next_occurrence(&from, false).ok().map(|next| next.timestamp())
    }

    /// The next times after this moment.
    pub fn next(&self, moment: Timestamp) -> impl Iterator<Item = Timestamp> + '_ {
        std::iter::successors(self.next_after(moment), |last| self.next_after(*last))
    }

    /// It in plain words.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.cron.describe()
    }

    /// Its time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

/// When a record makes a timed trigger fire; none where it does not. `zone` is the location's, for times without one.
#[must_use]
pub fn due(trigger: &Trigger, record: &Map<String, Json>, zone: &TimeZone) -> Option<Timestamp> {
    let moment = |field: &str| record.get(field).and_then(|value| time_in(value, zone));
    let is = |field: &str| record.get(field).and_then(Json::as_bool).unwrap_or(false);
    let length = |name: &str| trigger.length(name);
    let before = |at: Timestamp| length("before").map_or(at, |length: Length| length.before(at));
    let after = |at: Timestamp| length("after").map_or(at, |length: Length| length.after(at));
    let held = record.get("appointmentStatus").or_else(|| record.get("status")).and_then(Json::as_str);
    match trigger.on {
        On::TaskDue if !is("completed") => moment("dueDate").map(before),
        On::TaskOverdue if !is("completed") => moment("dueDate").map(after),
        On::AppointmentAboutToStart if held != Some("cancelled") => moment("startTime").map(before),
        On::AppointmentNotHeld if matches!(held, None | Some("new" | "confirmed" | "noshow")) => {
            moment("endTime").map(after)
        }
        On::ContactQuiet => {
            let last = ["lastActivity", "dateUpdated", "dateAdded"].iter().find_map(|field| moment(field))?;
            length("for").map(|length| length.after(last))
        }
        _ => None,
    }
}

/// A moment as a record writes it; without a zone it is the location's.
fn time_in(value: &Json, zone: &TimeZone) -> Option<Timestamp> {
    compare::time(value).or_else(|| {
        let civil: jiff::civil::DateTime = value.as_str()?.trim().replace(' ', "T").parse().ok()?;
        civil.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_schedule_says_when_it_comes_in_its_zone() {
        let schedule = Schedule::read("0 9 * * MON-FRI", Some("America/New_York")).unwrap();

        let next: Vec<_> = schedule.next(at("2026-03-06T18:00:00Z")).take(2).collect();

        // The clocks go forward on the Sunday between.
        assert_eq!(next, [at("2026-03-09T13:00:00Z"), at("2026-03-10T13:00:00Z")]);
        assert!(schedule.sentence().contains("09:00") || schedule.sentence().contains('9'));
    }

    #[test]
    fn a_schedule_that_never_comes_is_refused() {
        assert!(matches!(Schedule::read("0 9 30 2 *", None), Err(WrongSchedule::Line { .. })));
        assert!(matches!(Schedule::read("whenever", None), Err(WrongSchedule::Line { .. })));
        assert_eq!(
            Schedule::read("0 9 * * *", Some("Mars/Base")).err(),
            Some(WrongSchedule::Zone("Mars/Base".into()))
        );
    }

    #[test]
    fn a_record_makes_a_timed_trigger_due() {
        let trigger = |on: On, name: &str, length: &str| {
            let mut trigger = Trigger::on(on);
            trigger.with.insert(name.to_owned(), json!(length));
            trigger
        };
        let due_of =
            |trigger: &Trigger, record: Json| due(trigger, record.as_object().unwrap(), &TimeZone::UTC);
        let task = json!({"dueDate": "2026-03-06T18:00:00.000Z", "completed": false});

        assert_eq!(
            due_of(&trigger(On::TaskDue, "before", "1 hour"), task.clone()),
            Some(at("2026-03-06T17:00:00Z"))
        );
        assert_eq!(
            due_of(&trigger(On::TaskOverdue, "after", "1 day"), task),
            Some(at("2026-03-07T18:00:00Z"))
        );
        let done = json!({"dueDate": "2026-03-06T18:00:00.000Z", "completed": true});
        assert_eq!(due_of(&Trigger::on(On::TaskDue), done), None);
        let meeting = json!({"startTime": "2026-03-06 18:00:00", "appointmentStatus": "confirmed"});
        assert_eq!(
            due_of(&trigger(On::AppointmentAboutToStart, "before", "15 min"), meeting),
            Some(at("2026-03-06T17:45:00Z"))
        );
    }
}
