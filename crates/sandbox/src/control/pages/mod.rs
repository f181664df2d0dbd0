//! The pages for people: the whole sandbox, seen and steered from a browser.
//!
//! Here: the pages' routes, their common frame, style and script.
//! Not here: JSON (the modules beside this one); what a change does (`acts`, `api`).
//!
//! Promise: everything works without script; script only keeps what is shown fresh. Nothing is loaded from
//! anywhere else.

mod access;
mod calls;
mod events;
mod faults;
mod nouns;
mod overview;
mod record;
mod records;
mod settings;
mod webhooks;

use askama::Template;
use axum::{
    Form, Router,
    http::{
        HeaderMap, StatusCode,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use serde::Deserialize;

pub(super) use self::overview::{home, index};
use super::input::BadInput;
use crate::shell::Shell;

const STYLE: &str = include_str!("../../../assets/page.css");
const SCRIPT: &str = include_str!("../../../assets/page.js");

/// A form's fields in the order they stand.
type Fields = Form<Vec<(String, String)>>;

/// What every page has around it.
#[derive(Debug)]
struct Frame {
    here: &'static str,
    title: String,
    now: String,
    time_scale: f64,
    base_url: String,
    faults: usize,
    said: Said,
}

/// What the last act came to.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::control) struct Said {
    #[serde(default)]
    done: String,
    #[serde(default)]
    refused: String,
}

/// A page's routes.
pub(super) fn routes() -> Router<Shell> {
    Router::new()
        .route("/assets/page.css", get(style))
        .route("/assets/page.js", get(script))
        .route("/records/{kind}", get(records::list))
        .route("/records/{kind}/new", get(record::blank).post(record::create))
        .route("/records/{kind}/{id}", get(record::show).post(record::update))
        .route("/records/{kind}/{id}/delete", post(record::delete))
        .route("/events", get(events::list))
        .route("/events/{type}", post(events::fire))
        .route("/webhooks", get(webhooks::list))
        .route("/webhooks/target", post(webhooks::target))
        .route("/webhooks/{id}", get(webhooks::one))
        .route("/webhooks/{id}/replay", post(webhooks::replay))
        .route("/log", get(calls::list))
        .route("/log/{number}", get(calls::one))
        .route("/trouble", get(faults::list).post(faults::switch_on))
        .route("/trouble/off", post(faults::switch_off))
        .route("/trouble/quirk", post(faults::turn))
        .route("/access", get(access::show).post(access::make))
        .route("/access/uninstall", post(access::uninstall))
        .route("/access/{id}/rotate", post(access::rotate))
        .route("/access/{id}/remove", post(access::remove))
        .route("/settings", get(settings::show))
        .route("/settings/clock", post(settings::clock))
        .route("/settings/limits", post(settings::limits))
}

async fn style() -> Response {
    asset("text/css; charset=utf-8", STYLE)
}

async fn script() -> Response {
    asset("text/javascript; charset=utf-8", SCRIPT)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

/// Whether the caller would rather have HTML.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

impl Frame {
    fn of(shell: &Shell, here: &'static str, title: impl Into<String>, said: Said) -> Self {
        Self {
            here,
            title: title.into(),
            now: clock_face(shell.clock.now()),
            time_scale: shell.clock.time_scale(),
            base_url: shell.base_url.clone(),
            faults: shell.faults.list().len(),
            said,
        }
    }

    fn is(&self, here: &str) -> bool {
        self.here == here
    }
}

fn shown(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(error = %error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Back to a page, with a word about what was done or why not.
fn back(path: &str, outcome: Result<String, String>) -> Response {
    let (name, text) = match &outcome {
        Ok(text) => ("done", text),
        Err(text) => ("refused", text),
    };
    let said = url::form_urlencoded::Serializer::new(String::new()).append_pair(name, text).finish();
    Redirect::to(&format!("{path}{}{said}", if path.contains('?') { '&' } else { '?' })).into_response()
}

fn refusal(bad: &BadInput) -> String {
    bad.text().to_owned()
}

/// `2026-03-02 12:00:00`
fn clock_face(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `12:00:00.123`
fn time_face(at: Timestamp) -> String {
    at.strftime("%H:%M:%S%.3f").to_string()
}

/// The colour of a status.
fn mark_of(status: u16) -> &'static str {
    match status {
        200..=299 => "ok",
        400..=499 => "warn",
        _ => "bad",
    }
}

fn field<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests;
