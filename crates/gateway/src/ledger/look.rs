//! Looking what became of a write.
//!
//! Here: reading back the record of an update or a delete, and what follows. Not here: finding what a create has
//! made (`ledger::make`).
//!
//! Promise: while the look itself fails, the write stays unknown and is looked for again; it is sent a second time
//! only after HighLevel showed that the first did nothing.

use domain::write::{Effect, News, State, Write};
use highlevel::{
    CallError,
    client::{Answer, Call},
    operation::Operation,
};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{Carried, SENT_AT_MOST, Step, catalog, lane_of, message, row_of, verdict, waits, words};
use crate::{error::GatewayError, gateway::Gateway};

/// What a look showed.
pub(crate) enum Sight {
    /// It is done; this is the record, as HighLevel shows it under this row.
    Done(Option<(&'static Operation, Value)>),
    /// It is not done.
    Undone,
    /// A part of it is done.
    Partly(Vec<String>, &'static Operation, Value),
    /// Somebody else has set the same fields.
    Overtaken(Vec<String>, &'static Operation, Value),
    /// Nothing of it arrived, and the record holds other values by now.
    MovedOn(&'static Operation, Value),
    /// It is too early to say that nothing came of it.
    Early(Timestamp),
    /// It cannot be told, and must not be done twice: a person decides.
    Doubtful(String),
    /// The record that was to be changed is gone.
    Gone,
    /// There is nothing to look at.
    Blind,
}

impl Gateway {
    /// A write that may have arrived: looks, and moves it accordingly.
    pub(crate) async fn look_step(&self, write: Write) -> Result<Step, GatewayError> {
        let write = match write.state {
            State::Sent => {
                let reason = "Rankr ended before HighLevel's answer was written down. We look.".to_owned();
                let news = News::Unanswered { status: None, look_at: self.now(), reason, other: None };
                self.move_on(&write, news).await?
            }
            _ => write,
        };
        if look_is_skipped() {
            return self.again(&write).await;
        }
        let asked_at = self.now();
        match self.look(&write).await {
            Ok(sight) => self.seen(&write, sight, asked_at).await,
            Err(GatewayError::Call(error)) => self.not_seen(&write, &error).await,
            Err(other) => Err(other),
        }
    }

    async fn look(&self, write: &Write) -> Result<Sight, GatewayError> {
        match write.intent.effect {
            _ if message::sends(row_of(write)?) => self.find_message(write).await,
            Effect::Create { .. } => self.find_made(write).await,
            Effect::Nothing => Ok(Sight::Blind),
            Effect::Delete | Effect::Set { .. } | Effect::Add { .. } | Effect::Remove { .. } => {
                self.read_back(write).await
            }
        }
    }

    pub(crate) async fn read_back(&self, write: &Write) -> Result<Sight, GatewayError> {
        let row = row_of(write)?;
        let Some(reader) = catalog::reader(row).or_else(|| catalog::one_of_many(row)) else {
            return Ok(Sight::Blind);
        };
        let deletes = write.intent.effect == Effect::Delete;
        let body: Value = match self.ask(write, read_call(write, reader)).await {
            Ok(answer) => answer.json()?,
            Err(CallError::UnknownRecord { .. }) if deletes => return Ok(Sight::Done(None)),
            Err(CallError::UnknownRecord { .. }) => return Ok(Sight::Gone),
            Err(other) => return Err(other.into()),
        };
        let Some(record) = catalog::record(reader, &body) else { return Ok(Sight::Blind) };
        if deletes {
            return Ok(if is_deleted(record) { Sight::Done(None) } else { Sight::Undone });
        }
        Ok(match verdict::of_update(write, record) {
            verdict::Verdict::Done => Sight::Done(Some((reader, body))),
            verdict::Verdict::Undone => Sight::Undone,
            verdict::Verdict::Partly(fields) => Sight::Partly(fields, reader, body),
            verdict::Verdict::MovedOn => Sight::MovedOn(reader, body),
            verdict::Verdict::Overtaken(fields) => Sight::Overtaken(fields, reader, body),
        })
    }

    async fn seen(&self, write: &Write, sight: Sight, asked_at: Timestamp) -> Result<Step, GatewayError> {
        let (news, shown) = match sight {
            Sight::Done(None) => {
                return self.settled(write, News::FoundDone { record: None }, self.gone(write)).await;
            }
            Sight::Done(Some(shown)) => {
                let id = catalog::record(shown.0, &shown.1).and_then(verdict::id_of);
                let record = id.and_then(|id| domain::record::RecordId::new(id).ok());
                (News::FoundDone { record }, shown)
            }
            Sight::Partly(fields, row, body) => {
                let news = News::Dropped {
                    status: write.status.unwrap_or(200),
                    reason: words::dropped(&fields),
                    record: None,
                };
                (news, (row, body))
            }
            Sight::Overtaken(fields, row, body) => {
                return self.was_overtaken(write, &fields, (row, &body), asked_at).await;
            }
            Sight::MovedOn(row, body) => {
                let seen_at = self.their_time(&write.intent.location, asked_at);
                let mirror = self.shown(write, row, &body, seen_at).await?;
                self.learn(write, &mirror).await?;
                return self.again(write).await;
            }
            Sight::Early(_) | Sight::Doubtful(_) if refused(write) => return self.stays_refused(write).await,
            Sight::Early(look_at) => return self.look_later(write, look_at).await,
            Sight::Doubtful(reason) => {
                let news = News::Refused { status: write.status, reason, other: None };
                return self.settled(write, news, Vec::new()).await;
            }
            Sight::Gone => return self.target_is_gone(write).await,
            Sight::Undone | Sight::Blind if refused(write) => return self.stays_refused(write).await,
            Sight::Undone => return self.again(write).await,
            Sight::Blind => return self.blind(write).await,
        };
        let asked_at = self.their_time(&write.intent.location, asked_at);
        let mirror = self.shown(write, shown.0, &shown.1, asked_at).await?;
        self.settled_with(write, news, mirror, Some(&shown.1)).await
    }

    async fn was_overtaken(
        &self,
        write: &Write,
        fields: &[String],
        (row, body): (&'static Operation, &Value),
        asked_at: Timestamp,
    ) -> Result<Step, GatewayError> {
        let seen_at = self.their_time(&write.intent.location, asked_at);
        let mirror = self.shown(write, row, body, seen_at).await?;
        let nothing = Map::new();
        let read = catalog::record(row, body).unwrap_or(&nothing);
        self.settle_overtaken(write, fields, read, mirror).await
    }

    /// Nothing came of it: it may be sent again, a bounded number of times.
    async fn again(&self, write: &Write) -> Result<Step, GatewayError> {
        if write.attempts >= SENT_AT_MOST {
            let reason = format!("It was sent {} times and HighLevel did not take it.", write.attempts);
            let news = News::Refused { status: write.status, reason, other: None };
            return self.settled(write, news, Vec::new()).await;
        }
        let retry_at = if write.attempts > 1 { self.later(write.attempts) } else { self.now() };
        self.move_on(write, News::FoundUndone { retry_at }).await?;
        Ok(Step::On)
    }

    /// There is no way to look: what can be repeated without harm is, anything else is left to the person.
    async fn blind(&self, write: &Write) -> Result<Step, GatewayError> {
        if row_of(write)?.method != highlevel::operation::Method::Post {
            return self.again(write).await;
        }
        let reason = "HighLevel did not answer, and it cannot be seen whether it was done.".to_owned();
        self.settled(write, News::Refused { status: write.status, reason, other: None }, Vec::new()).await
    }

    async fn look_later(&self, write: &Write, look_at: Timestamp) -> Result<Step, GatewayError> {
        let reason = "HighLevel did not answer. We look whether it arrived.".to_owned();
        let news = News::Unanswered { status: write.status, look_at, reason, other: None };
        let write = self.move_on(write, news).await?;
        Ok(Step::Through(waits(&write)))
    }

    async fn stays_refused(&self, write: &Write) -> Result<Step, GatewayError> {
        let reason = write.reason.clone().unwrap_or_else(|| "HighLevel refused it.".to_owned());
        let news = News::Refused { status: write.status, reason, other: write.other.clone() };
        self.settled(write, news, Vec::new()).await
    }

    async fn target_is_gone(&self, write: &Write) -> Result<Step, GatewayError> {
        let gone = CallError::UnknownRecord { message: String::new() };
        let reason = words::refusal(&gone, write.intent.kind);
        let news = News::Refused { status: Some(404), reason, other: None };
        self.settled(write, news, self.gone(write)).await
    }

    /// The look itself did not come about.
    async fn not_seen(&self, write: &Write, error: &CallError) -> Result<Step, GatewayError> {
        let look_at = match error {
            CallError::OutOfBudget { until, .. } => *until,
            CallError::Limited { wait, .. } => self.now().checked_add(*wait).unwrap_or(Timestamp::MAX),
            _ => self.later(write.attempts.max(4)),
        };
        // The reason of a refusal is kept for the person until the look has told.
        let (reason, other) = match &write.reason {
            Some(reason) if refused(write) => (reason.clone(), write.other.clone()),
            _ => (words::delay(error), None),
        };
        let news = News::Unanswered { status: write.status, look_at, reason, other };
        let write = self.move_on(write, news).await?;
        Ok(Step::Through(waits(&write)))
    }

    /// A call about a write, on its lane.
    pub(crate) async fn ask(&self, write: &Write, call: Call) -> Result<Answer, CallError> {
        let intent = &write.intent;
        self.client(&intent.location, lane_of(&intent.cause), intent.cause.clone()).raw(call).await
    }

    /// Writes down how it ended, together with what the mirror learns from it.
    pub(crate) async fn settled(
        &self,
        write: &Write,
        news: News,
        mirror: Vec<domain::mirror::News>,
    ) -> Result<Step, GatewayError> {
        self.settled_with(write, news, mirror, None).await
    }

    /// The same, keeping what HighLevel answered where a run asks for it.
    pub(crate) async fn settled_with(
        &self,
        write: &Write,
        news: News,
        mirror: Vec<domain::mirror::News>,
        answer: Option<&Value>,
    ) -> Result<Step, GatewayError> {
        let write = self.settle(write, news, mirror, answer).await?;
        Ok(Step::Through(Carried::Settled(write.state)))
    }
}

/// The read that shows the record of a write, with the same names in its path.
pub(crate) fn read_call(write: &Write, reader: &'static Operation) -> Call {
    write.intent.path.iter().fold(Call::of(reader), |call, (name, value)| call.path(name, value))
}

/// Whether HighLevel has said no to it, so that looking is for a create that was made all the same.
fn refused(write: &Write) -> bool {
    write.status.is_some_and(|status| (400..500).contains(&status) && status != 408)
}

fn is_deleted(record: &Map<String, Value>) -> bool {
    record.get("deleted").and_then(Value::as_bool) == Some(true)
}

/// A build for tests may leave the look out, to prove that the kill test sees it.
fn look_is_skipped() -> bool {
    cfg!(feature = "kill-points") && std::env::var_os("RANKR_SKIP_LOOK").is_some()
}
