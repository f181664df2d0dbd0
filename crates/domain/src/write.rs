//! The write ledger: every write to HighLevel, from intent to outcome.
//!
//! Here: what a write says, the states it goes through, and the overlay that shows it before HighLevel has
//! confirmed it. Not here: sending it (`gateway`), keeping it (`store`).
//!
//! Promise: only `advance` moves a write; a settled write never moves again; an outcome that is not known is
//! looked up, never guessed.

use highlevel::ids::{ContactId, LocationId};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    change::Cause,
    ids::{PersonId, WriteId},
    record::{Kind, RecordId, words},
};

mod advance;
mod narrow;
mod overlay;

pub use advance::{News, WrongState, advance};
pub use narrow::UNSEEN;
pub use overlay::{Overlaid, PendingField, PendingRecord, overlay, overlay_list};

/// Where a write stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// On disk, not sent.
    Intended,
    /// Marked as sent on disk, right before the call leaves.
    Sent,
    /// The call may have arrived; nobody knows yet. The next step looks.
    Unknown,
    /// HighLevel has it.
    Confirmed,
    /// HighLevel does not want it, and said why.
    Refused,
    /// Somebody else changed the same field meanwhile; theirs stands, ours is offered.
    Overtaken,
    /// HighLevel said yes and did not do it.
    NotApplied,
    /// Taken back before it left.
    Cancelled,
}

words!(State, "state of a write", {
    Intended = "intended",
    Sent = "sent",
    Unknown = "unknown",
    Confirmed = "confirmed",
    Refused = "refused",
    Overtaken = "overtaken",
    NotApplied = "not_applied",
    Cancelled = "cancelled",
});

impl State {
    /// Whether it is over.
    pub const fn is_settled(self) -> bool {
        !self.is_open()
    }

    /// Whether the value may still become true, so that pages show it as pending.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Intended | Self::Sent | Self::Unknown)
    }

    /// Whether a person has to decide what becomes of the value they typed.
    pub const fn needs_a_person(self) -> bool {
        matches!(self, Self::Refused | Self::Overtaken | Self::NotApplied)
    }
}

/// What a write does to the record, in the mirror's words. A custom field is called `customFields.ID`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// A new record with these fields.
    Create {
        /// Its fields.
        fields: Map<String, Value>,
    },
    /// These fields take these values; null clears.
    Set {
        /// The new values.
        fields: Map<String, Value>,
    },
    /// Adds to a list, such as tags or followers.
    Add {
        /// The list.
        field: String,
        /// What is added.
        values: Vec<String>,
    },
    /// Takes out of a list.
    Remove {
        /// The list.
        field: String,
        /// What is taken out.
        values: Vec<String>,
    },
    /// The record goes.
    Delete,
    /// Nothing that the mirror shows.
    Nothing,
}

/// What somebody wants HighLevel to do: everything the call needs, and what it means for the mirror.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// Whose.
    pub location: LocationId,
    /// The contact it is about, if any.
    pub contact: Option<ContactId>,
    /// The kind of record.
    pub kind: Kind,
    /// The record; none for one that is to be created.
    pub record: Option<RecordId>,
    /// The id of the operation in HighLevel's catalog.
    pub operation: String,
    /// The values for the path.
    pub path: IndexMap<String, String>,
    /// The body as it will be sent.
    pub body: Map<String, Value>,
    /// What it does to the record.
    pub effect: Effect,
    /// The values of the same fields when the person looked: null where a field was empty.
    pub base: Map<String, Value>,
    /// Who or what wants it.
    pub cause: Cause,
}

/// One row of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Write {
    /// Its id.
    pub id: WriteId,
    /// What is wanted.
    pub intent: Intent,
    /// Where it stands.
    pub state: State,
    /// How often it was sent.
    pub attempts: u32,
    /// Not before this moment.
    pub next_at: Timestamp,
    /// When it was wanted.
    pub created_at: Timestamp,
    /// Since when it may have reached HighLevel: when the first attempt that may have arrived was marked as sent.
    pub sent_at: Option<Timestamp>,
    /// When it was over.
    pub settled_at: Option<Timestamp>,
    /// HighLevel's last status, if it answered.
    pub status: Option<u16>,
    /// Why it stands where it stands, in words for a person.
    pub reason: Option<String>,
    /// The contact for whose sake it was refused: it has the address or the number that was wanted.
    #[serde(default)]
    pub other: Option<ContactId>,
    /// When a person put a refused, overtaken or dropped value aside.
    pub dismissed_at: Option<Timestamp>,
}

impl Write {
    /// A write that is wanted now.
    pub fn intended(id: WriteId, intent: Intent, now: Timestamp) -> Self {
        let intent = Intent { cause: intent.cause.clone().by(id), ..intent };
        Self {
            id,
            intent,
            state: State::Intended,
            attempts: 0,
            next_at: now,
            created_at: now,
            sent_at: None,
            settled_at: None,
            status: None,
            reason: None,
            other: None,
            dismissed_at: None,
        }
    }

    /// The person who wants it, if a person does.
    pub const fn person(&self) -> Option<PersonId> {
        self.intent.cause.person()
    }

    /// Whether its value is to be seen: pending, or waiting for a person's decision.
    pub const fn is_shown(&self) -> bool {
        self.state.is_open() || (self.state.needs_a_person() && self.dismissed_at.is_none())
    }
}

#[cfg(test)]
#[path = "write/tests.rs"]
mod tests;
