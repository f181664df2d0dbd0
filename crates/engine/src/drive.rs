//! Going on with a run: claim, call, write down, and again, until it waits or ends.
//!
//! Here: the loop. Not here: what comes next (`domain::automation::run::advance`), how a call is made (`carry`).
//!
//! Promise: only the holder of the run's job drives it; it stops when the run waits, ends, stands behind another run
//! of its contact, or its automation is paused. Wherever it dies, the next holder goes on from what is on disk.

use domain::{
    automation::{
        Definition,
        run::{Effect, Failure, News, Run, State, advance},
    },
    ids::RunId,
};
use highlevel::LocationId;
use store::{HoldsUp, KeptRun, kill_point};

use crate::{
    engine::Engine,
    error::RunError,
    keep::{Stored, holds_up},
};

/// Moves in one go; then others have their turn.
const MOVES: u32 = 200;

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// There is nothing to do for now.
    Over,
    /// It goes on when others have had their turn.
    GoesOn,
}

impl Engine {
    /// Goes on with a run as far as it goes now.
    pub(crate) async fn drive(&self, location: &LocationId, id: RunId) -> Result<Turn, RunError> {
        let Some(mut kept) = self.kept(location, id).await? else { return Ok(Turn::Over) };
        let definition = self.definition(location, &kept.run).await?;
        let mut news = self.begin(location, &definition, &kept.run).await?;
        kill_point("run_claimed").await;
        for _ in 0..MOVES {
            let Some(told) = news.take() else { return Ok(Turn::Over) };
            let (stored, effects) = self.step(location, &definition, &kept, told.clone()).await?;
            match stored {
                Stored::Yes(now) => kept = *now,
                Stored::Moved => {
                    let Some(now) = self.kept(location, id).await? else { return Ok(Turn::Over) };
                    kept = now;
                    // What was learned of a call is told again; anything else is asked anew.
                    news = match told {
                        News::Answered { .. } | News::Failed { .. } | News::Looked { .. } => Some(told),
                        _ => self.begin(location, &definition, &kept.run).await?,
                    };
                    continue;
                }
                Stored::Barred { reason } => {
                    tracing::warn!(run.id = %id, "{id} may not make its call: {reason}");
                    return Ok(Turn::Over);
                }
            }
            kill_point("run_kept").await;
            news = match effects.last() {
                Some(Effect::Continue) => self.begin(location, &definition, &kept.run).await?,
                Some(Effect::Call { key, number, request }) => {
                    let news = self.call(location, &kept.run, key, *number, request).await?;
                    kill_point("run_answered").await;
                    Some(news)
                }
                Some(Effect::Look { key, request }) => {
                    Some(self.look(location, &kept.run, key, request).await?)
                }
                _ => None,
            };
        }
        Ok(Turn::GoesOn)
    }

    async fn kept(&self, location: &LocationId, id: RunId) -> Result<Option<KeptRun>, RunError> {
        Ok(self.inner.store.read().await?.run_find(location, id).await?)
    }

    /// What is told to a run that is taken up: that its step is claimed, its time has come, or its worker was lost.
    async fn begin(
        &self,
        location: &LocationId,
        definition: &Definition,
        run: &Run,
    ) -> Result<Option<News>, RunError> {
        match &run.state {
            State::Ready if self.may_go(location, definition, run).await? => {
                Ok(Some(News::Claimed { seen: self.seen(location, run).await? }))
            }
            State::Running(_) => Ok(Some(News::Recovered)),
            State::Waiting(waiting) if waiting.until <= self.inner.clock.now() => Ok(Some(News::Woken)),
            _ => Ok(None),
        }
    }

    /// Whether the next step may be claimed: the automation is not paused, and no earlier run of the contact goes.
    async fn may_go(
        &self,
        location: &LocationId,
        definition: &Definition,
        run: &Run,
    ) -> Result<bool, RunError> {
        let mut tx = self.inner.store.read().await?;
        let automation = tx.automation_find(location, run.automation).await?;
        if !automation.is_some_and(|automation| automation.standing.goes_on()) {
            return Ok(false);
        }
        Ok(holds_up(definition) == HoldsUp::Never || tx.run_before(location, run).await?.is_none())
    }

    /// Tells a run one piece of news and keeps what comes of it. An intent leaves at once: it is on disk with the
    /// mark that it may have left.
    async fn step(
        &self,
        location: &LocationId,
        definition: &Definition,
        kept: &KeptRun,
        news: News,
    ) -> Result<(Stored, Vec<Effect>), RunError> {
        let (language, moment) = (&self.inner.language, self.moment());
        let (intended, mut effects) = advance(language, definition, kept.run.clone(), news, moment);
        let Some(Effect::Intend { key, number }) = effects.last().cloned() else {
            let stored = self.store(location, definition, kept, intended, &effects).await?;
            return Ok((stored, effects));
        };
        effects.pop();
        let leaving = News::Leaving { key: key.clone(), number };
        let (leaves, call) = advance(language, definition, intended.clone(), leaving, moment);
        let with_call: Vec<Effect> = effects.iter().cloned().chain(call).collect();
        match self.store(location, definition, kept, leaves, &with_call).await? {
            Stored::Barred { reason } => {
                let failure = Failure::Refused { reason, field: None };
                let barred = News::Failed { key, number, failure, calls: 0 };
                let (run, more) = advance(language, definition, intended, barred, moment);
                effects.extend(more);
                let stored = self.store(location, definition, kept, run, &effects).await?;
                Ok((stored, effects))
            }
            stored => Ok((stored, with_call)),
        }
    }

    async fn store(
        &self,
        location: &LocationId,
        definition: &Definition,
        kept: &KeptRun,
        run: Run,
        effects: &[Effect],
    ) -> Result<Stored, RunError> {
        let mut tx = self.inner.store.begin().await?;
        let stored = self.keep(&mut tx, location, definition, kept, run, effects).await?;
        if let Stored::Yes(_) = stored {
            tx.commit().await?;
        }
        Ok(stored)
    }
}
