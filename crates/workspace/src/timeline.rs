//! What happened, newest first, grouped by day.
//!
//! Here: the entries of a timeline, merged from the change log and the records themselves.
//! Not here: how a change comes about (`domain::change`).
//!
//! Promise: every entry says who or what caused it; what happened before Rankr was connected is shown from the
//! records' own dates.

mod dealings;
mod diff;
pub(crate) mod merge;

use domain::change::Seq;
use domain::ids::WriteId;
use highlevel::{AppointmentId, ConversationId, NoteId, OpportunityId, TaskId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::conversation::MessageLine;
use crate::standing::Key;

/// A stretch of history.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// Newest day first.
    pub days: Vec<Day>,
    /// Where older entries start, if there are any.
    pub older: Option<Seq>,
}

/// One day of it.
#[derive(Debug, Clone)]
pub struct Day {
    /// The day, in the location's zone.
    pub date: Date,
    /// Newest first.
    pub entries: Vec<Entry>,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Names the entry on the page, so that a live update finds it.
    pub key: String,
    /// When.
    pub at: Timestamp,
    /// Who or what did it.
    pub by: By,
    /// What it was.
    pub what: What,
    /// On its way to HighLevel still: the write.
    pub pending: Option<WriteId>,
}

/// Who or what caused an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// A person here, by name.
    Person(String),
    /// A person here, by name, on many contacts at once.
    Bulk(String),
    /// A person or machine in HighLevel, by name where known.
    HighLevel(Option<String>),
    /// Found by Rankr when it looked.
    Found,
    /// An automation here.
    Automation,
    /// A program with an API key.
    Program,
}

/// The kind of an entry, for the filter above the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Notes.
    Notes,
    /// Tasks.
    Tasks,
    /// Appointments.
    Booked,
    /// What was said.
    Messages,
    /// Opportunities.
    Deals,
    /// Fields, tags, consent, creation and deletion.
    Changes,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The contact came into being.
    ContactAdded,
    /// The contact was deleted.
    ContactDeleted,
    /// The contact came back.
    ContactRestored,
    /// Fields changed.
    Fields(Vec<FieldDiff>),
    /// Tags came and went.
    Tags {
        /// Added ones.
        added: Vec<String>,
        /// Removed ones.
        removed: Vec<String>,
    },
    /// A note.
    Note {
        /// The note.
        note: Key<NoteId>,
        /// What happened to it.
        act: Act,
        /// Its text.
        text: String,
    },
    /// A task.
    Task {
        /// The task.
        task: TaskId,
        /// What happened to it.
        act: TaskAct,
        /// Its title.
        title: String,
        /// What changed, if it was edited.
        fields: Vec<FieldDiff>,
    },
    /// An appointment.
    Appointment {
        /// The appointment.
        appointment: AppointmentId,
        /// What happened to it.
        act: Act,
        /// Its title.
        title: String,
        /// What changed, if it was edited.
        fields: Vec<FieldDiff>,
    },
    /// A message.
    Message(Box<MessageLine>, Option<ConversationId>),
    /// An opportunity.
    Opportunity {
        /// The opportunity; none while it is being made.
        opportunity: Option<OpportunityId>,
        /// What happened to it.
        act: Act,
        /// Its name.
        name: String,
        /// What changed, if it was edited.
        fields: Vec<FieldDiff>,
    },
}

impl What {
    /// Which filter shows it.
    pub fn group(&self) -> Group {
        match self {
            Self::Note { .. } => Group::Notes,
            Self::Task { .. } => Group::Tasks,
            Self::Appointment { .. } => Group::Booked,
            Self::Message(..) => Group::Messages,
            Self::Opportunity { .. } => Group::Deals,
            _ => Group::Changes,
        }
    }
}

/// What happened to a note or an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It was added.
    Added,
    /// It was altered.
    Edited,
    /// It was deleted.
    Deleted,
}

/// What happened to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskAct {
    /// It was added.
    Added,
    /// It was altered.
    Edited,
    /// It was completed.
    Completed,
    /// It was opened again.
    Reopened,
    /// It was deleted.
    Deleted,
    /// Its time passed while it was open.
    Overdue,
}

/// One field before and after, written for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDiff {
    /// The field's name.
    pub label: String,
    /// Before; nothing when it was empty.
    pub before: Option<String>,
    /// After; nothing when it was cleared.
    pub after: Option<String>,
}
