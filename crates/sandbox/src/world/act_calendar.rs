//! Altering what calendars hold: appointments, blocked times, appointment notes.
//!
//! Promise: appointments send their three events; blocked times and appointment notes send nothing.

use super::act::Act;
use super::entry::Entry;
use super::event::EventKind;
use super::id::{AppointmentId, NoteId};
use super::payload;
use super::record::{Appointment, AppointmentNote, Blocked};

impl Act<'_> {
    /// Saves an appointment.
    pub fn appointment_save(&mut self, mut appointment: Appointment) {
        let known = self.register().appointment(&appointment.id).is_some();
        appointment.updated = self.now();
        let kind = if known { EventKind::AppointmentUpdate } else { EventKind::AppointmentCreate };
        let payload = payload::appointment(self, &appointment);
        self.tell(kind, appointment.location, payload);
        self.put(Entry::Appointment(appointment));
    }

    /// Deletes an appointment with its notes.
    pub fn appointment_delete(&mut self, id: &AppointmentId) {
        let Some((_, appointment)) = self.register().appointment(id) else { return };
        let (contact, location) = (appointment.contact, appointment.location);
        let payload = payload::appointment(self, appointment);
        self.tell(EventKind::AppointmentDelete, location, payload);
        self.put(Entry::AppointmentGone(contact, *id));
    }

    /// Saves a blocked time.
    pub fn block(&mut self, blocked: Blocked) {
        let updated = self.now();
        self.put(Entry::Blocked(Blocked { updated, ..blocked }));
    }

    /// Takes a blocked time away.
    pub fn unblock(&mut self, id: &AppointmentId) {
        self.put(Entry::BlockedGone(*id));
    }

    /// Saves a note of an appointment.
    pub fn appointment_note_save(&mut self, note: AppointmentNote) {
        let updated = self.now();
        self.put(Entry::AppointmentNote(AppointmentNote { updated, ..note }));
    }

    /// Deletes a note of an appointment.
    pub fn appointment_note_delete(&mut self, appointment: &AppointmentId, id: &NoteId) {
        self.put(Entry::AppointmentNoteGone(*appointment, *id));
    }
}
