//! Appointments, which calendar routes call events.
//!
//! Promise: created and edited ones answer as a bare object without dates, as live; a deleted one answers 201
//! and `succeeded`. A time that is not free is refused, unless the caller asks not to look.

use axum::{body::Bytes, extract::Path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Desk, list as calendars, no_record,
    occurrence::{Occurrence, between},
    recurrence, show,
    slots::{Bounds, Question, next_in_turn},
    written::{Checked, Written},
};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::body::{Body, Need},
    query::Query,
    world::{
        Act, Moment, State,
        id::{AppointmentId, ContactId, LocationId, UserId},
        record::{Appointment, Calendar, CalendarKind, Contact},
    },
};

/// Which events to list.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Asked {
    pub(super) start_time: Option<String>,
    pub(super) end_time: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) calendar_id: Option<String>,
    pub(super) group_id: Option<String>,
}

/// `GET /calendars/events`
pub(super) async fn list(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    let location = desk.location()?;
    let (from, until) = asked.span()?;
    let events: Vec<Value> = desk.world.look(|state| {
        let found = between(state, &location, from, until.plus(1)).into_iter();
        let wanted = found.filter(|event| event.start >= from && asked.takes(state, event.appointment));
        wanted.map(|event| show::event(state, &event)).collect()
    });
    Ok(Answer::ok(json!({ "events": events })))
}

impl Asked {
    /// From when until when; and exactly one of the three ids has to be there.
    pub(super) fn span(&self) -> Result<(Moment, Moment), Refusal> {
        let from = millis("startTime", self.start_time.as_deref())?;
        let until = millis("endTime", self.end_time.as_deref())?;
        let given = [&self.user_id, &self.calendar_id, &self.group_id].into_iter().flatten().count();
        if given != 1 {
            return Err(Refusal::invalid("Either of userId, calendarId or groupId is required"));
        }
        Ok((from, until))
    }

    fn takes(&self, state: &State, event: &Appointment) -> bool {
        let group =
            |id: &str| state.calendar(&event.calendar).is_some_and(|calendar| calendars::is_in(calendar, id));
        self.calendar_id.as_deref().is_none_or(|id| event.calendar.as_str() == id)
            && self.user_id.as_deref().is_none_or(|id| event.staff().any(|staff| staff == id))
            && self.group_id.as_deref().is_none_or(group)
    }
}

fn millis(name: &str, text: Option<&str>) -> Result<Moment, Refusal> {
    let wrong = || Refusal::invalid(format!("{name} must be a string of milliseconds"));
    text.ok_or_else(wrong)?.parse().map(Moment::from_millis).map_err(|_| wrong())
}

/// `POST /calendars/events/appointments`
pub(super) async fn create(desk: Desk, body: Bytes) -> Outcome {
    let location = desk.location()?;
    let mut body = Body::read(&body)?;
    body.words("locationId", Need::Required);
    let contact = body.words("contactId", Need::Required).set().unwrap_or_default();
    let written = Written::take(body, Need::Required)?;
    desk.world.act(|act| {
        let calendar =
            calendars::find(act, &location, written.calendar.as_deref().unwrap_or_default())?.clone();
        let contact = contact_of(act, &location, &contact)?.clone();
        let user = written.user(act, &calendar)?;
        let checked = written.checked;
        let blank = Appointment::booked(act.fresh(), &calendar, &contact, act.now(), act.now());
        let event = written.over(blank, &calendar)?;
        let event = with_staff(act, &calendar, event, user, checked)?;
        Ok(Answer::ok(saved(&desk, act, event)))
    })
}

/// The appointment with whoever of the team holds it, if its time is free.
fn with_staff(
    act: &Act<'_>,
    calendar: &Calendar,
    mut event: Appointment,
    user: Option<UserId>,
    checked: Checked,
) -> Result<Appointment, Refusal> {
    let slot = free_slot(act, calendar, &event, user, checked)?;
    let question = Question::of(act, calendar, act.now());
    let holder = match calendar.kind {
        CalendarKind::Event => user,
        CalendarKind::Collective => user.or_else(|| calendar.users.first().copied()),
        _ => user.or_else(|| next_in_turn(&question, &slot)).or_else(|| calendar.users.first().copied()),
    };
    if calendar.kind == CalendarKind::Collective {
        event.others = calendar.users.iter().filter(|one| Some(**one) != holder).copied().collect();
    } else {
        event.others.clear();
    }
    event.assigned_user = holder.map(|user| user.as_str().into());
    Ok(event)
}

