//! Booking: free slots, blocked slots, groups, the bodies that book, and notes on an appointment.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{
    AppointmentId, AppointmentNoteId, CalendarGroupId, CalendarId, ContactId, LocationId, UserId,
};
use crate::model::{AppointmentStatus, AppointmentTime};
use crate::update::Field;

record! {
    /// Calendars that belong together.
    pub struct CalendarGroup(CalendarGroupId) {
        /// Name.
        name: String = "name",
        /// What it is for.
        description: String = "description",
        /// Its part of a booking address.
        slug: String = "slug",
        /// Whether it takes bookings.
        is_active: bool = "isActive",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
    }
}

record! {
    /// A time that is not to be booked.
    pub struct BlockedSlot(AppointmentId) {
        /// What for.
        title: String = "title",
        /// The calendar.
        calendar_id: CalendarId = "calendarId",
        /// The user.
        assigned_user_id: UserId = "assignedUserId",
        /// The location.
        location_id: LocationId = "locationId",
        /// When it begins.
        start_time: AppointmentTime = "startTime",
        /// When it ends.
        end_time: AppointmentTime = "endTime",
    }
}

record! {
    /// A note on an appointment.
    pub struct AppointmentNote(AppointmentNoteId) {
        /// What it says.
        body: String = "body",
        /// The user who wrote it.
        user_id: UserId = "userId",
        /// The contact of the appointment.
        contact_id: ContactId = "contactId",
        /// When it was written.
        date_added: Timestamp = "dateAdded",
    }
}

/// The free times of a calendar, by day.
pub type FreeSlots = BTreeMap<Date, Vec<AppointmentTime>>;

/// Whose events to list. HighLevel takes exactly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A user's.
    User(UserId),
    /// A calendar's.
    Calendar(CalendarId),
    /// A group's.
    Group(CalendarGroupId),
}

/// The body of a new appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentCreate {
    /// The calendar.
    pub calendar_id: CalendarId,
    /// The location.
    pub location_id: LocationId,
    /// The contact.
    pub contact_id: ContactId,
    /// When it begins, with an offset.
    pub start_time: AppointmentTime,
    /// When it ends; the calendar's slot length unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<AppointmentTime>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment_status: Option<AppointmentStatus>,
    /// The user it is assigned to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_user_id: Option<UserId>,
    /// Where it takes place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Books although the time is not free.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ignore_free_slot_validation: bool,
}

/// The body of a changed appointment: only what changes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AppointmentUpdate {
    /// When it begins, with an offset.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub start_time: Field<AppointmentTime>,
    /// When it ends.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub end_time: Field<AppointmentTime>,
    /// What it is about.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub title: Field<String>,
    /// How it stands.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub appointment_status: Field<AppointmentStatus>,
    /// The user it is assigned to.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub assigned_user_id: Field<UserId>,
    /// Where it takes place.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub address: Field<String>,
    /// The calendar it moves to.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub calendar_id: Field<CalendarId>,
}

/// The body of a new or changed blocked slot. HighLevel wants calendar and location each time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockedSlotWrite {
    /// The calendar.
    pub calendar_id: CalendarId,
    /// The location.
    pub location_id: LocationId,
    /// What for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_user_id: Option<UserId>,
    /// When it begins, with an offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<AppointmentTime>,
    /// When it ends, with an offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<AppointmentTime>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
