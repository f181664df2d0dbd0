//! Private integrations, made, rotated and removed; OAuth tokens, ended.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use highlevel::scope::Scopes;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    done,
    input::{self, BadInput},
};
use crate::{
    private::{Dies, Integration, IntegrationId, Wish},
    shell::Shell,
    world::{Moment, id::LocationId},
};

/// `GET /sandbox/tokens`
pub(super) async fn list(State(shell): State<Shell>) -> Json<Value> {
    let all = shell.private.list(shell.clock.now());
    Json(all.iter().map(|one| told(&shell, one)).collect())
}

fn told(shell: &Shell, one: &Integration) -> Value {
    let whose =
        one.location.map_or_else(|| shell.places.company.to_string(), |location| location.to_string());
    let older = one
        .older
        .as_ref()
        .map(|older| json!({ "token": older.token, "until": Moment::from(older.until).shown() }));
    json!({
        "id": IntegrationId(one.number),
        "name": one.name,
        "token": one.token,
        "for": whose,
        "scopes": one.scopes,
        "since": Moment::from(one.since).shown(),
        "older": older,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wished {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    location: Option<String>,
    #[serde(default)]
    scopes: Option<String>,
}

/// `POST /sandbox/tokens`
pub(super) async fn make(State(shell): State<Shell>, body: Bytes) -> Result<Response, BadInput> {
    let Wished { name, location, scopes } = input::read(&body)?;
    let new = make_one(&shell, name, location, scopes.as_deref())?;
    Ok((StatusCode::CREATED, Json(told(&shell, &new))).into_response())
}

/// Makes an integration of the location in use, of another one, or of the `agency`.
pub(super) fn make_one(
    shell: &Shell,
    name: Option<String>,
    location: Option<String>,
    scopes: Option<&str>,
) -> Result<Integration, BadInput> {
    let location = match location.as_deref() {
        None => Some(shell.places.location),
        Some("agency") => None,
        Some(text) => Some(known(shell, text)?),
    };
    let name = name.unwrap_or_else(|| "Integration".to_owned());
    let wish = Wish { name, location, scopes: Scopes::parse(scopes.unwrap_or_default()) };
    shell.private.make(wish, shell.clock.now()).map_err(|error| BadInput::new(error.to_string()))
}

fn known(shell: &Shell, text: &str) -> Result<LocationId, BadInput> {
    let found = LocationId::parse(text).filter(|id| shell.world.look(|state| state.location(id).is_some()));
    found.ok_or_else(|| {
        BadInput::new(format!("there is no location {text}; name one of the world's, or agency"))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rotated {
    #[serde(default = "now")]
    dies: Dies,
}

fn now() -> Dies {
    Dies::Now
}

/// `POST /sandbox/tokens/{id}/rotate`
pub(super) async fn rotate(
    State(shell): State<Shell>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, BadInput> {
    let Rotated { dies } = input::read(&body)?;
    rotate_one(&shell, &id, dies).map(|rotated| Json(told(&shell, &rotated)))
}

/// Gives an integration another token.
pub(super) fn rotate_one(shell: &Shell, id: &str, dies: Dies) -> Result<Integration, BadInput> {
    shell.private.rotate(named(id)?, dies, shell.clock.now()).ok_or_else(|| unknown(id))
}

/// `DELETE /sandbox/tokens/{id}`
pub(super) async fn remove(
    State(shell): State<Shell>,
    Path(id): Path<String>,
) -> Result<Json<Value>, BadInput> {
    remove_one(&shell, &id).map(|gone| Json(json!({ "removed": told(&shell, &gone) })))
}

/// Takes an integration away.
pub(super) fn remove_one(shell: &Shell, id: &str) -> Result<Integration, BadInput> {
    shell.private.remove(named(id)?).ok_or_else(|| unknown(id))
}

fn named(id: &str) -> Result<IntegrationId, BadInput> {
    id.parse().map_err(|text: String| BadInput::not_found(text))
}

fn unknown(id: &str) -> BadInput {
    BadInput::not_found(format!("there is no private integration {id}"))
}

/// `POST /sandbox/tokens/expire`
pub(super) async fn expire(State(shell): State<Shell>, headers: HeaderMap) -> Response {
    shell.grants.expire_access();
    done(&headers, json!({ "expired": true }))
}
