//! What the mirror cannot answer is asked of HighLevel, on the caller's lane.
//!
//! Promise: HighLevel's answer goes on as it came, its refusals too; a call that did not leave is refused in
//! HighLevel's shape and says so.

use domain::budget::Lane;
use domain::change::Cause;
use domain::record::{Kind, RecordId};
use gateway::{GatewayError, Refreshed};
use highlevel::answering::{Answer, Refusal, Turned};
use highlevel::client::Call;
use highlevel::{CallError, ContactId};
use http::StatusCode;
use serde_json::{Value, json};

use super::{Asked, By, Fresh, Said, Served};
use crate::api_keys::Caller;

impl Served {
    /// Asks HighLevel.
    pub(super) async fn pass(&self, caller: &Caller, asked: &Asked) -> Said {
        let call = match call_of(asked) {
            Ok(call) => call,
            Err(refusal) => return Said::plain(refusal.into()),
        };
        let cause = Cause::ApiKey { key: caller.key, write: None };
        match self.rooms.gateway.pass_through(&caller.location, Lane::Person, cause, call).await {
            Ok(answer) => Said {
                status: StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK),
                body: answer.body,
                by: Some(By::HighLevel),
                fresh: Some(Fresh::now(self.rooms.now())),
                etag: None,
                write: None,
            },
            Err(error) => not_answered(&error),
        }
    }

    /// Reads a contact into the mirror, so that it can be answered from there; what HighLevel says if it cannot.
    pub(super) async fn take_contact_in(&self, caller: &Caller, id: &ContactId) -> Result<(), Said> {
        let record = (Kind::Contact, &RecordId::from(id));
        let read = self
            .rooms
            .gateway
            .refresh_record(&caller.location, id, record, Lane::Person, Cause::Opened)
            .await;
        match read {
            Ok(Refreshed::Gone) => Err(by_highlevel(Refusal::NoContact(id.to_string()).into())),
            Ok(_) => Ok(()),
            Err(GatewayError::Call(error)) => Err(not_answered(&error)),
            Err(_) => Err(unavailable("The mirror cannot be read.")),
        }
    }
}

/// The same call, for HighLevel.
fn call_of(asked: &Asked) -> Result<Call, Refusal> {
    let mut call = Call::of(asked.operation).version(asked.version);
    for (name, value) in &asked.names {
        call = call.path(*name, value);
    }
    for (name, value) in &asked.query {
        call = call.query(name, value);
    }
    if asked.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(call);
    }
    let body: Value = serde_json::from_slice(&asked.body)
        .map_err(|error| Refusal::Bad(format!("The body is not valid JSON: {error}")))?;
    call.json(&body).map_err(|error| Refusal::Bad(error.to_string()))
}

fn by_highlevel(answer: Answer) -> Said {
    Said { by: Some(By::HighLevel), ..Said::plain(answer) }
}

/// A call that HighLevel refused, or that did not come about.
pub(super) fn not_answered(error: &CallError) -> Said {
    let with = |status: u16, message: &str| {
        let code = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
        by_highlevel(Answer::with(code, json!({ "statusCode": status, "message": message })))
    };
    match error {
        CallError::OutOfBudget { .. } | CallError::Limited { .. } => Said::plain(Turned::Limited.into()),
        CallError::MissingScope { message } | CallError::WrongTokenKind { message } => with(401, message),
        CallError::WrongLocation { message } => with(403, message),
        CallError::UnknownRecord { message } => {
            let answer = Answer::with(StatusCode::BAD_REQUEST, json!({ "error": message, "status": 400 }));
            by_highlevel(answer)
        }
        CallError::Invalid { status, problems } => {
            let code = StatusCode::from_u16(*status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let error = code.canonical_reason().unwrap_or_default();
            by_highlevel(Answer::with(
                code,
                json!({ "message": problems, "error": error, "statusCode": status }),
            ))
        }
        CallError::Refused { status, message } | CallError::Failed { status, message } => {
            with(*status, message)
        }
        CallError::Unanswered(_) | CallError::Unreadable { .. } => with(504, "HighLevel did not answer."),
        CallError::Configuration { .. } | CallError::DeadGrant { .. } | CallError::DeadToken { .. } => {
            unavailable("This location is not connected to HighLevel, so nothing was sent.")
        }
        _ => unavailable("HighLevel could not be reached, so nothing was sent."),
    }
}

/// What cannot be said now, in HighLevel's shape.
pub(super) fn unavailable(message: &str) -> Said {
    let body = json!({ "statusCode": 503, "message": message });
    Said::plain(Answer::with(StatusCode::SERVICE_UNAVAILABLE, body))
}
