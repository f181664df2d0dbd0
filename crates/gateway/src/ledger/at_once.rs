//! A write for somebody who waits for it: taken down, carried out at once, and told in HighLevel's own words.
//!
//! Promise: it is on disk before it leaves, like every write. When the patience is over, what has not left is taken
//! back; what may have arrived is carried on by a worker.

use std::time::Duration;

use domain::{
    budget::Lane,
    change::Cause,
    ids::JobId,
    job::{Job, Kind},
    write::{Intent, State, Write},
};
use highlevel::{
    CallError, LocationId,
    client::{Answer, Call},
};
use jiff::{SignedDuration, Timestamp};

use super::{Carried, lane_of};
use crate::{error::GatewayError, gateway::Gateway, overheard};

/// A worker takes a write up that long after it was taken down, should this process end before.
const SAFETY: SignedDuration = SignedDuration::from_mins(2);
/// The shortest pause between two looks.
const SHORTEST: Duration = Duration::from_millis(20);

/// What became of a write that somebody waited for.
#[derive(Clone, Debug)]
pub struct AtOnce {
    /// As the ledger has it.
    pub write: Write,
    /// What HighLevel answered to it, word for word.
    pub answer: Option<Answer>,
}

impl Gateway {
    /// Makes one call and tells the answer as it came, a refusal too.
    ///
    /// # Errors
    /// A call that did not come about, and a connection that HighLevel does not know any more.
    pub async fn pass_through(
        &self,
        location: &LocationId,
        lane: Lane,
        cause: Cause,
        call: Call,
    ) -> Result<Answer, CallError> {
        let name = call.name();
        let door = self.door(location, lane, cause);
        let (answered, mut heard) = overheard::listening(door.send(call)).await;
        match answered {
            Ok(answer) => Ok(answer),
            // That a token of ours is dead is nothing a caller can mend.
            Err(error @ (CallError::DeadToken { .. } | CallError::DeadGrant { .. })) => Err(error),
            Err(error) => heard.remove(name).ok_or(error),
        }
    }

    /// Takes an intent down and carries it out, waiting no longer than `patience`.
    ///
    /// # Errors
    /// As [`Gateway::submit`]. Whatever HighLevel says is no error.
    pub async fn carry_at_once(&self, intent: Intent, patience: Duration) -> Result<AtOnce, GatewayError> {
        let mut tx = self.store().begin().await?;
        let write = self.take_down(&mut tx, intent).await?;
        let safety = self.now().checked_add(SAFETY).unwrap_or(Timestamp::MAX);
        tx.job_add(&self.carry_job(&write).due_at(safety)).await?;
        tx.commit().await?;
        let (carried, mut heard) = overheard::listening(self.carry_on(&write, patience)).await;
        carried?;
        let mut now = self.write(&write.intent.location, write.id).await?;
        if now.state == State::Intended {
            now = self.cancel(&write.intent.location, write.id).await.unwrap_or(now);
        }
        // Nothing is left to be done, or a worker does it from here on.
        let mut tx = self.store().begin().await?;
        tx.job_add(&self.carry_job(&write)).await?;
        tx.commit().await?;
        Ok(AtOnce { answer: heard.remove(now.intent.operation.as_str()), write: now })
    }

    async fn carry_on(&self, write: &Write, patience: Duration) -> Result<(), GatewayError> {
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            match self.carry_out(&write.intent.location, write.id).await? {
                Carried::Settled(_) => return Ok(()),
                Carried::Waits { until, .. } => {
                    let pause = Duration::try_from(until.duration_since(self.now())).unwrap_or_default();
                    let again = tokio::time::Instant::now() + pause.max(SHORTEST);
                    if again > deadline {
                        return Ok(());
                    }
                    tokio::time::sleep_until(again).await;
                }
            }
        }
    }

    fn carry_job(&self, write: &Write) -> Job {
        let (id, kind) = (JobId::from_uuid(self.inner.clock.uuid()), Kind::CarryOut { write: write.id });
        let lane = lane_of(&write.intent.cause);
        Job::due_now(id, write.intent.location.clone(), kind, lane, self.now())
    }
}
