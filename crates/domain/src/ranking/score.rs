//! A score: points, the parts that make them, and the one thing to do.

use highlevel::ids::{AppointmentId, TaskId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{facts::Aside, reason::Reason, weights::Signal};

/// How much a contact needs someone, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The sum of the parts; none while the contact is put aside.
    pub points: u16,
    /// Why, the heaviest first.
    pub parts: Vec<Part>,
    /// The one thing that fits; none where nothing is needed.
    pub action: Option<Action>,
    /// Whose turn it is: the task's or appointment's owner, else the contact's.
    pub turn: Option<UserId>,
    /// Put aside, if it is.
    pub aside: Option<Aside>,
    /// When it next changes by itself; none where only news can change it.
    pub next_change_at: Option<Timestamp>,
}

/// One reason with its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Why.
    pub reason: Reason,
    /// How much.
    pub points: u16,
}

impl Part {
    /// Which signal it comes from.
    pub const fn signal(&self) -> Signal {
        self.reason.signal()
    }
}

/// The one thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Answer them.
    Reply,
    /// Call them back.
    CallBack,
    /// Speak to them for the first time.
    FirstContact,
    /// Do what the task says and tick it off.
    CompleteTask {
        /// Which.
        task: TaskId,
    },
    /// Ask whether they come.
    ConfirmAppointment {
        /// Which.
        appointment: AppointmentId,
    },
    /// Get ready for it.
    Prepare {
        /// Which.
        appointment: AppointmentId,
    },
    /// Say how it went.
    NoteOutcome {
        /// Which.
        appointment: AppointmentId,
    },
    /// Find a new time.
    Rebook {
        /// Which one they missed.
        appointment: AppointmentId,
    },
    /// Agree on what comes next.
    SetNextStep,
    /// Ask how things stand.
    CheckIn,
    /// They want to be left alone: read, and decide.
    Review,
}

impl Action {
    /// The words on its button.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Reply => "Reply",
            Self::CallBack => "Call back",
            Self::FirstContact => "Say hello",
            Self::CompleteTask { .. } => "Do the task",
            Self::ConfirmAppointment { .. } => "Confirm",
            Self::Prepare { .. } => "Prepare",
            Self::NoteOutcome { .. } => "Note the outcome",
            Self::Rebook { .. } => "Rebook",
            Self::SetNextStep => "Set next step",
            Self::CheckIn => "Call",
            Self::Review => "Review",
        }
    }
}
