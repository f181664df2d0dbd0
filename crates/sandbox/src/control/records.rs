//! The world's records as they are, for tests that compare and people who look.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::input::{self, BadInput};
use crate::{
    shell::Shell,
    world::{
        Folder, State as World,
        id::{
            AppointmentId, ContactId, ConversationId, LocationId, MessageId, NoteId, OpportunityId, TaskId,
        },
        record::Appointment,
    },
};

/// Every kind of record there is to see.
pub(super) const KINDS: [&str; 20] = [
    "locations",
    "users",
    "tags",
    "customFields",
    "customValues",
    "calendars",
    "calendarGroups",
    "blockedSlots",
    "businesses",
    "campaigns",
    "workflows",
    "pipelines",
    "lostReasons",
    "contacts",
    "tasks",
    "notes",
    "appointments",
    "opportunities",
    "conversations",
    "messages",
];

/// `GET /sandbox/world`
pub(super) async fn counts(State(shell): State<Shell>) -> Json<Value> {
    Json(shell.world.look(|state| {
        let locations: Vec<Value> =
            state.locations().map(|location| counts_of(state, &location.id)).collect();
        json!({ "company": state.company(), "locations": locations, "kinds": KINDS, "seed": shell.world.seed() })
    }))
}

/// How much of everything a location has.
pub(super) fn counts_of(state: &World, id: &LocationId) -> Value {
    let (mut tasks, mut open_tasks, mut notes, mut appointments) = (0, 0, 0, 0);
    for folder in state.register().newest(id) {
        tasks += folder.tasks.len();
        open_tasks += folder.tasks.iter().filter(|task| !task.completed).count();
        notes += folder.notes.len();
        appointments += folder.appointments.len();
    }
    json!({
        "id": id,
        "name": state.location(id).map(|location| &location.name),
        "contacts": state.register().count(id),
        "tasks": tasks,
        "openTasks": open_tasks,
        "notes": notes,
        "appointments": appointments,
        "opportunities": state.opportunities().newest(id).count(),
        "conversations": state.conversations().newest(id).count(),
        "tags": state.tags(id).count(),
        "customFields": state.custom_fields(id).count(),
        "calendars": state.calendars(id).count(),
        "users": state.users(id).count(),
        "businesses": state.businesses(id).count(),
        "campaigns": state.campaigns(id).count(),
        "workflows": state.workflows(id).count(),
        "pipelines": state.pipelines(id).count(),
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    location: Option<String>,
    #[serde(default)]
    skip: usize,
    #[serde(default = "everything")]
    limit: usize,
}

fn everything() -> usize {
    usize::MAX
}

/// `GET /sandbox/world/{kind}`
pub(super) async fn list(
    State(shell): State<Shell>,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, BadInput> {
    let wanted: Wanted = input::query(query.as_deref())?;
    shell.world.look(|state| {
        let location = match wanted.location.as_deref() {
            None => state.location_in_use().id,
            Some(text) => LocationId::parse(text)
                .filter(|id| state.location(id).is_some())
                .ok_or_else(|| BadInput::new(format!("there is no location {text}")))?,
        };
        let page = Page { skip: wanted.skip, limit: wanted.limit };
        records(state, &kind, &location, page).map(|records| Json(json!({ kind.as_str(): records })))
    })
}

/// `GET /sandbox/world/{kind}/{id}`
pub(super) async fn one(
    State(shell): State<Shell>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, BadInput> {
    let found = shell.world.look(|state| find(state, &kind, &id))?;
    let found = found.map(|(_, record)| Json(record));
    found.ok_or_else(|| BadInput::not_found(format!("there is no {id} among the {kind}")))
}

/// A record by its kind and id, and where it is.
pub(super) fn find(state: &World, kind: &str, id: &str) -> Result<Option<(LocationId, Value)>, BadInput> {
    if kind == "contacts" {
        let folder = ContactId::parse(id).and_then(|id| state.register().folder(&id));
        return Ok(folder.map(|folder| (folder.contact.location, whole(folder))));
    }
    if let Some(found) = find_by_id(state, kind, id) {
        return Ok(found);
    }
    for location in state.locations() {
        let records = records(state, kind, &location.id, Page { skip: 0, limit: usize::MAX })?;
        if let Some(record) = records.into_iter().find(|record| record["id"] == id) {
            return Ok(Some((location.id, record)));
        }
    }
    Ok(None)
}

/// One of the kinds there are many of, without looking at the others; none for the small kinds.
fn find_by_id(state: &World, kind: &str, id: &str) -> Option<Option<(LocationId, Value)>> {
    let (register, talks) = (state.register(), state.conversations());
    Some(match kind {
        "tasks" => TaskId::parse(id)
            .and_then(|id| register.task(&id))
            .map(|(folder, task)| (folder.contact.location, json!(task))),
        "notes" => NoteId::parse(id)
            .and_then(|id| register.note(&id))
            .map(|(folder, note)| (folder.contact.location, json!(note))),
        "appointments" => AppointmentId::parse(id)
            .and_then(|id| register.appointment(&id))
            .map(|(folder, one)| (folder.contact.location, with_notes(state, one))),
        "opportunities" => OpportunityId::parse(id)
            .and_then(|id| state.opportunities().find(&id))
            .map(|one| (one.location, json!(one))),
        "conversations" => ConversationId::parse(id)
            .and_then(|id| talks.find(&id))
            .map(|thread| (thread.conversation.location, json!(thread.conversation))),
        "messages" => MessageId::parse(id)
            .and_then(|id| talks.message(&id))
            .map(|(thread, message)| (thread.conversation.location, json!(message))),
        _ => return None,
    })
}

/// An appointment with its notes.
fn with_notes(state: &World, appointment: &Appointment) -> Value {
    let mut whole = json!(appointment);
    let notes = state.appointment_notes(&appointment.id);
    if !notes.is_empty() {
        whole["appointmentNotes"] = json!(notes);
    }
    whole
}

/// Which part of a list.
#[derive(Clone, Copy)]
pub(super) struct Page {
    /// After so many.
    pub(super) skip: usize,
    /// At most so many.
    pub(super) limit: usize,
}

/// The records of one kind in a location.
pub(super) fn records(
    state: &World,
    kind: &str,
    location: &LocationId,
    page: Page,
) -> Result<Vec<Value>, BadInput> {
    let folders = || state.register().newest(location);
    Ok(match kind {
        "locations" => page.of(state.locations()),
        "users" => page.of(state.users(location)),
        "tags" => page.of(state.tags(location)),
        "customFields" => page.of(state.custom_fields(location)),
        "calendars" => page.of(state.calendars(location)),
        "businesses" => page.of(state.businesses(location)),
        "campaigns" => page.of(state.campaigns(location)),
        "workflows" => page.of(state.workflows(location)),
        "pipelines" => page.of(state.pipelines(location)),
        "contacts" => folders().skip(page.skip).take(page.limit).map(whole).collect(),
        "tasks" => page.of(folders().flat_map(|folder| &folder.tasks)),
        "notes" => page.of(folders().flat_map(|folder| &folder.notes)),
        "appointments" => {
            page.of(folders().flat_map(|folder| &folder.appointments).map(|one| with_notes(state, one)))
        }
        "customValues" => page.of(state.stored_values(location)),
        "calendarGroups" => page.of(state.groups(location)),
        "blockedSlots" => page.of(state.blocked(location)),
        "lostReasons" => page.of(state.lost_reasons(location)),
        "opportunities" => page.of(state.opportunities().newest(location)),
        "conversations" => page.of(state.conversations().newest(location).map(|thread| &thread.conversation)),
        "messages" => page.of(state.conversations().newest(location).flat_map(|thread| &thread.messages)),
        other => {
            let kinds = KINDS.join(", ");
            return Err(BadInput::not_found(format!("there is no kind {other}; kinds are {kinds}")));
        }
    })
}

impl Page {
    fn of<T: Serialize>(self, records: impl Iterator<Item = T>) -> Vec<Value> {
        records.skip(self.skip).take(self.limit).map(|record| json!(record)).collect()
    }
}

fn whole(folder: &Folder) -> Value {
    let mut whole = json!(folder.contact);
    whole["tasks"] = json!(folder.tasks);
    whole["notes"] = json!(folder.notes);
    whole["appointments"] = json!(folder.appointments);
    whole
}
