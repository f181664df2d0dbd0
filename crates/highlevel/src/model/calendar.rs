//! Calendars of a location.

use serde_json::Value;

use crate::ids::{CalendarGroupId, CalendarId, LocationId};

record! {
    /// A calendar people book appointments in.
    pub struct Calendar(CalendarId) {
        /// The name people see.
        name: String = "name",
        /// What it is for.
        description: String = "description",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
        /// The group it belongs to.
        group_id: CalendarGroupId = "groupId",
        /// How bookings find a user, for example `round_robin`.
        kind: String = "calendarType",
        /// Whether it takes bookings.
        is_active: bool = "isActive",
        /// The colour of its events.
        event_color: String = "eventColor",
        /// The title its events get.
        event_title: String = "eventTitle",
        /// How long an appointment lasts, in `slotDurationUnit`.
        slot_duration: f64 = "slotDuration",
        /// The unit of `slotDuration`, for example `mins`.
        slot_duration_unit: String = "slotDurationUnit",
        /// Users who take its bookings.
        team_members: Vec<Value> = "teamMembers",
    }
}
