//! A contact's notes.

use axum::body::Bytes;
use axum::extract::Path;
use serde_json::{Value, json};

use super::body::{Body, Given, Need};
use super::desk::Desk;
use super::show::ShownNote;
use super::tasks::text;
use crate::answer::{Answer, Outcome, Refusal};
use crate::world::record::Note;
use crate::world::{Act, Folder};

/// `GET /contacts/{contactId}/notes`: all of them, newest first.
pub(super) async fn list(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.look(|state| {
        let mut notes: Vec<&Note> = desk.folder(state, &id)?.notes.iter().rev().collect();
        notes.sort_by_key(|note| std::cmp::Reverse(note.added));
        let notes: Vec<_> = notes.into_iter().map(ShownNote).collect();
        Ok(Answer::ok(json!({ "notes": notes })))
    })
}

/// `GET /contacts/{contactId}/notes/{id}`
pub(super) async fn get(desk: Desk, Path((id, note)): Path<(String, String)>) -> Outcome {
    desk.world.look(|state| {
        let note = find(desk.folder(state, &id)?, &note)?;
        Ok(Answer::ok(json!({ "note": ShownNote(note) })))
    })
}

/// `POST /contacts/{contactId}/notes`
pub(super) async fn create(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let input = Input::read(&body, Need::Required)?;
    desk.world.act(|act| {
        let contact = desk.folder(act, &id)?.contact.id;
        let now = act.now();
        let mut note = Note {
            id: act.fresh(),
            contact,
            body: "".into(),
            title: None,
            color: None,
            pinned: None,
            user: None,
            added: now,
            updated: now,
        };
        input.lay_over(&mut note);
        Ok(Answer::created(saved(act, note)))
    })
}

/// `PUT /contacts/{contactId}/notes/{id}`
pub(super) async fn update(desk: Desk, Path((id, note)): Path<(String, String)>, body: Bytes) -> Outcome {
    let input = Input::read(&body, Need::Optional)?;
    desk.world.act(|act| {
        let mut note = find(desk.folder(act, &id)?, &note)?.clone();
        input.lay_over(&mut note);
        Ok(Answer::ok(saved(act, note)))
    })
}

/// `DELETE /contacts/{contactId}/notes/{id}`
pub(super) async fn delete(desk: Desk, Path((id, note)): Path<(String, String)>) -> Outcome {
    desk.world.act(|act| {
        let (contact, note) = {
            let note = find(desk.folder(act, &id)?, &note)?;
            (note.contact, note.id)
        };
        act.note_delete(&contact, &note);
        Ok(Answer::ok(desk.done()))
    })
}

fn find<'f>(folder: &'f Folder, id: &str) -> Result<&'f Note, Refusal> {
    let found = folder.notes.iter().find(|note| note.id.as_str() == id);
    found.ok_or_else(|| Refusal::NoRecord { noun: "Note", id: id.to_owned() })
}

fn saved(act: &mut Act<'_>, note: Note) -> Value {
    let shown = json!(ShownNote(&note));
    act.note_save(note);
    json!({ "note": shown })
}

struct Input {
    body: Given<String>,
    title: Given<String>,
    color: Given<String>,
    pinned: Given<bool>,
    user: Given<String>,
}

impl Input {
    fn read(bytes: &Bytes, need: Need) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let input = Self {
            body: body.words("body", need),
            title: body.text("title", Need::Optional),
            color: body.text("color", Need::Optional),
            pinned: body.flag("pinned", Need::Optional),
            user: body.text("userId", Need::Optional),
        };
        body.finish()?;
        Ok(input)
    }

    fn lay_over(self, note: &mut Note) {
        if let Given::Set(body) = self.body {
            note.body = body.into();
        }
        text(&mut note.title, self.title);
        text(&mut note.color, self.color);
        text(&mut note.user, self.user);
        if let Given::Set(pinned) = self.pinned {
            note.pinned = Some(pinned);
        }
    }
}
