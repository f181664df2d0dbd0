//! A claimed step: what asks nobody is done at once, what does becomes an intent.

use serde_json::{Map, Value as Json, json};

use super::{
    Attempt, Class, Cursor, Effect, Failed, Finished, Moment, Outcome, Phase, Request, Run, STEPS, State,
    Waiting, What,
};
use crate::{
    automation::{
        Action, Condition, Definition, Step, Walk,
        condition::compare::time,
        definition::ITEMS,
        step::{Arm, ForEach, Wait},
        walk::After,
    },
    expression::{Fault, Language, Seen},
};

/// What the step in hand needs: the language, what it sees, and when.
struct Hand<'a> {
    language: &'a Language,
    definition: &'a Definition,
    seen: Seen,
    location: Option<Json>,
    moment: Moment,
}

pub(super) fn take(
    language: &Language,
    definition: &Definition,
    run: &mut Run,
    seen: Map<String, Json>,
    moment: Moment,
    effects: &mut Vec<Effect>,
) {
    let Some(at) = run.cursor.clone() else { return run.end(State::Done, moment, effects) };
    let Some(nested) = Walk::of(definition).find(&at.step) else {
        let reason = format!("The step `{}` is not in this version.", at.step);
        return run.fail(&at, refused(Class::Definition, reason), moment, effects);
    };
    if run.finished >= STEPS {
        let reason = format!("The run went through {STEPS} steps, which is as many as it may.");
        return run.fail(&at, refused(Class::Bound, reason), moment, effects);
    }
    let location = seen.pointer_text("location", "id");
    let loops: Vec<_> = nested.loops().collect();
    let seen = Seen::of(&run.all_seen(seen, &loops, &at, moment));
    let hand = Hand { language, definition, seen, location, moment };
    if nested.step.skip {
        run.record(&at, Outcome::Skipped, Json::Null, moment, effects);
        return run.go_on(definition, moment, effects);
    }
    if let Err(failed) = run.carry_out(nested.step, &at, &hand, effects) {
        run.fail(&at, failed, moment, effects);
    }
}

trait PointerText {
    fn pointer_text(&self, of: &str, field: &str) -> Option<Json>;
}

impl PointerText for Map<String, Json> {
    fn pointer_text(&self, of: &str, field: &str) -> Option<Json> {
        self.get(of)?.get(field).filter(|value| value.is_string()).cloned()
    }
}

impl Run {
    /// What the mirror shows, with the outputs so far and the item in hand.
    fn all_seen(
        &self,
        mut seen: Map<String, Json>,
        loops: &[&Step],
        at: &Cursor,
        moment: Moment,
    ) -> Map<String, Json> {
        seen.insert("trigger".to_owned(), self.trigger.clone());
        seen.insert("steps".to_owned(), Json::Object(self.outputs.clone()));
        seen.insert("now".to_owned(), Json::String(moment.now.to_string()));
        if let (Some(inner), Some((place, outer))) = (loops.last(), at.items.split_last()) {
            let key = Cursor { step: inner.id.clone(), items: outer.to_vec() }.to_string();
            let item = self.lists.get(&key).and_then(|list| list.get(*place as usize));
            seen.insert("item".to_owned(), item.cloned().unwrap_or(Json::Null));
            seen.insert("index".to_owned(), json!(place));
        }
        seen
    }

    fn carry_out(
        &mut self,
        step: &Step,
        at: &Cursor,
        hand: &Hand<'_>,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Failed> {
        match &step.action {
            Action::OnlyIf(condition) => self.only_if(condition, at, hand, effects),
            Action::Branch(arms) => self.branch(arms, at, hand, effects),
            Action::Wait(wait) => self.wait(wait, hand, effects),
            Action::ForEach(each) => self.for_each(each, at, hand, effects),
            Action::Set(given) => {
                let values = hand.fill(&Json::Object(given.clone()))?;
                self.record(at, Outcome::Done, values, hand.moment, effects);
                self.go_on(hand.definition, hand.moment, effects);
                Ok(())
            }
            Action::Stop(reason) => {
                let reason = hand.text(reason)?;
                self.record(at, Outcome::Done, Json::Null, hand.moment, effects);
                self.end(State::Stopped { reason }, hand.moment, effects);
                Ok(())
            }
            action => {
                let request = hand.request(action)?;
                self.begin(at, request, hand.moment, effects);
                Ok(())
            }
        }
    }

