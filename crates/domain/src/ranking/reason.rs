//! Reasons: what stands behind points, and how it is said at the moment somebody reads it.
//!
//! A reason keeps moments, not words, so that "3 h ago" is true whenever it is shown.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{facts::WaitingFor, weights::Signal};
use crate::wording::{ago, amount, plural, span};

/// Why a contact needs someone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Reason {
    /// They wrote or called, and nobody answered.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// What they wait for.
        what: WaitingFor,
    },
    /// A new lead that nobody has spoken to.
    NewLead {
        /// Since when.
        since: Timestamp,
    },
    /// A task is due today.
    TaskToday {
        /// When.
        due: Timestamp,
        /// How many others are due or overdue.
        more: u16,
    },
    /// A task is overdue.
    TaskOverdue {
        /// Since when.
        due: Timestamp,
        /// How many others are due or overdue.
        more: u16,
    },
    /// An appointment comes or is on.
    Appointment {
        /// When it begins.
        start: Timestamp,
        /// Whether it is confirmed.
        confirmed: bool,
    },
    /// An appointment is over, and nobody said how it went.
    Unnoted {
        /// When it ended.
        end: Timestamp,
    },
    /// They did not come, and there is no new time.
    NoShow {
        /// When it would have begun.
        start: Timestamp,
    },
    /// The deal's stage.
    Stage {
        /// Its name.
        stage: Box<str>,
        /// Since when.
        since: Timestamp,
    },
    /// A deal without a task or an appointment.
    NoNextStep,
    /// Nobody has spoken to them.
    Quiet {
        /// Since when.
        since: Timestamp,
    },
    /// What the deal is worth.
    Value {
        /// In whole units.
        value: u64,
        /// Of this currency.
        currency: Option<Box<str>>,
    },
    /// A tag that counts.
    Tag {
        /// Which.
        tag: String,
    },
}

impl Reason {
    /// Which signal it belongs to.
    pub const fn signal(&self) -> Signal {
        match self {
            Self::Waiting { .. } => Signal::Waiting,
            Self::NewLead { .. } => Signal::NewLead,
            Self::TaskToday { .. } | Self::TaskOverdue { .. } => Signal::Task,
            Self::Appointment { .. } | Self::Unnoted { .. } | Self::NoShow { .. } => Signal::Appointment,
            Self::Stage { .. } => Signal::Stage,
            Self::NoNextStep => Signal::NoNextStep,
            Self::Quiet { .. } => Signal::Quiet,
            Self::Value { .. } => Signal::Value,
            Self::Tag { .. } => Signal::Tag,
        }
    }

    /// The reason in plain words, as of now; hours are those of the zone.
    pub fn words(&self, now: Timestamp, zone: &TimeZone) -> String {
        match self {
            Self::Waiting { since, what: WaitingFor::Reply } => {
                format!("Replied {} and nobody answered", ago(*since, now))
            }
            Self::Waiting { since, what: WaitingFor::CallBack } => {
                format!("Missed call {}", ago(*since, now))
            }
            Self::NewLead { since } => format!("New {}, nobody has spoken to them", ago(*since, now)),
            Self::TaskToday { due, more } => {
                format!("Task due today at {}{}", clock(*due, zone), and_more(*more))
            }
            Self::TaskOverdue { due, more } => {
                format!("Task overdue {}{}", span(*due, now), and_more(*more))
            }
            Self::Appointment { start, confirmed } => appointment(*start, *confirmed, now, zone),
            Self::Unnoted { end } => format!("Appointment ended {}, outcome not noted", ago(*end, now)),
            Self::NoShow { start } => format!("Did not come {}, not rebooked", ago(*start, now)),
            Self::Stage { stage, since } if now.duration_since(*since).as_hours() < 48 => {
                format!("Moved to {stage} {}", ago(*since, now))
            }
            Self::Stage { stage, since } => format!("In {stage} for {}", span(*since, now)),
            Self::NoNextStep => "No next step set".to_owned(),
            Self::Quiet { since } => format!("No contact for {}", span(*since, now)),
            Self::Value { value, currency } => format!("{} open", amount(*value, currency.as_deref())),
            Self::Tag { tag } => format!("Tagged {tag}"),
        }
    }
}

fn appointment(start: Timestamp, confirmed: bool, now: Timestamp, zone: &TimeZone) -> String {
    let doubt = if confirmed { "" } else { ", not confirmed" };
    if start <= now {
        return format!("Appointment now, since {}", clock(start, zone));
    }
    format!("Appointment in {}, at {}{doubt}", span(now, start), clock(start, zone))
}

fn and_more(more: u16) -> String {
    if more == 0 { String::new() } else { format!(", and {}", plural(u64::from(more), "more", "more")) }
}

fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}
