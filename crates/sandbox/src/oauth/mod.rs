//! OAuth: how an app gets into a location.
//!
//! Here: the consent page, codes, tokens and their renewal, the agency's own calls.
//! Not here: the signed form of a token (`tokens`), what a token may do (`door`).
//!
//! Promise: a code and a refresh token work once; what is installed is what a person chose on the consent page,
//! which no other page can post in their place.

mod agency;
mod consent;
mod fields;
mod grants;
mod install;
mod installed;
mod mint;
#[cfg(test)]
mod tests;
mod token;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};

pub(crate) use self::{
    grants::Grants,
    install::{install_on, install_on_new, take_off},
    installed::{Install, Resource},
};
use crate::{control::guard, shell::Shell};

/// What the browser sees; no token is asked for.
pub(crate) fn pages(shell: &Shell) -> Router<Shell> {
    Router::new()
        .route("/oauth/chooselocation", get(consent::page))
        .route("/v2/oauth/chooselocation", get(consent::page))
        .route("/oauth/consent", post(consent::choose))
        .route_layer(from_fn_with_state(shell.clone(), guard::consent))
}

/// What apps call, behind the door.
pub(crate) fn routes() -> Router<Shell> {
    Router::new()
        .route("/oauth/token", post(token::trade))
        .route("/oauth/reconnect", post(token::reconnect))
        .route("/oauth/locationToken", post(agency::location_token))
        .route("/oauth/installedLocations", get(agency::installed_locations))
}
