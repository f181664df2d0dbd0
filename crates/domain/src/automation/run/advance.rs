//! The one place where a run moves from state to state.

use serde_json::json;

use super::{
    Again, Attempt, Class, Effect, Failed, Moment, News, Outcome, Phase, Run, State, Waiting, What, claim,
};
use crate::{automation::Definition, expression::Language};

/// Pure: the run after this news, and what is now to be done. News that does not fit changes nothing.
#[must_use]
pub fn advance(
    language: &Language,
    definition: &Definition,
    mut run: Run,
    news: News,
    moment: Moment,
) -> (Run, Vec<Effect>) {
    let mut effects = Vec::new();
    if run.state.is_over() {
        return (run, effects);
    }
    match news {
        News::Claimed { seen } if run.state == State::Ready => {
            claim::take(language, definition, &mut run, seen, moment, &mut effects);
        }
        News::Leaving { key, number } => leave(&mut run, &key, number, &mut effects),
        News::Answered { key, output, calls } => {
            if run.attempt().is_some_and(|attempt| attempt.key == key) {
                run.add_calls(calls);
                run.answered(language, definition, output, moment, &mut effects);
            }
        }
        News::Failed { key, number, failure, calls } => {
            if run.is_trying(&key, number) {
                run.add_calls(calls);
                run.failed(definition, failure, moment, &mut effects);
            }
        }
        News::Looked { key, found, calls } => {
            if run.is_looking(&key) {
                run.add_calls(calls);
                run.looked(language, definition, found, moment, &mut effects);
            }
        }
        News::Recovered => run.recover(moment, &mut effects),
        News::Woken => run.wake(definition, moment, &mut effects),
        News::Happened { on, with } => {
            let fits = matches!(&run.state, State::Waiting(Waiting { what: What::Step { events, .. }, .. }) if events.contains(&on));
            if fits {
                run.end_wait(definition, json!({"reason": on.as_str(), "with": with}), moment, &mut effects);
            }
        }
        News::Cancelled => run.cancel(moment, &mut effects),
        News::Claimed { .. } => {}
    }
    (run, effects)
}

fn leave(run: &mut Run, key: &str, number: u32, effects: &mut Vec<Effect>) {
    let State::Running(attempt) = &mut run.state else { return };
    if attempt.key == key && attempt.number == number && attempt.phase == Phase::Intended {
        attempt.phase = Phase::Called;
        effects.push(Effect::Call { key: key.to_owned(), number, request: attempt.request.clone() });
    }
}

impl Run {
    /// The attempt under way, also while it waits.
    #[must_use]
    pub fn attempt(&self) -> Option<&Attempt> {
        match &self.state {
            State::Running(attempt) => Some(attempt),
            State::Waiting(Waiting { what: What::Retry(a) | What::Hold(a) | What::Look(a), .. }) => Some(a),
            _ => None,
        }
    }

    pub(super) fn attempt_mut(&mut self) -> Option<&mut Attempt> {
        match &mut self.state {
            State::Running(attempt) => Some(attempt),
            State::Waiting(Waiting { what: What::Retry(a) | What::Hold(a) | What::Look(a), .. }) => Some(a),
            _ => None,
        }
    }

    fn add_calls(&mut self, calls: u32) {
        self.calls = self.calls.saturating_add(calls);
        if let Some(attempt) = self.attempt_mut() {
            attempt.calls = attempt.calls.saturating_add(calls);
        }
    }

    fn is_trying(&self, key: &str, number: u32) -> bool {
        let State::Running(attempt) = &self.state else { return false };
        let out = !matches!(attempt.phase, Phase::Looking { .. });
        out && attempt.key == key && attempt.number == number
    }

    fn is_looking(&self, key: &str) -> bool {
        let State::Running(attempt) = &self.state else { return false };
        matches!(attempt.phase, Phase::Looking { .. }) && attempt.key == key
    }

    /// Goes on where another worker stood.
    fn recover(&mut self, moment: Moment, effects: &mut Vec<Effect>) {
        match &self.state {
            State::Ready => effects.push(Effect::Continue),
            State::Waiting(Waiting { until, what }) => {
                let events = if let What::Step { events, .. } = what { events.clone() } else { Vec::new() };
                effects.push(Effect::Sleep { until: *until, events });
            }
            State::Running(attempt) => match attempt.phase {
                Phase::Intended => {
                    effects.push(Effect::Intend { key: attempt.key.clone(), number: attempt.number });
                }
                Phase::Called => {
                    let attempt = attempt.clone();
                    self.unknown(
                        attempt,
                        "The process ended while the call was out.".to_owned(),
                        moment,
                        effects,
                    );
                }
                Phase::Looking { .. } => {
                    effects.push(Effect::Look { key: attempt.key.clone(), request: attempt.request.clone() })
                }
            },
            _ => {}
        }
    }

    /// Its time has come: goes on with what it waited for.
    fn wake(&mut self, definition: &Definition, moment: Moment, effects: &mut Vec<Effect>) {
        let State::Waiting(waiting) = &self.state else { return };
        if moment.now < waiting.until {
            return;
        }
        match waiting.what.clone() {
            What::Step { .. } => self.end_wait(definition, json!({"reason": "time"}), moment, effects),
            What::Retry(mut attempt) => {
                attempt.number += 1;
                self.intend(attempt, effects);
            }
            What::Hold(attempt) => self.intend(attempt, effects),
            What::Look(attempt) => {
                effects.push(Effect::Look { key: attempt.key.clone(), request: attempt.request.clone() });
                self.state = State::Running(attempt);
            }
        }
    }

    pub(super) fn intend(&mut self, mut attempt: Attempt, effects: &mut Vec<Effect>) {
        attempt.phase = Phase::Intended;
        effects.push(Effect::Intend { key: attempt.key.clone(), number: attempt.number });
        self.state = State::Running(attempt);
    }

    fn end_wait(
        &mut self,
        definition: &Definition,
        output: serde_json::Value,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(at) = self.cursor.clone() {
            self.record(&at, Outcome::Done, output, moment, effects);
        }
        self.go_on(definition, moment, effects);
    }

    fn cancel(&mut self, moment: Moment, effects: &mut Vec<Effect>) {
        self.cancelling = true;
        let out = matches!(&self.state, State::Running(attempt) if attempt.phase != Phase::Intended);
        // A look that waits is taken up at once, so that the record says what became of the call.
        if let State::Waiting(Waiting { what: What::Look(attempt), .. }) = self.state.clone() {
            effects.push(Effect::Look { key: attempt.key.clone(), request: attempt.request.clone() });
            self.state = State::Running(attempt);
        } else if !out {
            self.end(State::Cancelled, moment, effects);
        }
    }

    /// What is done when nobody knows whether the call was carried out.
    pub(super) fn unknown(
        &mut self,
        mut attempt: Attempt,
        reason: String,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        attempt.tried.push(super::Tried { at: moment.now, reason: reason.clone() });
        match attempt.request.again() {
            Again::Look => {
                attempt.phase = Phase::Looking { refusal: None };
                effects.push(Effect::Look { key: attempt.key.clone(), request: attempt.request.clone() });
                self.state = State::Running(attempt);
            }
            Again::Repeat => self.try_again(attempt, reason, moment, effects),
            Again::Ask => {
                let reason = format!(
                    "{reason} Nobody knows whether it arrived, and sending it again might double it."
                );
                self.give_up(attempt, Failed { reason, field: None, class: Class::Unknown }, moment, effects);
            }
        }
    }
}