fn free_slot(
    act: &Act<'_>,
    calendar: &Calendar,
    event: &Appointment,
    user: Option<UserId>,
    checked: Checked,
) -> Result<super::slots::Slot, Refusal> {
    let only: Vec<UserId> = user.into_iter().collect();
    let question = Question {
        bounds: if checked == Checked::Whole { Bounds::Kept } else { Bounds::Ignored },
        only: (!only.is_empty()).then_some(only.as_slice()),
        moving: Some(event.id),
        lasts: Some(event.end.millis() - event.start.millis()),
        ..Question::of(act, calendar, act.now())
    };
    match question.slot(event.start) {
        Some(slot) => Ok(slot),
        None if checked == Checked::Not => Ok(super::slots::Slot { start: event.start, users: only }),
        None => Err(Refusal::Bad("The slot you have selected is no longer available.".to_owned())),
    }
}

/// `GET /calendars/events/appointments/{eventId}`
pub(super) async fn one(desk: Desk, Path(id): Path<String>) -> Outcome {
    let location = desk.location()?;
    let event =
        desk.world.look(|state| find(state, &location, &id).map(|event| show::event(state, &event)))?;
    Ok(Answer::ok(json!({ "event": event })))
}

/// `PUT /calendars/events/appointments/{eventId}`: one time of a series that is altered leaves the series and
/// gets an id of its own; our choice.
pub(super) async fn edit(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location()?;
    let written = Written::take(Body::read(&body)?, Need::Optional)?;
    desk.world.act(|act| {
        let found = find(act, &location, &id)?;
        let (is_instance, start, end) = (found.is_instance(), found.start, found.end);
        let before = found.appointment.clone();
        let named = written.calendar(act, &location)?;
        let calendar = named.or_else(|| act.calendar(&before.calendar)).cloned();
        let calendar = calendar.ok_or_else(|| no_record("Calendar", before.calendar.as_str()))?;
        let user = written.user(act, &calendar)?;
        let (checked, moves) = (written.checked, written.moves());
        let mut event = before.clone();
        if is_instance {
            event = Appointment { id: act.fresh(), start, end, rrule: None, ..event };
        }
        let mut event = written.over(event, &calendar)?;
        let kept = before.assigned_user.as_deref().and_then(UserId::parse);
        let user = user.or_else(|| kept.filter(|user| calendar.users.contains(user)));
        if moves {
            event = with_staff(act, &calendar, event, user, checked)?;
        }
        if is_instance {
            leave_out(act, before, start);
        }
        Ok(Answer::ok(saved(&desk, act, event)))
    })
}

/// `DELETE /calendars/events/{eventId}`: an appointment, one time of a series, or a blocked time.
pub(super) async fn remove(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location()?;
    Body::read(&body)?;
    desk.world.act(|act| {
        if let Some(blocked) = super::blocked::of(act, &location, &id).map(|blocked| blocked.id) {
            act.unblock(&blocked);
            return Ok(Answer::created(json!({ "succeeded": true })));
        }
        let found = find(act, &location, &id)?;
        let (is_instance, start) = (found.is_instance(), found.start);
        let appointment = found.appointment.clone();
        if is_instance {
            leave_out(act, appointment, start);
        } else {
            act.appointment_delete(&appointment.id);
        }
        Ok(Answer::created(json!({ "succeeded": true })))
    })
}

/// Takes one time out of a series.
fn leave_out(act: &mut Act<'_>, mut series: Appointment, time: Moment) {
    series.rrule = series.rrule.as_deref().map(|rule| recurrence::without(rule, time).into());
    act.appointment_save(series);
}

fn contact_of<'s>(state: &'s State, location: &LocationId, text: &str) -> Result<&'s Contact, Refusal> {
    let folder = ContactId::parse(text).and_then(|id| state.register().folder(&id));
    let contact = folder.map(|folder| &folder.contact).filter(|contact| contact.location == *location);
    contact.ok_or_else(|| Refusal::NoContact(text.to_owned()))
}

/// The event of a location whose id is `text`.
pub(super) fn find<'s>(
    state: &'s State,
    location: &LocationId,
    text: &str,
) -> Result<Occurrence<'s>, Refusal> {
    Occurrence::find(state, location, text).ok_or_else(|| no_record("Event", text))
}

/// Saves an appointment and tells it: the dated versions leave out when it was made and changed.
fn saved(desk: &Desk, act: &mut Act<'_>, event: Appointment) -> Value {
    let id: AppointmentId = event.id;
    act.appointment_save(event);
    let Some((_, kept)) = act.register().appointment(&id) else { return json!({}) };
    let mut answer = show::brief(act, &Occurrence::whole(kept));
    if desk.caller.version.is_v3() {
        answer["dateAdded"] = kept.added.to_string().into();
        answer["dateUpdated"] = kept.updated.to_string().into();
    }
    answer
}
