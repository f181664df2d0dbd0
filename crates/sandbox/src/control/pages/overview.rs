//! The first page: the world at a glance, the facts a client needs, what happened last.

use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::{Value, json};

use super::{Frame, Said, calls, is_wanted, shown, webhooks};
use crate::{
    answer::Refusal,
    calls::Wanted,
    control::{LINES, Line, records::counts_of},
    server::Facts,
    shell::Shell,
};

const SHOWN: usize = 8;

#[derive(Template)]
#[template(path = "page/overview.html")]
struct Overview {
    frame: Frame,
    facts: Facts,
    locations: Vec<Counts>,
    calls_made: u64,
    deliveries_made: u64,
    waiting: usize,
    installs: usize,
    targets: usize,
    calls: Vec<calls::Row>,
    deliveries: Vec<webhooks::Row>,
    lines: &'static [Line],
}

struct Counts {
    name: String,
    id: String,
    numbers: Vec<(&'static str, u64)>,
}

/// `GET /sandbox/`
pub(in crate::control) async fn index(
    State(shell): State<Shell>,
    headers: HeaderMap,
    Query(said): Query<Said>,
) -> Response {
    if !is_wanted(&headers) {
        return Json(json!({ "control": LINES, "facts": shell.facts() })).into_response();
    }
    shown(&Overview::of(&shell, said))
}

/// `GET /`: people are shown to the page; for programs it is as empty as HighLevel's.
pub(in crate::control) async fn home(headers: HeaderMap) -> Response {
    if is_wanted(&headers) {
        return Redirect::to("/sandbox/").into_response();
    }
    Refusal::NoPath { method: "GET".to_owned(), path: "/".to_owned() }.into_response()
}

impl Overview {
    fn of(shell: &Shell, said: Said) -> Self {
        let standing = shell.webhooks.book.standing();
        let mut calls = shell.calls.list(&Wanted { limit: SHOWN, ..Wanted::default() });
        calls.reverse();
        let deliveries = shell.webhooks.book.list(SHOWN, |_| true);
        Self {
            frame: Frame::of(shell, "overview", "Overview", said),
            facts: shell.facts(),
            locations: counts(shell),
            calls_made: shell.calls.count(),
            deliveries_made: standing.all,
            waiting: standing.waiting + standing.sending,
            installs: shell.grants.installs().len(),
            targets: shell.webhooks.book.targets().len(),
            calls: calls.iter().map(calls::Row::of).collect(),
            deliveries: deliveries.iter().map(webhooks::Row::of).collect(),
            lines: LINES,
        }
    }
}

fn counts(shell: &Shell) -> Vec<Counts> {
    const SHOWN: [&str; 8] = [
        "contacts",
        "tasks",
        "notes",
        "appointments",
        "opportunities",
        "conversations",
        "tags",
        "businesses",
    ];
    shell.world.look(|state| {
        let of = |location: &crate::world::record::Location| {
            let counted: Value = counts_of(state, &location.id);
            let numbers = SHOWN.into_iter().filter_map(|kind| Some((kind, counted.get(kind)?.as_u64()?)));
            Counts {
                name: location.name.to_string(),
                id: location.id.to_string(),
                numbers: numbers.collect(),
            }
        };
        state.locations().map(of).collect()
    })
}
