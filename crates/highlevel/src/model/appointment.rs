//! Appointments, which calendar routes call events.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{AppointmentId, CalendarGroupId, CalendarId, ContactId, LocationId, UserId};
use crate::record::Wire;

open_enum! {
    /// How an appointment stands.
    pub enum AppointmentStatus {
        /// Asked for.
        New = "new",
        /// Agreed.
        Confirmed = "confirmed",
        /// Called off.
        Cancelled = "cancelled",
        /// The contact came.
        Showed = "showed",
        /// The contact did not come.
        NoShow = "noshow",
        /// Not a real booking.
        Invalid = "invalid",
        /// Under way; read, never written.
        Active = "active",
        /// Over; read, never written.
        Completed = "completed",
    }
}

record! {
    /// An appointment of a contact.
    pub struct Appointment(AppointmentId) {
        /// What it is about.
        title: String = "title",
        /// The calendar it is in.
        calendar_id: CalendarId = "calendarId",
        /// The contact it is with.
        contact_id: ContactId = "contactId",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
        /// The calendar's group.
        group_id: CalendarGroupId = "groupId",
        /// How it stands.
        appointment_status: AppointmentStatus = "appointmentStatus" | "appoinmentStatus",
        /// A second status, `booked` for all we have seen.
        status: String = "status",
        /// The user it is assigned to.
        assigned_user_id: UserId = "assignedUserId",
        /// Every user who takes part.
        users: Vec<UserId> = "users",
        /// Notes.
        notes: String = "notes",
        /// Where it takes place.
        address: String = "address",
        /// How it was booked; events say.
        source: String = "source",
        /// When it begins.
        start_time: AppointmentTime = "startTime",
        /// When it ends.
        end_time: AppointmentTime = "endTime",
        /// Rooms and equipment.
        assigned_resources: Vec<Value> = "assignedResources",
        /// When it was booked.
        date_added: AppointmentTime = "dateAdded",
        /// When it last changed.
        date_updated: AppointmentTime = "dateUpdated",
    }
}

/// A point in time as an appointment says it.
///
/// On a contact's route it has no zone (`2026-01-05 10:00:00`) and means the location's; on calendar routes and in
/// events it is ISO 8601 with an offset. The text is kept; [`AppointmentTime::in_zone`] reads both.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AppointmentTime(Box<str>);

impl AppointmentTime {
    /// Takes the text as it came.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time, taking a text without a zone for the time in this one.
    ///
    /// A time that a clock change skips is read with the offset before the change. `None` for text that is no time.
    ///
    /// ```
    /// use highlevel::AppointmentTime;
    /// use jiff::tz::TimeZone;
    ///
    /// let zone = TimeZone::get("America/Chicago").unwrap();
    /// let zoneless = AppointmentTime::new("2026-01-05 10:00:00");
    /// let exact = AppointmentTime::new("2026-01-05T10:00:00-06:00");
    ///
    /// assert_eq!(zoneless.in_zone(&zone), exact.in_zone(&TimeZone::UTC));
    /// ```
    #[must_use]
    pub fn in_zone(&self, zone: &TimeZone) -> Option<Timestamp> {
        if let Ok(exact) = self.0.parse::<Timestamp>() {
            return Some(exact);
        }
        let civil: DateTime = self.0.parse().ok()?;
        Some(civil.to_zoned(zone.clone()).ok()?.timestamp())
    }
}

impl std::fmt::Debug for AppointmentTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AppointmentTime({})", self.0)
    }
}

impl std::fmt::Display for AppointmentTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Wire for AppointmentTime {
    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(Self::new)
    }

    fn write(self) -> Value {
        Value::String(self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_zone_is_the_locations_time() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();

        let at = AppointmentTime::new("2026-07-01 09:30:00").in_zone(&zone).unwrap();

        assert_eq!(at.to_string(), "2026-07-01T07:30:00Z");
    }

    #[test]
    fn text_that_is_no_time_is_kept_and_has_no_point() {
        let odd = AppointmentTime::new("soon");

        assert_eq!(odd.in_zone(&TimeZone::UTC), None);
        assert_eq!(odd.as_str(), "soon");
    }

    #[test]
    fn a_status_nobody_told_us_of_is_kept() {
        assert_eq!(AppointmentStatus::parse("noshow"), AppointmentStatus::NoShow);
        assert_eq!(AppointmentStatus::parse("postponed").as_str(), "postponed");
    }
}
