//! The Contacts API: 32 operations over the world.
//!
//! Here: the routes, what a body may hold, and how records are spelled. Not here: tokens, scopes, limits (`door`).
//!
//! Promise: one model inside; each route shows it in the spelling HighLevel gives that route and version.

pub mod show;

use axum::Router;
use axum::extract::FromRef;

use crate::world::World;

/// The routes, for a shell whose state holds a `World`. Each expects a `Caller` among the request's extensions.
pub fn router<S>() -> Router<S>
where
    World: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    Router::new()
}
