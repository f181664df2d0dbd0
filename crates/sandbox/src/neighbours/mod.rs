//! What a location has besides contacts, and what a contact has besides its own routes: the neighbours of the
//! Contacts API.
//!
//! Here: locations, tags, custom fields, task search, users, calendars, appointments, over the same world.
//! Not here: contacts and what hangs on one contact's path (`contacts`).
//!
//! Promise: HighLevel's own envelopes and misspellings. A record of another location is not there.

pub(crate) mod calendars;
mod custom_fields;
mod custom_values;
mod defined;
mod lists;
mod locations;
mod make_locations;
mod staff;
mod tags;
mod task_search;
#[cfg(test)]
mod tests;
mod users;

use axum::{
    Router,
    extract::FromRequestParts,
    routing::{get, post},
};
use highlevel::answering::query::whole;
use http::request::Parts;

use self::defined::{one, remove};
use crate::{
    answer::Refusal,
    door::Caller,
    shell::Shell,
    world::{
        World,
        id::LocationId,
        record::{CustomField, StoredValue, Tag},
    },
};

/// The routes, behind the door and under the operation table's own paths.
pub(crate) fn routes() -> Router<Shell> {
    Router::new()
        .route("/locations/search", get(locations::search))
        .route("/locations/", post(make_locations::create))
        .route("/locations/{location}", get(locations::one).put(make_locations::update))
        .route("/locations/{location}/timezones", get(locations::timezones))
        .route("/locations/{location}/tags", get(tags::list).post(tags::create))
        .route("/locations/{location}/tags/{id}", get(one::<Tag>).put(tags::rename).delete(remove::<Tag>))
        .route("/locations/{location}/customFields", get(custom_fields::list).post(custom_fields::create))
        .route(
            "/locations/{location}/customFields/{id}",
            get(one::<CustomField>).put(custom_fields::update).delete(remove::<CustomField>),
        )
        .route("/locations/{location}/customValues", get(custom_values::list).post(custom_values::create))
        .route(
            "/locations/{location}/customValues/{id}",
            get(one::<StoredValue>).put(custom_values::update).delete(remove::<StoredValue>),
        )
        .route("/campaigns/", get(lists::campaigns))
        .route("/workflows/", get(lists::workflows))
        .route("/locations/{location}/tasks/search", post(task_search::search))
        .route("/users/", get(users::list).post(staff::create))
        .route("/users/search", get(users::search))
        .route("/users/{id}", get(users::one).put(staff::update).delete(staff::remove))
        .merge(calendars::routes())
}

/// One caller before one world. A location's caller sees its location; an agency's sees any of its own.
#[derive(Clone, Debug)]
struct Desk {
    world: World,
    caller: Caller,
}

impl FromRequestParts<Shell> for Desk {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shell: &Shell) -> Result<Self, Refusal> {
        let caller = parts.extensions.get::<Caller>().cloned().ok_or(Refusal::WrongLocation)?;
        Ok(Self { world: shell.world.clone(), caller })
    }
}

impl Desk {
    /// The caller's own location.
    fn location(&self) -> Result<LocationId, Refusal> {
        self.caller.location.ok_or(Refusal::WrongLocation)
    }

    /// The location in a path, which the door has found to be the caller's.
    fn location_in_path(&self, text: &str) -> Result<LocationId, Refusal> {
        match self.caller.location {
            Some(own) => Ok(own),
            None => LocationId::parse(text).ok_or(Refusal::WrongLocation),
        }
    }

    /// Whether the caller may know of that location.
    fn reaches(&self, location: LocationId) -> bool {
        self.caller.location.is_none_or(|own| own == location)
    }
}

/// A record that is not there.
fn no_record(noun: &'static str, id: &str) -> Refusal {
    Refusal::NoRecord { noun, id: id.to_owned() }
}
