//! Webhook targets, deliveries and calls, seen and steered.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::{
    done,
    input::{self, BadInput},
};
use crate::{
    calls::Wanted,
    shell::Shell,
    webhooks::{Delivery, takes_webhooks},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    url: Option<String>,
    urls: Option<Vec<String>>,
}

/// `GET /sandbox/webhook-target`
pub(super) async fn target(State(shell): State<Shell>) -> Json<Value> {
    Json(targets(&shell))
}

fn targets(shell: &Shell) -> Value {
    let urls = shell.webhooks.book.targets();
    json!({ "url": urls.first(), "urls": urls })
}

/// `POST /sandbox/webhook-target`
pub(super) async fn set_target(State(shell): State<Shell>, body: Bytes) -> Result<Json<Value>, BadInput> {
    let given: Target = input::read(&body)?;
    let urls = match (given.url, given.urls) {
        (Some(url), None) => vec![url],
        (None, Some(urls)) => urls,
        _ => return Err(BadInput::new("give either url, an address, or urls, a list of addresses")),
    };
    let urls = urls.iter().map(|url| address(url)).collect::<Result<Vec<Url>, BadInput>>()?;
    shell.webhooks.set_targets(urls);
    Ok(Json(targets(&shell)))
}

fn address(text: &str) -> Result<Url, BadInput> {
    let url = Url::parse(text).map_err(|why| BadInput::new(format!("{text} is no address: {why}")))?;
    if takes_webhooks(&url) {
        Ok(url)
    } else {
        Err(BadInput::new(format!("{text} is no http or https address")))
    }
}

/// `DELETE /sandbox/webhook-target`
pub(super) async fn clear_target(State(shell): State<Shell>) -> Json<Value> {
    shell.webhooks.set_targets(Vec::new());
    Json(targets(&shell))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WantedDeliveries {
    event: Option<String>,
    state: Option<String>,
    location: Option<String>,
    contact: Option<String>,
    #[serde(default = "hundred")]
    limit: usize,
}

fn hundred() -> usize {
    100
}

/// `GET /sandbox/deliveries`
pub(super) async fn list(
    State(shell): State<Shell>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, BadInput> {
    let wanted: WantedDeliveries = input::query(query.as_deref())?;
    if let Some(state) = &wanted.state
        && !["waiting", "sending", "delivered", "givenUp", "lost"].contains(&state.as_str())
    {
        return Err(BadInput::new("state is waiting, sending, delivered, givenUp or lost"));
    }
    let found = shell.webhooks.book.list(wanted.limit, |delivery| wanted.takes(delivery));
    Ok(Json(json!({ "standing": shell.webhooks.book.standing(), "deliveries": found })))
}

impl WantedDeliveries {
    fn takes(&self, delivery: &Delivery) -> bool {
        self.event.as_ref().is_none_or(|event| *event == delivery.event)
            && self.state.as_ref().is_none_or(|state| state == delivery.state.word())
            && self.contact.as_ref().is_none_or(|contact| delivery.body.contains(contact.as_str()))
            && self
                .location
                .as_ref()
                .is_none_or(|location| delivery.location_id.is_some_and(|id| id.as_str() == location))
    }
}

/// `GET /sandbox/deliveries/{id}`
pub(super) async fn one(State(shell): State<Shell>, Path(id): Path<String>) -> Result<Json<Value>, BadInput> {
    let found = shell.webhooks.book.find(uuid(&id)?).ok_or_else(|| unknown(&id))?;
    Ok(Json(json!(found)))
}

/// `POST /sandbox/deliveries/{id}/replay`
pub(super) async fn replay(
    State(shell): State<Shell>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, BadInput> {
    let found = shell.webhooks.replay(uuid(&id)?, shell.clock.now()).ok_or_else(|| unknown(&id))?;
    Ok(done(&headers, json!(found)))
}

/// `DELETE /sandbox/deliveries`
pub(super) async fn clear(State(shell): State<Shell>) -> Json<Value> {
    shell.webhooks.book.clear();
    Json(json!(shell.webhooks.book.standing()))
}

fn uuid(text: &str) -> Result<Uuid, BadInput> {
    text.parse().map_err(|_| BadInput::new(format!("{text} is no webhookId; those are UUIDs")))
}

fn unknown(id: &str) -> BadInput {
    BadInput::not_found(format!("no delivery {id} is in the log; it holds the open ones and the last 5,000"))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WantedCalls {
    operation: Option<String>,
    method: Option<String>,
    status: Option<u16>,
    #[serde(default)]
    faulty: bool,
    #[serde(default)]
    after: u64,
    #[serde(default = "hundred")]
    limit: usize,
}

/// `GET /sandbox/calls`
pub(super) async fn calls(
    State(shell): State<Shell>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, BadInput> {
    let WantedCalls { operation, method, status, faulty, after, limit } = input::query(query.as_deref())?;
    let found = shell.calls.list(&Wanted { operation, method, status, faulty, after, limit });
    Ok(Json(json!({ "count": shell.calls.count(), "totals": shell.calls.totals(), "calls": found })))
}

/// `GET /sandbox/calls/{number}`
pub(super) async fn call(
    State(shell): State<Shell>,
    Path(number): Path<String>,
) -> Result<Json<Value>, BadInput> {
    let found = number.parse().ok().and_then(|number| shell.calls.find(number));
    let (call, exchange) =
        found.ok_or_else(|| BadInput::not_found(format!("there is no call number {number} in the log")))?;
    let mut shown = json!(call);
    if let Some(exchange) = exchange {
        shown["asked"] = exchange.asked.shown();
        shown["answered"] = exchange.answered.shown();
    }
    Ok(Json(shown))
}

/// `DELETE /sandbox/calls`
pub(super) async fn clear_calls(State(shell): State<Shell>) -> Json<Value> {
    shell.calls.clear();
    Json(json!({ "count": 0 }))
}
