//! The door of the served API: HighLevel's paths under `/highlevel`, opened by an API key.
//!
//! Here: reading a call, HighLevel's order of checks (path, version, key, pace), and the headers of every answer.
//! Not here: what an operation answers (`workspace::served`), what a key is (`workspace::api_keys`).
//!
//! Promise: whatever is wrong with a call, it is refused in HighLevel's own shape. Every answer carries the six
//! headers of the limits; they are Rankr's own.

pub(crate) mod headers;

use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, Request, State};
use axum::response::Response;
use bytes::Bytes;
use highlevel::Version;
use highlevel::answering::paths::{Found, Named, Paths};
use highlevel::answering::{Answer, Refusal, Turned};
use highlevel::operation::{self, App};
use http::request::Parts;
use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use workspace::api_keys::{ApiKeys, Caller, Left};
use workspace::served::{Asked, Said, Served};

use crate::router::Services;

/// The largest body that is read: as much as HighLevel's own routes read.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// Where the operations are served.
pub(crate) const ROUTE: &str = "/highlevel/{*path}";
const PREFIX: &str = "/highlevel";

/// Tokens are not given out here: a key takes their place.
static PATHS: LazyLock<Paths> =
    LazyLock::new(|| Paths::of(operation::ALL.iter().copied().filter(|row| row.app != App::Oauth)));

/// What the door asks.
#[derive(Clone, FromRef)]
pub(crate) struct Door {
    keys: ApiKeys,
    served: Served,
}

impl FromRef<Services> for Door {
    fn from_ref(services: &Services) -> Self {
        Self { keys: services.keys_of_programs.clone(), served: services.served.clone() }
    }
}

/// Any method of `/highlevel/…`
pub(crate) async fn serve(State(door): State<Door>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut left = door.keys.untouched();
    let said = match door.enter(&parts, body, &mut left).await {
        Ok((caller, asked)) => door.served.answer(&caller, &asked).await,
        Err(turned) => Said::plain(Answer::from(turned)),
    };
    headers::respond(said, left, &parts.headers)
}

impl Door {
    /// Everything that HighLevel decides about a call before the operation runs, in its order.
    async fn enter(&self, parts: &Parts, body: Body, left: &mut Left) -> Result<(Caller, Asked), Turned> {
        let version = version(&parts.headers);
        let path = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
        let spelling = version.as_ref().ok().map(|version| version.spelling());
        let named = match PATHS.find(parts.method.as_str(), path, spelling) {
            Found::Operation(named) => named,
            Found::WrongCase => return Err(Turned::WrongCase),
            Found::Nothing => {
                return Err(Turned::NoPath { method: parts.method.to_string(), path: path.to_owned() });
            }
        };
        let names = decoded(&named).ok_or_else(|| Turned::BadPath(path.to_owned()))?;
        let version = version?;
        let caller = self.caller(&parts.headers).await?;
        *left = caller.pace.take(self.keys.now());
        if left.is_spent {
            return Err(Turned::Limited);
        }
        let body = read(body).await?;
        let query = parts.uri.query().unwrap_or_default();
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let base = base(&parts.headers);
        Ok((caller, Asked { operation: named.operation, names, query, body, version, base }))
    }

    /// Whose key the request carries.
    async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Turned> {
        let key = bearer(headers).ok_or(Turned::BadToken)?;
        match self.keys.check(key).await {
            Ok(Some(caller)) => Ok(caller),
            Ok(None) if key.starts_with("rk_") || key.starts_with("pit-") => Err(Turned::BadPrivateToken),
            Ok(None) => Err(Turned::BadToken),
            Err(refusal) => {
                tracing::error!(%refusal, "an API key could not be looked up");
                Err(Turned::Refused(Refusal::Bad("The key could not be looked up.".to_owned())))
            }
        }
    }
}

async fn read(body: Body) -> Result<Bytes, Turned> {
    to_bytes(body, LARGEST_BODY).await.map_err(|_| Turned::TooLarge)
}

/// The version a caller speaks.
fn version(headers: &HeaderMap) -> Result<Version, Turned> {
    let asked = headers.get("version").ok_or(Turned::NoVersion)?;
    let asked = asked.to_str().map_err(|_| Turned::UnknownVersion)?;
    asked.trim().parse().map_err(|_| Turned::UnknownVersion)
}

fn decoded(named: &Named) -> Option<Vec<(&'static str, String)>> {
    let decode = |value: &str| percent_decode_str(value).decode_utf8().ok().map(|text| text.into_owned());
    named.names.iter().map(|(name, value)| Some((*name, decode(value)?))).collect()
}

fn base(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}{PREFIX}")
}

/// The key of the `Authorization` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim()).filter(|key| !key.is_empty())
}
