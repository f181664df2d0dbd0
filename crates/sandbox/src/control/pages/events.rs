//! Events: the 29 of the catalog, each fired by doing what it tells of.

use askama::Template;
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use highlevel::event;
use serde_json::{Value, json};

use super::{Frame, Said, back, is_wanted, shown};
use crate::{
    control::{acts, api::Api, input::BadInput},
    shell::Shell,
};

const HERE: &str = "/sandbox/events";

#[derive(Template)]
#[template(path = "page/events.html")]
struct Events {
    frame: Frame,
    groups: Vec<Group>,
    heard: bool,
}

struct Group {
    title: String,
    events: Vec<Row>,
}

struct Row {
    kind: String,
    title: &'static str,
    description: &'static str,
    scope: String,
    sent: usize,
}

/// `GET /sandbox/events`
pub(super) async fn list(
    State(shell): State<Shell>,
    headers: HeaderMap,
    Query(said): Query<Said>,
) -> Response {
    if !is_wanted(&headers) {
        return Json(json!({ "events": event::rows().iter().map(told).collect::<Vec<_>>() })).into_response();
    }
    let sent = shell.webhooks.book.counts();
    let mut groups: Vec<Group> = Vec::new();
    for row in event::rows() {
        let title = format!("{:?}", row.group);
        if groups.last().is_none_or(|group| group.title != title) {
            groups.push(Group { title, events: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.events.push(Row {
                kind: row.kind.as_str().to_owned(),
                title: row.title,
                description: row.description,
                scope: row.scope.as_ref().map(ToString::to_string).unwrap_or_default(),
                sent: sent.get(row.kind.as_str()).copied().unwrap_or_default(),
            });
        }
    }
    let heard = !shell.webhooks.book.targets().is_empty() && !shell.grants.installs().is_empty();
    shown(&Events { frame: Frame::of(&shell, "events", "Events", said), groups, heard })
}

fn told(row: &event::Row) -> Value {
    let fields: Vec<&str> = row.fields.iter().map(|field| field.name).collect();
    json!({ "type": row.kind.as_str(), "title": row.title, "scope": row.scope, "fields": fields })
}

/// `POST /sandbox/events/{type}`
pub(super) async fn fire(
    Extension(api): Extension<Api>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Response {
    let Some(kind) = acts::known(&name) else {
        return BadInput::not_found(format!("{name} is no event; GET /sandbox/events lists them"))
            .into_response();
    };
    let outcome = acts::happen(&api, &kind).await.map_err(|refused| refused.0);
    match outcome {
        outcome if is_wanted(&headers) => back(HERE, outcome),
        Ok(happened) => Json(json!({ "happened": happened })).into_response(),
        Err(why) => BadInput::new(why).into_response(),
    }
}
