//! Appointments, which calendar routes call events.
//!
//! Promise: created and edited ones answer as a bare object without dates, as live; a deleted one answers 201
//! and `succeeded`. Times on these routes are ISO with the location's offset. Free slots are not looked at yet.

use axum::{body::Bytes, extract::Path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, no_record};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::body::{Body, Given, Need},
    query::Query,
    world::{
        MINUTE, Moment, State,
        id::{AppointmentId, CalendarId, ContactId, LocationId},
        record::{Appointment, AppointmentStatus},
        with_offset,
    },
};

/// Members that are taken and have no effect here.
const WITHOUT_EFFECT: [&str; 8] = [
    "meetingLocationType",
    "meetingLocationId",
    "overrideLocationConfig",
    "ignoreDateRange",
    "toNotify",
    "ignoreFreeSlotValidation",
    "rrule",
    "groupId",
];

/// Which events to list.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Asked {
    start_time: Option<String>,
    end_time: Option<String>,
    user_id: Option<String>,
    calendar_id: Option<String>,
    group_id: Option<String>,
}

/// `GET /calendars/events`
pub(super) async fn list(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    let location = desk.location()?;
    let (from, to) =
        (millis("startTime", asked.start_time.as_deref())?, millis("endTime", asked.end_time.as_deref())?);
    let given = [&asked.user_id, &asked.calendar_id, &asked.group_id].into_iter().flatten().count();
    if given != 1 {
        return Err(Refusal::invalid("Either of userId, calendarId or groupId is required"));
    }
    let events: Vec<Value> = desk.world.look(|state| {
        let mut found: Vec<&Appointment> = state
            .register()
            .newest(&location)
            .flat_map(|folder| &folder.appointments)
            .filter(|event| (from..=to).contains(&event.start.millis()) && asked.takes(event))
            .collect();
        found.sort_by_key(|event| event.start);
        found.into_iter().map(|event| shown(state, event)).collect()
    });
    Ok(Answer::ok(json!({ "events": events })))
}

impl Asked {
    fn takes(&self, event: &Appointment) -> bool {
        self.group_id.is_none()
            && self.calendar_id.as_deref().is_none_or(|id| event.calendar.as_str() == id)
            && self.user_id.as_deref().is_none_or(|id| event.assigned_user.as_deref() == Some(id))
    }
}

fn millis(name: &str, text: Option<&str>) -> Result<i64, Refusal> {
    let wrong = || Refusal::invalid(format!("{name} must be a string of milliseconds"));
    text.ok_or_else(wrong)?.parse().map_err(|_| wrong())
}

/// `POST /calendars/events/appointments`
pub(super) async fn create(desk: Desk, body: Bytes) -> Outcome {
    let location = desk.location()?;
    let mut body = Body::read(&body)?;
    let _ = body.text("locationId", Need::Required);
    let contact = body.words("contactId", Need::Required).set().unwrap_or_default();
    let written = Written::take(body, Need::Required)?;
    desk.world.act(|act| {
        let calendar = calendar(act, &location, written.calendar.as_deref().unwrap_or_default())?;
        let contact = contact_of(act, &location, &contact)?;
        let start = written.start.unwrap_or(act.now());
        let slot = act.calendar(&calendar).map_or(30, |calendar| i64::from(calendar.slot_minutes));
        let fresh = Appointment {
            id: act.fresh(),
            contact,
            location,
            calendar,
            title: "Appointment".into(),
            status: AppointmentStatus::Confirmed,
            start,
            end: start.plus(slot * MINUTE),
            assigned_user: None,
            address: None,
            notes: None,
            source: Some("third_party".into()),
            added: act.now(),
            updated: act.now(),
        };
        let event = written.over(fresh)?;
        let answer = written_answer(&desk, act, &event);
        act.appointment_save(event);
        Ok(Answer::ok(answer))
    })
}

/// `GET /calendars/events/appointments/{eventId}`
pub(super) async fn one(desk: Desk, Path(id): Path<String>) -> Outcome {
    let location = desk.location()?;
    let event = desk.world.look(|state| find(state, &location, &id).map(|event| shown(state, event)))?;
    Ok(Answer::ok(json!({ "event": event })))
}

/// `PUT /calendars/events/appointments/{eventId}`
pub(super) async fn edit(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location()?;
    let written = Written::take(Body::read(&body)?, Need::Optional)?;
    desk.world.act(|act| {
        let before = find(act, &location, &id)?.clone();
        if let Some(text) = &written.calendar {
            calendar(act, &location, text)?;
        }
        let event = written.over(before)?;
        let answer = written_answer(&desk, act, &event);
        act.appointment_save(event);
        Ok(Answer::ok(answer))
    })
}

/// `DELETE /calendars/events/{eventId}`
pub(super) async fn remove(desk: Desk, Path(id): Path<String>) -> Outcome {
    let location = desk.location()?;
    desk.world.act(|act| {
        let id = find(act, &location, &id)?.id;
        act.appointment_delete(&id);
        Ok(Answer::created(json!({ "succeeded": true })))
    })
}

