//! Tasks, notes and appointments on the contact's routes.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::parts::put;
use crate::world::Moment;
use crate::world::record::{Appointment, Note, Task};

/// A task.
pub fn task(task: &Task) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "id", Some(task.id.as_str()));
    put(&mut shown, "title", Some(&task.title));
    put(&mut shown, "body", task.body.as_deref());
    put(&mut shown, "assignedTo", task.assigned_to.as_deref());
    put(&mut shown, "dueDate", Some(&task.due.to_string()));
    shown.insert("completed".into(), task.completed.into());
    put(&mut shown, "contactId", Some(task.contact.as_str()));
    Value::Object(shown)
}

/// A note.
pub fn note(note: &Note) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "id", Some(note.id.as_str()));
    put(&mut shown, "body", Some(&note.body));
    put(&mut shown, "userId", note.user.as_deref());
    put(&mut shown, "dateAdded", Some(&note.added.to_string()));
    put(&mut shown, "contactId", Some(note.contact.as_str()));
    put(&mut shown, "title", note.title.as_deref());
    put(&mut shown, "color", note.color.as_deref());
    if let Some(pinned) = note.pinned {
        shown.insert("pinned".into(), pinned.into());
    }
    Value::Object(shown)
}

/// An appointment as the contact's route tells it: times without a zone, in the location's.
pub fn appointment(appointment: &Appointment, zone: &TimeZone) -> Value {
    let local =
        |moment: Moment| moment.timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let mut shown = Map::new();
    put(&mut shown, "id", Some(appointment.id.as_str()));
    put(&mut shown, "calendarId", Some(appointment.calendar.as_str()));
    put(&mut shown, "status", Some("booked"));
    put(&mut shown, "title", Some(&appointment.title));
    put(&mut shown, "assignedUserId", appointment.assigned_user.as_deref());
    put(&mut shown, "notes", appointment.notes.as_deref());
    put(&mut shown, "startTime", Some(&local(appointment.start)));
    put(&mut shown, "endTime", Some(&local(appointment.end)));
    put(&mut shown, "address", appointment.address.as_deref());
    put(&mut shown, "locationId", Some(appointment.location.as_str()));
    put(&mut shown, "contactId", Some(appointment.contact.as_str()));
    put(&mut shown, "appointmentStatus", Some(appointment.status.as_str()));
    shown.insert("users".into(), appointment.staff().map(Value::from).collect());
    put(&mut shown, "dateAdded", Some(&local(appointment.added)));
    put(&mut shown, "dateUpdated", Some(&local(appointment.updated)));
    shown.insert("assignedResources".into(), json!([]));
    Value::Object(shown)
}
