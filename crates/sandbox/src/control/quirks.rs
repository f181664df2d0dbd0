//! Quirks, listed and turned.

use axum::{Json, body::Bytes, extract::State, http::HeaderMap, response::Response};
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{
    done,
    input::{self, BadInput},
};
use crate::{
    quirks::{self, AREAS},
    shell::Shell,
};

/// `GET /sandbox/quirks`
pub(super) async fn list(State(shell): State<Shell>) -> Json<Value> {
    Json(json!({ "areas": AREAS, "switched": shell.world.quirks() }))
}

/// `POST /sandbox/quirks`
pub(super) async fn turn(
    State(shell): State<Shell>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, BadInput> {
    let given: IndexMap<String, bool> = input::read(&body)?;
    let mut turned = shell.world.quirks();
    for (name, on) in given {
        let quirk = quirks::all().find(|quirk| quirk.name == name);
        let quirk = quirk.ok_or_else(|| BadInput::new(format!("there is no quirk {name}")))?;
        let switch = quirk.switch.ok_or_else(|| BadInput::new(format!("{name} cannot be turned")))?;
        turned = turned.with(switch, on);
    }
    shell.turn_quirks(turned);
    Ok(done(&headers, json!({ "switched": turned })))
}
