//! What ranking looks at: a few moments and amounts of one contact.

use highlevel::ids::{AppointmentId, TaskId, UserId};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// All that a score is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Who looks after the contact.
    pub owner: Option<UserId>,
    /// The last that came from them.
    pub last_inbound: Option<Timestamp>,
    /// The last that went to them.
    pub last_outbound: Option<Timestamp>,
    /// The last time anything happened.
    pub last_activity: Option<Timestamp>,
    /// What they wait for, if they wait.
    pub waiting: Option<Waiting>,
    /// A new lead that nobody has spoken to, since when.
    pub new_since: Option<Timestamp>,
    /// The open tasks that have a date.
    pub tasks: Vec<Task>,
    /// The appointments of the last and the next weeks.
    pub appointments: Vec<Appointment>,
    /// The open deal that is worth most.
    pub deal: Option<Deal>,
    /// The tags, in lower case.
    pub tags: Vec<String>,
    /// Whether they want to be left alone on every channel.
    pub dnd: bool,
    /// What a person put aside.
    pub aside: Option<Aside>,
}

/// Somebody waits for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since their first word that nobody answered.
    pub since: Timestamp,
    /// What for.
    pub what: WaitingFor,
}

/// What somebody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    /// An answer to a message.
    Reply,
    /// A call back.
    CallBack,
}

/// An open task with a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Which.
    pub id: TaskId,
    /// When it is due.
    pub due: Timestamp,
    /// Whose it is; the contact's owner where it is nobody's.
    pub owner: Option<UserId>,
}

/// An appointment that is near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Which.
    pub id: AppointmentId,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// How it stands.
    pub standing: Standing,
    /// Who keeps it; the contact's owner where nobody is named.
    pub owner: Option<UserId>,
}

/// How an appointment stands. Cancelled ones are no facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Booked, not confirmed.
    Unconfirmed,
    /// Confirmed.
    Confirmed,
    /// It took place, and somebody said so.
    Held,
    /// They did not come.
    NoShow,
}

/// An open deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    /// What it is worth, in whole units of the currency.
    pub value: u64,
    /// The currency's code, such as `USD`.
    pub currency: Option<Box<str>>,
    /// The name of its stage.
    pub stage: Box<str>,
    /// Since when it is there.
    pub stage_since: Timestamp,
}

/// A contact that a person put aside for a while. A new word from the contact ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// How.
    pub kind: AsideKind,
    /// When.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// How a contact was put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsideKind {
    /// Later.
    Snoozed,
    /// Done for today.
    Done,
}

impl Facts {
    /// When the contact and we last heard of each other.
    pub(super) fn last_contact(&self) -> Option<Timestamp> {
        self.last_inbound.max(self.last_outbound).or(self.last_activity)
    }
}

/// Until when a contact that is done for today stays away: the next midnight of that place.
pub fn done_until(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let tomorrow = now.to_zoned(zone.clone()).date().saturating_add(1.day());
    tomorrow.to_zoned(zone.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}
