//! How calendars, groups, events and blocked times are spelled.
//!
//! Promise: every member the published description requires is there, empty where there is nothing to say.

use serde_json::{Map, Value, json};

use super::occurrence::Occurrence;
use crate::world::{
    Moment, State,
    id::LocationId,
    record::{Blocked, Booking, Calendar, CalendarKind, DateHours, Group, Hours},
    with_offset,
};

/// A group.
pub(super) fn group(group: &Group) -> Value {
    json!({
        "id": group.id.as_str(),
        "locationId": group.location.as_str(),
        "name": group.name,
        "description": group.description,
        "slug": group.slug,
        "isActive": group.active,
    })
}

/// A calendar with its settings.
pub(super) fn calendar(calendar: &Calendar) -> Value {
    let slug: String = calendar
        .name
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    let mut shown = json!({
        "id": calendar.id.as_str(),
        "locationId": calendar.location.as_str(),
        "name": calendar.name,
        "description": calendar.description.as_deref().unwrap_or_default(),
        "slug": slug,
        "widgetSlug": slug,
        "calendarType": calendar.kind.as_str(),
        "widgetType": "classic",
        "eventType": calendar.booking.turn.as_str(),
        "eventTitle": "{{contact.name}}",
        "eventColor": calendar.color,
        "isActive": calendar.active,
        "formSubmitType": "ThankYouMessage",
        "enableRecurring": false,
        "googleInvitationEmails": false,
        "autoConfirm": calendar.booking.auto_confirm,
        "allowReschedule": true,
        "allowCancellation": true,
        "shouldAssignContactToTeamMember": false,
        "lookBusyConfig": { "enabled": false, "LookBusyPercentage": 0 },
        "notes": "",
    });
    if let Some(group) = calendar.group {
        shown["groupId"] = group.as_str().into();
    }
    if calendar.kind != CalendarKind::Event {
        shown["teamMembers"] = team(calendar);
    }
    if let Value::Object(members) = &mut shown {
        members.extend(booking(calendar));
    }
    shown
}

fn team(calendar: &Calendar) -> Value {
    let member = |(place, user): (usize, &crate::world::id::UserId)| {
        json!({
            "userId": user.as_str(),
            "priority": 0.5,
            "isPrimary": place == 0,
            "locationConfigurations": places(&calendar.booking),
        })
    };
    calendar.users.iter().enumerate().map(member).collect()
}

fn places(booking: &Booking) -> Value {
    booking
        .place
        .iter()
        .map(|place| json!({ "kind": "physical", "location": place, "meetingId": "physical_0" }))
        .collect()
}

fn booking(calendar: &Calendar) -> Map<String, Value> {
    let booking = &calendar.booking;
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| drop(shown.insert(name.to_owned(), value));
    let mut minutes = |name: &str, value: u32| {
        put(name, value.into());
        put(&format!("{name}Unit"), "mins".into());
    };
    minutes("slotDuration", calendar.slot_minutes);
    minutes("slotInterval", booking.interval.unwrap_or(calendar.slot_minutes));
    minutes("slotBuffer", booking.buffer_after);
    minutes("preBuffer", booking.buffer_before);
    put("appoinmentPerSlot", booking.per_slot.into());
    if let Some(most) = booking.per_day {
        put("appoinmentPerDay", most.into());
    }
    for (name, span) in [("allowBookingAfter", booking.notice), ("allowBookingFor", booking.window)] {
        if let Some(span) = span {
            put(name, span.count.into());
            put(&format!("{name}Unit"), span.unit.as_str().into());
        }
    }
    let weekly = booking.weekly.iter().map(|open| {
        json!({ "daysOfTheWeek": open.days, "hours": open.hours.iter().map(hours).collect::<Vec<_>>() })
    });
    put("openHours", weekly.collect());
    put("availabilities", booking.dates.iter().map(date).collect());
    if calendar.kind == CalendarKind::Event {
        put("locationConfigurations", places(booking));
    }
    shown
}

