//! What HighLevel refuses, under `/api/v1`: the change log, records in bulk, the whole account.
//!
//! Here: the addresses, what each takes, and their description. Not here: what stands in an answer
//! (`workspace::exports`).
//!
//! Promise: the description at `/api/openapi.json` is made from these handlers, so it cannot say something else.

mod program;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::change::{Change, Seq};
use domain::record::Kind;
use futures::{Stream, StreamExt as _};
use http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoParams, Modify, OpenApi, ToSchema};
use workspace::exports::{Exports, KINDS};

use program::{ApiError, Asked, Program};

/// Where the change log is.
pub(crate) const CHANGES: &str = "/api/v1/changes";
/// Where records of one kind are.
pub(crate) const RECORDS: &str = "/api/v1/records/{kind}";
/// Where the account is written out.
pub(crate) const EXPORT: &str = "/api/v1/export";
/// Where all this is described.
pub(crate) const DESCRIPTION: &str = "/api/openapi.json";

const NDJSON: &str = "application/x-ndjson";

/// Which piece of the log.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Since {
    /// The place to go on from: `next` of the last answer. Without it, from the beginning.
    #[serde(default)]
    since: i64,
    /// How many changes, 1,000 at most.
    #[serde(default = "hundred")]
    limit: u32,
    /// Whether to stay and be told of each change as it happens, one a line.
    #[serde(default)]
    follow: bool,
}

/// A piece of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Changes {
    /// The changes, oldest first: place, kind, record, what happened, each field before and after, cause, moment.
    #[schema(value_type = Vec<Object>)]
    changes: Vec<Change>,
    /// The place to go on from.
    next: i64,
    /// Whether there is more already.
    has_more: bool,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The place to go on from: `next` of the last page.
    after: Option<String>,
    /// How many records, 1,000 at most.
    #[serde(default = "hundred")]
    limit: u32,
}

/// A page of records.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Records {
    /// The records, in the order of their ids. A contact has its custom fields by key under `custom` too.
    #[schema(value_type = Vec<Object>)]
    records: Vec<Value>,
    /// The place to go on from; nothing on the last page.
    next: Option<String>,
}

/// In which form the account is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Every record of every kind, one JSON object a line.
    #[default]
    Ndjson,
    /// Every contact, one row each.
    Csv,
}

/// How to write it out.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Form {
    /// `ndjson` or `csv`.
    #[serde(default)]
    format: Format,
}

const fn hundred() -> u32 {
    100
}

/// The change log after a place; with `follow=true` or `Accept: application/x-ndjson` as lines.
#[utoipa::path(
    get, path = CHANGES, params(Since), tag = "changes",
    responses(
        (status = 200, description = "Changes, oldest first", body = Changes),
        (status = 401, description = "The key is not good, or lacks contacts.readonly"),
        (status = 410, description = "The log does not reach back so far any more"),
    )
)]
pub(crate) async fn changes(
    State(exports): State<Exports>,
    program: Program,
    headers: HeaderMap,
    Asked(asked): Asked<Since>,
) -> Result<Response, ApiError> {
    let since = Seq::new(asked.since.max(0));
    let lines = headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes() == NDJSON.as_bytes());
    if asked.follow {
        let changes = exports.follow(&program.caller, since).map(|change| change.map(|change| line(&change)));
        return Ok(program.paced(stream(NDJSON, changes)));
    }
    let piece = exports.changes(&program.caller, since, asked.limit).await?;
    if lines {
        let text: String = piece.changes.iter().map(line).collect();
        return Ok(program.paced(([(CONTENT_TYPE, NDJSON)], text).into_response()));
    }
    let (next, has_more) = (piece.next.number(), piece.has_more);
    Ok(program.paced(Json(Changes { changes: piece.changes, next, has_more }).into_response()))
}

/// Every record of one kind, page by page: notes, tasks and appointments of all contacts too.
#[utoipa::path(
    get, path = RECORDS, params(After, ("kind" = String, Path, description = "contacts, tasks, notes, appointments, tags, custom-fields, users or calendars")),
    tag = "records",
    responses(
        (status = 200, description = "A page of records", body = Records),
        (status = 401, description = "The key is not good, or lacks the scope"),
        (status = 404, description = "There is no such kind"),
    )
)]
pub(crate) async fn records(
    State(exports): State<Exports>,
    program: Program,
    Path(kind): Path<String>,
    Asked(asked): Asked<After>,
) -> Result<Response, ApiError> {
    let kind = kind_of(&kind)?;
    let page = exports.page(&program.caller, kind, asked.after.as_deref(), asked.limit).await?;
    Ok(program.paced(Json(Records { records: page.records, next: page.next }).into_response()))
}

/// The whole account, written out line by line as it is read.
#[utoipa::path(
    get, path = EXPORT, params(Form), tag = "export",
    responses(
        (status = 200, description = "The account", content((String = "application/x-ndjson"), (String = "text/csv"))),
        (status = 401, description = "The key is not good, or lacks contacts.readonly"),
    )
)]
pub(crate) async fn export(
    State(exports): State<Exports>,
    program: Program,
    Asked(asked): Asked<Form>,
) -> Result<Response, ApiError> {
    let mut response = match asked.format {
        Format::Ndjson => stream(NDJSON, exports.lines(&program.caller)),
        Format::Csv => stream("text/csv; charset=utf-8", exports.table(&program.caller)),
    };
    let name = match asked.format {
        Format::Ndjson => "attachment; filename=\"account.ndjson\"",
        Format::Csv => "attachment; filename=\"contacts.csv\"",
    };
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static(name));
    Ok(program.paced(response))
}

fn kind_of(word: &str) -> Result<Kind, ApiError> {
    let found = KINDS.into_iter().find(|(known, _)| *known == word).map(|(_, kind)| kind);
    found.ok_or_else(|| ApiError::no_kind(word))
}

fn line(change: &Change) -> String {
    let mut line = serde_json::to_string(change).expect("a change is plain data");
    line.push('\n');
    line
}

/// An answer that is written while it is read. A fault in the middle cuts it off, so that nobody takes it for whole.
fn stream<S, E>(kind: &'static str, lines: S) -> Response
where
    S: Stream<Item = Result<String, E>> + Send + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    ([(CONTENT_TYPE, kind)], Body::from_stream(lines)).into_response()
}

/// The description of this API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rankr",
        description = "What HighLevel's API refuses: the change log, records in bulk, the whole account. HighLevel's own operations are served under /highlevel, as HighLevel describes them.",
    ),
    paths(changes, records, export),
    components(schemas(Changes, Records, Format)),
    modifiers(&Keys),
    security(("api_key" = []))
)]
struct Description;

/// A key goes into the `Authorization` header.
struct Keys;

impl Modify for Keys {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("rk_…").build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("api_key", SecurityScheme::Http(scheme));
    }
}

/// `GET /api/openapi.json`: says nothing of anybody's, so anyone may read it.
pub(crate) async fn describe() -> Response {
    Json(Description::openapi()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_of_openapi_3_1_and_names_every_address() {
        let described = serde_json::to_value(Description::openapi()).unwrap();

        assert_eq!(described["openapi"], "3.1.0");
        for path in [CHANGES, RECORDS, EXPORT] {
            assert!(described["paths"][path]["get"]["responses"]["200"].is_object(), "{path}");
        }
        assert_eq!(described["components"]["securitySchemes"]["api_key"]["scheme"], "bearer");
    }
}
