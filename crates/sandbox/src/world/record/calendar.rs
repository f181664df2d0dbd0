//! Calendars: what can be booked when, and what keeps a time from being booked.
//!
//! Here: the fields. Not here: which times are free (`calendars::slots`), how a route spells them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::contact::Text;
use crate::world::id::{AppointmentId, CalendarId, ContactId, GroupId, LocationId, NoteId, UserId};
use crate::world::moment::Moment;

/// Calendars that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// The location it belongs to.
    pub location: LocationId,
    /// Its name.
    pub name: Box<str>,
    /// What it is for.
    pub description: Box<str>,
    /// Its word in addresses.
    pub slug: Box<str>,
    /// Whether it is shown.
    pub active: bool,
}

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Calendar {
    /// Its id.
    pub id: CalendarId,
    /// The location it belongs to.
    pub location: LocationId,
    /// The group it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Its name.
    pub name: Box<str>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Text,
    /// Who takes its appointments, and how many come at once.
    pub kind: CalendarKind,
    /// Minutes of one appointment.
    pub slot_minutes: u32,
    /// Whether it can be booked.
    pub active: bool,
    /// Who takes its appointments; the first is the primary one.
    pub users: Vec<UserId>,
    /// Its colour on the page.
    pub color: Box<str>,
    /// When it can be booked.
    #[serde(default)]
    pub booking: Booking,
}

/// Who takes a calendar's appointments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarKind {
    /// Whoever of the team is free, in turn.
    RoundRobin,
    /// Nobody in particular: the calendar itself.
    Event,
    /// One of the team, with several contacts in one slot.
    ClassBooking,
    /// The whole team together.
    Collective,
    /// Whoever of the team is free.
    ServiceBooking,
    /// One person.
    Personal,
}

impl CalendarKind {
    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoundRobin => "round_robin",
            Self::Event => "event",
            Self::ClassBooking => "class_booking",
            Self::Collective => "collective",
            Self::ServiceBooking => "service_booking",
            Self::Personal => "personal",
        }
    }
}

/// When a calendar can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Booking {
    /// Minutes from the start of one slot to that of the next; none takes the slot's own length.
    pub interval: Option<u32>,
    /// Minutes kept free before an appointment.
    pub buffer_before: u32,
    /// Minutes kept free after it.
    pub buffer_after: u32,
    /// Appointments that fit into one slot, per person.
    pub per_slot: u32,
    /// Appointments of one day.
    pub per_day: Option<u32>,
    /// How long ahead it has to be booked.
    pub notice: Option<Span>,
    /// How far ahead it can be booked.
    pub window: Option<Span>,
    /// The hours of each week.
    pub weekly: Vec<OpenHours>,
    /// Days with hours of their own, in place of the week's.
    pub dates: Vec<DateHours>,
    /// Whether a booking needs nobody's word.
    pub auto_confirm: bool,
    /// Who is next.
    pub turn: Turn,
    /// Where appointments are held.
    pub place: Text,
}

impl Default for Booking {
    fn default() -> Self {
        Self {
            interval: None,
            buffer_before: 0,
            buffer_after: 0,
            per_slot: 1,
            per_day: None,
            notice: None,
            window: None,
            weekly: vec![OpenHours::weekdays(9, 17)],
            dates: Vec::new(),
            auto_confirm: true,
            turn: Turn::Availability,
            place: None,
        }
    }
}

/// Who of a team is booked next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// The first who is free.
    Availability,
    /// Whoever has the fewest appointments ahead.
    EqualDistribution,
}

impl Turn {
    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Availability => "RoundRobin_OptimizeForAvailability",
            Self::EqualDistribution => "RoundRobin_OptimizeForEqualDistribution",
        }
    }
}

/// A length of time as settings count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: SpanUnit,
}

/// What settings count time in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum SpanUnit {
    Hours,
    Days,
    Weeks,
    Months,
}

impl SpanUnit {
    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
        }
    }
}

/// The hours of some days of the week, in the location's time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenHours {
    /// 0 is Sunday, 6 Saturday.
    pub days: Vec<i8>,
    /// The hours.
    pub hours: Vec<Hours>,
}

impl OpenHours {
    /// Monday to Friday, from one full hour to another.
    pub fn weekdays(from: u16, to: u16) -> Self {
        Self { days: vec![1, 2, 3, 4, 5], hours: vec![Hours { from: from * 60, to: to * 60 }] }
    }
}

/// From when until when, in minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct Hours {
    pub from: u16,
    pub to: u16,
}

/// One day's own hours; without any it is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateHours {
    /// Which day.
    pub date: Date,
    /// Its hours.
    pub hours: Vec<Hours>,
}

/// A time that is not to be booked: in one calendar, or with one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Blocked {
    /// Its id, an event's.
    pub id: AppointmentId,
    /// The location it belongs to.
    pub location: LocationId,
    /// The calendar that is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
    /// The person who is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// Why.
    pub title: Box<str>,
    /// From when.
    pub start: Moment,
    /// Until when.
    pub end: Moment,
    /// When it was made.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
}

/// A remark kept with an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentNote {
    /// Its id.
    pub id: NoteId,
    /// The appointment.
    pub appointment: AppointmentId,
    /// Whose appointment it is.
    pub contact: ContactId,
    /// The remark.
    pub body: Box<str>,
    /// The user who wrote it, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Text,
    /// When it was made.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
}
