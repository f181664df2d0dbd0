//! Keeping a move of a run: its new state, what became of its steps, and what the move causes, in one transaction.
//!
//! Promise: a move from where the run no longer stands keeps nothing; the write of a step is on disk with the state
//! that says it may have left, under the step's key.

use domain::{
    automation::{
        Definition, Each,
        run::{Effect, Request, Run, State},
    },
    job::Kind,
};
use gateway::GatewayError;
use highlevel::LocationId;
use jiff::{SignedDuration, Timestamp};
use store::{HoldsUp, KeptRun, Tx};

use crate::{
    carry::{intent, upsert},
    engine::Engine,
    error::RunError,
};

/// A wait that ends within this time has its job at once; a longer one is a row that a round looks for.
pub(crate) const SOON: SignedDuration = SignedDuration::from_secs(60);

/// What became of a move.
pub(crate) enum Stored {
    /// It is kept, as far as the transaction is.
    Yes(Box<KeptRun>),
    /// The run has moved meanwhile.
    Moved,
    /// Its call may not be made, for this reason.
    Barred {
        /// For a person.
        reason: String,
    },
}

impl Engine {
    /// Keeps a move within a transaction, which the caller commits.
    pub(crate) async fn keep(
        &self,
        tx: &mut Tx<'_>,
        location: &LocationId,
        definition: &Definition,
        before: &KeptRun,
        run: Run,
        effects: &[Effect],
    ) -> Result<Stored, RunError> {
        let holds_up = holds_up(definition);
        if let Some(reason) = self.take_down(tx, location, &run, effects).await? {
            return Ok(Stored::Barred { reason });
        }
        if !tx.run_save(location, &run, before.epoch, holds_up).await? {
            return Ok(Stored::Moved);
        }
        let mut place = before.run.finished;
        for effect in effects {
            match effect {
                Effect::Record(finished) => {
                    tx.run_add_step(location, run.id, place, finished).await?;
                    place += 1;
                }
                Effect::Sleep { until, .. } => self.sleep(tx, location, &run, *until).await?,
                Effect::Ended => self.ended(tx, location, before, &run).await?,
                _ => {}
            }
        }
        if holds_up != HoldsUp::Never
            && lets_go(&run.state, holds_up)
            && let Some(next) = tx.run_next(location, &run).await?
        {
            self.take_up(tx, location, next).await?;
        }
        let moved_at = self.inner.clock.now();
        Ok(Stored::Yes(Box::new(KeptRun { run, epoch: before.epoch + 1, moved_at })))
    }

    /// Takes the write of a step down, where it is one; says why it may not be made.
    async fn take_down(
        &self,
        tx: &mut Tx<'_>,
        location: &LocationId,
        run: &Run,
        effects: &[Effect],
    ) -> Result<Option<String>, RunError> {
        for effect in effects {
            let Effect::Call { key, request, .. } = effect else { continue };
            let wanted = match request {
                Request::Operation { operation, input } if operation.row().is_write() => {
                    intent::of(location, run, key, operation.row(), input)
                }
                Request::Upsert { input } => upsert::of(tx, location, run, key, input).await?,
                _ => continue,
            };
            match self.inner.gateway.effect_keep(tx, run, key, wanted).await {
                Ok(_) => {}
                Err(GatewayError::Store(error)) => return Err(error.into()),
                Err(refusal) => return Ok(Some(refusal.to_string())),
            }
        }
        Ok(None)
    }

    async fn sleep(
        &self,
        tx: &mut Tx<'_>,
        location: &LocationId,
        run: &Run,
        until: Timestamp,
    ) -> Result<(), RunError> {
        let soon = self.inner.clock.now().checked_add(SOON).unwrap_or(Timestamp::MAX);
        if until <= soon {
            tx.job_add(&self.job(location, Kind::WakeRun { run: run.id }).due_at(until)).await?;
        }
        Ok(())
    }

    /// A run is over: its open write is put aside, and its automation counts failures.
    async fn ended(
        &self,
        tx: &mut Tx<'_>,
        location: &LocationId,
        before: &KeptRun,
        run: &Run,
    ) -> Result<(), RunError> {
        if let (Some(attempt), false) = (before.run.attempt(), matches!(run.state, State::Done)) {
            let reason = match &run.state {
                State::Failed(failed) => failed.reason.as_str(),
                _ => "The run has ended.",
            };
            self.inner.gateway.effect_give_up(tx, location, &attempt.key, reason).await?;
        }
        let Some(automation) = tx.automation_find(location, run.automation).await? else { return Ok(()) };
        let streak = automation.streak.clone().after(run);
        if streak == automation.streak {
            return Ok(());
        }
        let stops = streak.is_enough().then(|| broken(run, streak.count));
        Ok(tx.automation_count(location, run.automation, &streak, stops.as_deref()).await?)
    }
}

fn broken(run: &Run, count: u32) -> String {
    let why = match &run.state {
        State::Failed(failed) => failed.reason.as_str(),
        _ => "",
    };
    format!("It failed {count} times in a row for the same cause, so it was paused: {why}")
}

/// Which of its runs hold up the next of the same contact.
pub(crate) fn holds_up(definition: &Definition) -> HoldsUp {
    match (definition.each, definition.limits.waiting_blocks) {
        (Each::None, _) => HoldsUp::Never,
        (Each::Contact, true) => HoldsUp::Always,
        (Each::Contact, false) => HoldsUp::Working,
    }
}

/// Whether the next run of the contact may go now.
fn lets_go(state: &State, holds_up: HoldsUp) -> bool {
    match state {
        State::Waiting(waiting) => {
            holds_up == HoldsUp::Working && matches!(waiting.what, domain::automation::run::What::Step { .. })
        }
        state => state.is_over(),
    }
}
