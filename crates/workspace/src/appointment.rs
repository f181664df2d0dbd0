//! Appointments of a contact, to read.
//!
//! Here: an appointment as shown. Not here: booking one.
//!
//! Promise: times without a zone are the location's.

use highlevel::AppointmentId;
use jiff::Zoned;

use crate::contacts::UserName;

/// One appointment.
#[derive(Debug, Clone)]
pub struct AppointmentLine {
    /// The appointment.
    pub id: AppointmentId,
    /// Its title, or the calendar's name.
    pub title: String,
    /// Which calendar, where known.
    pub calendar: Option<String>,
    /// When it starts, in the location's zone.
    pub starts: Option<Zoned>,
    /// When it ends, in the location's zone.
    pub ends: Option<Zoned>,
    /// HighLevel's status, in plain words: "Confirmed", "No-show".
    pub status: AppointmentStatus,
    /// With whom.
    pub assignee: Option<UserName>,
    /// Where.
    pub address: Option<String>,
    /// Notes on it, as text.
    pub notes: Option<String>,
    /// Whether it lies behind us.
    pub past: bool,
}

/// Where an appointment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppointmentStatus {
    /// Booked, not confirmed.
    New,
    /// Confirmed.
    Confirmed,
    /// Called off.
    Cancelled,
    /// The contact came.
    Showed,
    /// The contact did not come.
    NoShow,
    /// Marked invalid.
    Invalid,
    /// Anything else HighLevel may say, as it says it.
    Other(String),
}
