//! Calendars and their groups, read.

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, no_record, show};
use crate::{
    answer::{Answer, Outcome, Refusal},
    query::Query,
    world::{
        State,
        id::{CalendarId, LocationId},
        record::Calendar,
    },
};

/// Which calendars to list.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Asked {
    group_id: Option<String>,
    show_drafted: Option<String>,
}

/// `GET /calendars/`: drafts are listed unless `showDrafted=false`.
pub(super) async fn calendars(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    let location = desk.location()?;
    let drafts = asked.show_drafted.as_deref() != Some("false");
    let group = asked.group_id.as_deref().filter(|id| !id.is_empty());
    let calendars: Vec<Value> = desk.world.look(|state| {
        let here = state.calendars(&location).filter(|calendar| drafts || calendar.active);
        here.filter(|calendar| group.is_none_or(|wanted| is_in(calendar, wanted)))
            .map(show::calendar)
            .collect()
    });
    Ok(Answer::ok(json!({ "calendars": calendars })))
}

/// Whether a calendar is in the group whose id is `group`.
pub(super) fn is_in(calendar: &Calendar, group: &str) -> bool {
    calendar.group.is_some_and(|own| own.as_str() == group)
}

/// `GET /calendars/groups`
pub(super) async fn groups(desk: Desk) -> Outcome {
    let location = desk.location()?;
    let groups: Vec<Value> = desk.world.look(|state| state.groups(&location).map(show::group).collect());
    Ok(Answer::ok(json!({ "groups": groups })))
}

/// `GET /calendars/{calendarId}`
pub(super) async fn one(desk: Desk, Path(id): Path<String>) -> Outcome {
    let location = desk.location()?;
    let calendar = desk.world.look(|state| find(state, &location, &id).map(show::calendar))?;
    Ok(Answer::ok(json!({ "calendar": calendar })))
}

/// The calendar of a location whose id is `text`.
pub(super) fn find<'s>(state: &'s State, location: &LocationId, text: &str) -> Result<&'s Calendar, Refusal> {
    let found = CalendarId::parse(text).and_then(|id| state.calendar(&id));
    found.filter(|calendar| calendar.location == *location).ok_or_else(|| no_record("Calendar", text))
}
