//! A call meets the faults that are switched on, and its route if they let it.
//!
//! Here: carrying a fault out on one call. Not here: whether it fires (`faults`).
//!
//! Promise: an effect that a fault says happened is in the world before the caller knows, and one that it says did
//! not happen never is.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::stream;
use highlevel::answering::Turned;
use highlevel::operation::{Method, Operation};
use http::StatusCode;
use serde_json::{Value, json};

use super::{AuthClass, Caller, Entered, TokenKind, Visit};
use crate::{
    answer::{Answer, Refusal},
    faults::{CallFaults, Effect, Ending, Kind, Target},
    oauth::Grants,
    shell::Shell,
};

/// Operations that see what the index sees.
const READ_THE_INDEX: [&str; 6] = [
    "get-contacts",
    "get-contacts-by-businessId",
    "search-contacts-advanced",
    "search-opportunity",
    "search-opportunities-advanced",
    "search-conversation",
];

/// In how many drips a slow body comes.
const DRIPS: usize = 8;

/// What comes of a call.
pub(super) enum Met {
    /// An answer.
    Answer(Response),
    /// None.
    Nothing(Silent),
}

/// How the line ends when there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silent {
    /// It is cut at once.
    Not,
    /// It stays open until the caller gives up or somebody lets go.
    ForLong,
}

/// Whether a call ended as its fault would have it.
enum Ended {
    /// It did.
    As(Met),
    /// It was refused for a reason of its own.
    Otherwise(Response),
}

/// Marks an answer whose body is to take so many milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slow(pub u64);

/// Lets the call meet its faults and its route.
pub(super) async fn meet(shell: &Shell, visit: &mut Visit, mut entered: Entered, next: Next) -> Met {
    let faults = befalling(shell, &entered);
    visit.fired.clone_from(&faults.fired);
    for field in &faults.dropped {
        entered.body = without(&entered.body, field);
    }
    let met = match faults.ending {
        None => Met::Answer(run(entered, next).await),
        Some((id, ending)) => match end(shell, visit, entered, next, ending).await {
            Ended::As(met) => met,
            Ended::Otherwise(answer) => {
                shell.faults.take_back(id);
                visit.fired.retain(|fired| fired.id != id);
                Met::Answer(answer)
            }
        },
    };
    match met {
        Met::Answer(mut answer) if faults.slow_ms > 0 => {
            answer.extensions_mut().insert(Slow(faults.slow_ms));
            Met::Answer(answer)
        }
        met => met,
    }
}

fn befalling(shell: &Shell, entered: &Entered) -> CallFaults {
    let location = entered.caller.as_ref().and_then(|caller| caller.location.as_ref());
    let target = Target {
        operation: Some(entered.operation.id),
        method: entered.parts.method.as_str(),
        path: entered.parts.uri.path(),
        event: "",
        body: &entered.body,
        location: location.map_or("", |id| id.as_str()),
    };
    shell.faults.befall_call(&target, |kind| can_befall(kind, entered))
}

/// Whether a fault of that kind can befall this call at all.
fn can_befall(kind: &Kind, entered: &Entered) -> bool {
    match kind {
        Kind::CreatedBut422 {} => creates(entered.operation),
        Kind::FieldDropped { field } => has(&entered.body, field),
        Kind::TokenExpired {} => {
            entered.caller.as_ref().is_some_and(|caller| caller.kind == TokenKind::OAuth)
        }
        Kind::TokenRevoked {} => entered.caller.is_some(),
        Kind::RefreshLost {} => is_refresh(entered),
        _ => true,
    }
}

fn creates(operation: &Operation) -> bool {
    operation.method == Method::Post && operation.is_write()
}

/// A trade of a refresh token; a code's form does not have the word.
fn is_refresh(entered: &Entered) -> bool {
    entered.operation.path == "/oauth/token"
        && entered.body.windows(b"refresh_token".len()).any(|part| part == b"refresh_token")
}

/// Whether an operation reads the index and not the records.
pub(super) fn reads_the_index(operation: &str) -> bool {
    READ_THE_INDEX.contains(&operation)
}

