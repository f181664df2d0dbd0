//! A contact's appointments, told without a zone.

use axum::extract::Path;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::desk::Desk;
use super::show;
use crate::answer::{Answer, Outcome};
use crate::world::record::Appointment;

/// `GET /contacts/{contactId}/appointments`: under `events`, in the location's own time.
pub(super) async fn list(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.look(|state| {
        let folder = desk.folder(state, &id)?;
        let zone = state.location(&desk.location).and_then(|location| TimeZone::get(&location.timezone).ok());
        let zone = zone.unwrap_or(TimeZone::UTC);
        let shown = |one: &Appointment| {
            let mut shown = show::appointment(one, &zone);
            if let Some(group) = state.calendar(&one.calendar).and_then(|calendar| calendar.group) {
                shown["groupId"] = group.as_str().into();
            }
            shown
        };
        let events: Value = folder.appointments.iter().map(shown).collect();
        Ok(Answer::ok(json!({ "events": events })))
    })
}
