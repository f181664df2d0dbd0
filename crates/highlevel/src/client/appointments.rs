//! Booking in calendars: free slots, appointments, blocked slots and notes.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::calendars::Calendars;
use super::call::Call;
use crate::error::CallError;
use crate::ids::{AppointmentId, AppointmentNoteId, CalendarId, LocationId};
use crate::model::{
    Appointment, AppointmentCreate, AppointmentNote, AppointmentTime, AppointmentUpdate, BlockedSlot,
    BlockedSlotWrite, CalendarGroup, FreeSlots, Whose,
};
use crate::operation::{Operation, calendars as row};
use crate::record::Doc;

impl Calendars<'_> {
    /// Every calendar group of a location.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn groups(&self, location: &LocationId) -> Result<Vec<CalendarGroup>, CallError> {
        self.client.raw(Call::of(&row::GET_GROUPS).query("locationId", location)).await?.member("groups")
    }

    /// The free times of a calendar between two points, at most 31 days apart, told in this zone.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn free_slots(
        &self,
        calendar: &CalendarId,
        from: Timestamp,
        until: Timestamp,
        zone: Option<&str>,
    ) -> Result<FreeSlots, CallError> {
        let call = Call::of(&row::GET_SLOTS)
            .path("calendarId", calendar)
            .query("startDate", from.as_millisecond())
            .query("endDate", until.as_millisecond())
            .query_if("timezone", zone);
        let days: Doc = self.client.raw(call).await?.json()?;
        Ok(days.iter().filter_map(day).collect())
    }

    /// Appointments between two points, with exact times.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn events(
        &self,
        location: &LocationId,
        whose: &Whose,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Appointment>, CallError> {
        let call = window(&row::GET_CALENDAR_EVENTS, location, whose, from, until);
        self.client.raw(call).await?.member("events")
    }

    /// Blocked slots between two points.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn blocked_slots(
        &self,
        location: &LocationId,
        whose: &Whose,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<BlockedSlot>, CallError> {
        let call = window(&row::GET_BLOCKED_SLOTS, location, whose, from, until);
        self.client.raw(call).await?.member("events")
    }

    /// Books an appointment.
    ///
    /// # Errors
    /// Whatever the door says; a time that is not free is refused unless the body says otherwise.
    pub async fn book(&self, appointment: &AppointmentCreate) -> Result<Appointment, CallError> {
        self.client.raw(Call::of(&row::CREATE_APPOINTMENT).json(appointment)?).await?.json()
    }

    /// Changes the fields that are named.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update_appointment(
        &self,
        appointment: &AppointmentId,
        update: &AppointmentUpdate,
    ) -> Result<Appointment, CallError> {
        let call = Call::of(&row::EDIT_APPOINTMENT).path("eventId", appointment).json(update)?;
        self.client.raw(call).await?.json()
    }

    /// Removes an appointment or a blocked slot.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete_event(&self, event: &AppointmentId) -> Result<(), CallError> {
        let call = Call::of(&row::DELETE_EVENT).path("eventId", event).json(&json!({}))?;
        self.client.raw(call).await.map(drop)
    }

    /// Keeps a time free of bookings.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn block(&self, slot: &BlockedSlotWrite) -> Result<BlockedSlot, CallError> {
        self.client.raw(Call::of(&row::CREATE_BLOCK_SLOT).json(slot)?).await?.json()
    }

    /// Moves or renames a blocked slot.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update_blocked(
        &self,
        id: &AppointmentId,
        slot: &BlockedSlotWrite,
    ) -> Result<BlockedSlot, CallError> {
        self.client.raw(Call::of(&row::EDIT_BLOCK_SLOT).path("eventId", id).json(slot)?).await?.json()
    }

    /// Notes of an appointment, at most twenty from this place on.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn notes(
        &self,
        appointment: &AppointmentId,
        offset: u32,
    ) -> Result<Vec<AppointmentNote>, CallError> {
        let call = on(&row::GET_APPOINTMENT_NOTES, appointment).query("limit", 20).query("offset", offset);
        self.client.raw(call).await?.member("notes")
    }

    /// Adds a note to an appointment.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn add_note(
        &self,
        appointment: &AppointmentId,
        body: &str,
    ) -> Result<AppointmentNote, CallError> {
        let call = on(&row::CREATE_APPOINTMENT_NOTE, appointment).json(&json!({"body": body}))?;
        self.client.raw(call).await?.member("note")
    }

    /// Changes a note of an appointment.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update_note(
        &self,
        appointment: &AppointmentId,
        note: &AppointmentNoteId,
        body: &str,
    ) -> Result<AppointmentNote, CallError> {
        let call = on(&row::UPDATE_APPOINTMENT_NOTE, appointment)
            .path("noteId", note)
            .json(&json!({"body": body}))?;
        self.client.raw(call).await?.member("note")
    }

    /// Removes a note of an appointment.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete_note(
        &self,
        appointment: &AppointmentId,
        note: &AppointmentNoteId,
    ) -> Result<(), CallError> {
        self.client.raw(on(&row::DELETE_APPOINTMENT_NOTE, appointment).path("noteId", note)).await.map(drop)
    }
}

fn on(row: &'static Operation, appointment: &AppointmentId) -> Call {
    Call::of(row).path("appointmentId", appointment)
}

fn window(
    row: &'static Operation,
    location: &LocationId,
    whose: &Whose,
    from: Timestamp,
    until: Timestamp,
) -> Call {
    let call = Call::of(row)
        .query("locationId", location)
        .query("startTime", from.as_millisecond())
        .query("endTime", until.as_millisecond());
    match whose {
        Whose::User(user) => call.query("userId", user),
        Whose::Calendar(calendar) => call.query("calendarId", calendar),
        Whose::Group(group) => call.query("groupId", group),
    }
}

/// A member of the answer that is a day. The trace id stands among them.
fn day((name, value): (&String, &Value)) -> Option<(Date, Vec<AppointmentTime>)> {
    let slots = value.get("slots")?.as_array()?;
    let times = slots.iter().filter_map(Value::as_str).map(AppointmentTime::new).collect();
    Some((name.parse().ok()?, times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_slots_are_the_days_and_not_the_trace() {
        let body = json!({"2026-01-05": {"slots": ["2026-01-05T10:00:00-06:00"]}, "traceId": "t"});

        let slots: FreeSlots = body.as_object().unwrap().iter().filter_map(day).collect();

        assert_eq!(slots.len(), 1);
        assert_eq!(slots.values().next().unwrap()[0].as_str(), "2026-01-05T10:00:00-06:00");
    }
}
