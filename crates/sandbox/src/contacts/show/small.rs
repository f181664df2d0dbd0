//! Tasks, notes and appointments on the contact's routes.

use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

use super::parts::written;
use crate::world::Moment;
use crate::world::record::{Appointment, Note, Task};

/// A task.
#[derive(Clone, Copy, Debug)]
pub struct ShownTask<'f>(pub &'f Task);

impl Serialize for ShownTask<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let task = self.0;
        written(to, |form| {
            form.set("id", task.id);
            form.set("title", &task.title);
            form.put("body", task.body.as_deref());
            form.put("assignedTo", task.assigned_to.as_deref());
            form.set("dueDate", task.due.shown());
            form.set("completed", task.completed);
            form.set("contactId", task.contact);
        })
    }
}

/// A note.
#[derive(Clone, Copy, Debug)]
pub struct ShownNote<'f>(pub &'f Note);

impl Serialize for ShownNote<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let note = self.0;
        written(to, |form| {
            form.set("id", note.id);
            form.set("body", &note.body);
            form.put("userId", note.user.as_deref());
            form.set("dateAdded", note.added.shown());
            form.set("contactId", note.contact);
            form.put("title", note.title.as_deref());
            form.put("color", note.color.as_deref());
            form.put("pinned", note.pinned);
        })
    }
}

/// An appointment as the contact's route tells it: times without a zone, in the location's.
#[derive(Clone, Copy, Debug)]
pub struct ShownAppointment<'f> {
    /// The appointment.
    pub appointment: &'f Appointment,
    /// The location's zone.
    pub zone: &'f TimeZone,
}

impl Serialize for ShownAppointment<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        const NONE: [(); 0] = [];
        let Self { appointment, zone } = *self;
        let local = |moment: Moment| {
            moment.timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
        };
        written(to, |form| {
            form.set("id", appointment.id);
            form.set("calendarId", appointment.calendar);
            form.set("status", "booked");
            form.set("title", &appointment.title);
            form.put("assignedUserId", appointment.assigned_user.as_deref());
            form.put("notes", appointment.notes.as_deref());
            form.set("startTime", local(appointment.start));
            form.set("endTime", local(appointment.end));
            form.put("address", appointment.address.as_deref());
            form.set("locationId", appointment.location);
            form.set("contactId", appointment.contact);
            form.set("appointmentStatus", appointment.status);
            form.set("users", appointment.staff().collect::<Vec<_>>());
            form.set("dateAdded", local(appointment.added));
            form.set("dateUpdated", local(appointment.updated));
            form.set("assignedResources", NONE);
        })
    }
}
