//! The Contacts API: 32 operations over the world.
//!
//! Here: the routes, what a body may hold, and how records are spelled. Not here: tokens, scopes, limits (`door`).
//!
//! Promise: one model inside; each route shows it in the spelling HighLevel gives that route and version.

mod apply;
mod appointments;
pub(crate) mod body;
mod bulk;
pub(crate) mod custom;
pub(crate) mod desk;
mod dnd;
mod enrol;
mod find;
pub(crate) mod input;
mod list;
pub(crate) mod normal;
mod notes;
mod of_business;
mod one;
pub mod show;
pub(crate) mod tags;
pub(crate) mod tasks;
#[cfg(test)]
pub(crate) mod tests;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post, put};

use crate::word::read_as_an_id;
use crate::world::World;

/// The routes, for a shell whose state holds a `World`. Each expects a `Caller` among the request's extensions.
pub fn router<S>() -> Router<S>
where
    World: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    let one = get(one::get).put(one::update).delete(one::delete);
    Router::new()
        .route("/contacts", get(list::list).post(one::create))
        .route("/contacts/", get(list::list).post(one::create))
        .route("/contacts/upsert", read_as_an_id!("upsert", one, read).post(one::upsert))
        .route("/contacts/search", read_as_an_id!("search", one, read).post(find::search))
        .route("/contacts/search/duplicate", get(list::duplicate))
        .route("/contacts/business/{businessId}", get(of_business::list))
        .route("/contacts/bulk/tags/update/{type}", post(bulk::tags))
        .route("/contacts/bulk/business", post(bulk::business))
        .route("/contacts/{contactId}", one)
        .merge(kept_with_a_contact())
}

fn kept_with_a_contact<S>() -> Router<S>
where
    World: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    let campaign = post(enrol::campaign_add).delete(enrol::campaign_remove);
    Router::new()
        .route("/contacts/{contactId}/tasks", get(tasks::list).post(tasks::create))
        .route(
            "/contacts/{contactId}/tasks/{taskId}",
            get(tasks::get).put(tasks::update).delete(tasks::delete),
        )
        .route("/contacts/{contactId}/tasks/{taskId}/completed", put(tasks::complete))
        .route("/contacts/{contactId}/appointments", get(appointments::list))
        .route("/contacts/{contactId}/notes", get(notes::list).post(notes::create))
        .route("/contacts/{contactId}/notes/{id}", get(notes::get).put(notes::update).delete(notes::delete))
        .route("/contacts/{contactId}/tags", post(tags::add).delete(tags::remove))
        .route("/contacts/{contactId}/followers", post(tags::follow).delete(tags::unfollow))
        .route("/contacts/{contactId}/campaigns/removeAll", axum::routing::delete(enrol::campaign_remove_all))
        .route("/contacts/{contactId}/campaigns/{campaignId}", campaign)
        .route(
            "/contacts/{contactId}/workflow/{workflowId}",
            post(enrol::workflow_add).delete(enrol::workflow_remove),
        )
}
