//! The write ledger in motion.
//!
//! Here: taking an intent down, and carrying it to its end: order per record, the durable mark before the call
//! leaves, the call, looking where the outcome is unknown, and settling together with the mirror. Not here: which
//! move is allowed (`domain::write::advance`), when a job is tried again (`queue`).
//!
//! Promise: an intent and its job are on disk together; a write that may have arrived is looked for before it is
//! sent again; confirmation, the mirror and its change are one transaction; a refused value stays in the ledger
//! with HighLevel's reason.

mod at_once;
pub(crate) mod catalog;
mod desk;
mod effect;
mod fields;
mod look;
mod lossy;
mod make;
mod meet;
mod message;
mod opportunity;
mod same;
mod send;
mod settle;
mod submit;
mod unseen;
pub(crate) mod verdict;
mod words;

pub use at_once::AtOnce;
pub use effect::{Attempted, Kept};

pub use meet::{AUTHORITY, authority};

use std::time::Duration;

use domain::{
    budget::Lane,
    change::Cause,
    ids::WriteId,
    write::{State, Write},
};
use highlevel::{
    LocationId,
    operation::{self, Operation},
};
use jiff::Timestamp;
use tracing::warn;

use crate::{error::GatewayError, gateway::Gateway};

/// What became of a write for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// It is over, in this state.
    Settled(State),
    /// It goes on at this time, for this reason, which is for a person.
    Waits {
        /// When to carry it on.
        until: Timestamp,
        /// Why it waits.
        reason: String,
    },
}

/// One step of a write: it goes on at once, or is through for now.
pub(crate) enum Step {
    On,
    Through(Carried),
}

/// Steps in one go: send, look, send again, look again. More is for the next turn.
const STEPS: usize = 6;
/// A write that was sent so often and is still not there is given up.
pub(crate) const SENT_AT_MOST: u32 = 10;
/// The pause before the first look or the second try; it doubles up to [`LONGEST`].
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

impl Gateway {
    /// Carries a write on, as far as it goes now. Safe to repeat at any point, also after a crash.
    ///
    /// # Errors
    /// The store's, and a write that is not in the ledger. Whatever HighLevel says is no error: it is written down.
    pub async fn carry_out(&self, location: &LocationId, id: WriteId) -> Result<Carried, GatewayError> {
        for _ in 0..STEPS {
            let write = self.write(location, id).await?;
            let step = match write.state {
                state if state.is_settled() => Ok(Step::Through(Carried::Settled(state))),
                _ if write.next_at > self.now() => Ok(Step::Through(waits(&write))),
                State::Intended => self.send_step(write).await,
                _ => self.look_step(write).await,
            };
            match step {
                Ok(Step::On) => {}
                Ok(Step::Through(carried)) => return Ok(carried),
                // Another worker has moved it meanwhile: what it did counts.
                Err(GatewayError::WrongState(wrong)) => {
                    warn!(%wrong, "{id} is carried by two workers at once")
                }
                Err(other) => return Err(other),
            }
        }
        let until = self.later(1);
        Ok(Carried::Waits { until, reason: "It is tried again in a moment.".to_owned() })
    }

    /// The moment after a pause that doubles with each attempt.
    pub(crate) fn later(&self, attempts: u32) -> Timestamp {
        let doubled = FIRST.saturating_mul(1 << attempts.saturating_sub(1).min(16));
        self.now().checked_add(doubled.min(LONGEST)).unwrap_or(Timestamp::MAX)
    }
}

/// Why a write waits, as its row says.
pub(crate) fn waits(write: &Write) -> Carried {
    let reason = write.reason.clone().unwrap_or_else(|| "It is about to be sent.".to_owned());
    Carried::Waits { until: write.next_at, reason }
}

/// The row of the table that a write calls.
pub(crate) fn row_of(write: &Write) -> Result<&'static Operation, GatewayError> {
    let id = &write.intent.operation;
    operation::find(id).filter(|row| row.is_write()).ok_or_else(|| GatewayError::NotAWrite(id.clone()))
}

/// On whose account a cause spends.
pub(crate) const fn lane_of(cause: &Cause) -> Lane {
    match cause {
        Cause::Person { .. } | Cause::ApiKey { .. } | Cause::Opened => Lane::Person,
        // What is done to many goes behind what a person waits for.
        Cause::Run { .. } | Cause::Bulk { .. } => Lane::Automation,
        Cause::Delivery { .. } | Cause::Reconcile => Lane::Repair,
        Cause::Backfill => Lane::Backfill,
    }
}
