//! How a shown value stands with HighLevel: accepted, on its way, refused, overtaken, dropped.
//!
//! Here: the mark every field, tag, task and note carries on a page. Not here: the ledger itself (`domain::write`).
//!
//! Promise: whatever is not yet, or not, in HighLevel says so and keeps what was typed.

use domain::ids::WriteId;
use domain::write::{State, Write};
use highlevel::ContactId;
use jiff::Timestamp;

/// How a value stands with HighLevel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// HighLevel has it.
    #[default]
    Saved,
    /// On its way. The value shown is ours; retried without anyone doing anything.
    Pending {
        /// The write that carries it.
        write: WriteId,
        /// When the person asked for it. "Saving" turns to "Still trying" ten seconds later.
        since: Timestamp,
        /// When the next attempt is made, if one has failed.
        next_try: Option<Timestamp>,
        /// Why the last attempt did not succeed, in plain words.
        note: Option<String>,
    },
    /// HighLevel said no. The value shown is the one that was typed.
    Refused {
        /// The write that was refused: retry and discard name it.
        write: WriteId,
        /// Why, in plain words.
        reason: String,
        /// The contact that is in the way, where HighLevel named one.
        other: Option<ContactId>,
    },
    /// Someone else changed the same value meanwhile; theirs is shown.
    Overtaken {
        /// The write that lost: "Use mine" retries it.
        write: WriteId,
        /// What was typed here.
        mine: String,
        /// When theirs was seen.
        at: Timestamp,
    },
    /// HighLevel answered yes and kept the old value, which is shown.
    NotApplied {
        /// The write that had no effect.
        write: WriteId,
        /// What was typed here.
        mine: String,
    },
}

impl Standing {
    /// How a value stands by the write that would alter it; `mine` is what was typed, written for people.
    pub(crate) fn of(write: &Write, mine: impl FnOnce() -> String) -> Self {
        let reason = || write.reason.clone().unwrap_or_else(|| "HighLevel did not say why.".to_owned());
        match write.state {
            State::Intended | State::Sent | State::Unknown => Self::Pending {
                write: write.id,
                since: write.created_at,
                next_try: (write.attempts > 0 && write.state != State::Sent).then_some(write.next_at),
                note: write.reason.clone(),
            },
            State::Refused => Self::Refused { write: write.id, reason: reason(), other: write.other.clone() },
            State::Overtaken => {
                let at = write.settled_at.unwrap_or(write.created_at);
                Self::Overtaken { write: write.id, mine: mine(), at }
            }
            State::NotApplied => Self::NotApplied { write: write.id, mine: mine() },
            State::Confirmed | State::Cancelled => Self::Saved,
        }
    }

    /// The one mark for a record with several writes: what needs a person first, else the newest on its way.
    pub(crate) fn worst(writes: &[&Write], mine: impl Fn(&Write) -> String) -> Self {
        let stuck = writes.iter().rev().find(|write| write.state.needs_a_person());
        let write = stuck.or_else(|| writes.last());
        write.map_or(Self::Saved, |write| Self::of(write, || mine(write)))
    }

    /// Whether it waits for HighLevel.
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Pending { .. })
    }

    /// Whether it needs a person: refused, overtaken or without effect.
    pub fn is_stuck(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Overtaken { .. } | Self::NotApplied { .. })
    }

    /// The write behind the mark; nothing when the value is saved.
    pub fn write(&self) -> Option<&WriteId> {
        match self {
            Self::Saved => None,
            Self::Pending { write, .. }
            | Self::Refused { write, .. }
            | Self::Overtaken { write, .. }
            | Self::NotApplied { write, .. } => Some(write),
        }
    }
}

/// What names a task or a note on a page: HighLevel's id, or the write that is about to create it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key<I> {
    /// HighLevel knows it by this id.
    Known(I),
    /// Not created yet; no page of its own until it is.
    New(WriteId),
}

impl<I> Key<I> {
    /// HighLevel's id, once there is one.
    pub fn known(&self) -> Option<&I> {
        match self {
            Self::Known(id) => Some(id),
            Self::New(_) => None,
        }
    }
}

impl<I: std::fmt::Display> std::fmt::Display for Key<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(id) => id.fmt(f),
            Self::New(write) => write.fmt(f),
        }
    }
}
