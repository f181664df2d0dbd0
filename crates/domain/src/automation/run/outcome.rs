//! What becomes of a call: done, tried again, looked up, passed over or given up.

use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::{
    Attempt, Class, Effect, Failed, Failure, Finished, Found, HOLDS, LOOKS, Moment, Outcome, Phase, Request,
    Run, State, Tried, Waiting, What, backoff, claim::of_fault,
};
use crate::{
    automation::{Definition, Step, step::IfMissing},
    expression::{Language, Seen},
};

impl Run {
    pub(super) fn answered(
        &mut self,
        language: &Language,
        definition: &Definition,
        output: Json,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(attempt) = self.attempt().cloned() else { return };
        match kept(language, &attempt.request, output) {
            Ok(output) => {
                self.settle(attempt, Outcome::Done, output, moment, effects);
                self.go_on(definition, moment, effects);
            }
            Err(failed) => self.give_up(attempt, failed, moment, effects),
        }
    }

    pub(super) fn failed(
        &mut self,
        definition: &Definition,
        failure: Failure,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(mut attempt) = self.attempt().cloned() else { return };
        match failure {
            Failure::Unknown { reason } if self.cancelling || attempt.phase == Phase::Called => {
                self.unknown(attempt, reason, moment, effects);
            }
            Failure::Passing { reason } | Failure::Unknown { reason } => {
                attempt.tried.push(Tried { at: moment.now, reason: reason.clone() });
                self.try_in(definition, attempt, reason, moment, effects);
            }
            Failure::Limited { until, reason } => self.hold(attempt, until, reason, moment, effects),
            Failure::Refused { reason, field } => {
                attempt.tried.push(Tried { at: moment.now, reason: reason.clone() });
                let failed = Failed { reason, field, class: Class::Refused };
                if attempt.request.creates() && attempt.phase == Phase::Called {
                    // HighLevel has made a record and said no.
                    attempt.phase = Phase::Looking { refusal: Some(failed) };
                    effects.push(Effect::Look { key: attempt.key.clone(), request: attempt.request.clone() });
                    self.state = State::Running(attempt);
                } else {
                    self.give_up(attempt, failed, moment, effects);
                }
            }
            Failure::Missing { reason } => self.missing(definition, attempt, reason, moment, effects),
        }
    }

    pub(super) fn looked(
        &mut self,
        language: &Language,
        definition: &Definition,
        found: Found,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(mut attempt) = self.attempt().cloned() else { return };
        let Phase::Looking { refusal } = attempt.phase.clone() else { return };
        match (found, refusal) {
            (Found::Made { output }, _) => self.answered(language, definition, output, moment, effects),
            (Found::NotMade, Some(refusal)) => self.give_up(attempt, refusal, moment, effects),
            (Found::Refused { reason, field }, _) => {
                attempt.tried.push(Tried { at: moment.now, reason: reason.clone() });
                let failed = Failed { reason, field, class: Class::Refused };
                self.give_up(attempt, failed, moment, effects);
            }
            (Found::NotMade, None) => {
                let reason = "It was looked up and had not been done.".to_owned();
                attempt.tried.push(Tried { at: moment.now, reason: reason.clone() });
                self.try_in(definition, attempt, reason, moment, effects);
            }
            (Found::Unknown { reason }, refusal) => {
                attempt.tried.push(Tried { at: moment.now, reason: reason.clone() });
                attempt.looks += 1;
                if attempt.looks < LOOKS {
                    let until = backoff::after(moment.now, attempt.looks + 2, moment.chance);
                    return self.wait_for(What::Look(attempt), until, effects);
                }
                let class = Class::Unknown;
                let reason = format!("Nobody knows whether it was done, and looking did not tell: {reason}");
                self.give_up(
                    attempt,
                    refusal.unwrap_or(Failed { reason, field: None, class }),
                    moment,
                    effects,
                );
            }
        }
    }

    /// Tries again by the default rule, where the step's own is not at hand.
    pub(super) fn try_again(
        &mut self,
        attempt: Attempt,
        reason: String,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        self.retry(attempt, &crate::automation::step::Retry::default(), reason, moment, effects);
    }

