//! The Conversations API: conversations, their messages, sending and logging one.
//!
//! Here: the routes, what a body may hold, how records are spelled, and the life of a message that was sent. Not
//! here: which event an alteration sends (`world::act`).
//!
//! Promise: a contact has one conversation; a second one is refused with the first one's id. A message that is sent
//! is in its thread at once as `pending`, and gets on by itself: `sent`, `delivered`, or `failed`.

mod content;
mod find;
mod inbound;
mod messages;
mod one;
pub(crate) mod postman;
mod send;
mod show;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::{FromRef, Path};
use axum::routing::{get, post};

use crate::word::read_as_an_id;
use crate::world::World;

/// The routes, for a shell whose state holds a `World`. Each expects a `Caller` among the request's extensions.
pub fn router<S>() -> Router<S>
where
    World: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    let inbound = get(|desk| messages::get(desk, Path("inbound".to_owned())));
    Router::new()
        .route("/conversations/", post(one::create))
        .route("/conversations/search", read_as_an_id!("search", one).get(find::search))
        .route("/conversations/messages", read_as_an_id!("messages", one, read).post(send::send))
        .route("/conversations/messages/inbound", inbound.post(inbound::log))
        .route("/conversations/messages/{id}", get(messages::get))
        .route("/conversations/{conversationId}", get(one::get).put(one::update).delete(one::delete))
        .route("/conversations/{conversationId}/messages", get(messages::list))
}
