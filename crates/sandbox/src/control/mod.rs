//! The control side: what a test, a script or a person at the page can see and do beside the API.
//!
//! Here: routes under `/sandbox/`, as JSON, and one page for people.
//! Not here: anything HighLevel has. Nothing under `/sandbox/` is counted, limited or in need of a token.
//!
//! Promise: everything is listed at `GET /sandbox/`, and every wrong input gets a 400 that says what is right.

mod acts;
mod api;
mod deliveries;
mod faults;
pub(crate) mod guard;
mod input;
mod pages;
mod quirks;
mod records;
mod switches;
#[cfg(test)]
mod tests;
mod tokens;

use axum::{
    Extension, Json, Router,
    extract::State,
    http::HeaderMap,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde::Serialize;
use serde_json::{Value, json};

pub(crate) use self::api::Api;
use self::input::BadInput;
use crate::shell::Shell;

/// One line of the list at `GET /sandbox/`.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Line {
    method: &'static str,
    path: &'static str,
    what: &'static str,
}

const fn line(method: &'static str, path: &'static str, what: &'static str) -> Line {
    Line { method, path, what }
}

/// Everything there is.
const LINES: &[Line] = &[
    line("GET", "/sandbox/", "this list; a page for browsers"),
    line("GET", "/sandbox/facts", "ids, tokens, client and webhook key: what a client needs"),
    line("GET", "/sandbox/keys", "the public keys of webhooks and tokens, as PEM"),
    line("GET", "/sandbox/tokens", "every private integration with its token and scopes"),
    line("POST", "/sandbox/tokens", "makes one: {name, location: id or \"agency\", scopes}"),
    line("POST", "/sandbox/tokens/{id}/rotate", "gives it another token: {dies: \"now\" or \"later\"}"),
    line("DELETE", "/sandbox/tokens/{id}", "removes it; its token is dead at once"),
    line("POST", "/sandbox/tokens/expire", "ends every OAuth access token; refresh tokens stay good"),
    line("GET", "/sandbox/installs", "where the app is installed"),
    line("POST", "/sandbox/installs/{id}/remove", "uninstalls it from a location or company"),
    line("GET", "/sandbox/world", "how much of everything there is, by location"),
    line("GET", "/sandbox/world/{kind}", "whole records; query: location, skip, limit"),
    line(
        "GET",
        "/sandbox/world/{kind}/{id}",
        "one whole record; a contact comes with all that is kept with it",
    ),
    line("GET", "/sandbox/webhook-target", "where webhooks go"),
    line("POST", "/sandbox/webhook-target", "sets that: {url} or {urls: []}"),
    line("DELETE", "/sandbox/webhook-target", "sends webhooks nowhere"),
    line(
        "GET",
        "/sandbox/deliveries",
        "deliveries, newest first; query: event, state, location, contact, limit",
    ),
    line("GET", "/sandbox/deliveries/{webhookId}", "one delivery with body, signature and attempts"),
    line("POST", "/sandbox/deliveries/{webhookId}/replay", "sends it again, same bytes"),
    line("DELETE", "/sandbox/deliveries", "forgets every delivery, also those under way"),
    line("GET", "/sandbox/calls", "calls and totals; query: operation, method, status, faulty, after, limit"),
    line("GET", "/sandbox/calls/{number}", "one call with headers and bodies, tokens covered"),
    line("DELETE", "/sandbox/calls", "forgets every call and total"),
    line("GET", "/sandbox/faults", "the faults that are switched on, and every kind there is"),
    line("POST", "/sandbox/faults", "switches one on: {kind, how: {per_call | rate, match}, times, seed}"),
    line("GET", "/sandbox/faults/{id}", "one of them, with how often it has fired"),
    line("DELETE", "/sandbox/faults/{id}", "switches it off"),
    line("DELETE", "/sandbox/faults", "switches every fault off"),
    line("GET", "/sandbox/quirks", "how HighLevel is odd, with sources, and which of it is switched"),
    line("POST", "/sandbox/quirks", "turns those that can be turned: {\"task-create-bare\": false}"),
    line("GET", "/sandbox/clock", "time and time scale"),
    line("POST", "/sandbox/clock", "sets them: {now} or {forward_s}, {time_scale}"),
    line("GET", "/sandbox/switches", "limits, refresh grace, webhook policy, index lag, duplicates"),
    line("POST", "/sandbox/switches", "sets any of them"),
    line("GET", "/sandbox/events", "the events of the catalog with their fields"),
    line("POST", "/sandbox/events/{type}", "does the true thing that sends this event"),
    line("POST", "/sandbox/life", "lets something believable happen now: {times}"),
    line(
        "POST",
        "/sandbox/reset",
        "makes the world new, forgets calls, deliveries and grants: {keep: [\"grants\"]}",
    ),
];

/// The routes under `/sandbox`.
pub(crate) fn routes(shell: &Shell, api: Api) -> Router<Shell> {
    let inside = pages::routes()
        .route("/", get(pages::index))
        .route("/facts", get(facts))
        .route("/keys", get(keys))
        .route("/tokens", get(tokens::list).post(tokens::make))
        .route("/tokens/expire", post(tokens::expire))
        .route("/tokens/{id}", delete(tokens::remove))
        .route("/tokens/{id}/rotate", post(tokens::rotate))
        .route("/installs", get(switches::installs))
        .route("/installs/{id}/remove", post(switches::uninstall))
        .route("/world", get(records::counts))
        .route("/world/{kind}", get(records::list))
        .route("/world/{kind}/{id}", get(records::one))
        .route(
            "/webhook-target",
            get(deliveries::target).post(deliveries::set_target).delete(deliveries::clear_target),
        )
        .route("/deliveries", get(deliveries::list).delete(deliveries::clear))
        .route("/deliveries/{id}", get(deliveries::one))
        .route("/deliveries/{id}/replay", post(deliveries::replay))
        .route("/calls", get(deliveries::calls).delete(deliveries::clear_calls))
        .route("/calls/{number}", get(deliveries::call))
        .route("/faults", get(faults::list).post(faults::switch_on).delete(faults::switch_all_off))
        .route("/faults/{id}", get(faults::one).delete(faults::switch_off))
        .route("/quirks", get(quirks::list).post(quirks::turn))
        .route("/clock", get(switches::clock).post(switches::set_clock))
        .route("/switches", get(switches::switches).post(switches::set_switches))
        .route("/life", post(switches::live))
        .route("/reset", post(switches::reset))
        .fallback(nothing)
        .method_not_allowed_fallback(nothing);
    Router::new()
        .nest("/sandbox", inside)
        .route("/sandbox/", get(pages::index))
        .route("/", get(pages::home))
        .layer(Extension(api))
        .layer(from_fn_with_state(shell.clone(), guard::guard))
}

/// `GET /sandbox/facts`
async fn facts(State(shell): State<Shell>) -> Json<Value> {
    Json(json!(shell.facts()))
}

/// `GET /sandbox/keys`
async fn keys(State(shell): State<Shell>) -> Json<Value> {
    Json(json!({
        "webhook": shell.identity.webhook_public_key(),
        "token": shell.identity.token_public_key(),
        "algorithm": "Ed25519",
        "header": "X-GHL-Signature",
    }))
}

async fn nothing() -> BadInput {
    BadInput::not_found("nothing is here; GET /sandbox/ lists what there is")
}

/// A changed thing is shown as JSON; a person who pressed a button goes back to the page.
fn done(headers: &HeaderMap, what: Value) -> Response {
    if pages::is_wanted(headers) {
        return axum::response::Redirect::to("/sandbox/").into_response();
    }
    Json(what).into_response()
}