    fn try_in(
        &mut self,
        definition: &Definition,
        attempt: Attempt,
        reason: String,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let rule = self.step_of(definition).map(|step| step.retry.clone()).unwrap_or_default();
        self.retry(attempt, &rule, reason, moment, effects);
    }

    fn retry(
        &mut self,
        attempt: Attempt,
        rule: &crate::automation::step::Retry,
        reason: String,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        if self.cancelling {
            return self.give_up(
                attempt,
                Failed { reason, field: None, class: Class::Exhausted },
                moment,
                effects,
            );
        }
        let until = backoff::after(moment.now, attempt.number, moment.chance);
        if attempt.number >= rule.times.clamp(1, 100) || until > rule.up_to.after(attempt.began_at) {
            let reason = format!("{reason} It was tried {} times.", attempt.number);
            return self.give_up(
                attempt,
                Failed { reason, field: None, class: Class::Exhausted },
                moment,
                effects,
            );
        }
        self.wait_for(What::Retry(attempt), until, effects);
    }

    /// Waits until there are calls again. That is no attempt.
    fn hold(
        &mut self,
        mut attempt: Attempt,
        until: Timestamp,
        reason: String,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        attempt.holds += 1;
        if self.cancelling || attempt.holds > HOLDS {
            return self.give_up(
                attempt,
                Failed { reason, field: None, class: Class::Bound },
                moment,
                effects,
            );
        }
        self.wait_for(What::Hold(attempt), until.max(moment.now), effects);
    }

    fn wait_for(&mut self, what: What, until: Timestamp, effects: &mut Vec<Effect>) {
        effects.push(Effect::Sleep { until, events: Vec::new() });
        self.state = State::Waiting(Waiting { until, what });
    }

    fn missing(
        &mut self,
        definition: &Definition,
        attempt: Attempt,
        reason: String,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let rule = self.step_of(definition).map(|step| step.if_missing).unwrap_or_default();
        match rule {
            IfMissing::Fail => {
                self.give_up(attempt, Failed { reason, field: None, class: Class::Missing }, moment, effects);
            }
            IfMissing::Skip => {
                self.settle(attempt, Outcome::Skipped, Json::Null, moment, effects);
                self.go_on(definition, moment, effects);
            }
            IfMissing::Stop => {
                self.settle(attempt, Outcome::Skipped, Json::Null, moment, effects);
                self.end(State::Stopped { reason }, moment, effects);
            }
        }
    }

    fn step_of<'d>(&self, definition: &'d Definition) -> Option<&'d Step> {
        definition.step(&self.cursor.as_ref()?.step)
    }

    /// Writes down what became of the step in hand.
    fn settle(
        &mut self,
        attempt: Attempt,
        outcome: Outcome,
        output: Json,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(at) = self.cursor.clone() else { return };
        if outcome == Outcome::Done {
            self.outputs.insert(at.step.to_string(), output.clone());
        }
        self.finished += 1;
        effects.push(Effect::Record(Box::new(Finished {
            at,
            outcome,
            input: Some(attempt.request),
            output,
            tried: attempt.tried,
            calls: attempt.calls,
            began_at: attempt.began_at,
            ended_at: moment.now,
        })));
    }

    /// The step is given up: the run ends here and asks.
    pub(super) fn give_up(
        &mut self,
        attempt: Attempt,
        failed: Failed,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        self.settle(attempt, Outcome::Failed(failed.clone()), Json::Null, moment, effects);
        self.end(State::Failed(failed), moment, effects);
    }
}

/// What of an answer is kept: all of it, or what the step names.
fn kept(language: &Language, request: &Request, output: Json) -> Result<Json, Failed> {
    let Request::Http { keep, .. } = request else { return Ok(output) };
    if keep.is_empty() {
        return Ok(output);
    }
    let seen = json!({"answer": output.get("body").unwrap_or(&output), "status": output.get("status")});
    let seen = Seen::of(seen.as_object().unwrap_or(&Map::new()));
    let mut named = Map::new();
    for (name, expression) in keep {
        let value = match expression.as_str() {
            Some(text) => language.evaluate(text, &seen).map_err(|fault| of_fault(&fault))?,
            None => expression.clone(),
        };
        named.insert(name.clone(), value);
    }
    Ok(Json::Object(named))
}
