//! Time, limits, grants, reset: what a test turns.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    done,
    input::{self, BadInput},
};
use crate::{
    life,
    limits::Sizes,
    oauth::{self, Install},
    shell::Shell,
    webhooks::Policy,
    world::{
        Entry, Moment,
        record::{Duplicates, MatchKey},
    },
};

/// `GET /sandbox/clock`
pub(super) async fn clock(State(shell): State<Shell>) -> Json<Value> {
    Json(reading(&shell))
}

fn reading(shell: &Shell) -> Value {
    json!({ "now": Moment::from(shell.clock.now()).to_string(), "time_scale": shell.clock.time_scale() })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Turned {
    now: Option<Timestamp>,
    forward_s: Option<f64>,
    time_scale: Option<f64>,
}

/// `POST /sandbox/clock`
pub(super) async fn set_clock(State(shell): State<Shell>, body: Bytes) -> Result<Json<Value>, BadInput> {
    let turned: Turned = input::read(&body)?;
    if turned.now.is_some() && turned.forward_s.is_some() {
        return Err(BadInput::new(
            "give either now, a time such as 2026-03-01T12:00:00Z, or forward_s, seconds",
        ));
    }
    let forward = turned.forward_s.map(seconds).transpose()?;
    let told = turned.now.or_else(|| shell.clock.now().checked_add(forward.unwrap_or_default()).ok());
    can_show(told)?;
    if let Some(scale) = turned.time_scale {
        shell.clock.set_time_scale(scale).map_err(|error| BadInput::new(error.to_string()))?;
    }
    if let Some(now) = turned.now {
        shell.clock.set(now);
    }
    if let Some(forward) = forward {
        shell.clock.shift(forward);
    }
    Ok(Json(reading(&shell)))
}

fn can_show(told: Option<Timestamp>) -> Result<(), BadInput> {
    if told.is_some_and(|told| (EARLIEST..LATEST).contains(&told)) {
        Ok(())
    } else {
        Err(BadInput::new("the clock shows times from 1970 to 2999"))
    }
}

/// Sets the clock.
pub(super) fn set_to(shell: &Shell, told: Timestamp) -> Result<(), BadInput> {
    can_show(Some(told))?;
    shell.clock.set(told);
    Ok(())
}

/// What the clock may show: years in which a token's life can be reckoned and every client can read the date.
const EARLIEST: Timestamp = Timestamp::UNIX_EPOCH;
const LATEST: Timestamp = Timestamp::constant(32_503_680_000, 0);

fn seconds(seconds: f64) -> Result<SignedDuration, BadInput> {
    SignedDuration::try_from_secs_f64(seconds)
        .ok()
        .filter(|by| by.as_hours().abs() <= 24 * 366 * 100)
        .ok_or_else(|| BadInput::new("forward_s is a number of seconds, at most a hundred years"))
}

/// `GET /sandbox/switches`
pub(super) async fn switches(State(shell): State<Shell>) -> Json<Value> {
    Json(standing(&shell))
}

fn standing(shell: &Shell) -> Value {
    let sizes = shell.limits.sizes();
    let left: Vec<Value> = shell
        .limits
        .used(shell.clock.now())
        .into_iter()
        .map(|(bucket, left)| {
            json!({
                "client": bucket.client.to_string(),
                "resource": bucket.resource,
                "burstLeft": left.burst(),
                "dailyLeft": left.daily(),
            })
        })
        .collect();
    let (allowed, first) = shell.world.look(|state| {
        let location = state.location_in_use();
        (location.duplicates == Duplicates::Allowed, location.match_first)
    });
    json!({
        "burst": sizes.burst,
        "daily": sizes.daily,
        "left": left,
        "refresh_grace_s": shell.grants.grace().as_secs(),
        "legacy_429_only": shell.webhooks.book.policy() == Policy::Legacy429Only,
        "index_lag_ms": shell.index_lag(),
        "allow_duplicate_contact": allowed,
        "match_first": first,
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Switched {
    burst: Option<u32>,
    daily: Option<u32>,
    #[serde(default)]
    refill: bool,
    refresh_grace_s: Option<u32>,
    legacy_429_only: Option<bool>,
    index_lag_ms: Option<u32>,
    allow_duplicate_contact: Option<bool>,
    match_first: Option<MatchKey>,
}

/// `POST /sandbox/switches`
pub(super) async fn set_switches(State(shell): State<Shell>, body: Bytes) -> Result<Json<Value>, BadInput> {
    let switched: Switched = input::read(&body)?;
    let sizes = shell.limits.sizes();
    let new =
        Sizes { burst: switched.burst.unwrap_or(sizes.burst), daily: switched.daily.unwrap_or(sizes.daily) };
    shell.limits.resize(new);
    if switched.refill {
        shell.limits.refill();
    }
    if let Some(grace) = switched.refresh_grace_s {
        shell.grants.set_grace(SignedDuration::from_secs(i64::from(grace)));
    }
    if let Some(legacy) = switched.legacy_429_only {
        shell.webhooks.book.set_policy(if legacy { Policy::Legacy429Only } else { Policy::EveryFailure });
    }
    if let Some(lag) = switched.index_lag_ms {
        shell.set_index_lag(lag);
    }
    set_duplicates(&shell, switched.allow_duplicate_contact, switched.match_first);
    Ok(Json(standing(&shell)))
}

/// How the location in use treats contacts that share an e-mail address or phone.
fn set_duplicates(shell: &Shell, allowed: Option<bool>, match_first: Option<MatchKey>) {
    if allowed.is_none() && match_first.is_none() {
        return;
    }
    shell.world.act(|act| {
        let mut location = act.location_in_use().clone();
        if let Some(allowed) = allowed {
            location.duplicates = if allowed { Duplicates::Allowed } else { Duplicates::Forbidden };
        }
        location.match_first = match_first.unwrap_or(location.match_first);
        act.put(Entry::Location(Box::new(location)));
    });
}

/// `GET /sandbox/installs`
pub(super) async fn installs(State(shell): State<Shell>) -> Json<Value> {
    let installs: Vec<Value> = shell.grants.installs().iter().map(shown).collect();
    Json(json!({ "installs": installs }))
}

fn shown(install: &Install) -> Value {
    json!({
        "id": install.resource.as_str(),
        "userType": install.resource.class().as_str(),
        "locations": install.locations,
        "scopes": install.scopes,
        "at": Moment::from(install.at).to_string(),
    })
}

/// `POST /sandbox/installs/{id}/remove`
pub(super) async fn uninstall(
    State(shell): State<Shell>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, BadInput> {
    let gone = take_off(&shell, &id)?;
    Ok(done(&headers, json!({ "removed": shown(&gone) })))
}

/// Takes the app off a location or company, and tells of it.
pub(super) fn take_off(shell: &Shell, id: &str) -> Result<Install, BadInput> {
    oauth::take_off(shell, id).ok_or_else(|| BadInput::not_found(format!("the app is not installed on {id}")))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

/// `POST /sandbox/life`
pub(super) async fn live(
    State(shell): State<Shell>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, BadInput> {
    let Times { times } = input::read(&body)?;
    if !(1..=1_000).contains(&times) {
        return Err(BadInput::new("times is from 1 to 1000"));
    }
    let happened: Vec<String> = (0..times).map(|_| life::happen(&shell.world)).collect();
    Ok(done(&headers, json!({ "happened": happened })))
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(default)]
    keep: Vec<String>,
}

/// `POST /sandbox/reset`
pub(super) async fn reset(
    State(shell): State<Shell>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, BadInput> {
    let Kept { keep } = input::read(&body)?;
    if let Some(other) = keep.iter().find(|kept| !["grants", "calls", "faults"].contains(&kept.as_str())) {
        return Err(BadInput::new(format!("{other} cannot be kept; grants, calls and faults can")));
    }
    let kept = |what: &str| keep.iter().any(|kept| kept == what);
    shell
        .world
        .reset()
        .map_err(|error| BadInput::new(format!("the world could not be made new: {error}")))?;
    shell.webhooks.book.clear();
    shell.limits.refill();
    shell.limits.charge_refusals(false);
    if !kept("faults") {
        shell.faults_off(|_| true);
    }
    shell.lay_faults_over();
    if !kept("calls") {
        shell.calls.clear();
    }
    if !kept("grants") {
        shell.grants.clear();
        shell.private.reset();
    }
    Ok(done(&headers, json!({ "reset": true })))
}
