//! Sending a write.
//!
//! Promise: it leaves only when no earlier write of the same record is open, only while nobody else has changed
//! the same field, and only after the mark that it leaves is on disk. What HighLevel says is written down, also
//! when it says no.

use domain::write::{Effect, News, Write};
use highlevel::{
    CallError, Verdict,
    client::{Answer, Call},
    operation::Operation,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use store::kill_point;

use super::{Carried, Step, catalog, lane_of, meet::Met, message, row_of, verdict, waits, words};
use crate::{door::Pass, error::GatewayError, gateway::Gateway};

/// How long a write stands behind another one of the same record before it asks again.
const BEHIND: SignedDuration = SignedDuration::from_millis(150);
/// How long a write waits while the connection has to be authorised again.
const SIGNED_OUT: SignedDuration = SignedDuration::from_secs(60);

impl Gateway {
    /// An intended write: sends it, unless something comes first.
    pub(crate) async fn send_step(&self, write: Write) -> Result<Step, GatewayError> {
        let row = row_of(&write)?;
        if self.is_behind(&write).await? {
            let until = after(self.now(), BEHIND);
            let reason = "An earlier change of the same record goes first.".to_owned();
            return Ok(Step::Through(Carried::Waits { until, reason }));
        }
        match self.read_before(&write).await {
            Ok(()) => {}
            Err(GatewayError::Call(error)) => {
                let earlier = write.sent_at;
                return self.not_sent(&write, &error, earlier).await;
            }
            Err(other) => return Err(other),
        }
        let write = match self.meet(write).await? {
            Met::GoesOn(write) => *write,
            Met::Over(step) => return Ok(step),
        };
        let call = call_of(&write, row)?;
        match self.pass(&write.intent.location, lane_of(&write.intent.cause), &write.intent.cause).await {
            Ok(pass) => {
                let earlier = write.sent_at;
                let (write, answered) = self.call_out(write, pass, call).await?;
                self.heard(&write, row, earlier, answered).await
            }
            Err(error) => {
                let earlier = write.sent_at;
                self.not_sent(&write, &error, earlier).await
            }
        }
    }

    /// Lets the call of a write leave, once the mark that it leaves is on disk.
    pub(crate) async fn call_out(
        &self,
        write: Write,
        pass: Pass,
        call: Call,
    ) -> Result<(Write, Result<Answer, CallError>), GatewayError> {
        let write = self.move_on(&write, News::Leaving).await?;
        kill_point("intent_written").await;
        let answered = self.leave(pass, call).await;
        kill_point("call_made").await;
        Ok((write, answered))
    }

    /// Writes down what HighLevel said to a write, or that it said nothing.
    pub(crate) async fn heard(
        &self,
        write: &Write,
        row: &'static Operation,
        earlier: Option<Timestamp>,
        answered: Result<Answer, CallError>,
    ) -> Result<Step, GatewayError> {
        match answered {
            Ok(answer) => self.accepted(write, row, &answer).await,
            Err(error) => match error.verdict() {
                Verdict::LookFirst => self.unanswered(write, &error).await,
                Verdict::GiveUp => self.refused_step(write, &error, earlier).await,
                _ => self.not_sent(write, &error, earlier).await,
            },
        }
    }

    /// HighLevel said yes: what it shows is compared with what was asked, field by field.
    async fn accepted(
        &self,
        write: &Write,
        row: &'static Operation,
        answer: &Answer,
    ) -> Result<Step, GatewayError> {
        let body: Value = match answer.json() {
            Ok(body) => body,
            Err(error) => return self.unanswered(write, &error).await,
        };
        if message::sends(row) {
            return self.message_taken(write, answer, &body).await;
        }
        let record = catalog::record(row, &body);
        if record.is_none() && matches!(write.intent.effect, Effect::Set { .. }) {
            return self.taken_unseen(write, answer.status, &body).await;
        }
        let left_out = match (record, &write.intent.effect) {
            (Some(record), _) => verdict::left_out(write, record),
            (None, Effect::Add { field, .. } | Effect::Remove { field, .. }) => catalog::words(&body, field)
                .map(|list| verdict::left_out_of_list(write, field, list))
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        let seen_at = self.their_time(&write.intent.location, self.now());
        let mirror = self.shown(write, row, &body, seen_at).await?;
        let made = record.and_then(verdict::id_of).and_then(|id| domain::record::RecordId::new(id).ok());
        if matches!(write.intent.effect, Effect::Create { .. }) && made.is_none() {
            // Made, and not shown: it is found by looking.
            let reason = "HighLevel made it without showing it. We look for it.".to_owned();
            let news =
                News::Unanswered { status: Some(answer.status), look_at: self.now(), reason, other: None };
            self.move_on(write, news).await?;
            return Ok(Step::On);
        }
        let news = if left_out.is_empty() {
            News::Accepted { status: answer.status, record: made }
        } else {
            News::Dropped { status: answer.status, reason: words::dropped(&left_out), record: made }
        };
        self.settled_with(write, news, mirror, Some(&body)).await
    }

    /// HighLevel said no. A create is looked for once all the same, unless it is refused for another contact before
    /// it can have made one; a record that is gone cannot be deleted again.
    async fn refused_step(
        &self,
        write: &Write,
        error: &CallError,
        earlier: Option<Timestamp>,
    ) -> Result<Step, GatewayError> {
        let other = words::other_contact(error);
        let reason = words::refusal(error, write.intent.kind);
        let status = words::status(error);
        let gone = matches!(error, CallError::UnknownRecord { .. });
        match (&write.intent.effect, error) {
            (Effect::Delete, _) if gone => {
                let news = News::Accepted { status: status.unwrap_or(404), record: None };
                self.settled(write, news, self.gone(write)).await
            }
            (
                Effect::Create { .. },
                CallError::Invalid { .. } | CallError::Refused { .. } | CallError::Duplicate { .. },
            ) if earlier.is_some() || !matches!(error, CallError::Duplicate { .. }) => {
                let news = News::Unanswered { status, look_at: self.now(), reason, other };
                self.move_on(write, news).await?;
                Ok(Step::On)
            }
            _ => {
                let step = self.settled(write, News::Refused { status, reason, other }, Vec::new()).await?;
                if gone {
                    self.read_anew(write).await?;
                }
                Ok(step)
            }
        }
    }

    /// Nothing was sent this time: it is tried again when there is room, a way, or a connection.
    async fn not_sent(
        &self,
        write: &Write,
        error: &CallError,
        earlier: Option<Timestamp>,
    ) -> Result<Step, GatewayError> {
        let retry_at = match error.verdict() {
            Verdict::RetryAt(until) => until,
            Verdict::RetryAfter(wait) => self.now().checked_add(wait).unwrap_or(Timestamp::MAX),
            Verdict::GiveUp | Verdict::RefreshToken => after(self.now(), SIGNED_OUT),
            Verdict::Retry | Verdict::LookFirst => self.later(write.attempts.max(1)),
        };
        let reason = match error.verdict() {
            Verdict::GiveUp | Verdict::RefreshToken => words::refusal(error, write.intent.kind),
            _ => words::delay(error),
        };
        let write = self.move_on(write, News::NotSent { retry_at, reason, earlier }).await?;
        Ok(Step::Through(waits(&write)))
    }

    async fn unanswered(&self, write: &Write, error: &CallError) -> Result<Step, GatewayError> {
        let look_at = self.later(write.attempts);
        let (status, reason) = (words::status(error), words::delay(error));
        let news = News::Unanswered { status, look_at, reason, other: None };
        let write = self.move_on(write, news).await?;
        Ok(Step::Through(waits(&write)))
    }
}

/// The call a write makes. What its row takes in the query stands among the values for the path.
pub(crate) fn call_of(write: &Write, row: &'static Operation) -> Result<Call, GatewayError> {
    let in_query = |name: &str| row.query.iter().any(|param| param.name == name);
    let call = write.intent.path.iter().fold(Call::of(row), |call, (name, value)| {
        if in_query(name) { call.query(name, value) } else { call.path(name, value) }
    });
    if row.body_fields().is_empty() && write.intent.body.is_empty() {
        return Ok(call);
    }
    Ok(call.json(&write.intent.body)?)
}

fn after(now: Timestamp, pause: SignedDuration) -> Timestamp {
    now.checked_add(pause).unwrap_or(Timestamp::MAX)
}
