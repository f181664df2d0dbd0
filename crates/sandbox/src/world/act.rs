//! Altering the world: what is saved, and which events that sends.
//!
//! Here: one `Act` per request, holding the world alone; the rule which alteration sends which event.
//! Not here: what a request may ask for (`contacts`).
//!
//! Promise: an event is emitted when and only when HighLevel sends it. Task edits, followers, businesses and
//! inbound do-not-disturb send nothing, because HighLevel sends nothing.

use std::ops::Deref;

use super::chance::{Chance, Drawn};
use super::entry::Entry;
use super::event::{Emitted, EventKind};
use super::id::{ContactId, LocationId, NoteId, TagId, TaskId};
use super::moment::Moment;
use super::payload;
use super::record::{Contact, Note, Tag, Task};
use super::state::State;
use crate::quirks::Switch;

/// The world in hand, to look at and to alter.
#[derive(Debug)]
pub struct Act<'w> {
    state: &'w mut State,
    seed: u64,
    now: Moment,
    entries: Vec<Entry>,
    emitted: Vec<Emitted>,
}

impl Deref for Act<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        self.state
    }
}

impl<'w> Act<'w> {
    pub(super) fn on(state: &'w mut State, seed: u64, now: Moment) -> Self {
        Self { state, seed, now, entries: Vec::new(), emitted: Vec::new() }
    }

    pub(super) fn finish(self) -> (Vec<Entry>, Vec<Emitted>) {
        (self.entries, self.emitted)
    }

    /// The time of this act.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// An id no record has had before.
    pub fn fresh<I: Drawn>(&mut self) -> I {
        let drawn = self.state.drawn + 1;
        self.put(Entry::Drawn(drawn));
        I::draw(&mut Chance::new(self.seed, drawn))
    }

    /// Alters the world by one entry and sends no event.
    pub fn put(&mut self, entry: Entry) {
        let State { lag, register, dealings, .. } = &mut *self.state;
        lag.note(self.now, &entry, register, dealings);
        self.state.apply(entry.clone());
        self.entries.push(entry);
    }

    /// Sends an event of one's own making.
    pub fn emit(&mut self, event: Emitted) {
        self.emitted.push(event);
    }

    pub(super) fn tell(&mut self, kind: EventKind, location: LocationId, payload: payload::Payload) {
        let at = self.now;
        self.emitted.push(Emitted { kind, location, at, payload });
    }

    /// Saves a contact, new or altered, defines its tags, and sends what HighLevel sends for the difference.
    pub fn contact_save(&mut self, mut contact: Contact) {
        contact.updated = self.now;
        for tag in &contact.tags {
            self.tag_define(contact.location, tag);
        }
        let before = self.register().folder(&contact.id).map(|folder| folder.contact.clone());
        for kind in payload::contact_events(before.as_ref(), &contact, self.state.quirks) {
            let payload = payload::contact(kind, &contact);
            self.tell(kind, contact.location, payload);
        }
        let (id, location, born) = (contact.id, contact.location, before.is_none());
        self.put(Entry::Contact(Box::new(contact)));
        if born {
            // HighLevel opens the conversation with the contact.
            self.conversation_with(id, location);
        }
    }

    /// Deletes a contact with everything kept with it. Tasks and notes send no events of their own.
    pub fn contact_delete(&mut self, id: &ContactId) {
        let Some(contact) = self.register().folder(id).map(|folder| folder.contact.clone()) else { return };
        if !self.state.quirks.hold(Switch::DeleteAlone) {
            self.tell_of_all_with(id);
        }
        let payload = payload::contact(EventKind::ContactDelete, &contact);
        self.tell(EventKind::ContactDelete, contact.location, payload);
        self.put(Entry::ContactGone(*id));
    }

    fn tell_of_all_with(&mut self, id: &ContactId) {
        let Some(folder) = self.state.register.folder(id) else { return };
        let bare = self.state.quirks.hold(Switch::TaskCreateBare);
        let tasks = folder.tasks.iter();
        let tasks =
            tasks.map(|task| (EventKind::TaskDelete, payload::task(EventKind::TaskDelete, task, bare)));
        let notes = folder.notes.iter().map(|note| (EventKind::NoteDelete, payload::note(note)));
        let (location, told) = (folder.contact.location, tasks.chain(notes).collect::<Vec<_>>());
        for (kind, payload) in told {
            self.tell(kind, location, payload);
        }
    }

    /// Defines a tag unless the location has it already.
    pub fn tag_define(&mut self, location: LocationId, name: &str) {
        if self.tags(&location).any(|tag| &*tag.name == name) {
            return;
        }
        let id: TagId = self.fresh();
        self.put(Entry::Tag(Tag { id, location, name: name.into() }));
    }

    fn location_of(&self, contact: &ContactId) -> Option<LocationId> {
        self.register().folder(contact).map(|folder| folder.contact.location)
    }

    /// Saves a task. Only its birth and its completion send events.
    pub fn task_save(&mut self, mut task: Task) {
        let Some(location) = self.location_of(&task.contact) else { return };
        task.updated = self.now;
        let folder = self.register().folder(&task.contact);
        let before = folder.and_then(|folder| folder.tasks.iter().find(|kept| kept.id == task.id));
        let kind = match before {
            None => Some(EventKind::TaskCreate),
            Some(before) if task.completed && !before.completed => Some(EventKind::TaskComplete),
            Some(_) => None,
        };
        if let Some(kind) = kind {
            let bare = self.state.quirks.hold(Switch::TaskCreateBare);
            self.tell(kind, location, payload::task(kind, &task, bare));
        }
        self.put(Entry::Task(task));
    }

    /// Deletes a task.
    pub fn task_delete(&mut self, contact: &ContactId, id: &TaskId) {
        let Some(folder) = self.register().folder(contact) else { return };
        let location = folder.contact.location;
        let Some(task) = folder.tasks.iter().find(|kept| kept.id == *id) else { return };
        let payload = payload::task(EventKind::TaskDelete, task, true);
        self.tell(EventKind::TaskDelete, location, payload);
        self.put(Entry::TaskGone(*contact, *id));
    }

    /// Saves a note.
    pub fn note_save(&mut self, mut note: Note) {
        let Some(folder) = self.register().folder(&note.contact) else { return };
        let location = folder.contact.location;
        let known = folder.notes.iter().any(|kept| kept.id == note.id);
        note.updated = self.now;
        let kind = if known { EventKind::NoteUpdate } else { EventKind::NoteCreate };
        self.tell(kind, location, payload::note(&note));
        self.put(Entry::Note(note));
    }

    /// Deletes a note.
    pub fn note_delete(&mut self, contact: &ContactId, id: &NoteId) {
        let Some(folder) = self.register().folder(contact) else { return };
        let location = folder.contact.location;
        let Some(note) = folder.notes.iter().find(|kept| kept.id == *id) else { return };
        let payload = payload::note(note);
        self.tell(EventKind::NoteDelete, location, payload);
        self.put(Entry::NoteGone(*contact, *id));
    }

    /// Keeps a JSON record with the world for another part of the sandbox.
    pub fn shelve(&mut self, shelf: &str, key: &str, value: serde_json::Value) {
        self.put(Entry::Shelved { shelf: shelf.into(), key: key.into(), value });
    }

    /// Takes such a record away.
    pub fn unshelve(&mut self, shelf: &str, key: &str) {
        self.put(Entry::Unshelved { shelf: shelf.into(), key: key.into() });
    }
}
