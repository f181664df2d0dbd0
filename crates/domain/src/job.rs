//! Jobs: work that outlives a crash.
//!
//! Here: what kinds of work there are and who goes first. Not here: leasing (`store`) and doing it.
//!
//! Promise: a job names all it needs; its key says which two jobs are the same work.

use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    budget::Lane,
    ids::{BulkId, ConnectionId, DeliveryId, JobId, RunId, WriteId},
    record::RecordId,
};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Kind {
    /// Take a delivery into the mirror.
    TakeIn {
        /// Which.
        delivery: DeliveryId,
    },
    /// Read one contact with all that belongs to it anew, since an event or a person asked for it.
    Hydrate {
        /// Which.
        contact: ContactId,
        /// The delivery that asked, if one did.
        delivery: Option<DeliveryId>,
    },
    /// Go on with the first copy of the account.
    Backfill,
    /// Carry a write out, or look what became of it.
    CarryOut {
        /// Which.
        write: WriteId,
    },
    /// Go on with an action on many contacts.
    Bulk {
        /// Which.
        bulk: BulkId,
    },
    /// See how far a message of ours got.
    FollowMessage {
        /// Which.
        message: RecordId,
        /// To whom.
        contact: ContactId,
    },
    /// Renew a connection's tokens before they end.
    RenewTokens {
        /// Which.
        connection: ConnectionId,
    },
    /// Look for contacts that changed since the last look.
    Reconcile,
    /// Look once more through an hour of changed contacts, for what HighLevel showed late.
    Sweep,
    /// Look through the calendars for appointments that are not as the mirror has them.
    SweepAppointments,
    /// Compare everything with HighLevel, and find what is gone.
    Compare,
    /// Compare one record that is chosen at random.
    Sample,
    /// Read one contact with all that belongs to it anew, since something about it was missed.
    Check {
        /// Which.
        contact: ContactId,
    },
    /// Read the location's tasks anew, since HighLevel tells of no edit.
    SweepTasks,
    /// Look for messages that no webhook told of.
    SweepConversations,
    /// See what the newest changes start, in their order.
    MatchTriggers,
    /// Go on with a run.
    AdvanceRun {
        /// Which.
        run: RunId,
    },
    /// The time has come that a run waited for.
    WakeRun {
        /// Which.
        run: RunId,
    },
}

impl Kind {
    /// The word for it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::TakeIn { .. } => "take_in",
            Self::Hydrate { .. } => "hydrate",
            Self::Backfill => "backfill",
            Self::CarryOut { .. } => "carry_out",
            Self::Bulk { .. } => "bulk",
            Self::FollowMessage { .. } => "follow_message",
            Self::RenewTokens { .. } => "renew_tokens",
            Self::Reconcile => "reconcile",
            Self::Sweep => "sweep",
            Self::SweepAppointments => "sweep_appointments",
            Self::Compare => "compare",
            Self::Sample => "sample",
            Self::Check { .. } => "check",
            Self::SweepTasks => "sweep_tasks",
            Self::SweepConversations => "sweep_conversations",
            Self::MatchTriggers => "match_triggers",
            Self::AdvanceRun { .. } => "advance_run",
            Self::WakeRun { .. } => "wake_run",
        }
    }

    /// Two jobs of one location with the same key are the same work and are kept once.
    pub fn key(&self) -> String {
        match self {
            Self::TakeIn { delivery } => format!("take_in/{delivery}"),
            Self::Hydrate { contact, .. } => format!("hydrate/{contact}"),
            Self::Check { contact } => format!("check/{contact}"),
            Self::CarryOut { write } => format!("carry_out/{write}"),
            Self::Bulk { bulk } => format!("bulk/{bulk}"),
            Self::FollowMessage { message, .. } => format!("follow_message/{message}"),
            Self::RenewTokens { connection } => format!("renew_tokens/{connection}"),
            Self::AdvanceRun { run } => format!("advance_run/{run}"),
            Self::WakeRun { run } => format!("wake_run/{run}"),
            Self::Backfill
            | Self::Reconcile
            | Self::Sweep
            | Self::SweepTasks
            | Self::SweepConversations
            | Self::SweepAppointments
            | Self::Compare
            | Self::Sample
            | Self::MatchTriggers => self.as_str().to_owned(),
        }
    }

    /// Whether it belongs to automations in motion: the engine does it, and not whoever takes news in.
    pub const fn is_of_automations(&self) -> bool {
        matches!(self, Self::MatchTriggers | Self::AdvanceRun { .. } | Self::WakeRun { .. })
    }
}

/// One piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// For which location.
    pub location: LocationId,
    /// What is to be done.
    pub kind: Kind,
    /// On whose account: decides who goes first.
    pub lane: Lane,
    /// Not before this moment.
    pub due_at: Timestamp,
    /// How often it was begun.
    pub attempts: u32,
    /// The trace that led to it.
    pub trace: Option<String>,
}

impl Job {
    /// Work that is due at once.
    pub const fn due_now(id: JobId, location: LocationId, kind: Kind, lane: Lane, now: Timestamp) -> Self {
        Self { id, location, kind, lane, due_at: now, attempts: 0, trace: None }
    }

    /// The same work, due later.
    #[must_use]
    pub const fn due_at(mut self, at: Timestamp) -> Self {
        self.due_at = at;
        self
    }
}

/// Whether a job was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It waits now.
    New,
    /// The same work was there: it waits still, or runs once more after the run that is under way.
    Joined,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_hydrates_of_one_contact_are_the_same_work() {
        let contact = ContactId::new("c1").unwrap();
        let asked = Kind::Hydrate { contact: contact.clone(), delivery: None };
        let told = Kind::Hydrate { contact, delivery: Some(DeliveryId::from_uuid(uuid::Uuid::from_u128(1))) };

        assert_eq!(asked.key(), told.key());
        assert_ne!(asked.key(), Kind::Backfill.key());
    }

    #[test]
    fn a_job_is_read_as_it_was_written() {
        let kind = Kind::AdvanceRun { run: RunId::from_uuid(uuid::Uuid::from_u128(9)) };

        let text = serde_json::to_string(&kind).unwrap();

        assert_eq!(serde_json::from_str::<Kind>(&text).unwrap(), kind);
    }
}
