//! The dry run: everything but the calls. Each step shows the exact request it would make.
//!
//! Here: walking a definition for one contact with sample answers. Not here: anything that lasts.
//!
//! Promise: nothing leaves the house and nothing is kept; a wait is over at once, by its time.

use domain::{
    automation::{
        Definition,
        matching::happenings,
        run::{
            Cursor, Effect, Failed, Finished, Moment, News, Opening, Outcome, Request, Run, State, advance,
        },
    },
    change::Change,
    ids::{AutomationId, RunId},
};
use highlevel::{ContactId, LocationId, client::Call, operation::Answer};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use crate::{engine::Engine, error::RunError, seen::trigger_of};

/// Moves of a dry run.
const MOVES: usize = 2_000;

/// What a dry run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct DryRun {
    /// What became of each step, in order.
    pub steps: Vec<DryStep>,
    /// How it ended.
    pub ended: State,
}

/// One step of a dry run.
#[derive(Debug, Clone, PartialEq)]
pub struct DryStep {
    /// Which, and which items.
    pub at: Cursor,
    /// How it ended.
    pub outcome: Outcome,
    /// The exact request, where one would leave.
    pub request: Option<Exact>,
    /// What it gave, or would give.
    pub output: Json,
    /// How long it would wait.
    pub waits_until: Option<Timestamp>,
}

/// A request as it would leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    /// How.
    pub method: String,
    /// Where, with its query.
    pub target: String,
    /// What is sent.
    pub body: Option<Json>,
    /// HighLevel calls it costs.
    pub calls: u32,
}

impl DryRun {
    /// Whether it went through.
    #[must_use]
    pub const fn has_passed(&self) -> bool {
        matches!(self.ended, State::Done | State::Stopped { .. })
    }

    /// Why it did not.
    #[must_use]
    pub const fn failed(&self) -> Option<&Failed> {
        match &self.ended {
            State::Failed(failed) => Some(failed),
            _ => None,
        }
    }
}

impl Engine {
    /// What a definition would do for a contact now, as if its trigger had just fired; with a change, for that one.
    ///
    /// # Errors
    /// The store's.
    pub async fn dry_run(
        &self,
        location: &LocationId,
        definition: &Definition,
        contact: Option<ContactId>,
        change: Option<&Change>,
    ) -> Result<DryRun, RunError> {
        let on = definition.trigger.on;
        let trigger = match change {
            Some(change) => {
                trigger_of(change, happenings(change).into_iter().find(|one| *one == on).unwrap_or(on))
            }
            None => sample_trigger(definition, contact.as_ref()),
        };
        let (id, automation) =
            (RunId::from_uuid(self.inner.clock.uuid()), AutomationId::from_uuid(uuid::Uuid::nil()));
        let mut moment = Moment { chance: 0.5, ..self.moment() };
        let opening = Opening { contact, causes: Vec::new(), trigger };
        let mut run = Run::open(id, (automation, 1), definition, opening, moment.now);
        let seen = self.seen(location, &run).await?;
        let mut steps = Vec::new();
        for _ in 0..MOVES {
            if run.state.is_over() {
                break;
            }
            let news = match &run.state {
                State::Waiting(waiting) => {
                    let waited = (run.cursor.clone(), waiting.until);
                    moment.now = waiting.until;
                    (News::Woken, Some(waited))
                }
                _ => (News::Claimed { seen: seen.clone() }, None),
            };
            let (news, waited) = news;
            let (next, effects) = advance(self.language(), definition, run, news, moment);
            run = next;
            note(&effects, waited.map(|(_, until)| until), &mut steps);
            if let Some(Effect::Intend { key, number }) = effects.last() {
                let leaving = News::Leaving { key: key.clone(), number: *number };
                let (next, effects) = advance(self.language(), definition, run, leaving, moment);
                run = next;
                let Some(Effect::Call { key, request, .. }) = effects.last() else { continue };
                let output = self.sample_of(location, request).await?;
                let answered = News::Answered { key: key.clone(), output, calls: 0 };
                let (next, effects) = advance(self.language(), definition, run, answered, moment);
                run = next;
                note(&effects, None, &mut steps);
            }
        }
        Ok(DryRun { steps, ended: run.state })
    }

    /// What a request would give: the mirror's answer where it is asked, else a sample.
    async fn sample_of(&self, location: &LocationId, request: &Request) -> Result<Json, RunError> {
        Ok(match request {
            Request::Find { kind, matching, at_most } => {
                self.find_records(location, *kind, matching, *at_most).await?
            }
            Request::Operation { operation, input } => {
                let mut record: Map<String, Json> = input.clone();
                record.insert("id".to_owned(), Json::from("sample"));
                match operation.row().answer {
                    Answer::One(member) => json!({ member: record }),
                    Answer::Many(member) => {
                        json!({ member: input.get(member).cloned().unwrap_or(json!([])) })
                    }
                    Answer::Flag(member) => json!({ member: true }),
                    Answer::Whole => Json::Object(record),
                }
            }
            Request::Upsert { input } => {
                let mut record = input.clone();
                record.insert("id".to_owned(), Json::from("sample"));
                json!({"contact": record, "new": false})
            }
            Request::Start { .. } => json!({"run": "sample"}),
            Request::Http { .. } | Request::Webhook { .. } | Request::Message { .. } => {
                json!({"status": 200, "body": {}})
            }
            Request::Email { .. } => json!({"sent": true}),
        })
    }
}

fn note(effects: &[Effect], waited: Option<Timestamp>, steps: &mut Vec<DryStep>) {
    for effect in effects {
        let Effect::Record(finished) = effect else { continue };
        let Finished { at, outcome, input, output, .. } = (**finished).clone();
        let request = input.as_ref().and_then(exact);
        steps.push(DryStep { at, outcome, request, output, waits_until: waited });
    }
}

/// A request as it would leave; none where it stays in the house.
#[must_use]
pub fn exact(request: &Request) -> Option<Exact> {
    let outside = |method: &str, target: &str, body: &Json| {
        let body = Some(body.clone()).filter(|body| !body.is_null());
        Some(Exact { method: method.to_owned(), target: target.to_owned(), body, calls: 0 })
    };
    match request {
        Request::Operation { operation, input } => {
            let call = Call::named(operation.row(), input).ok()?;
            let pairs: Vec<String> =
                call.query_pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
            let path = call.url_path().ok()?;
            let target = if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) };
            let body = call.json_body().cloned();
            Some(Exact { method: call.method().to_string(), target, body, calls: operation.row().cost })
        }
        Request::Http { method, url, body, .. } => outside(method.as_str(), url, body),
        Request::Webhook { url, body, .. } => outside("POST", url, body),
        Request::Message { to, text } => outside("POST", to, &json!({"text": text})),
        Request::Email { to, subject, text } => {
            outside("MAIL", to, &json!({"subject": subject, "text": text}))
        }
        Request::Upsert { input } => outside("POST", "/contacts/upsert", &Json::Object(input.clone())),
        Request::Find { .. } | Request::Start { .. } => None,
    }
}

/// What `trigger` and `change` show where no real change is taken.
fn sample_trigger(definition: &Definition, contact: Option<&ContactId>) -> Json {
    let trigger = &definition.trigger;
    let with = |name: &str| trigger.with.get(name).cloned().unwrap_or(Json::Null);
    json!({
        "on": trigger.on.as_str(),
        "kind": "contact",
        "record": contact.map(ContactId::as_str),
        "change": {"field": with("field"), "from": with("from"), "to": with("to"), "cause": "delivery", "fields": {}},
    })
}
