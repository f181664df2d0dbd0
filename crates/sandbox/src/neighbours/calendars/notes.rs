//! Notes of an appointment, apart from those of its contact.
//!
//! Promise: newest first, at most twenty at a time; nothing is sent about them, as far as anybody knows.

use axum::{body::Bytes, extract::Path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, appointments::find, no_record, whole};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::body::{Body, Given, Need},
    query::Query,
    world::{State, id::UserId, record::AppointmentNote},
};

/// The largest page.
const LARGEST_PAGE: usize = 20;
/// The longest note.
const LONGEST: usize = 5_000;

/// Which notes to list; both have to be there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    limit: Option<String>,
    offset: Option<String>,
}

/// `GET /calendars/appointments/{appointmentId}/notes`
pub(super) async fn list(desk: Desk, Path(id): Path<String>, Query(asked): Query<Asked>) -> Outcome {
    let location = desk.location()?;
    let (limit, offset) = asked.page()?;
    desk.world.look(|state| {
        let event = find(state, &location, &id)?;
        let notes = state.appointment_notes(&event.appointment.id);
        let page: Vec<Value> =
            notes.iter().rev().skip(offset).take(limit).map(|note| shown(state, note)).collect();
        let more = offset.saturating_add(page.len()) < notes.len();
        Ok(Answer::ok(json!({ "notes": page, "hasMore": more })))
    })
}

impl Asked {
    fn page(&self) -> Result<(usize, usize), Refusal> {
        let given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        let missing: Vec<String> = [("limit", &self.limit), ("offset", &self.offset)]
            .into_iter()
            .filter(|(_, text)| !given(text))
            .map(|(name, _)| format!("{name} must be a number conforming to the specified constraints"))
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::Invalid(missing));
        }
        let limit = whole("limit", self.limit.as_deref(), LARGEST_PAGE)?;
        if limit > LARGEST_PAGE {
            return Err(Refusal::Bad(format!("limit must not be greater than {LARGEST_PAGE}")));
        }
        Ok((limit, whole("offset", self.offset.as_deref(), 0)?))
    }
}

/// `POST /calendars/appointments/{appointmentId}/notes`
pub(super) async fn create(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location()?;
    let written = Written::take(&body)?;
    desk.world.act(|act| {
        let event = find(act, &location, &id)?;
        let (appointment, contact) = (event.appointment.id, event.appointment.contact);
        let now = act.now();
        let by = desk.caller.user.map(|user| user.as_str().into());
        let note = AppointmentNote {
            id: act.fresh(),
            appointment,
            contact,
            body: written.body.into(),
            user: written.user.set().map(Into::into).or(by),
            added: now,
            updated: now,
        };
        let note_shown = shown(act, &note);
        act.appointment_note_save(note);
        Ok(Answer::created(json!({ "note": note_shown })))
    })
}

/// `PUT /calendars/appointments/{appointmentId}/notes/{noteId}`
pub(super) async fn update(desk: Desk, Path((id, note)): Path<(String, String)>, body: Bytes) -> Outcome {
    let location = desk.location()?;
    let written = Written::take(&body)?;
    desk.world.act(|act| {
        let event = find(act, &location, &id)?;
        let mut note = kept(act, &event.appointment.id, &note)?.clone();
        note.body = written.body.into();
        if let Given::Set(user) = written.user {
            note.user = Some(user.into());
        }
        let note_shown = shown(act, &note);
        act.appointment_note_save(note);
        Ok(Answer::ok(json!({ "note": note_shown })))
    })
}

/// `DELETE /calendars/appointments/{appointmentId}/notes/{noteId}`
pub(super) async fn remove(desk: Desk, Path((id, note)): Path<(String, String)>) -> Outcome {
    let location = desk.location()?;
    desk.world.act(|act| {
        let event = find(act, &location, &id)?;
        let appointment = event.appointment.id;
        let note = kept(act, &appointment, &note)?.id;
        act.appointment_note_delete(&appointment, &note);
        Ok(Answer::ok(json!({ "success": true })))
    })
}

fn kept<'s>(
    state: &'s State,
    appointment: &crate::world::id::AppointmentId,
    id: &str,
) -> Result<&'s AppointmentNote, Refusal> {
    let notes = state.appointment_notes(appointment);
    notes.iter().find(|note| note.id.as_str() == id).ok_or_else(|| no_record("Note", id))
}

struct Written {
    body: String,
    user: Given<String>,
}

impl Written {
    fn take(bytes: &Bytes) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let text = body.words("body", Need::Required).set().unwrap_or_default();
        if text.chars().count() > LONGEST {
            body.fault(format!("body must be shorter than or equal to {LONGEST} characters"));
        }
        let user = body.text("userId", Need::Optional);
        body.finish()?;
        Ok(Self { body: text, user })
    }
}

fn shown(state: &State, note: &AppointmentNote) -> Value {
    let mut shown = json!({
        "id": note.id.as_str(),
        "body": note.body,
        "dateAdded": note.added.to_string(),
        "contactId": note.contact.as_str(),
    });
    if let Some(user) = &note.user {
        shown["userId"] = json!(user);
        if let Some(user) = UserId::parse(user).and_then(|id| state.user(&id)) {
            let name = format!("{} {}", user.first_name, user.last_name);
            shown["createdBy"] = json!({ "id": user.id.as_str(), "name": name });
        }
    }
    shown
}
