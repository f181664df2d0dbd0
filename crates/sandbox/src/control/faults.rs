//! Faults, switched on and off.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

use super::{
    done,
    input::{self, BadInput},
};
use crate::{
    faults::{Fault, FaultId, OFFERED},
    shell::Shell,
};

/// `GET /sandbox/faults`
pub(super) async fn list(State(shell): State<Shell>) -> Json<Value> {
    Json(json!({ "faults": shell.faults.list(), "kinds": OFFERED }))
}

/// `POST /sandbox/faults`
pub(super) async fn switch_on(
    State(shell): State<Shell>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, BadInput> {
    let fault: Fault = input::read(&body)?;
    let standing = shell.fault_on(fault).map_err(|error| BadInput::new(error.to_string()))?;
    if super::pages::is_wanted(&headers) {
        return Ok(done(&headers, Value::Null));
    }
    Ok((StatusCode::CREATED, Json(json!(standing))).into_response())
}

/// `GET /sandbox/faults/{id}`
pub(super) async fn one(State(shell): State<Shell>, Path(id): Path<String>) -> Result<Json<Value>, BadInput> {
    let found = shell.faults.find(fault_id(&id)?).ok_or_else(|| unknown(&id))?;
    Ok(Json(json!(found)))
}

/// `DELETE /sandbox/faults/{id}`
pub(super) async fn switch_off(
    State(shell): State<Shell>,
    Path(id): Path<String>,
) -> Result<Json<Value>, BadInput> {
    let wanted = fault_id(&id)?;
    let gone = shell.faults_off(|one| one == wanted).pop().ok_or_else(|| unknown(&id))?;
    Ok(Json(json!(gone)))
}

/// `DELETE /sandbox/faults`
pub(super) async fn switch_all_off(State(shell): State<Shell>) -> Json<Value> {
    Json(json!({ "off": shell.faults_off(|_| true) }))
}

fn fault_id(text: &str) -> Result<FaultId, BadInput> {
    text.parse().map_err(|error| BadInput::not_found(format!("{error}")))
}

fn unknown(id: &str) -> BadInput {
    BadInput::not_found(format!("no fault {id} is switched on"))
}
