//! The door: everything HighLevel decides about a call before the operation itself runs.
//!
//! Here: the order of checks (path, version, token, limits, scope, kind, location), the six limit headers, the
//! call log.
//! Not here: what an operation does with a call that came through (`contacts`, `neighbours`, `oauth`).
//!
//! Promise: a route runs only for a `Caller` that may do this, in this location, now; it is found under the
//! operation table's own path, whatever slash the caller wrote. Every answer carries the six headers.

mod caller;
mod guard;
mod map;
#[cfg(test)]
mod tests;
mod turned;

use std::borrow::Cow;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use highlevel::operation::{Operation, Token};
use http::{Uri, request::Parts};
use percent_encoding::percent_decode_str;
use serde::Deserialize;

pub use self::caller::{AuthClass, Caller, ClientId, TokenKind, Version};
pub(crate) use self::guard::{Guard, is_agencys, location_scopes};
use self::{
    map::{Found, Named},
    turned::Turned,
};
use crate::{
    calls::Call,
    limits::{Bucket, Left, Taken},
    shell::Shell,
    world::id::LocationId,
};

/// The largest body that is read: as much as routes read by themselves.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// What is known of a call when it is logged.
struct Visit {
    method: Box<str>,
    path: Box<str>,
    operation: Option<&'static str>,
    location: Option<LocationId>,
    left: Left,
}

/// Lets a call through to its route, or turns it away.
pub(crate) async fn door(State(shell): State<Shell>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut visit = Visit::of(&shell, &parts);
    let mut answer = match enter(&shell, &mut visit, parts, body).await {
        Ok(request) => next.run(request).await,
        Err(turned) => turned.into_response(),
    };
    visit.left.write(answer.headers_mut());
    shell.calls.note(visit.close(&shell, answer.status().as_u16()));
    answer
}

async fn enter(shell: &Shell, visit: &mut Visit, mut parts: Parts, body: Body) -> Result<Request, Turned> {
    let asked = parts.headers.get("version").and_then(|value| value.to_str().ok());
    let version = asked.and_then(Version::read);
    let named = match map::find(parts.method.as_str(), parts.uri.path(), version) {
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
            let why = if asked.is_some() { Turned::UnknownVersion } else { Turned::NoVersion };
            Some(admit(shell, visit, &parts, &named, version.ok_or(why)?)?)
        }
    };
    let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| Turned::TooLarge)?;
    if let Some(caller) = admitted {
        body_is_for(shell, &caller, named.operation, &body)?;
        parts.extensions.insert(caller);
    }
    parts.uri = under(&named.path, &parts.uri);
    Ok(Request::from_parts(parts, Body::from(body)))
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
    if let Some(location) = &named.location {
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
            method: parts.method.as_str().into(),
            path: path.into(),
            operation: None,
            location: None,
            left: shell.limits.untouched(),
        }
    }

    fn close(self, shell: &Shell, status: u16) -> Call {
        Call {
            number: 0,
            at: shell.clock.now(),
            method: self.method,
            path: self.path,
            operation: self.operation,
            location: self.location.map(|location| location.as_str().into()),
            status,
        }
    }
}
