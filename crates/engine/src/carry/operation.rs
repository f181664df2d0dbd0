//! Operations of the catalog: reads go out at once, writes are attempts of the ledger's write.

use domain::{
    automation::{
        run::{Failure, Found, Run},
        step::Given,
    },
    budget::Lane,
    change::Cause,
};
use gateway::Attempted;
use highlevel::{CallError, LocationId, Verdict, client::Call, operation::Operation};
use serde_json::{Value as Json, json};

use super::Outcome;
use crate::{engine::Engine, error::RunError};

impl Engine {
    /// One attempt at a step's write.
    pub(super) async fn write(&self, location: &LocationId, key: &str) -> Result<Outcome, RunError> {
        Ok(match self.inner.gateway.effect_attempt(location, key).await? {
            Attempted::Done { answer, not_kept } => Outcome::Done(output(answer, not_kept)),
            Attempted::Refused { reason, .. } => Outcome::refused(reason),
            Attempted::Gone { reason } => Outcome::Failed(Failure::Missing { reason }),
            Attempted::NoRoom { until, reason } => Outcome::Failed(Failure::Limited { until, reason }),
            Attempted::Undone { reason } => Outcome::Failed(Failure::Passing { reason }),
            Attempted::Unknown { reason } => Outcome::Failed(Failure::Unknown { reason }),
        })
    }

    /// One look what became of a step's write.
    pub(super) async fn look_for(&self, location: &LocationId, key: &str) -> Result<Found, RunError> {
        Ok(match self.inner.gateway.effect_look(location, key).await? {
            Attempted::Done { answer, not_kept } => Found::Made { output: output(answer, not_kept) },
            Attempted::Refused { reason, .. } | Attempted::Gone { reason } => {
                Found::Refused { reason, field: None }
            }
            Attempted::Undone { .. } => Found::NotMade,
            Attempted::NoRoom { reason, .. } | Attempted::Unknown { reason } => Found::Unknown { reason },
        })
    }

    /// A read, which may be repeated whatever became of it.
    pub(super) async fn read(
        &self,
        location: &LocationId,
        run: &Run,
        row: &'static Operation,
        input: &Given,
    ) -> Outcome {
        let cause = Cause::Run { run: run.id, write: None };
        let client = self.inner.gateway.client(location, Lane::Automation, cause);
        let answer = match Call::named(row, input) {
            Ok(call) => client.raw(call).await,
            Err(error) => Err(error),
        };
        match answer.and_then(|answer| answer.json::<Json>()) {
            Ok(body) => Outcome::Done(body),
            Err(error) => Outcome::Failed(self.failure(&error)),
        }
    }

    fn failure(&self, error: &CallError) -> Failure {
        let reason = error.to_string();
        match error.verdict() {
            Verdict::RetryAt(until) => Failure::Limited { until, reason },
            Verdict::RetryAfter(wait) => {
                let now = self.inner.clock.now();
                Failure::Limited { until: now.checked_add(wait).unwrap_or(now), reason }
            }
            Verdict::GiveUp if matches!(error, CallError::UnknownRecord { .. }) => {
                Failure::Missing { reason }
            }
            Verdict::GiveUp => Failure::Refused { reason, field: None },
            _ => Failure::Passing { reason },
        }
    }
}

/// What a step gives: HighLevel's answer, and what it said yes to without keeping it.
fn output(answer: Json, not_kept: Option<String>) -> Json {
    match (answer, not_kept) {
        (answer, None) => answer,
        (Json::Object(mut members), Some(reason)) => {
            members.insert("not_kept".to_owned(), Json::from(reason));
            Json::Object(members)
        }
        (answer, Some(reason)) => json!({"answer": answer, "not_kept": reason}),
    }
}
