//! Moving through the definition: the next step, loops and ends.

use serde_json::{Value as Json, json};

use super::{Cursor, Effect, Finished, Moment, Outcome, Run, State};
use crate::automation::{Definition, Walk, walk::After};

impl Run {
    /// Goes on after the step the run stands at.
    pub(super) fn go_on(&mut self, definition: &Definition, moment: Moment, effects: &mut Vec<Effect>) {
        let Some(cursor) = self.cursor.clone() else { return self.end(State::Done, moment, effects) };
        self.go(Walk::of(definition).after(&cursor.step), cursor.items, definition, moment, effects);
    }

    /// Goes to a step, to the next item of a loop, or to the end.
    pub(super) fn go<'d>(
        &mut self,
        mut after: After<'d>,
        mut items: Vec<u32>,
        definition: &'d Definition,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        loop {
            match after {
                After::End => return self.end(State::Done, moment, effects),
                After::Step(step) => {
                    self.cursor = Some(Cursor { step: step.id.clone(), items });
                    return self.ready(moment, effects);
                }
                After::Loop(step) => {
                    let place = items.pop().unwrap_or(0);
                    let at = Cursor { step: step.id.clone(), items: items.clone() };
                    if let Some(first) = step.first_inside().filter(|_| place + 1 < self.list_length(&at)) {
                        items.push(place + 1);
                        self.cursor = Some(Cursor { step: first.id.clone(), items });
                        return self.ready(moment, effects);
                    }
                    self.finish_loop(&at, moment, effects);
                    after = Walk::of(definition).after(&step.id);
                }
            }
        }
    }

    /// A loop is through: only now it is finished.
    pub(super) fn finish_loop(&mut self, at: &Cursor, moment: Moment, effects: &mut Vec<Effect>) {
        let output = json!({"count": self.list_length(at)});
        self.lists.remove(&at.to_string());
        self.record(at, Outcome::Done, output, moment, effects);
    }

    fn ready(&mut self, moment: Moment, effects: &mut Vec<Effect>) {
        if self.cancelling {
            return self.end(State::Cancelled, moment, effects);
        }
        self.state = State::Ready;
        effects.push(Effect::Continue);
    }

    /// Ends, in whatever state that is.
    pub(super) fn end(&mut self, state: State, moment: Moment, effects: &mut Vec<Effect>) {
        // Whoever ended it by hand reads that it was ended by hand.
        self.state = if self.cancelling { State::Cancelled } else { state };
        self.ended_at = Some(moment.now);
        if matches!(self.state, State::Done) {
            self.cursor = None;
        }
        effects.push(Effect::Ended);
    }

    /// Writes down a step that asked nothing of anybody.
    pub(super) fn record(
        &mut self,
        at: &Cursor,
        outcome: Outcome,
        output: Json,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        if outcome == Outcome::Done {
            self.outputs.insert(at.step.to_string(), output.clone());
        }
        self.finished += 1;
        effects.push(Effect::Record(Box::new(Finished {
            at: at.clone(),
            outcome,
            input: None,
            output,
            tried: Vec::new(),
            calls: 0,
            began_at: moment.now,
            ended_at: moment.now,
        })));
    }

    pub(super) fn list_length(&self, at: &Cursor) -> u32 {
        let length = self.lists.get(&at.to_string()).and_then(Json::as_array).map_or(0, Vec::len);
        u32::try_from(length).unwrap_or(u32::MAX)
    }
}
