//! Changes: every alteration of the mirror, with before, after and cause.
//!
//! Here: what one change row says. Not here: deciding that there is one (`mirror`), keeping it (`store`).
//!
//! Promise: sequence numbers of one location rise in the order in which the changes became visible.

use std::fmt;

use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ids::{ApiKeyId, BulkId, DeliveryId, PersonId, RunId, WriteId},
    record::{Kind, RecordId, words},
};

/// A change's place in its location's log. Zero stands before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(i64);

impl Seq {
    /// Before the first change.
    pub const START: Self = Self(0);

    /// A place by its number.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Seq {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What happened to the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The mirror met it for the first time.
    Created,
    /// Fields took other values.
    Updated,
    /// Nothing took another value, but fields that no source had spoken of before became known.
    Learned,
    /// It is gone from HighLevel.
    Deleted,
    /// It was gone and is there again.
    Restored,
}

words!(Action, "action", {
    Created = "created",
    Updated = "updated",
    Learned = "learned",
    Deleted = "deleted",
    Restored = "restored",
});

/// Whether the value before was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knowledge {
    /// The field was known before (known to be empty counts).
    #[default]
    Known,
    /// No source had spoken of the field before: this is not an edit that anybody made now.
    Learned,
}

/// One field of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// HighLevel's name of the field.
    pub field: String,
    /// The value before; none when it was empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The value after; none when it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// Whether the value before was known.
    #[serde(default, skip_serializing_if = "is_known")]
    pub knowledge: Knowledge,
}

fn is_known(knowledge: &Knowledge) -> bool {
    *knowledge == Knowledge::Known
}

/// Who or what made a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// A webhook told us.
    Delivery {
        /// Which.
        delivery: DeliveryId,
    },
    /// The first copy of the account: the baseline, which triggers nothing.
    Backfill,
    /// The periodic comparison found what no webhook told.
    Reconcile,
    /// Somebody opened the record and it was read anew.
    Opened,
    /// Somebody edited it here.
    Person {
        /// Who.
        person: PersonId,
        /// By which write.
        write: Option<WriteId>,
    },
    /// Somebody did it to many contacts at once.
    Bulk {
        /// Which action.
        bulk: BulkId,
        /// Who began it.
        person: PersonId,
        /// By which write.
        write: Option<WriteId>,
    },
    /// An automation did it.
    Run {
        /// Which run of it.
        run: RunId,
        /// By which write.
        write: Option<WriteId>,
    },
    /// A program did it through the served API.
    ApiKey {
        /// With which key.
        key: ApiKeyId,
        /// By which write.
        write: Option<WriteId>,
    },
}

/// A cause without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CauseKind {
    /// A webhook.
    Delivery,
    /// The first copy.
    Backfill,
    /// Comparing.
    Reconcile,
    /// Opening.
    Opened,
    /// A person's edit.
    Person,
    /// An action on many contacts.
    Bulk,
    /// An automation.
    Run,
    /// A program.
    ApiKey,
}

words!(CauseKind, "kind of cause", {
    Delivery = "delivery",
    Backfill = "backfill",
    Reconcile = "reconcile",
    Opened = "opened",
    Person = "person",
    Bulk = "bulk",
    Run = "run",
    ApiKey = "api_key",
});

impl Cause {
    /// The word for it, as it stands in tables and logs.
    pub const fn as_str(&self) -> &'static str {
        self.kind().as_str()
    }

    /// Without its particulars.
    pub const fn kind(&self) -> CauseKind {
        match self {
            Self::Delivery { .. } => CauseKind::Delivery,
            Self::Backfill => CauseKind::Backfill,
            Self::Reconcile => CauseKind::Reconcile,
            Self::Opened => CauseKind::Opened,
            Self::Person { .. } => CauseKind::Person,
            Self::Bulk { .. } => CauseKind::Bulk,
            Self::Run { .. } => CauseKind::Run,
            Self::ApiKey { .. } => CauseKind::ApiKey,
        }
    }

    /// The write that made it, if one of ours did.
    pub const fn write(&self) -> Option<WriteId> {
        match self {
            Self::Person { write, .. }
            | Self::Bulk { write, .. }
            | Self::Run { write, .. }
            | Self::ApiKey { write, .. } => *write,
            Self::Delivery { .. } | Self::Backfill | Self::Reconcile | Self::Opened => None,
        }
    }

    /// The same cause, by this write.
    #[must_use]
    pub fn by(self, id: WriteId) -> Self {
        match self {
            Self::Person { person, .. } => Self::Person { person, write: Some(id) },
            Self::Bulk { bulk, person, .. } => Self::Bulk { bulk, person, write: Some(id) },
            Self::Run { run, .. } => Self::Run { run, write: Some(id) },
            Self::ApiKey { key, .. } => Self::ApiKey { key, write: Some(id) },
            other => other,
        }
    }

    /// The person behind it, where a person here is.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { person, .. } | Self::Bulk { person, .. } => Some(*person),
            _ => None,
        }
    }

    /// What of ours made many changes: a run or an action on many contacts, by its id.
    pub fn origin(&self) -> Option<String> {
        match self {
            Self::Bulk { bulk, .. } => Some(bulk.to_string()),
            Self::Run { run, .. } => Some(run.to_string()),
            _ => None,
        }
    }

    /// Whether such a change may start something. The baseline may not.
    pub const fn may_trigger(&self) -> bool {
        !matches!(self, Self::Backfill)
    }
}

/// One alteration of the mirror.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Whose.
    pub location: LocationId,
    /// Its place in the location's log.
    pub seq: Seq,
    /// The kind of record.
    pub kind: Kind,
    /// The record.
    pub record: RecordId,
    /// The contact it belongs to, if any.
    pub contact: Option<ContactId>,
    /// What happened.
    pub action: Action,
    /// The fields that moved. Empty for a record that was created or deleted whole: its document tells.
    pub fields: Vec<FieldChange>,
    /// Who or what made it.
    pub cause: Cause,
    /// When the mirror took it.
    pub at: Timestamp,
}

impl Change {
    /// Whether something may be started by it: not by a baseline, and not by what merely became known.
    pub fn may_trigger(&self) -> bool {
        self.cause.may_trigger() && self.action != Action::Learned
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_cause_is_read_as_it_was_written() {
        let cause = Cause::Person { person: PersonId::from_uuid(Uuid::from_u128(1)), write: None }
            .by(WriteId::from_uuid(Uuid::from_u128(2)));

        let text = serde_json::to_string(&cause).unwrap();

        assert_eq!(serde_json::from_str::<Cause>(&text).unwrap(), cause);
        assert_eq!(cause.write(), Some(WriteId::from_uuid(Uuid::from_u128(2))));
    }

    #[test]
    fn a_first_backfill_triggers_nothing() {
        assert!(!Cause::Backfill.may_trigger());
        assert!(Cause::Reconcile.may_trigger());
    }
}
