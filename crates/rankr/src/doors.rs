//! The pages and hooks of a running Rankr, wired to its rooms.

use axum::Router;
use tokio::sync::watch;

use crate::config::Config;
use crate::running::House;

/// Everything that answers.
pub(crate) fn router(_house: &House, _config: &Config, _stopped: watch::Receiver<bool>) -> Router {
    Router::new()
}
