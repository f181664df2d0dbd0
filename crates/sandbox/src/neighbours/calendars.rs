//! Calendars: groups, free times, appointments, blocked times, appointment notes.
//!
//! Here: sixteen operations over the same world. Not here: a contact's own appointments (`contacts`).
//!
//! Promise: a booked slot is gone for everybody, a cancelled one is free again. Times on these routes are ISO with
//! the location's offset.

mod appointments;
mod blocked;
mod free;
mod list;
mod notes;
pub(crate) mod occurrence;
mod recurrence;
mod show;
pub(crate) mod slots;
#[cfg(test)]
mod tests;
mod written;

use axum::{
    Router,
    routing::{delete, get, post, put},
};

use super::{Desk, no_record, whole};
use crate::shell::Shell;

/// The routes of calendars.
pub(super) fn routes() -> Router<Shell> {
    Router::new()
        .route("/calendars/", get(list::calendars))
        .route("/calendars/groups", get(list::groups))
        .route("/calendars/{id}", get(list::one))
        .route("/calendars/{id}/free-slots", get(free::slots))
        .route("/calendars/events", get(appointments::list))
        .route("/calendars/blocked-slots", get(blocked::list))
        .route("/calendars/events/appointments", post(appointments::create))
        .route("/calendars/events/appointments/{id}", get(appointments::one).put(appointments::edit))
        .route("/calendars/events/block-slots", post(blocked::create))
        .route("/calendars/events/block-slots/{id}", put(blocked::edit))
        .route("/calendars/events/{id}", delete(appointments::remove))
        .route("/calendars/appointments/{id}/notes", get(notes::list).post(notes::create))
        .route("/calendars/appointments/{id}/notes/{note}", put(notes::update).delete(notes::remove))
}
