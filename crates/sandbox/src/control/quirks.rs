//! The quirks, listed.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::{faults::quirks::QUIRKS, shell::Shell};

/// `GET /sandbox/quirks`
pub(super) async fn list(State(_shell): State<Shell>) -> Json<Value> {
    Json(json!({ "quirks": QUIRKS }))
}
