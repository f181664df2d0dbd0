//! Calendars, appointments, blocked times and appointment notes.

use crate::operation::row::Answer::{Flag, Many, One, Whole};
use crate::operation::row::Method::{Delete, Get, Post, Put};
use crate::operation::row::{App, Operation, choice, flag, number, text, texts};
use crate::scope::Scope;
use crate::version::Version::V2021_04_15;

/// Every row of this file.
pub static ALL: &[&Operation] = &[
    &GET_CALENDARS,
    &GET_GROUPS,
    &GET_CALENDAR,
    &GET_SLOTS,
    &GET_CALENDAR_EVENTS,
    &GET_BLOCKED_SLOTS,
    &CREATE_APPOINTMENT,
    &GET_APPOINTMENT,
    &EDIT_APPOINTMENT,
    &DELETE_EVENT,
    &CREATE_BLOCK_SLOT,
    &EDIT_BLOCK_SLOT,
    &GET_APPOINTMENT_NOTES,
    &CREATE_APPOINTMENT_NOTE,
    &UPDATE_APPOINTMENT_NOTE,
    &DELETE_APPOINTMENT_NOTE,
];

/// `GET /calendars/`
pub static GET_CALENDARS: Operation = Operation::new(App::Calendars, "get-calendars", Get, "/calendars/")
    .says("List calendars", "Lists the calendars of a location.")
    .version(Some(V2021_04_15))
    .scopes(&[Scope::CALENDARS_READONLY])
    .query(&[text("locationId").required(), text("groupId"), flag("showDrafted")])
    .answers(200, Many("calendars"));

/// `GET /calendars/groups`
pub static GET_GROUPS: Operation = Operation::new(App::Calendars, "get-groups", Get, "/calendars/groups")
    .says("List calendar groups", "Lists the calendar groups of a location.")
    .version(Some(V2021_04_15))
    .scopes(&[Scope::CALENDAR_GROUPS_READONLY])
    .query(&[text("locationId").required()])
    .answers(200, Many("groups"));

