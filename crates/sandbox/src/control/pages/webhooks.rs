//! Deliveries: what was sent, to whom, and what became of it.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::{Fields, Frame, Said, back, field, shown, time_face};
use crate::{
    shell::Shell,
    webhooks::{Delivery, Outcome, State as Standing, takes_webhooks},
};

const SHOWN: usize = 100;
const HERE: &str = "/sandbox/webhooks";

#[derive(Template)]
#[template(path = "page/webhooks.html")]
struct Webhooks {
    frame: Frame,
    wanted: Asked,
    targets: Vec<String>,
    installs: usize,
    deliveries: Vec<Row>,
    waiting: usize,
    settled: usize,
    all: u64,
}

#[derive(Template)]
#[template(path = "page/delivery.html")]
struct OneDelivery {
    frame: Frame,
    delivery: Row,
    url: String,
    signature: String,
    body: String,
    attempts: Vec<Attempt>,
}

/// A line of the log.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) event: String,
    pub(super) state: &'static str,
    pub(super) mark: &'static str,
    pub(super) attempts: usize,
    pub(super) at: String,
    pub(super) faults: Vec<String>,
}

struct Attempt {
    at: String,
    outcome: String,
    why: String,
    mark: &'static str,
    ms: u64,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    event: String,
    #[serde(default)]
    state: String,
}

impl Row {
    pub(super) fn of(delivery: &Delivery) -> Self {
        let mark = match delivery.state {
            Standing::Delivered => "ok",
            Standing::GivenUp | Standing::Lost => "bad",
            Standing::Waiting { .. } if delivery.attempts.is_empty() => "",
            Standing::Waiting { .. } | Standing::Behind { .. } | Standing::Sending => "warn",
        };
        let state = match delivery.state.word() {
            "givenUp" => "given up",
            word => word,
        };
        Self {
            id: delivery.id.to_string(),
            event: delivery.event.clone(),
            state,
            mark,
            attempts: delivery.attempts.len(),
            at: time_face(delivery.at),
            faults: delivery.faults.clone(),
        }
    }
}

/// `GET /sandbox/webhooks`
pub(super) async fn list(
    State(shell): State<Shell>,
    Query(wanted): Query<Asked>,
    Query(said): Query<Said>,
) -> Response {
    let book = &shell.webhooks.book;
    let found = book.list(SHOWN, |delivery| {
        (wanted.event.is_empty() || wanted.event == delivery.event)
            && (wanted.state.is_empty() || wanted.state == delivery.state.word())
    });
    let standing = book.standing();
    shown(&Webhooks {
        frame: Frame::of(&shell, "webhooks", "Webhooks", said),
        wanted,
        targets: book.targets().iter().map(ToString::to_string).collect(),
        installs: shell.grants.installs().len(),
        deliveries: found.iter().map(Row::of).collect(),
        waiting: standing.waiting + standing.sending,
        settled: standing.settled,
        all: standing.all,
    })
}

/// `GET /sandbox/webhooks/{id}`
pub(super) async fn one(
    State(shell): State<Shell>,
    Path(id): Path<Uuid>,
    Query(said): Query<Said>,
) -> Response {
    let Some(delivery) = shell.webhooks.book.find(id) else { return StatusCode::NOT_FOUND.into_response() };
    let body = serde_json::from_str::<serde_json::Value>(&delivery.body).ok();
    let body = body.and_then(|body| serde_json::to_string_pretty(&body).ok());
    let attempts = delivery.attempts.iter().map(|attempt| {
        let (outcome, why) = match &attempt.outcome {
            Outcome::Answered(status) => (format!("Answered {status}"), String::new()),
            Outcome::Unanswered(why) => ("No answer".to_owned(), why.clone()),
        };
        let mark = if attempt.outcome.is_taken() { "ok" } else { "bad" };
        Attempt { at: time_face(attempt.at), outcome, why, mark, ms: attempt.took_ms }
    });
    shown(&OneDelivery {
        frame: Frame::of(&shell, "webhooks", delivery.event.clone(), said),
        delivery: Row::of(&delivery),
        url: delivery.url.to_string(),
        signature: delivery.signature.clone(),
        body: body.unwrap_or_else(|| delivery.body.clone()),
        attempts: attempts.collect(),
    })
}

/// `POST /sandbox/webhooks/{id}/replay`
pub(super) async fn replay(State(shell): State<Shell>, Path(id): Path<Uuid>) -> Response {
    let outcome = match shell.webhooks.replay(id, shell.clock.now()) {
        Some(delivery) => Ok(format!("{} goes out again, same id and bytes", delivery.event)),
        None => Err("The log no longer holds that delivery".to_owned()),
    };
    back(&format!("{HERE}/{id}"), outcome)
}

/// `POST /sandbox/webhooks/target`
pub(super) async fn target(State(shell): State<Shell>, Form(fields): Fields) -> Response {
    let Some(text) = field(&fields, "url") else {
        shell.webhooks.set_targets(Vec::new());
        return back(HERE, Ok("Webhooks go nowhere now".to_owned()));
    };
    match Url::parse(text).ok().filter(takes_webhooks) {
        Some(url) => {
            shell.webhooks.set_targets(vec![url]);
            back(HERE, Ok(format!("Webhooks go to {text} from now on")))
        }
        None => back(HERE, Err(format!("{text} is no http or https address"))),
    }
}
