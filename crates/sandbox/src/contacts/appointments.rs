//! A contact's appointments, told without a zone.

use axum::extract::Path;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::json;

use super::desk::Desk;
use super::show::ShownAppointment;
use crate::answer::{Answer, Outcome};
use crate::world::id::GroupId;
use crate::world::record::Appointment;

/// `GET /contacts/{contactId}/appointments`: under `events`, in the location's own time.
pub(super) async fn list(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.look(|state| {
        let folder = desk.folder(state, &id)?;
        let zone = state.location(&desk.location).and_then(|location| TimeZone::get(&location.timezone).ok());
        let zone = zone.unwrap_or(TimeZone::UTC);
        let group = |one: &Appointment| state.calendar(&one.calendar).and_then(|calendar| calendar.group);
        let shown = |one| OfContact {
            shown: ShownAppointment { appointment: one, zone: &zone },
            group_id: group(one),
        };
        let events: Vec<_> = folder.appointments.iter().map(shown).collect();
        Ok(Answer::ok(json!({ "events": events })))
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfContact<'f> {
    #[serde(flatten)]
    shown: ShownAppointment<'f>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_id: Option<GroupId>,
}
