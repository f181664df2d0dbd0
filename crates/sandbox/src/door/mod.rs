//! The door: everything HighLevel decides about a call before the operation itself runs.
//!
//! Here: the order of checks (path, version, token, limits, scope, kind, location), the six limit headers, the
//! call log, and the faults that befall a call (`meet`).
//! Not here: what an operation does with a call that came through (`contacts`, `neighbours`, `oauth`).
//!
//! Promise: a route runs only for a `Caller` that may do this, in this location, now; it is found under the
//! operation table's own path, whatever slash the caller wrote. Every answer carries the six headers.

mod beyond;
mod browser;
mod caller;
mod guard;
mod meet;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, sync::LazyLock};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use highlevel::{
    answering::{
        Turned,
        paths::{Found, Named, Paths},
    },
    operation::{self, Operation, Token},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header::DATE, request::Parts};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use tokio::time::Instant;

pub use self::caller::{AuthClass, Caller, ClientId, TokenKind, Version};
pub(crate) use self::guard::{Guard, agency_scopes, is_agencys, location_scopes};
use self::meet::{Met, Silent};
use crate::{
    calls::{Call, Exchange, Side},
    faults::Fired,
    limits::{Bucket, Left, Taken},
    line::Scissors,
    quirks::Switch,
    shell::Shell,
    world::id::LocationId,
};

/// The largest body that is read: as much as routes read by themselves.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// Every path of the table, and those beyond it.
static PATHS: LazyLock<Paths> =
    LazyLock::new(|| Paths::of(operation::ALL.iter().copied().chain(beyond::all())));

/// Whether there is an operation of that id.
pub(crate) fn is_operation(id: &str) -> bool {
    PATHS.has(id)
}

/// What is known of a call when it is logged.
struct Visit {
    began: Instant,
    method: Method,
    path: Box<str>,
    headers: HeaderMap,
    body: Bytes,
    operation: Option<&'static str>,
    location: Option<LocationId>,
    left: Left,
    fired: Vec<Fired>,
}

/// A call that may pass.
struct Entered {
    parts: Parts,
    body: Bytes,
    operation: &'static Operation,
    caller: Option<Caller>,
}

/// Lets a call through to its route, or turns it away.
pub(crate) async fn door(State(shell): State<Shell>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if parts.method == Method::OPTIONS {
        return browser::preflight(&parts.headers);
    }
    let scissors = parts.extensions.get::<ConnectInfo<Scissors>>().map(|found| found.0.clone());
    let mut visit = Visit::of(&shell, &parts);
    let met = match enter(&shell, &mut visit, parts, body).await {
        Ok(entered) => meet::meet(&shell, &mut visit, entered, next).await,
        Err(turned) => Met::Answer(turned.into_response()),
    };
    let reads_the_index = visit.operation.is_some_and(meet::reads_the_index);
    match met {
        Met::Answer(answer) => {
            let (mut head, body) = answer.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
            visit.left.write(&mut head.headers);
            browser::open(&mut head.headers);
            if let Some(date) = http_date(shell.clock.now()) {
                head.headers.insert(DATE, date);
            }
            shell.faults.count_standing(reads_the_index, head.status == StatusCode::TOO_MANY_REQUESTS);
            let slow_ms = head.extensions.remove::<meet::Slow>().map_or(0, |slow| slow.0);
            visit.close(&shell, head.status.as_u16(), &head.headers, &body);
            let body = if slow_ms > 0 { meet::dripping(body, slow_ms) } else { Body::from(body) };
            Response::from_parts(head, body)
        }
        Met::Nothing(ending) => {
            visit.close(&shell, 0, &HeaderMap::new(), &Bytes::new());
            if ending == Silent::ForLong {
                shell.faults.silence().await;
            }
            if let Some(scissors) = scissors {
                scissors.cut();
            }
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The sandbox's time, not the machine's: a client learns from it how far its own clock is off.
fn http_date(now: Timestamp) -> Option<HeaderValue> {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()?;
    HeaderValue::from_str(&text).ok()
}

async fn enter(shell: &Shell, visit: &mut Visit, mut parts: Parts, body: Body) -> Result<Entered, Turned> {
    let asked = parts.headers.get("version").and_then(|value| value.to_str().ok());
    let version = asked.and_then(Version::read);
    let named = match PATHS.find(parts.method.as_str(), parts.uri.path(), version) {
        Found::Operation(named) => named,
        Found::WrongCase => return Err(Turned::WrongCase),
        Found::Nothing => return Err(no_path(&parts)),
    };
    visit.operation = Some(named.operation.id);
    if percent_decode_str(parts.uri.path()).decode_utf8().is_err() {
        return Err(Turned::BadPath(parts.uri.path().to_owned()));
    }
    parts.extensions.insert(named.operation);
    parts.extensions.insert(version.unwrap_or(Version::V2));
    let admitted = match named.operation.token {
        Token::None => None,
        _ => {
            let version = version.ok_or_else(|| no_version(shell, asked))?;
            Some(admit(shell, visit, &parts, &named, version)?)
        }
    };
    let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| Turned::TooLarge)?;
    visit.body = body.clone();
    if let Some(caller) = &admitted {
        body_is_for(shell, caller, named.operation, &body)?;
    }
    parts.uri = under(&named.path, &parts.uri);
    Ok(Entered { parts, body, operation: named.operation, caller: admitted })
}

/// Token, limits, scope and kind, then the location of path and query.
fn admit(
    shell: &Shell,
    visit: &mut Visit,
    parts: &Parts,
    named: &Named,
    version: Version,
) -> Result<Caller, Turned> {
    let caller = shell.guard.caller(shell, &parts.headers, version)?;
    visit.location = caller.location;
    match shell.limits.take(&bucket(&caller), shell.clock.now()) {
        Taken::Passed(left) => visit.left = left,
        Taken::Refused(left) => {
            visit.left = left;
            return Err(Turned::Limited);
        }
    }
    guard::may(&caller, named.operation)?;
    if let Some(location) = named.location() {
        is_for(shell, &caller, location)?;
    }
    query_is_for(shell, &caller, named.operation, parts.uri.query().unwrap_or_default())?;
    Ok(caller)
}

fn bucket(caller: &Caller) -> Bucket {
    let resource = caller.location.map_or_else(|| caller.company.as_str().into(), |id| id.as_str().into());
    Bucket { client: caller.client.clone(), resource }
}

/// A location in the query must be the caller's; a required one must be there.
fn query_is_for(shell: &Shell, caller: &Caller, operation: &Operation, query: &str) -> Result<(), Turned> {
    let Some(param) = operation.query.iter().find(|param| is_location(param.name)) else { return Ok(()) };
    let given = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| is_location(name));
    match given {
        Some((_, location)) => is_for(shell, caller, &location),
        None if param.required && caller.auth_class == AuthClass::Location => Err(Turned::WrongLocation),
        None => Ok(()),
    }
}

/// A location in the body must be the caller's. A missing one is the operation's to refuse.
fn body_is_for(shell: &Shell, caller: &Caller, operation: &Operation, body: &Bytes) -> Result<(), Turned> {
    #[derive(Deserialize)]
    struct Glance<'b> {
        #[serde(rename = "locationId", borrow)]
        location: Option<Cow<'b, str>>,
    }
    if body.is_empty() || operation.token != Token::Location {
        return Ok(());
    }
    match serde_json::from_slice::<Glance<'_>>(body) {
        Ok(Glance { location: Some(location) }) => is_for(shell, caller, &location),
        Ok(Glance { location: None }) | Err(_) => Ok(()),
    }
}

