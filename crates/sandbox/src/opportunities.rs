//! The Opportunities API: 12 operations over the world.
//!
//! Here: the routes, what a body may hold, and how records are spelled. Not here: tokens, scopes, limits (`door`),
//! which event an alteration sends (`world::act`).
//!
//! Promise: a contact has one opportunity in a pipeline; a second one is refused with the first one's id. A new
//! stage and a new status each have their own date.

mod column;
mod find;
mod followers;
mod input;
mod list;
mod one;
mod pipelines;
mod show;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post, put};

pub use show::brief;

use crate::word::read_as_an_id;
use crate::world::World;

/// The routes, for a shell whose state holds a `World`. Each expects a `Caller` among the request's extensions.
pub fn router<S>() -> Router<S>
where
    World: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route("/opportunities/", post(one::create))
        .route("/opportunities/pipelines", read_as_an_id!("pipelines", one).get(pipelines::list))
        .route("/opportunities/lost-reason", read_as_an_id!("lost-reason", one).get(pipelines::lost_reasons))
        .route("/opportunities/search", read_as_an_id!("search", one).get(list::search).post(find::search))
        .route("/opportunities/upsert", read_as_an_id!("upsert", one, read).post(one::upsert))
        .route("/opportunities/{id}", get(one::get).put(one::update).delete(one::delete))
        .route("/opportunities/{id}/status", put(one::set_status))
        .route("/opportunities/{id}/followers", post(followers::add).delete(followers::remove))
}