    fn begin(&mut self, at: &Cursor, request: Request, moment: Moment, effects: &mut Vec<Effect>) {
        let attempt = Attempt {
            key: format!("{}/{at}", self.id),
            number: 1,
            request,
            phase: Phase::Intended,
            began_at: moment.now,
            tried: Vec::new(),
            looks: 0,
            holds: 0,
            calls: 0,
        };
        self.intend(attempt, effects);
    }

    /// Goes on, or, where it does not hold, to the next item of the loop or to the end.
    fn only_if(
        &mut self,
        condition: &Condition,
        at: &Cursor,
        hand: &Hand<'_>,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Failed> {
        let holds = hand.holds(condition)?;
        self.record(at, Outcome::Done, json!({"passed": holds}), hand.moment, effects);
        if holds {
            self.go_on(hand.definition, hand.moment, effects);
            return Ok(());
        }
        let nested = Walk::of(hand.definition).find(&at.step);
        match nested.as_ref().and_then(|nested| nested.loops().last()) {
            Some(around) => {
                self.go(After::Loop(around), at.items.clone(), hand.definition, hand.moment, effects);
            }
            None => {
                let reason = "The condition to go on does not hold.".to_owned();
                self.end(State::Stopped { reason }, hand.moment, effects);
            }
        }
        Ok(())
    }

    fn branch(
        &mut self,
        arms: &[Arm],
        at: &Cursor,
        hand: &Hand<'_>,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Failed> {
        let mut taken = None;
        for (place, arm) in arms.iter().enumerate() {
            if arm.when.as_ref().map_or(Ok(true), |condition| hand.holds(condition))? {
                taken = Some((place, arm));
                break;
            }
        }
        let output = json!({
            "taken": taken.map(|(place, _)| place),
            "name": taken.and_then(|(_, arm)| arm.name.clone()),
        });
        self.record(at, Outcome::Done, output, hand.moment, effects);
        match taken.and_then(|(_, arm)| arm.steps.first()) {
            Some(first) => {
                self.go(After::Step(first), at.items.clone(), hand.definition, hand.moment, effects);
            }
            None => self.go_on(hand.definition, hand.moment, effects),
        }
        Ok(())
    }

    fn wait(&mut self, wait: &Wait, hand: &Hand<'_>, effects: &mut Vec<Effect>) -> Result<(), Failed> {
        let now = hand.moment.now;
        let by_length = wait.length.as_ref().map(|length| length.after(now));
        let by_date = match &wait.until {
            None => None,
            Some(text) => {
                let value = hand.fill(&Json::String(text.clone()))?;
                let words = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let not = || refused(Class::Definition, format!("“{words}” is no date to wait for."));
                Some(time(&value).ok_or_else(not)?)
            }
        };
        let until = by_length.into_iter().chain(by_date).min().unwrap_or(now).max(now);
        effects.push(Effect::Sleep { until, events: wait.or_until.clone() });
        self.state =
            State::Waiting(Waiting { until, what: What::Step { events: wait.or_until.clone(), since: now } });
        Ok(())
    }

    fn for_each(
        &mut self,
        each: &ForEach,
        at: &Cursor,
        hand: &Hand<'_>,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Failed> {
        let list = match hand.language.evaluate(&each.list, &hand.seen).map_err(|fault| of_fault(&fault))? {
            Json::Null => Vec::new(),
            Json::Array(items) => items,
            one => vec![one],
        };
        let most = each.at_most.min(ITEMS) as usize;
        if list.len() > most {
            let reason = format!("The list has {} items, the step takes {most} at most.", list.len());
            return Err(refused(Class::Bound, reason));
        }
        let first = each.steps.first().filter(|_| !list.is_empty());
        self.lists.insert(at.to_string(), Json::Array(list));
        if let Some(first) = first {
            let items = at.items.iter().copied().chain([0]).collect();
            self.go(After::Step(first), items, hand.definition, hand.moment, effects);
        } else {
            self.finish_loop(at, hand.moment, effects);
            self.go_on(hand.definition, hand.moment, effects);
        }
        Ok(())
    }

    /// The step cannot be done: the run ends here and says why.
    pub(super) fn fail(&mut self, at: &Cursor, failed: Failed, moment: Moment, effects: &mut Vec<Effect>) {
        effects.push(Effect::Record(Box::new(Finished {
            at: at.clone(),
            outcome: Outcome::Failed(failed.clone()),
            input: None,
            output: Json::Null,
            tried: Vec::new(),
            calls: 0,
            began_at: moment.now,
            ended_at: moment.now,
        })));
        self.end(State::Failed(failed), moment, effects);
    }
}