fn is_location(name: &str) -> bool {
    name == "locationId" || name == "location_id"
}

fn is_for(shell: &Shell, caller: &Caller, location: &str) -> Result<(), Turned> {
    let reached = match caller.location {
        Some(own) => own.as_str() == location,
        None => LocationId::parse(location).is_some_and(|id| {
            shell.world.look(|state| state.location(&id).is_some_and(|found| found.company == caller.company))
        }),
    };
    if reached { Ok(()) } else { Err(Turned::WrongLocation) }
}

/// What was seen to a `Version` that is missing or unknown; to the latter two witnesses saw different answers.
fn no_version(shell: &Shell, asked: Option<&str>) -> Turned {
    match asked {
        None => Turned::NoVersion,
        Some(asked) if shell.world.quirks().hold(Switch::VersionUnknown400) => {
            Turned::UnknownVersionNamed(asked.to_owned())
        }
        Some(_) => Turned::UnknownVersion,
    }
}

fn no_path(parts: &Parts) -> Turned {
    Turned::NoPath { method: parts.method.to_string(), path: parts.uri.path().to_owned() }
}

/// The same query under another path.
fn under(path: &str, uri: &Uri) -> Uri {
    let path_and_query = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    path_and_query.parse().unwrap_or_else(|_| uri.clone())
}

impl Visit {
    fn of(shell: &Shell, parts: &Parts) -> Self {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Self {
            began: Instant::now(),
            method: parts.method.clone(),
            path: path.into(),
            headers: parts.headers.clone(),
            body: Bytes::new(),
            operation: None,
            location: None,
            left: shell.limits.untouched(),
            fired: Vec::new(),
        }
    }

    fn close(self, shell: &Shell, status: u16, headers: &HeaderMap, body: &Bytes) {
        let call = Call {
            number: 0,
            at: shell.clock.now(),
            method: self.method,
            path: self.path,
            operation: self.operation,
            location: self.location,
            status,
            took: self.began.elapsed(),
            faults: self.fired,
        };
        let asked = Side::of(self.headers, &self.body);
        shell.calls.note(call, Exchange { asked, answered: Side::of(headers.clone(), body) });
    }
}
