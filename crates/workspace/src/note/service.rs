//! Adding, editing and deleting notes.

use domain::ids::WriteId;
use domain::record::{Doc, Kind, RecordId};
use domain::write::Write;
use highlevel::{ContactId, NoteId};
use serde_json::{Map, Value};

use super::text;
use crate::contact::seen;
use crate::contact::{ContactRef, lines};
use crate::draft::{Form, NoteDraft};
use crate::fields::typed;
use crate::member::must_write;
use crate::{Member, Problem, Refusal, Rooms, intents, rooms};

/// Notes of contacts.
#[derive(Debug, Clone)]
pub struct Notes {
    rooms: Rooms,
}

impl Notes {
    /// Notes of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// A note as its editor starts.
    pub async fn open(
        &self,
        member: &Member,
        contact: &ContactId,
        note: &NoteId,
    ) -> Result<(ContactRef, NoteDraft), Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.read().await?;
        let row = rooms::living(&mut tx, member, contact).await?;
        let writes = tx.write_list_shown(&member.location, contact).await?;
        drop(tx);
        let doc = self.doc(member, contact, note).await?;
        let own: Vec<&Write> = writes.iter().collect();
        let shown = lines::shown(&record(note)?, &doc, &own).doc;
        let name = domain::contact::display_name(row.doc());
        Ok((ContactRef { id: contact.clone(), name }, draft(&shown)))
    }

    async fn doc(&self, member: &Member, contact: &ContactId, note: &NoteId) -> Result<Doc, Refusal> {
        let id = record(note)?;
        let mut tx = self.rooms.store.read().await?;
        let row = rooms::belonging(&mut tx, member, contact, Kind::Note, &id).await?;
        match row.deleted_at() {
            None => Ok(row.stored.doc),
            Some(_) => Err(Refusal::NotFound { what: "note" }),
        }
    }

    /// A new note, in the place of the one that `replaces` names.
    pub async fn add(
        &self,
        member: &Member,
        contact: &ContactId,
        draft: &NoteDraft,
        replaces: Option<WriteId>,
    ) -> Result<WriteId, Refusal> {
        must_write(member)?;
        let mut fields = read(draft)?;
        rooms::living(&mut self.rooms.store.read().await?, member, contact).await?;
        fields.retain(|_, value| !value.is_null());
        if let Some(user) = &member.user {
            fields.insert("userId".to_owned(), Value::from(user.as_str()));
        }
        let intent = intents::create_note(member, contact, fields);
        Ok(self.rooms.submit_instead(intent, replaces).await?.id)
    }

    /// A new note that was sent before and not made, as it was typed.
    pub async fn again(
        &self,
        member: &Member,
        contact: &ContactId,
        write: WriteId,
    ) -> Result<Form<NoteDraft>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let (write, fields) = rooms::sent_before(&mut tx, member, contact, Kind::Note, write).await?;
        let reason = write.reason.map(|reason| Problem::with("body", reason));
        Ok(Form { draft: NoteDraft::of(&fields), problems: reason.into_iter().collect() })
    }

    /// A note takes other words. Nothing is written when it says that already. `saw` is what the form began with.
    pub async fn edit(
        &self,
        member: &Member,
        contact: &ContactId,
        note: &NoteId,
        typed: &NoteDraft,
        saw: Option<&NoteDraft>,
    ) -> Result<Option<WriteId>, Refusal> {
        must_write(member)?;
        let doc = self.doc(member, contact, note).await?;
        let now = draft(&doc);
        let differs = |field: &str, value: &Value| {
            let before = if field == "title" { &now.title } else { &now.body };
            value.as_str().unwrap_or_default() != before
        };
        let mut fields = read(typed)?;
        let saw = saw.and_then(|saw| read(saw).ok()).unwrap_or_default();
        fields.retain(|field, value| saw.get(field) != Some(&*value) && differs(field, value));
        let mut tx = self.rooms.store.read().await?;
        let replaced = rooms::stuck_edits(&mut tx, member, contact, &record(note)?).await?;
        drop(tx);
        let done = if fields.is_empty() {
            None
        } else {
            let intent = intents::edit_note(member, contact, note, &doc, fields);
            Some(self.rooms.submit(seen::based(intent, &saw, differs, &[])).await?.id)
        };
        self.rooms.dismiss_all(&replaced).await?;
        Ok(done)
    }

    /// Deletes a note.
    pub async fn delete(
        &self,
        member: &Member,
        contact: &ContactId,
        note: &NoteId,
    ) -> Result<WriteId, Refusal> {
        must_write(member)?;
        self.doc(member, contact, note).await?;
        Ok(self.rooms.submit(intents::delete_note(member, contact, note)).await?.id)
    }
}

fn record(note: &NoteId) -> Result<RecordId, Refusal> {
    RecordId::new(note.as_str()).map_err(|_| Refusal::NotFound { what: "note" })
}

fn draft(doc: &Doc) -> NoteDraft {
    let words = |field: &str| doc.text(field).map(text::plain).unwrap_or_default();
    NoteDraft { title: words("title"), body: words("body") }
}

fn read(draft: &NoteDraft) -> Result<Map<String, Value>, Refusal> {
    let mut problems = Vec::new();
    let body = draft.body.trim();
    if body.is_empty() {
        problems.push(Problem::with("body", "A note needs some text."));
    }
    let body = typed::long(body).unwrap_or_else(|why| {
        problems.push(Problem::with("body", why));
        String::new()
    });
    let title = typed::line(draft.title.trim()).unwrap_or_else(|why| {
        problems.push(Problem::with("title", why));
        String::new()
    });
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let title = if title.is_empty() { Value::Null } else { Value::from(title) };
    Ok(Map::from_iter([("body".to_owned(), Value::from(body)), ("title".to_owned(), title)]))
}
