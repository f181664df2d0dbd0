//! For machines: whether the process lives, and whether it can work.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;
use workspace::connections::Connections;

/// `GET /healthz`
pub(crate) async fn alive() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// `GET /readyz`: 503 while the store does not answer.
pub(crate) async fn ready(State(connections): State<Connections>) -> Response {
    match connections.store_answers().await {
        Ok(()) => Json(json!({ "status": "ready" })).into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "store does not answer" })))
            .into_response(),
    }
}
