//! Calendars, as the API shows them.

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, no_record};
use crate::{
    answer::{Answer, Outcome},
    query::Query,
    world::{id::CalendarId, record::Calendar},
};

/// Which calendars to list.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Asked {
    group_id: Option<String>,
    show_drafted: Option<String>,
}

/// `GET /calendars/`: drafts are listed unless `showDrafted=false`.
pub(super) async fn list(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    let location = desk.location()?;
    let drafts = asked.show_drafted.as_deref() != Some("false");
    let grouped = asked.group_id.as_deref().is_some_and(|id| !id.is_empty());
    let calendars: Vec<Value> = desk.world.look(|state| {
        let calendars = state.calendars(&location).filter(|calendar| !grouped && (drafts || calendar.active));
        calendars.map(shown).collect()
    });
    Ok(Answer::ok(json!({ "calendars": calendars })))
}

/// `GET /calendars/groups`: the world has none.
pub(super) async fn groups(_desk: Desk) -> Outcome {
    Ok(Answer::ok(json!({ "groups": [] })))
}

/// `GET /calendars/{calendarId}`
pub(super) async fn one(desk: Desk, Path(id): Path<String>) -> Outcome {
    let location = desk.location()?;
    let calendar = desk.world.look(|state| {
        let calendar = CalendarId::parse(&id).and_then(|id| state.calendar(&id));
        calendar.filter(|calendar| calendar.location == location).map(shown)
    });
    let calendar = calendar.ok_or_else(|| no_record("Calendar", &id))?;
    Ok(Answer::ok(json!({ "calendar": calendar })))
}

fn shown(calendar: &Calendar) -> Value {
    let slug: String = calendar
        .name
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    let members: Vec<Value> = calendar
        .users
        .iter()
        .map(|user| json!({ "userId": user.as_str(), "priority": 0.5, "isPrimary": false }))
        .collect();
    json!({
        "id": calendar.id.as_str(),
        "locationId": calendar.location.as_str(),
        "name": calendar.name,
        "description": calendar.description.as_deref().unwrap_or_default(),
        "slug": slug,
        "widgetSlug": slug,
        "calendarType": calendar.kind.as_str(),
        "widgetType": "classic",
        "eventType": "RoundRobin_OptimizeForAvailability",
        "eventTitle": "{{contact.name}}",
        "eventColor": calendar.color,
        "isActive": calendar.active,
        "teamMembers": members,
        "slotDuration": calendar.slot_minutes,
        "slotDurationUnit": "mins",
        "slotInterval": calendar.slot_minutes,
        "slotIntervalUnit": "mins",
        "slotBuffer": 0,
        "appoinmentPerSlot": 1,
        "openHours": [],
        "enableRecurring": false,
        "autoConfirm": true,
        "allowReschedule": true,
        "allowCancellation": true,
        "notes": "",
    })
}
