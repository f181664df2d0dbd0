//! The page for people: the sandbox at a glance.
//!
//! Promise: works without script; every button is a form that posts to a control route and comes back here.

use askama::Template;
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::ACCEPT},
    response::{Html, IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde_json::json;

use super::{LINES, Line, records::counts_of};
use crate::{
    answer::Refusal,
    calls::{Call, Wanted},
    server::Facts,
    shell::Shell,
    webhooks::{Delivery, State as Standing},
};

const SHOWN: usize = 12;

#[derive(Template)]
#[template(path = "control.html")]
struct ControlPage {
    facts: Facts,
    now: String,
    time_scale: f64,
    calls_made: u64,
    locations: Vec<Counts>,
    targets: Vec<String>,
    installs: Vec<(String, &'static str)>,
    deliveries: Vec<DeliveryRow>,
    calls: Vec<CallRow>,
    lines: &'static [Line],
}

struct Counts {
    name: String,
    id: String,
    numbers: Vec<(&'static str, u64)>,
}

struct DeliveryRow {
    id: String,
    event: String,
    state: &'static str,
    mark: &'static str,
    attempts: usize,
    at: String,
}

struct CallRow {
    method: String,
    path: String,
    operation: &'static str,
    status: u16,
    mark: &'static str,
    at: String,
}

/// Whether the caller would rather have HTML.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// `GET /sandbox/`
pub(super) async fn index(State(shell): State<Shell>, headers: HeaderMap) -> Response {
    if !is_wanted(&headers) {
        return Json(json!({ "control": LINES, "facts": shell.facts })).into_response();
    }
    match ControlPage::of(&shell).render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(error = %error, "the control page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `GET /`: people are shown to the page; for programs it is as empty as HighLevel's.
pub(super) async fn home(headers: HeaderMap) -> Response {
    if is_wanted(&headers) {
        return Redirect::to("/sandbox/").into_response();
    }
    Refusal::NoPath { method: "GET".to_owned(), path: "/".to_owned() }.into_response()
}

impl ControlPage {
    fn of(shell: &Shell) -> Self {
        let wanted = Wanted { limit: SHOWN, ..Wanted::default() };
        let installs = shell.grants.installs();
        Self {
            facts: shell.facts.clone(),
            now: shown(shell.clock.now()),
            time_scale: shell.clock.time_scale(),
            calls_made: shell.calls.count(),
            locations: counts(shell),
            targets: shell.webhooks.book.targets().iter().map(ToString::to_string).collect(),
            installs: installs
                .iter()
                .map(|install| (install.resource.as_str().to_owned(), install.resource.class().as_str()))
                .collect(),
            deliveries: shell.webhooks.book.list(SHOWN, |_| true).iter().map(DeliveryRow::of).collect(),
            calls: shell.calls.list(&wanted).iter().rev().map(CallRow::of).collect(),
            lines: LINES,
        }
    }
}

fn counts(shell: &Shell) -> Vec<Counts> {
    const NUMBERS: [(&str, &str); 6] = [
        ("contacts", "Contacts"),
        ("tasks", "Tasks"),
        ("notes", "Notes"),
        ("appointments", "Appointments"),
        ("tags", "Tags"),
        ("customFields", "Fields"),
    ];
    shell.world.look(|state| {
        state
            .locations()
            .map(|location| {
                let counted = counts_of(state, &location.id);
                let number = |(key, label)| (label, counted[key].as_u64().unwrap_or_default());
                Counts {
                    name: location.name.to_string(),
                    id: location.id.to_string(),
                    numbers: NUMBERS.into_iter().map(number).collect(),
                }
            })
            .collect()
    })
}

impl DeliveryRow {
    fn of(delivery: &Delivery) -> Self {
        let mark = match delivery.state {
            Standing::Delivered => "ok",
            Standing::GivenUp | Standing::Lost => "bad",
            Standing::Waiting { .. } if delivery.attempts.is_empty() => "",
            Standing::Waiting { .. } | Standing::Behind { .. } | Standing::Sending => "warn",
        };
        Self {
            id: delivery.id.to_string(),
            event: delivery.event.clone(),
            state: delivery.state.word(),
            mark,
            attempts: delivery.attempts.len(),
            at: shown(delivery.at),
        }
    }
}

impl CallRow {
    fn of(call: &Call) -> Self {
        let mark = match call.status {
            200..=299 => "ok",
            500..=599 => "bad",
            _ => "warn",
        };
        Self {
            method: call.method.to_string(),
            path: call.path.to_string(),
            operation: call.operation.unwrap_or("unknown"),
            status: call.status,
            mark,
            at: shown(call.at),
        }
    }
}

fn shown(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