fn hours(hours: &Hours) -> Value {
    json!({
        "openHour": hours.from / 60,
        "openMinute": hours.from % 60,
        "closeHour": hours.to / 60,
        "closeMinute": hours.to % 60,
    })
}

fn date(own: &DateHours) -> Value {
    let hours: Vec<Value> = own.hours.iter().map(hours).collect();
    json!({ "date": format!("{}T00:00:00.000Z", own.date), "hours": hours, "deleted": false })
}

/// What a write of an appointment is answered with.
pub(super) fn brief(state: &State, event: &Occurrence<'_>) -> Value {
    let appointment = event.appointment;
    let mut shown = json!({
        "id": event.id(),
        "calendarId": appointment.calendar.as_str(),
        "locationId": appointment.location.as_str(),
        "contactId": appointment.contact.as_str(),
        "startTime": local(state, &appointment.location, event.start),
        "endTime": local(state, &appointment.location, event.end),
        "title": appointment.title,
        "meetingLocationType": appointment.meeting.as_deref().unwrap_or("default"),
        "appointmentStatus": appointment.status.as_str(),
        "assignedUserId": appointment.assigned_user.as_deref().unwrap_or_default(),
        "address": appointment.address.as_deref().unwrap_or_default(),
        "isRecurring": appointment.rrule.is_some(),
    });
    if let Some(rrule) = &appointment.rrule {
        shown["rrule"] = json!(rrule);
    }
    shown
}

/// An event as it is read.
pub(super) fn event(state: &State, event: &Occurrence<'_>) -> Value {
    let appointment = event.appointment;
    let group = state.calendar(&appointment.calendar).and_then(|calendar| calendar.group);
    let notes = appointment.notes.as_deref().unwrap_or_default();
    let mut shown = brief(state, event);
    shown["groupId"] = group.map_or_else(String::new, |group| group.to_string()).into();
    shown["users"] = appointment.staff().collect();
    shown["notes"] = notes.into();
    shown["description"] = notes.into();
    shown["dateAdded"] = appointment.added.to_string().into();
    shown["dateUpdated"] = appointment.updated.to_string().into();
    shown["assignedResources"] = json!([]);
    shown["createdBy"] = json!({ "source": appointment.source.as_deref().unwrap_or("third_party") });
    if event.is_instance() {
        shown["masterEventId"] = appointment.id.as_str().into();
    }
    shown
}

/// What a write of a blocked time is answered with.
pub(super) fn blocked_brief(state: &State, blocked: &Blocked) -> Value {
    let mut shown = json!({
        "id": blocked.id.as_str(),
        "locationId": blocked.location.as_str(),
        "title": blocked.title,
        "startTime": local(state, &blocked.location, blocked.start),
        "endTime": local(state, &blocked.location, blocked.end),
    });
    if let Some(calendar) = blocked.calendar {
        shown["calendarId"] = calendar.as_str().into();
    }
    if let Some(user) = blocked.user {
        shown["assignedUserId"] = user.as_str().into();
    }
    shown
}

/// A blocked time as it is read: an event with nobody in it.
pub(super) fn blocked(state: &State, blocked: &Blocked) -> Value {
    let calendar = blocked.calendar.and_then(|id| state.calendar(&id));
    let group = calendar.and_then(|calendar| calendar.group);
    let mut shown = blocked_brief(state, blocked);
    for name in ["calendarId", "assignedUserId"] {
        if shown.get(name).is_none() {
            shown[name] = "".into();
        }
    }
    shown["contactId"] = "".into();
    shown["groupId"] = group.map_or_else(String::new, |group| group.to_string()).into();
    shown["appointmentStatus"] = "".into();
    shown["users"] = blocked.user.iter().map(|user| user.as_str()).collect();
    shown["dateAdded"] = blocked.added.to_string().into();
    shown["dateUpdated"] = blocked.updated.to_string().into();
    shown
}

/// A moment in the location's own time.
fn local(state: &State, location: &LocationId, moment: Moment) -> String {
    with_offset(moment, state.location(location).map_or("UTC", |location| &location.timezone))
}