pub(super) fn refused(class: Class, reason: String) -> Failed {
    Failed { reason, field: None, class }
}

pub(super) fn of_fault(fault: &Fault) -> Failed {
    let field = Some(fault.field.clone()).filter(|field| !field.is_empty());
    Failed { reason: fault.to_string(), field, class: Class::Definition }
}

impl Hand<'_> {
    fn holds(&self, condition: &Condition) -> Result<bool, Failed> {
        condition.holds(self.language, &self.seen, self.moment.now).map_err(|fault| of_fault(&fault))
    }

    fn fill(&self, given: &Json) -> Result<Json, Failed> {
        self.language.fill_all(given, &self.seen).map_err(|fault| of_fault(&fault))
    }

    fn fields(&self, given: &Map<String, Json>) -> Result<Map<String, Json>, Failed> {
        Ok(match self.fill(&Json::Object(given.clone()))? {
            Json::Object(filled) => filled,
            _ => Map::new(),
        })
    }

    fn text(&self, text: &str) -> Result<String, Failed> {
        Ok(match self.fill(&Json::String(text.to_owned()))? {
            Json::Null => String::new(),
            Json::String(text) => text,
            other => other.to_string(),
        })
    }

    fn needed(&self, field: &str, text: &str) -> Result<String, Failed> {
        let filled = self.text(text)?;
        if filled.trim().is_empty() {
            let reason = format!("`{field}` is empty: {text} has no value.");
            return Err(Failed { reason, field: Some(field.to_owned()), class: Class::Definition });
        }
        Ok(filled)
    }

    fn request(&self, action: &Action) -> Result<Request, Failed> {
        Ok(match action {
            Action::Do { operation, with } => {
                let mut input = self.fields(with)?;
                input.retain(|name, value| !value.is_null() || with.get(name).is_some_and(Json::is_null));
                if let Some(location) = &self.location
                    && operation.row().takes("locationId")
                {
                    input.entry("locationId").or_insert_with(|| location.clone());
                }
                fits(operation.row(), &input, with)?;
                Request::Operation { operation: *operation, input }
            }
            Action::Find(find) => Request::Find {
                kind: find.kind,
                matching: self.fields(&find.matching)?,
                at_most: find.at_most,
            },
            Action::Upsert(given) => {
                let mut input = self.fields(given)?;
                input.retain(|_, value| !value.is_null());
                Request::Upsert { input }
            }
            Action::Http(http) => Request::Http {
                method: http.method,
                url: self.needed("url", &http.url)?,
                credential: http.credential.clone(),
                headers: self.fields(&http.headers)?,
                body: self.fill(&http.body)?,
                keep: http.keep.clone(),
            },
            Action::Email(email) => Request::Email {
                to: self.needed("to", &email.to)?,
                subject: self.needed("subject", &email.subject)?,
                text: self.text(&email.text)?,
            },
            Action::Message(message) => {
                Request::Message { to: message.to.clone(), text: self.needed("text", &message.text)? }
            }
            Action::Webhook(webhook) => Request::Webhook {
                url: self.needed("url", &webhook.url)?,
                secret: webhook.secret.clone(),
                body: self.fill(&webhook.body)?,
            },
            Action::Call(call) => {
                Request::Start { automation: call.automation.clone(), with: self.fields(&call.with)? }
            }
            other => {
                let reason = format!("`{}` asks nothing of anybody.", other.as_str());
                return Err(refused(Class::Definition, reason));
            }
        })
    }
}

/// Refuses, before anything is sent, what HighLevel would refuse for its shape, and names the pill.
fn fits(
    row: &highlevel::operation::Operation,
    input: &Map<String, Json>,
    given: &Map<String, Json>,
) -> Result<(), Failed> {
    let problems = row.problems(input);
    let Some(first) = problems.first() else { return Ok(()) };
    let all: Vec<String> = problems
        .iter()
        .map(|problem| match given.get(&problem.field).and_then(Json::as_str) {
            Some(text) if text.contains("{{") => format!("{problem} (from {text})"),
            _ => problem.to_string(),
        })
        .collect();
    Err(Failed {
        reason: format!("{}.", all.join("; ")),
        field: Some(first.field.clone()),
        class: Class::Definition,
    })
}
