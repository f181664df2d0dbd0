//! Blocked times, which calendar routes call block slots.
//!
//! Promise: a blocked time closes a calendar or a person, never both; nothing is sent about it.

use axum::{body::Bytes, extract::Path};
use serde_json::{Value, json};

use super::{Desk, appointments::Asked, list as calendars, no_record, show, written::not_of_the_team};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::body::{Body, Need},
    query::Query,
    world::{
        HOUR, MINUTE, Moment, State,
        id::{AppointmentId, CalendarId, LocationId, UserId},
        record::Blocked,
    },
};

/// `GET /calendars/blocked-slots`
pub(super) async fn list(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    let location = desk.location()?;
    let (from, until) = asked.span()?;
    let events: Vec<Value> = desk.world.look(|state| {
        let here = state.blocked(&location).filter(|blocked| blocked.start <= until && blocked.end >= from);
        let mut found: Vec<&Blocked> = here.filter(|blocked| takes(&asked, state, blocked)).collect();
        found.sort_by_key(|blocked| blocked.start);
        found.into_iter().map(|blocked| show::blocked(state, blocked)).collect()
    });
    Ok(Answer::ok(json!({ "events": events })))
}

fn takes(asked: &Asked, state: &State, blocked: &Blocked) -> bool {
    let group = |id: &str| {
        let calendar = blocked.calendar.and_then(|calendar| state.calendar(&calendar));
        calendar.is_some_and(|calendar| calendars::is_in(calendar, id))
    };
    asked.calendar_id.as_deref().is_none_or(|id| blocked.calendar.is_some_and(|own| own.as_str() == id))
        && asked.user_id.as_deref().is_none_or(|id| blocked.user.is_some_and(|own| own.as_str() == id))
        && asked.group_id.as_deref().is_none_or(group)
}

/// `POST /calendars/events/block-slots`
pub(super) async fn create(desk: Desk, body: Bytes) -> Outcome {
    let location = desk.location()?;
    let written = Written::take(&body)?;
    desk.world.act(|act| {
        let (calendar, user) = written.whom(act, &location)?;
        let start = written.start.unwrap_or(act.now());
        let slot = calendar.and_then(|id| act.calendar(&id)).map(|calendar| i64::from(calendar.slot_minutes));
        let blocked = Blocked {
            id: act.fresh(),
            location,
            calendar,
            user,
            title: written.title.as_deref().unwrap_or("Blocked").into(),
            start,
            end: written.end.unwrap_or(start.plus(slot.map_or(HOUR, |minutes| minutes * MINUTE))),
            added: act.now(),
            updated: act.now(),
        };
        in_order(&blocked)?;
        let shown = show::blocked_brief(act, &blocked);
        act.block(blocked);
        Ok(Answer::created(shown))
    })
}

/// `PUT /calendars/events/block-slots/{eventId}`: answers 201 too.
pub(super) async fn edit(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location()?;
    let written = Written::take(&body)?;
    desk.world.act(|act| {
        let mut blocked = of(act, &location, &id).ok_or_else(|| no_record("Event", &id))?.clone();
        (blocked.calendar, blocked.user) = written.whom(act, &location)?;
        let lasts = blocked.end.millis() - blocked.start.millis();
        blocked.start = written.start.unwrap_or(blocked.start);
        blocked.end = written.end.unwrap_or_else(|| blocked.start.plus(lasts));
        blocked.title = written.title.map_or(blocked.title, Into::into);
        in_order(&blocked)?;
        let shown = show::blocked_brief(act, &blocked);
        act.block(blocked);
        Ok(Answer::created(shown))
    })
}

/// The blocked time of a location whose id is `text`.
pub(super) fn of<'s>(state: &'s State, location: &LocationId, text: &str) -> Option<&'s Blocked> {
    let found = AppointmentId::parse(text).and_then(|id| state.blocked_time(&id));
    found.filter(|blocked| blocked.location == *location)
}

fn in_order(blocked: &Blocked) -> Result<(), Refusal> {
    let fine = blocked.end > blocked.start;
    if fine { Ok(()) } else { Err(Refusal::Bad("endTime must be after startTime".to_owned())) }
}

struct Written {
    calendar: Option<String>,
    user: Option<String>,
    title: Option<String>,
    start: Option<Moment>,
    end: Option<Moment>,
}

impl Written {
    fn take(bytes: &Bytes) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        body.words("locationId", Need::Required);
        let user = body.words("assignedUserId", Need::Optional).set();
        let need = if user.is_some() { Need::Optional } else { Need::Required };
        let written = Self {
            calendar: body.words("calendarId", need).set(),
            user,
            title: body.text("title", Need::Optional).set(),
            start: body.moment("startTime", Need::Optional).set(),
            end: body.moment("endTime", Need::Optional).set(),
        };
        body.finish()?;
        if written.calendar.is_some() && written.user.is_some() {
            let text = "Either calendarId or assignedUserId can be set, not both.";
            return Err(Refusal::invalid(text));
        }
        Ok(written)
    }

    /// Which calendar is closed, or who is away.
    fn whom(
        &self,
        state: &State,
        location: &LocationId,
    ) -> Result<(Option<CalendarId>, Option<UserId>), Refusal> {
        let calendar =
            self.calendar.as_deref().map(|text| calendars::find(state, location, text)).transpose()?;
        let user = self.user.as_deref().map(|text| {
            let user = UserId::parse(text).and_then(|id| state.user(&id));
            user.filter(|user| user.locations.contains(location)).ok_or_else(not_of_the_team)
        });
        Ok((calendar.map(|calendar| calendar.id), user.transpose()?.map(|user| user.id)))
    }
}