async fn run(entered: Entered, next: Next) -> Response {
    let Entered { mut parts, body, caller, .. } = entered;
    if let Some(caller) = caller {
        parts.extensions.insert(caller);
    }
    parts.headers.remove(http::header::CONTENT_LENGTH);
    next.run(Request::from_parts(parts, Body::from(body))).await
}

async fn end(shell: &Shell, visit: &mut Visit, entered: Entered, next: Next, ending: Ending) -> Ended {
    let answer = match ending {
        Ending::Answer(status, effect) => {
            happen(entered, next, effect).await;
            if status == 429 {
                visit.left = visit.left.emptied();
            }
            failing(status)
        }
        Ending::Silence(effect) => {
            happen(entered, next, effect).await;
            return Ended::As(Met::Nothing(Silent::ForLong));
        }
        Ending::Reset(effect) => {
            happen(entered, next, effect).await;
            return Ended::As(Met::Nothing(Silent::Not));
        }
        Ending::Denied | Ending::RefreshLost => {
            let answer = run(entered, next).await;
            if !answer.status().is_success() {
                return Ended::Otherwise(answer);
            }
            if ending == Ending::RefreshLost {
                return Ended::As(Met::Nothing(Silent::Not));
            }
            Refusal::invalid("The record could not be created").into_response()
        }
        Ending::Expired => dead(shell, entered.caller, Grants::expire),
        Ending::Revoked => dead(shell, entered.caller, Grants::revoke),
    };
    Ended::As(Met::Answer(answer))
}

async fn happen(entered: Entered, next: Next, effect: Effect) {
    if effect == Effect::Happened {
        run(entered, next).await;
    }
}

/// A token that dies under the call. A private one cannot die; it is refused this once.
fn dead(shell: &Shell, caller: Option<Caller>, kill: impl FnOnce(&Grants, AuthClass, &str)) -> Response {
    let Some(caller) = caller else { return Turned::BadToken.into_response() };
    if caller.kind == TokenKind::Private {
        return Turned::BadPrivateToken.into_response();
    }
    let id = caller.location.as_ref().map_or(caller.company.as_str(), |location| location.as_str());
    kill(&shell.grants, caller.auth_class, id);
    Turned::BadToken.into_response()
}

/// A failure in the words of the gateway. Only the 429's were seen; the others are ours.
fn failing(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let text = match status.as_u16() {
        500 => "Internal server error",
        _ => status.canonical_reason().unwrap_or("Failed"),
    };
    Answer::with(status, json!({ "statusCode": status.as_u16(), "message": text })).into_response()
}

/// A body that comes in drips over so many milliseconds.
pub(super) fn dripping(body: Bytes, over_ms: u64) -> Body {
    let drip = body.len().div_ceil(DRIPS).max(1);
    let drips: Vec<Bytes> =
        (0..body.len()).step_by(drip).map(|at| body.slice(at..body.len().min(at + drip))).collect();
    let wait = Duration::from_millis(over_ms) / u32::try_from(drips.len().max(1)).unwrap_or(1);
    Body::from_stream(stream::unfold(drips.into_iter(), move |mut drips| async move {
        let drip = drips.next()?;
        tokio::time::sleep(wait).await;
        Some((Ok::<_, std::io::Error>(drip), drips))
    }))
}

fn has(body: &Bytes, field: &str) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return false };
    body.pointer(&pointer(field)).is_some()
}

/// The body without one member; anything that is no JSON stays as it is.
fn without(body: &Bytes, field: &str) -> Bytes {
    let Ok(mut members) = serde_json::from_slice::<Value>(body) else { return body.clone() };
    let (parent, name) = field.rsplit_once('.').unwrap_or(("", field));
    if let Some(Value::Object(parent)) = members.pointer_mut(&pointer(parent)) {
        parent.shift_remove(name);
    }
    Bytes::from(members.to_string())
}

/// `a.b` as serde points at it.
fn pointer(field: &str) -> String {
    field.split('.').filter(|part| !part.is_empty()).fold(String::new(), |path, part| path + "/" + part)
}
