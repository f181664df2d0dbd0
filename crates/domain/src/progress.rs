//! Progress: how far a long piece of work has come, so that it goes on where it stopped.
//!
//! Here: the stages of a first copy and their checkpoint. Not here: doing it (`sync`).
//!
//! Promise: a checkpoint is written with the rows it speaks of.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::words;

/// The stages of a first copy, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The location, its tags, custom fields, users and calendars.
    Lists,
    /// Every contact, by search.
    Contacts,
    /// Every task, by the location's task search.
    Tasks,
    /// Every opportunity, by search.
    Opportunities,
    /// Recent conversations, by search, with what was said in them lately.
    Conversations,
    /// Appointments, contact by contact.
    Appointments,
    /// Notes, contact by contact, those who matter most first.
    Notes,
}

words!(Stage, "stage", {
    Lists = "lists",
    Contacts = "contacts",
    Tasks = "tasks",
    Opportunities = "opportunities",
    Conversations = "conversations",
    Appointments = "appointments",
    Notes = "notes",
});

/// How a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// All there.
    Done,
    /// Not possible with this connection, for a reason.
    Skipped,
}

words!(State, "state of a stage", { Waiting = "waiting", Running = "running", Done = "done", Skipped = "skipped" });

/// One stage's checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Which stage.
    pub stage: Stage,
    /// How it is.
    pub state: State,
    /// Where to go on: the stage's own text (a search cursor, a contact's id).
    pub cursor: Option<String>,
    /// Records taken in so far.
    pub done: u64,
    /// Records there are, where known.
    pub total: Option<u64>,
    /// Why it stands still, for a person.
    pub reason: Option<String>,
    /// When it last moved.
    pub at: Timestamp,
}

impl Progress {
    /// A stage that has not begun.
    pub const fn waiting(stage: Stage, at: Timestamp) -> Self {
        Self { stage, state: State::Waiting, cursor: None, done: 0, total: None, reason: None, at }
    }

    /// Whether nothing is left to do.
    pub const fn is_over(&self) -> bool {
        matches!(self.state, State::Done | State::Skipped)
    }

    /// How much is done, of a hundred; none while the whole is unknown.
    pub fn percent(&self) -> Option<u8> {
        if self.is_over() {
            return Some(100);
        }
        let total = self.total.filter(|total| *total > 0)?;
        Some(u8::try_from(self.done.min(total) * 100 / total).unwrap_or(100).min(99))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_that_is_not_over_never_says_a_hundred() {
        let mut progress = Progress::waiting(Stage::Contacts, Timestamp::UNIX_EPOCH);
        assert_eq!(progress.percent(), None);

        progress.total = Some(10);
        progress.done = 12;
        assert_eq!(progress.percent(), Some(99));

        progress.state = State::Done;
        assert_eq!(progress.percent(), Some(100));
    }
}
