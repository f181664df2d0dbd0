//! The pages and hooks of a running Rankr, wired to its rooms.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::sync::watch;

use crate::config::Config;
use crate::running::House;

/// Everything that answers.
pub(crate) fn router(house: &House, _config: &Config, _stopped: watch::Receiver<bool>) -> Router {
    Router::new()
        .route("/hooks/highlevel", post(hook))
        .layer(DefaultBodyLimit::max(sync::LARGEST_BODY))
        .with_state(house.clone())
}

/// `POST /hooks/highlevel`
async fn hook(State(house): State<House>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get(highlevel::signature::HEADER).and_then(|value| value.to_str().ok());
    if house.keys.current().verify(&body, signature).is_err() {
        let reloaded = house.keys.reload(&house.store).await.unwrap_or(false);
        if !reloaded || house.keys.current().verify(&body, signature).is_err() {
            return StatusCode::UNAUTHORIZED;
        }
    }
    match sync::keep(&house.store, &house.clock, body).await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
