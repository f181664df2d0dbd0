//! Writes of runs: one key is one write, made one attempt at a time.
//!
//! Here: taking a step's intent down under its key, one attempt at it, one look for it, and putting it aside. Not here:
//! when the next attempt is made, and how often: the run decides (`domain::automation::run`).
//!
//! Promise: a step that is taken up again finds its write and never makes a second one; what HighLevel answered is
//! kept with the write's end, so that an answer nobody took note of is not lost.

use domain::{
    automation::run::Run,
    ids::WriteId,
    write::{Intent, News, State, Write},
};
use highlevel::{CallError, LocationId, Verdict};
use jiff::Timestamp;
use serde_json::Value;
use store::Tx;

use super::{Step, lane_of, row_of, send::call_of, words};
use crate::{error::GatewayError, gateway::Gateway};

/// A step's write, found by its key or just taken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It was there.
    Before(WriteId),
    /// It is new.
    New(WriteId),
}

/// What became of one attempt, or of one look.
#[derive(Clone, Debug, PartialEq)]
pub enum Attempted {
    /// HighLevel has it.
    Done {
        /// What it answered, or shows.
        answer: Value,
        /// What it said yes to and did not keep, for a person.
        not_kept: Option<String>,
    },
    /// HighLevel does not want it.
    Refused {
        /// Its status.
        status: Option<u16>,
        /// Why, for a person.
        reason: String,
    },
    /// The record it is about is gone.
    Gone {
        /// For a person.
        reason: String,
    },
    /// It did not leave: no calls are left, or an earlier change of the same record goes first.
    NoRoom {
        /// When there is room.
        until: Timestamp,
        /// For a person.
        reason: String,
    },
    /// It did not leave, or nothing came of it: it may be tried again.
    Undone {
        /// For a person.
        reason: String,
    },
    /// It may have arrived.
    Unknown {
        /// For a person.
        reason: String,
    },
}

impl Gateway {
    /// Takes a step's intent down under its key, unless it is there.
    ///
    /// # Errors
    /// `LacksScope` when the connection may not do it, `NotConnected`, `NotAWrite`, and the store's.
    pub async fn effect_keep(
        &self,
        tx: &mut Tx<'_>,
        run: &Run,
        key: &str,
        intent: Intent,
    ) -> Result<Kept, GatewayError> {
        let location = intent.location.clone();
        if let Some(kept) = tx.effect_find(&location, key).await? {
            return Ok(Kept::Before(kept.write));
        }
        let write = self.take_down(tx, intent).await?;
        tx.effect_add(&location, key, run.id, write.id).await?;
        Ok(Kept::New(write.id))
    }

    /// One attempt at a step's write. One that has left before is not sent again: its outcome is unknown then.
    ///
    /// # Errors
    /// The store's, and a key without a write.
    pub async fn effect_attempt(&self, location: &LocationId, key: &str) -> Result<Attempted, GatewayError> {
        let write = self.effect_write(location, key).await?;
        if write.state != State::Intended {
            return self.effect_outcome(location, key).await;
        }
        if self.is_behind(&write).await? {
            let reason = "An earlier change of the same record goes first.".to_owned();
            return Ok(Attempted::NoRoom { until: self.later(1), reason });
        }
        let row = row_of(&write)?;
        let call = call_of(&write, row)?;
        let cause = write.intent.cause.clone();
        let pass = match self.pass(location, lane_of(&cause), &cause).await {
            Ok(pass) => pass,
            Err(error) => return Ok(self.kept_back(&write, &error)),
        };
        let earlier = write.sent_at;
        let (write, answered) = self.call_out(write, pass, call).await?;
        let held = answered.as_ref().err().map(|error| self.kept_back(&write, error));
        self.heard(&write, row, earlier, answered).await?;
        match (self.effect_outcome(location, key).await?, held) {
            (Attempted::Undone { .. }, Some(held)) => Ok(held),
            (outcome, _) => Ok(outcome),
        }
    }

    /// One look what became of a step's write.
    ///
    /// # Errors
    /// The store's, and a key without a write.
    pub async fn effect_look(&self, location: &LocationId, key: &str) -> Result<Attempted, GatewayError> {
        let write = self.effect_write(location, key).await?;
        if matches!(write.state, State::Sent | State::Unknown) {
            let _step: Step = self.look_step(write).await?;
        }
        self.effect_outcome(location, key).await
    }

    /// Puts a step's write aside, since nobody goes on with it.
    ///
    /// # Errors
    /// The store's.
    pub async fn effect_give_up(
        &self,
        tx: &mut Tx<'_>,
        location: &LocationId,
        key: &str,
        reason: &str,
    ) -> Result<(), GatewayError> {
        let Some(kept) = tx.effect_find(location, key).await? else { return Ok(()) };
        let Some(write) = tx.write_find(location, kept.write).await? else { return Ok(()) };
        let refused = News::Refused { status: write.status, reason: reason.to_owned(), other: None };
        // The run tells of it; nobody typed a value that would have to be kept.
        let news = match write.state {
            State::Intended if write.attempts == 0 => vec![News::Cancelled],
            state if state.is_open() => vec![refused, News::Dismissed],
            State::Refused => vec![News::Dismissed],
            _ => Vec::new(),
        };
        for news in news {
            tx.write_advance(location, write.id, news, self.now()).await?;
        }
        Ok(())
    }

    async fn effect_write(&self, location: &LocationId, key: &str) -> Result<Write, GatewayError> {
        let mut tx = self.store().read().await?;
        let kept = tx.effect_find(location, key).await?;
        let kept = kept.ok_or_else(|| GatewayError::UnknownEffect(key.to_owned()))?;
        tx.write_find(location, kept.write).await?.ok_or(GatewayError::UnknownWrite(kept.write))
    }

    /// What the ledger says of a step's write.
    async fn effect_outcome(&self, location: &LocationId, key: &str) -> Result<Attempted, GatewayError> {
        let mut tx = self.store().read().await?;
        let kept = tx.effect_find(location, key).await?;
        let kept = kept.ok_or_else(|| GatewayError::UnknownEffect(key.to_owned()))?;
        let write =
            tx.write_find(location, kept.write).await?.ok_or(GatewayError::UnknownWrite(kept.write))?;
        let reason = write.reason.clone().unwrap_or_else(|| "It was not done.".to_owned());
        Ok(match write.state {
            State::Confirmed => Attempted::Done { answer: kept.answer.unwrap_or_default(), not_kept: None },
            State::NotApplied => {
                Attempted::Done { answer: kept.answer.unwrap_or_default(), not_kept: Some(reason) }
            }
            State::Refused if write.status == Some(404) => Attempted::Gone { reason },
            State::Refused | State::Overtaken | State::Cancelled => {
                Attempted::Refused { status: write.status, reason }
            }
            State::Intended => Attempted::Undone { reason },
            State::Sent | State::Unknown => Attempted::Unknown { reason },
        })
    }

    /// Why a call did not leave, or was told to come later.
    fn kept_back(&self, write: &Write, error: &CallError) -> Attempted {
        match error.verdict() {
            Verdict::RetryAt(until) => Attempted::NoRoom { until, reason: words::delay(error) },
            Verdict::RetryAfter(wait) => {
                let until = self.now().checked_add(wait).unwrap_or(Timestamp::MAX);
                Attempted::NoRoom { until, reason: words::delay(error) }
            }
            Verdict::GiveUp | Verdict::RefreshToken => {
                Attempted::Undone { reason: words::refusal(error, write.intent.kind) }
            }
            Verdict::Retry | Verdict::LookFirst => Attempted::Undone { reason: words::delay(error) },
        }
    }
}