/// What a write says.
struct Written {
    calendar: Option<String>,
    start: Option<Moment>,
    end: Option<Moment>,
    title: Option<String>,
    status: Option<AppointmentStatus>,
    assigned_user: Given<String>,
    address: Given<String>,
    notes: Given<String>,
}

impl Written {
    fn take(mut body: Body, need: Need) -> Result<Self, Refusal> {
        let status = body.text("appointmentStatus", Need::Optional).set();
        let parsed = status.as_deref().and_then(AppointmentStatus::parse);
        if status.is_some() && parsed.is_none() {
            body.fault("appointmentStatus must be one of the following values: new, confirmed, cancelled, showed, noshow, invalid");
        }
        for name in WITHOUT_EFFECT {
            body.take(name);
        }
        let written = Self {
            calendar: body.words("calendarId", need).set(),
            start: body.moment("startTime", need).set(),
            end: body.moment("endTime", Need::Optional).set(),
            title: body.text("title", Need::Optional).set(),
            status: parsed,
            assigned_user: body.text("assignedUserId", Need::Optional),
            address: body.text("address", Need::Optional),
            notes: body.text("description", Need::Optional),
        };
        body.finish()?;
        Ok(written)
    }

    /// The appointment as it is after this write. A start without an end moves the whole appointment.
    fn over(self, mut event: Appointment) -> Result<Appointment, Refusal> {
        let lasts = event.end.millis() - event.start.millis();
        event.start = self.start.unwrap_or(event.start);
        event.end = self.end.unwrap_or_else(|| event.start.plus(lasts));
        if event.end <= event.start {
            return Err(Refusal::Bad("endTime must be after startTime".to_owned()));
        }
        if let Some(id) = self.calendar.as_deref().and_then(CalendarId::parse) {
            event.calendar = id;
        }
        event.title = self.title.map_or(event.title, Into::into);
        event.status = self.status.unwrap_or(event.status);
        lay(&mut event.assigned_user, self.assigned_user);
        lay(&mut event.address, self.address);
        lay(&mut event.notes, self.notes);
        Ok(event)
    }
}

fn lay(field: &mut Option<Box<str>>, given: Given<String>) {
    match given {
        Given::Absent => {}
        Given::Null => *field = None,
        Given::Set(text) => *field = (!text.is_empty()).then(|| text.into()),
    }
}

fn calendar(state: &State, location: &LocationId, text: &str) -> Result<CalendarId, Refusal> {
    let found = CalendarId::parse(text).and_then(|id| state.calendar(&id));
    found
        .filter(|calendar| calendar.location == *location)
        .map(|calendar| calendar.id)
        .ok_or_else(|| no_record("Calendar", text))
}

fn contact_of(state: &State, location: &LocationId, text: &str) -> Result<ContactId, Refusal> {
    let folder = ContactId::parse(text).and_then(|id| state.register().folder(&id));
    let contact = folder.map(|folder| &folder.contact).filter(|contact| contact.location == *location);
    contact.map(|contact| contact.id).ok_or_else(|| Refusal::NoContact(text.to_owned()))
}

fn find<'s>(state: &'s State, location: &LocationId, text: &str) -> Result<&'s Appointment, Refusal> {
    let found = AppointmentId::parse(text).and_then(|id| state.register().appointment(&id));
    found
        .map(|(_, event)| event)
        .filter(|event| event.location == *location)
        .ok_or_else(|| no_record("Event", text))
}

/// What a write is answered with: the dated versions leave out when it was made and changed.
fn written_answer(desk: &Desk, state: &State, event: &Appointment) -> Value {
    let mut answer = brief(state, event);
    if desk.caller.version.is_v3() {
        answer["dateAdded"] = event.added.to_string().into();
        answer["dateUpdated"] = event.updated.to_string().into();
    }
    answer
}

fn brief(state: &State, event: &Appointment) -> Value {
    let zone = zone(state, event);
    json!({
        "id": event.id.as_str(),
        "calendarId": event.calendar.as_str(),
        "locationId": event.location.as_str(),
        "contactId": event.contact.as_str(),
        "startTime": with_offset(event.start, zone),
        "endTime": with_offset(event.end, zone),
        "title": event.title,
        "appointmentStatus": event.status.as_str(),
        "assignedUserId": event.assigned_user,
        "address": event.address.as_deref().unwrap_or_default(),
        "isRecurring": false,
    })
}

fn shown(state: &State, event: &Appointment) -> Value {
    let mut shown = brief(state, event);
    shown["users"] = event.assigned_user.iter().map(|user| json!(user)).collect();
    shown["groupId"] = "".into();
    shown["notes"] = event.notes.as_deref().unwrap_or_default().into();
    shown["dateAdded"] = event.added.to_string().into();
    shown["dateUpdated"] = event.updated.to_string().into();
    shown["assignedResources"] = json!([]);
    shown
}

fn zone<'s>(state: &'s State, event: &Appointment) -> &'s str {
    state.location(&event.location).map_or("UTC", |location| &*location.timezone)
}
