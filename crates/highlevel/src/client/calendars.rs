//! Calendars.

use super::Client;
use super::call::Call;
use crate::error::CallError;
use crate::ids::{AppointmentId, CalendarId, LocationId};
use crate::model::{Appointment, Calendar};
use crate::operation::calendars as row;

/// Calls about calendars.
#[derive(Debug, Clone, Copy)]
pub struct Calendars<'c> {
    pub(super) client: &'c Client,
}

impl<'c> Calendars<'c> {
    pub(super) fn of(client: &'c Client) -> Self {
        Self { client }
    }

    /// Every calendar of a location.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn of_location(&self, location: &LocationId) -> Result<Vec<Calendar>, CallError> {
        self.client
            .raw(Call::of(&row::GET_CALENDARS).query("locationId", location))
            .await?
            .member("calendars")
    }

    /// One calendar.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn get(&self, calendar: &CalendarId) -> Result<Calendar, CallError> {
        self.client.raw(Call::of(&row::GET_CALENDAR).path("calendarId", calendar)).await?.member("calendar")
    }

    /// One appointment, with exact times.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn appointment(&self, appointment: &AppointmentId) -> Result<Appointment, CallError> {
        self.client.raw(Call::of(&row::GET_APPOINTMENT).path("eventId", appointment)).await?.member("event")
    }
}
