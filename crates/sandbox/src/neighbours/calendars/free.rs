//! `GET /calendars/{calendarId}/free-slots`

use axum::extract::{Path, RawQuery};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::{
    Desk, list,
    occurrence::zone_of,
    slots::{Question, Slot},
};
use crate::{
    answer::{Answer, Outcome, Refusal},
    world::{DAY, Moment, id::UserId, record::Calendar},
};

/// The widest question; HighLevel's own rule.
const WIDEST: i64 = 31 * DAY;

/// What is asked.
struct Asked {
    from: Moment,
    until: Moment,
    zone: Option<TimeZone>,
    users: Vec<String>,
}

/// The free slots by day, in the zone that was asked for. A day without any is left out.
pub(super) async fn slots(desk: Desk, Path(id): Path<String>, RawQuery(query): RawQuery) -> Outcome {
    let location = desk.location()?;
    let asked = Asked::read(query.as_deref().unwrap_or_default())?;
    desk.world.look(|state| {
        let calendar = list::find(state, &location, &id)?;
        let users = asked.team(calendar)?;
        let question = Question {
            only: (!users.is_empty()).then_some(users.as_slice()),
            ..Question::of(state, calendar, desk.world.now())
        };
        let zone = asked.zone.clone().unwrap_or_else(|| zone_of(state, &location));
        Ok(Answer::ok(by_day(question.free(asked.from, asked.until.plus(1)), &zone)))
    })
}

impl Asked {
    fn read(query: &str) -> Result<Self, Refusal> {
        let (mut from, mut until, mut zone) = (None, None, None);
        let mut users = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "startDate" => from = Some(value.into_owned()),
                "endDate" => until = Some(value.into_owned()),
                "timezone" => zone = Some(value.into_owned()).filter(|zone| !zone.is_empty()),
                "userId" | "userIds" | "userIds[]" => {
                    users.extend(value.split(',').filter(|id| !id.is_empty()).map(str::to_owned));
                }
                _ => {}
            }
        }
        let (from, until) = (millis("startDate", from.as_deref())?, millis("endDate", until.as_deref())?);
        if until < from {
            return Err(Refusal::Bad("endDate must be after startDate".to_owned()));
        }
        if until.millis() - from.millis() > WIDEST {
            return Err(Refusal::Bad("Date range cannot be more than 31 days".to_owned()));
        }
        let zone = zone.map(|name| {
            TimeZone::get(&name).map_err(|_| Refusal::invalid("timezone must be a valid IANA time-zone"))
        });
        Ok(Self { from, until, zone: zone.transpose()?, users })
    }

    fn team(&self, calendar: &Calendar) -> Result<Vec<UserId>, Refusal> {
        let member = |text: &String| UserId::parse(text).filter(|user| calendar.users.contains(user));
        let found: Option<Vec<UserId>> = self.users.iter().map(member).collect();
        found.ok_or_else(super::written::not_of_the_team)
    }
}

fn millis(name: &str, text: Option<&str>) -> Result<Moment, Refusal> {
    let wrong =
        || Refusal::invalid(format!("{name} must be a number conforming to the specified constraints"));
    let millis: f64 = text.ok_or_else(wrong)?.trim().parse().map_err(|_| wrong())?;
    #[expect(clippy::cast_possible_truncation, reason = "a moment holds itself within the years there are")]
    Some(millis)
        .filter(|millis| millis.is_finite())
        .map(|millis| Moment::from_millis(millis as i64))
        .ok_or_else(wrong)
}

fn by_day(slots: Vec<Slot>, zone: &TimeZone) -> Value {
    let mut days: Map<String, Value> = Map::new();
    for slot in slots {
        let time = slot.start.timestamp().to_zoned(zone.clone());
        let day = days.entry(time.date().to_string()).or_insert_with(|| json!({ "slots": [] }));
        if let Some(Value::Array(slots)) = day.get_mut("slots") {
            slots.push(time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().into());
        }
    }
    Value::Object(days)
}
