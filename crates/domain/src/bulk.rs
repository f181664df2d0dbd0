//! Bulk: one action on many contacts, each with its own write and its own outcome.
//!
//! Here: what is done, how the whole and each part stands, and what may be asked of it. Not here: finding the
//! contacts (`workspace`), the work (`gateway`), the rows (`store`).
//!
//! Promise: what runs is exactly what was shown before; each part is done at most once and ends in a state that a
//! person can read.

use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{BulkId, PersonId, RunId, WriteId},
    record::{Kind, words},
    write::{self, Intent},
};

/// What is done to each contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// It gets this tag.
    AddTag {
        /// The tag.
        tag: String,
    },
    /// It loses this tag.
    RemoveTag {
        /// The tag.
        tag: String,
    },
    /// It gets this owner, or none.
    Assign {
        /// HighLevel's id of the user, and the name as it was shown.
        user: Option<(String, String)>,
    },
    /// It gets a task of this title.
    AddTask {
        /// The title.
        title: String,
    },
    /// It is deleted.
    Delete,
    /// What another action did is taken back.
    Undo {
        /// That action.
        bulk: BulkId,
    },
    /// What a run of an automation did is taken back.
    UndoRun {
        /// That run.
        run: RunId,
    },
}

impl Act {
    /// What it does, in a few words: "Add the tag “vip”".
    pub fn words(&self) -> String {
        match self {
            Self::AddTag { tag } => format!("Add the tag “{tag}”"),
            Self::RemoveTag { tag } => format!("Remove the tag “{tag}”"),
            Self::Assign { user: Some((_, name)) } => format!("Assign to {name}"),
            Self::Assign { user: None } => "Take the owner away".to_owned(),
            Self::AddTask { title } => format!("Add the task “{title}”"),
            Self::Delete => "Delete".to_owned(),
            Self::Undo { .. } => "Undo an action on many contacts".to_owned(),
            Self::UndoRun { .. } => "Undo what an automation did".to_owned(),
        }
    }
}

/// How the whole stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It is shown and waits to be begun.
    Draft,
    /// It runs.
    Running,
    /// A person stopped it for now.
    Paused,
    /// Every part has ended.
    Done,
    /// A person ended it; what was done stays done.
    Cancelled,
}

words!(State, "state of a bulk action", {
    Draft = "draft", Running = "running", Paused = "paused", Done = "done", Cancelled = "cancelled",
});

/// What a person wants of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Begin it.
    Start,
    /// Stop for now.
    Pause,
    /// Go on.
    Resume,
    /// End it.
    Cancel,
}

impl State {
    /// The state after this order; none where it makes no sense.
    pub const fn after(self, order: Order) -> Option<Self> {
        match (self, order) {
            (Self::Draft, Order::Start) | (Self::Paused, Order::Resume) => Some(Self::Running),
            (Self::Running, Order::Pause) => Some(Self::Paused),
            (Self::Draft | Self::Running | Self::Paused, Order::Cancel) => Some(Self::Cancelled),
            _ => None,
        }
    }

    /// Whether it is over.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

/// How one part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemState {
    /// Its turn comes.
    Waiting,
    /// Its write is in the ledger.
    Sent,
    /// HighLevel has it.
    Done,
    /// HighLevel would not have it, dropped it, or somebody else was first.
    Failed,
    /// There is nothing to do.
    Skipped,
    /// It was ended before its turn.
    Cancelled,
}

words!(ItemState, "state of a part", {
    Waiting = "waiting", Sent = "sent", Done = "done", Failed = "failed", Skipped = "skipped", Cancelled = "cancelled",
});

impl ItemState {
    /// How a part stands by its write; none while that is open.
    pub const fn by(state: write::State) -> Option<Self> {
        match state {
            write::State::Intended | write::State::Sent | write::State::Unknown => None,
            write::State::Confirmed => Some(Self::Done),
            write::State::Refused | write::State::Overtaken | write::State::NotApplied => Some(Self::Failed),
            write::State::Cancelled => Some(Self::Cancelled),
        }
    }
}

/// One action.
#[derive(Debug, Clone, PartialEq)]
pub struct Bulk {
    /// Its id.
    pub id: BulkId,
    /// Where.
    pub location: LocationId,
    /// What is done.
    pub act: Act,
    /// How it stands.
    pub state: State,
    /// Who wants it.
    pub person: PersonId,
    /// When it was prepared.
    pub created_at: Timestamp,
    /// When it was begun.
    pub started_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
}

/// One part: one contact and the write that is made for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its place.
    pub place: u32,
    /// The contact, or the one that its record belongs to.
    pub contact: Option<ContactId>,
    /// The contact's name when it was prepared.
    pub name: String,
    /// The kind of record that is written.
    pub kind: Kind,
    /// What is written; none where there is nothing to do.
    pub intent: Option<Intent>,
    /// What changes, for people: field, before, after.
    pub preview: Vec<Preview>,
    /// How it stands.
    pub state: ItemState,
    /// Its write, once it is in the ledger.
    pub write: Option<WriteId>,
    /// Why it stands so, for a person.
    pub reason: Option<String>,
}

/// One field of a part, written for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Its name.
    pub label: String,
    /// What stands there.
    pub now: Option<String>,
    /// What will stand there.
    pub then: Option<String>,
}

/// How many parts stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Their turn comes.
    pub waiting: u64,
    /// On their way.
    pub sent: u64,
    /// HighLevel has them.
    pub done: u64,
    /// They did not come about.
    pub failed: u64,
    /// Nothing to do.
    pub skipped: u64,
    /// Ended before their turn.
    pub cancelled: u64,
}

impl Tally {
    /// All parts with something to do.
    pub const fn of_all(&self) -> u64 {
        self.waiting + self.sent + self.done + self.failed + self.cancelled
    }

    /// Those that have ended.
    pub const fn ended(&self) -> u64 {
        self.done + self.failed + self.cancelled
    }

    /// Whether nothing is left to do.
    pub const fn is_over(&self) -> bool {
        self.waiting == 0 && self.sent == 0
    }

    /// Adds so many parts of a state.
    pub const fn add(&mut self, state: ItemState, found: u64) {
        match state {
            ItemState::Waiting => self.waiting += found,
            ItemState::Sent => self.sent += found,
            ItemState::Done => self.done += found,
            ItemState::Failed => self.failed += found,
            ItemState::Skipped => self.skipped += found,
            ItemState::Cancelled => self.cancelled += found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_takes_no_orders() {
        for order in [Order::Start, Order::Pause, Order::Resume, Order::Cancel] {
            assert_eq!(State::Done.after(order), None);
            assert_eq!(State::Cancelled.after(order), None);
        }
        assert_eq!(State::Paused.after(Order::Resume), Some(State::Running));
        assert_eq!(State::Running.after(Order::Start), None);
    }

    #[test]
    fn a_part_ends_with_its_write_and_never_before() {
        assert_eq!(ItemState::by(write::State::Unknown), None);
        assert_eq!(ItemState::by(write::State::Confirmed), Some(ItemState::Done));
        assert_eq!(ItemState::by(write::State::Overtaken), Some(ItemState::Failed));
    }
}
