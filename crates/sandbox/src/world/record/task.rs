//! Tasks, notes and appointments: what is kept with a contact.
//!
//! Here: the fields. Not here: how a route spells them.

use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::contact::{Contact, Text};
use super::shared::Common;
use crate::world::id::{AppointmentId, CalendarId, ContactId, LocationId, NoteId, TaskId, UserId};
use crate::world::moment::{MINUTE, Moment};

/// Something to be done for a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// Whom it is for.
    pub contact: ContactId,
    /// What to do, in a line.
    pub title: Box<str>,
    /// What to do, at length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Text,
    /// The user who should do it, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Common,
    /// Until when.
    pub due: Moment,
    /// Whether it is done.
    #[serde(default)]
    pub completed: bool,
    /// When it was made.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
}

/// A remark kept with a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Whom it is about.
    pub contact: ContactId,
    /// The remark; may contain HTML.
    pub body: Box<str>,
    /// A heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Text,
    /// A colour such as `#FFAA00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Common,
    /// Whether it stays on top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// The user who wrote it, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Common,
    /// When it was made.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
}

/// A booked time with a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Appointment {
    /// Its id.
    pub id: AppointmentId,
    /// With whom.
    pub contact: ContactId,
    /// Where it is booked.
    pub location: LocationId,
    /// In which calendar.
    pub calendar: CalendarId,
    /// What it is about.
    pub title: Box<str>,
    /// How it stands.
    pub status: AppointmentStatus,
    /// From when.
    pub start: Moment,
    /// Until when.
    pub end: Moment,
    /// The user who holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_user: Common,
    /// Where it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Common,
    /// What to know beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Text,
    /// How it was booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Common,
    /// What kind of place that is, such as `zoom`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Common,
    /// Who takes part beside the one who holds it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<UserId>,
    /// How it comes again, with the times it does not: `RRULE` and `EXDATE` of iCalendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rrule: Text,
    /// When it was made.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
}

/// How an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AppointmentStatus {
    /// Booked, not yet confirmed.
    New,
    /// Confirmed.
    Confirmed,
    /// Called off.
    Cancelled,
    /// Held.
    Showed,
    /// The contact did not come.
    Noshow,
    /// Not a real booking.
    Invalid,
}

impl Appointment {
    /// A booking of a calendar with nothing said about it yet.
    pub fn booked(
        id: AppointmentId,
        calendar: &Calendar,
        contact: &Contact,
        start: Moment,
        now: Moment,
    ) -> Self {
        let confirmed = calendar.booking.auto_confirm;
        Self {
            id,
            contact: contact.id,
            location: calendar.location,
            calendar: calendar.id,
            title: contact.full_name().unwrap_or_else(|| "Appointment".to_owned()).into(),
            status: if confirmed { AppointmentStatus::Confirmed } else { AppointmentStatus::New },
            start,
            end: start.plus(i64::from(calendar.slot_minutes) * MINUTE),
            assigned_user: None,
            address: calendar.booking.place.as_deref().map(Into::into),
            notes: None,
            source: Some("third_party".into()),
            meeting: None,
            others: Vec::new(),
            rrule: None,
            added: now,
            updated: now,
        }
    }

    /// Everyone of the staff who takes part, the one who holds it first.
    pub fn staff(&self) -> impl Iterator<Item = &str> {
        let others = self.others.iter().map(UserId::as_str);
        self.assigned_user.as_deref().into_iter().chain(others)
    }
}

impl AppointmentStatus {
    /// Whether its time is taken: a cancelled or invalid one leaves it free.
    pub fn takes_time(self) -> bool {
        !matches!(self, Self::Cancelled | Self::Invalid)
    }

    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
            Self::Showed => "showed",
            Self::Noshow => "noshow",
            Self::Invalid => "invalid",
        }
    }

    /// The status `text` names, if any.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::New, Self::Confirmed, Self::Cancelled, Self::Showed, Self::Noshow, Self::Invalid]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}
