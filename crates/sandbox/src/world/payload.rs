//! The fields of each event, as HighLevel really sends them, gaps included.
//!
//! Here: payloads, and which events a contact's alteration sends. Not here: the envelope.

mod message;
mod opportunity;
mod place;

use serde_json::{Map, Value, json};

use super::event::EventKind;
use super::moment::Moment;
use super::record::{Appointment, Channel, Contact, Note, Task};
use super::state::State;
use crate::contacts::show::{self, put};
use crate::quirks::{Quirks, Switch};

pub(super) use message::{message, unread};
pub(super) use opportunity::{opportunity, opportunity_events};
pub use place::permissions;
pub(super) use place::{campaign_status, location, user};

/// An event's own fields.
pub(super) type Payload = Map<String, Value>;

/// The events that turning `before` into `after` sends, in order.
pub(super) fn contact_events(before: Option<&Contact>, after: &Contact, quirks: Quirks) -> Vec<EventKind> {
    let Some(before) = before else { return vec![EventKind::ContactCreate] };
    let mut kinds = Vec::new();
    let tags_tell = before.tags != after.tags && !quirks.hold(Switch::TagAlone);
    if told_fields_differ(before, after) || tags_tell {
        kinds.push(EventKind::ContactUpdate);
    }
    if before.tags != after.tags {
        kinds.push(EventKind::ContactTagUpdate);
    }
    if before.dnd != after.dnd || before.dnd_settings != after.dnd_settings {
        kinds.push(EventKind::ContactDndUpdate);
    }
    kinds
}

/// Whether a field changed that HighLevel sends `ContactUpdate` for.
fn told_fields_differ(before: &Contact, after: &Contact) -> bool {
    let names = |c: &Contact| (c.first_name.clone(), c.last_name.clone(), c.company_name.clone());
    let reach = |c: &Contact| (c.email.clone(), c.phone.clone(), c.website.clone(), c.timezone.clone());
    let address = |c: &Contact| {
        (c.address1.clone(), c.city.clone(), c.state.clone(), c.postal_code.clone(), c.country.clone())
    };
    let rest = |c: &Contact| (c.source.clone(), c.assigned_to.clone(), c.date_of_birth, c.kind);
    names(before) != names(after)
        || reach(before) != reach(after)
        || address(before) != address(after)
        || rest(before) != rest(after)
        || before.custom_fields != after.custom_fields
}

/// Fields of a contact event. No `dateUpdated`, time zone, followers or business: HighLevel sends none.
pub(super) fn contact(kind: EventKind, contact: &Contact) -> Payload {
    let mut fields = Payload::new();
    put(&mut fields, "id", Some(contact.id.as_str()));
    put(&mut fields, "address1", contact.address1.as_deref());
    put(&mut fields, "city", contact.city.as_deref());
    put(&mut fields, "state", contact.state.as_deref());
    put(&mut fields, "companyName", contact.company_name.as_deref());
    put(&mut fields, "country", contact.country.as_deref());
    put(&mut fields, "source", contact.source.as_deref());
    put(&mut fields, "dateAdded", Some(&contact.added.to_string()));
    put(&mut fields, "dateOfBirth", contact.date_of_birth.map(show::birthday).as_deref());
    fields.insert("dnd".into(), contact.dnd.into());
    if kind == EventKind::ContactDndUpdate {
        let settings = show::DndSettings { settings: &contact.dnd_settings, spell: Channel::as_str };
        fields.insert("dndSettings".into(), json!(settings));
    }
    put(&mut fields, "email", contact.email.as_deref());
    put(&mut fields, "name", contact.full_name().as_deref());
    put(&mut fields, "firstName", contact.first_name.as_deref());
    put(&mut fields, "lastName", contact.last_name.as_deref());
    put(&mut fields, "phone", contact.phone.as_deref());
    put(&mut fields, "postalCode", contact.postal_code.as_deref());
    fields.insert("tags".into(), json!(contact.tags));
    put(&mut fields, "website", contact.website.as_deref());
    fields.insert("attachments".into(), Value::Array(Vec::new()));
    put(&mut fields, "assignedTo", contact.assigned_to.as_deref());
    fields.insert("customFields".into(), json!(contact.custom_fields));
    fields
}

/// Fields of a task event. A bare `TaskCreate` lacks the contact and the body, whatever the documents say.
pub(super) fn task(kind: EventKind, task: &Task, bare: bool) -> Payload {
    let mut fields = Payload::new();
    put(&mut fields, "id", Some(task.id.as_str()));
    put(&mut fields, "assignedTo", task.assigned_to.as_deref());
    if kind != EventKind::TaskCreate || !bare {
        put(&mut fields, "body", task.body.as_deref());
        put(&mut fields, "contactId", Some(task.contact.as_str()));
    }
    put(&mut fields, "title", Some(&task.title));
    put(&mut fields, "dateAdded", Some(&task.added.to_string()));
    put(&mut fields, "dueDate", Some(&task.due.to_string()));
    fields
}

/// Fields of a note event: an allow-list of four.
pub(super) fn note(note: &Note) -> Payload {
    let mut fields = Payload::new();
    put(&mut fields, "id", Some(note.id.as_str()));
    put(&mut fields, "body", Some(&note.body));
    put(&mut fields, "contactId", Some(note.contact.as_str()));
    put(&mut fields, "dateAdded", Some(&note.added.to_string()));
    fields
}

/// Fields of an appointment event: one nested record, times with the location's offset.
pub(super) fn appointment(state: &State, appointment: &Appointment) -> Payload {
    let zone = state.location(&appointment.location).map_or("UTC", |location| &*location.timezone);
    let mut inner = Payload::new();
    put(&mut inner, "id", Some(appointment.id.as_str()));
    put(&mut inner, "address", appointment.address.as_deref());
    put(&mut inner, "title", Some(&appointment.title));
    put(&mut inner, "calendarId", Some(appointment.calendar.as_str()));
    put(&mut inner, "contactId", Some(appointment.contact.as_str()));
    let group = state.calendar(&appointment.calendar).and_then(|calendar| calendar.group);
    put(&mut inner, "groupId", group.as_ref().map(|group| group.as_str()));
    put(&mut inner, "appointmentStatus", Some(appointment.status.as_str()));
    put(&mut inner, "assignedUserId", appointment.assigned_user.as_deref());
    inner.insert("users".into(), appointment.staff().map(Value::from).collect());
    put(&mut inner, "notes", appointment.notes.as_deref());
    put(&mut inner, "source", appointment.source.as_deref());
    put(&mut inner, "startTime", Some(&with_offset(appointment.start, zone)));
    put(&mut inner, "endTime", Some(&with_offset(appointment.end, zone)));
    put(&mut inner, "dateAdded", Some(&appointment.added.to_string()));
    put(&mut inner, "dateUpdated", Some(&appointment.updated.to_string()));
    Payload::from_iter([("appointment".to_owned(), Value::Object(inner))])
}

/// A moment as `2026-03-02T10:00:00-05:00` in a named zone; UTC when the zone is unknown.
pub fn with_offset(moment: Moment, zone: &str) -> String {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    moment.timestamp().to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// An amount of money: whole numbers without a point, as HighLevel writes them.
pub fn amount(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "only whole numbers far below 2^53 are cut")]
    if value.fract() == 0.0 && value.abs() < 1e15 { Value::from(value as i64) } else { Value::from(value) }
}