/// `GET /calendars/{calendarId}`
pub static GET_CALENDAR: Operation =
    Operation::new(App::Calendars, "get-calendar", Get, "/calendars/{calendarId}")
        .says("Get calendar", "Reads one calendar with its settings.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDARS_READONLY])
        .path_params(&[text("calendarId")])
        .answers(200, One("calendar"));

/// `GET /calendars/{calendarId}/free-slots`
pub static GET_SLOTS: Operation =
    Operation::new(App::Calendars, "get-slots", Get, "/calendars/{calendarId}/free-slots")
        .says("List free slots", "Lists the free times of a calendar, by day, over at most 31 days.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDARS_READONLY])
        .path_params(&[text("calendarId")])
        .query(&[
            number("startDate").required(),
            number("endDate").required(),
            text("timezone"),
            text("userId"),
            texts("userIds"),
        ]);

/// `GET /calendars/events`
pub static GET_CALENDAR_EVENTS: Operation =
    Operation::new(App::Calendars, "get-calendar-events", Get, "/calendars/events")
        .says("List events", "Lists the events of a user, calendar or group between two times.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDAR_EVENTS_READONLY])
        .query(&[
            text("locationId").required(),
            text("userId"),
            text("calendarId"),
            text("groupId"),
            text("startTime").required(),
            text("endTime").required(),
        ])
        .answers(200, Many("events"));

/// `GET /calendars/blocked-slots`
pub static GET_BLOCKED_SLOTS: Operation =
    Operation::new(App::Calendars, "get-blocked-slots", Get, "/calendars/blocked-slots")
        .says("List blocked slots", "Lists the times a user, calendar or group is not to be booked.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDAR_EVENTS_READONLY])
        .query(&[
            text("locationId").required(),
            text("userId"),
            text("calendarId"),
            text("groupId"),
            text("startTime").required(),
            text("endTime").required(),
        ])
        .answers(200, Many("events"));

/// `POST /calendars/events/appointments`
pub static CREATE_APPOINTMENT: Operation =
    Operation::new(App::Calendars, "create-appointment", Post, "/calendars/events/appointments")
        .says("Create appointment", "Books a contact into a calendar.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDAR_EVENTS_WRITE])
        .body(&[
            text("title"),
            choice(
                "meetingLocationType",
                &["custom", "zoom", "gmeet", "phone", "address", "ms_teams", "google"],
            ),
            text("meetingLocationId"),
            flag("overrideLocationConfig"),
            choice("appointmentStatus", &["new", "confirmed", "cancelled", "showed", "noshow", "invalid"]),
            text("assignedUserId"),
            text("description"),
            text("address"),
            flag("ignoreDateRange"),
            flag("toNotify"),
            flag("ignoreFreeSlotValidation"),
            text("rrule"),
            text("calendarId").required(),
            text("locationId").required(),
            text("contactId").required(),
            text("startTime").required(),
            text("endTime"),
        ]);

/// `GET /calendars/events/appointments/{eventId}`
pub static GET_APPOINTMENT: Operation =
    Operation::new(App::Calendars, "get-appointment", Get, "/calendars/events/appointments/{eventId}")
        .says("Get appointment", "Reads one appointment.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDAR_EVENTS_READONLY])
        .path_params(&[text("eventId")])
        .answers(200, One("event"));

/// `PUT /calendars/events/appointments/{eventId}`
pub static EDIT_APPOINTMENT: Operation =
    Operation::new(App::Calendars, "edit-appointment", Put, "/calendars/events/appointments/{eventId}")
        .says("Update appointment", "Moves an appointment or changes its details or status.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDAR_EVENTS_WRITE])
        .path_params(&[text("eventId")])
        .body(&[
            text("title"),
            choice(
                "meetingLocationType",
                &["custom", "zoom", "gmeet", "phone", "address", "ms_teams", "google"],
            ),
            text("meetingLocationId"),
            flag("overrideLocationConfig"),
            choice("appointmentStatus", &["new", "confirmed", "cancelled", "showed", "noshow", "invalid"]),
            text("assignedUserId"),
            text("description"),
            text("address"),
            flag("ignoreDateRange"),
            flag("toNotify"),
            flag("ignoreFreeSlotValidation"),
            text("rrule"),
            text("calendarId"),
            text("startTime"),
            text("endTime"),
        ]);

// Here the flag is spelt with two e's.
/// `DELETE /calendars/events/{eventId}`
pub static DELETE_EVENT: Operation =
    Operation::new(App::Calendars, "delete-event", Delete, "/calendars/events/{eventId}")
        .says("Delete event", "Removes an appointment or a blocked time from its calendar.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDAR_EVENTS_WRITE])
        .path_params(&[text("eventId")])
        .body(&[])
        .answers(201, Flag("succeeded"));

/// `POST /calendars/events/block-slots`
pub static CREATE_BLOCK_SLOT: Operation =
    Operation::new(App::Calendars, "create-block-slot", Post, "/calendars/events/block-slots")
        .says("Block slot", "Keeps a time in a calendar free of bookings.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDAR_EVENTS_WRITE])
        .body(&[
            text("title"),
            text("calendarId").required(),
            text("assignedUserId"),
            text("locationId").required(),
            text("startTime"),
            text("endTime"),
        ])
        .answers(201, Whole);

/// `PUT /calendars/events/block-slots/{eventId}`
pub static EDIT_BLOCK_SLOT: Operation =
    Operation::new(App::Calendars, "edit-block-slot", Put, "/calendars/events/block-slots/{eventId}")
        .says("Update blocked slot", "Moves or renames a blocked time.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CALENDAR_EVENTS_WRITE])
        .path_params(&[text("eventId")])
        .body(&[
            text("title"),
            text("calendarId").required(),
            text("assignedUserId"),
            text("locationId").required(),
            text("startTime"),
            text("endTime"),
        ])
        .answers(201, Whole);

/// `GET /calendars/appointments/{appointmentId}/notes`
pub static GET_APPOINTMENT_NOTES: Operation = Operation::new(
    App::Calendars,
    "get-appointment-notes",
    Get,
    "/calendars/appointments/{appointmentId}/notes",
)
.says("List appointment notes", "Lists the notes of an appointment, at most twenty at a time.")
.version(Some(V2021_04_15))
.scopes(&[Scope::CALENDAR_EVENTS_READONLY])
.path_params(&[text("appointmentId")])
.query(&[number("limit").required(), number("offset").required()])
.answers(200, Many("notes"));

/// `POST /calendars/appointments/{appointmentId}/notes`
pub static CREATE_APPOINTMENT_NOTE: Operation = Operation::new(
    App::Calendars,
    "create-appointment-note",
    Post,
    "/calendars/appointments/{appointmentId}/notes",
)
.says("Create appointment note", "Adds a note to an appointment.")
.version(Some(V2021_04_15))
.scopes(&[Scope::CALENDAR_EVENTS_WRITE])
.path_params(&[text("appointmentId")])
.body(&[text("userId"), text("body").required()])
.answers(201, One("note"));

/// `PUT /calendars/appointments/{appointmentId}/notes/{noteId}`
pub static UPDATE_APPOINTMENT_NOTE: Operation = Operation::new(
    App::Calendars,
    "update-appointment-note",
    Put,
    "/calendars/appointments/{appointmentId}/notes/{noteId}",
)
.says("Update appointment note", "Changes a note of an appointment.")
.version(Some(V2021_04_15))
.scopes(&[Scope::CALENDAR_EVENTS_WRITE])
.path_params(&[text("appointmentId"), text("noteId")])
.body(&[text("userId"), text("body").required()])
.answers(200, One("note"));

/// `DELETE /calendars/appointments/{appointmentId}/notes/{noteId}`
pub static DELETE_APPOINTMENT_NOTE: Operation = Operation::new(
    App::Calendars,
    "delete-appointment-note",
    Delete,
    "/calendars/appointments/{appointmentId}/notes/{noteId}",
)
.says("Delete appointment note", "Removes a note of an appointment.")
.version(Some(V2021_04_15))
.scopes(&[Scope::CALENDAR_EVENTS_WRITE])
.path_params(&[text("appointmentId"), text("noteId")])
.answers(200, Flag("success"));
