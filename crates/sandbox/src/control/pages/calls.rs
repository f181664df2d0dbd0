//! Calls: what was asked and answered.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use super::{Frame, Said, mark_of, shown, time_face};
use crate::{
    calls::{Call, Side, Wanted},
    shell::Shell,
};

const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "page/calls.html")]
struct Calls {
    frame: Frame,
    wanted: Asked,
    calls: Vec<Row>,
    totals: Vec<Total>,
}

#[derive(Template)]
#[template(path = "page/call.html")]
struct OneCall {
    frame: Frame,
    call: Row,
    sides: Vec<Shown>,
}

/// A line of the log.
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) operation: &'static str,
    pub(super) status: u16,
    pub(super) mark: &'static str,
    pub(super) ms: String,
    pub(super) at: String,
    pub(super) faults: Vec<String>,
}

struct Total {
    operation: &'static str,
    calls: u64,
    succeeded: u64,
    limited: u64,
    refused: u64,
    failed: u64,
}

struct Shown {
    title: &'static str,
    headers: Vec<(String, String)>,
    body: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    operation: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    faulty: String,
}

impl Row {
    pub(super) fn of(call: &Call) -> Self {
        Self {
            number: call.number,
            method: call.method.to_string(),
            path: call.path.to_string(),
            operation: call.operation.unwrap_or("none"),
            status: call.status,
            mark: mark_of(call.status),
            ms: format!("{:.1}", call.ms()),
            at: time_face(call.at),
            faults: call.faults.iter().map(ToString::to_string).collect(),
        }
    }
}

/// `GET /sandbox/log`
pub(super) async fn list(
    State(shell): State<Shell>,
    Query(asked): Query<Asked>,
    Query(said): Query<Said>,
) -> Response {
    let wanted = Wanted {
        operation: Some(asked.operation.clone()).filter(|id| !id.is_empty()),
        status: asked.status.parse().ok(),
        faulty: !asked.faulty.is_empty(),
        limit: SHOWN,
        ..Wanted::default()
    };
    let mut calls = shell.calls.list(&wanted);
    calls.reverse();
    let totals = shell.calls.totals().into_iter().map(|(operation, total)| Total {
        operation,
        calls: total.calls,
        succeeded: total.succeeded,
        limited: total.limited,
        refused: total.refused,
        failed: total.failed,
    });
    shown(&Calls {
        frame: Frame::of(&shell, "calls", "Calls", said),
        wanted: asked,
        calls: calls.iter().map(Row::of).collect(),
        totals: totals.collect(),
    })
}

/// `GET /sandbox/log/{number}`
pub(super) async fn one(State(shell): State<Shell>, Path(number): Path<u64>) -> Response {
    let Some((call, exchange)) = shell.calls.find(number) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let side = |title, side: &Side| Shown { title, headers: side.headers(), body: side.body() };
    let sides = exchange.map_or_else(Vec::new, |exchange| {
        vec![side("Asked", &exchange.asked), side("Answered", &exchange.answered)]
    });
    let frame = Frame::of(&shell, "calls", format!("Call {number}"), Said::default());
    shown(&OneCall { frame, call: Row::of(&call), sides })
}
