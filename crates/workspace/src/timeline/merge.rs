//! History put together: the change log, what records say of their own past, and writes on their way.
//!
//! Here: which entry each of them becomes, and the order. Not here: reading them (`contact`, `task`).
//!
//! Promise: pure. What a first copy or a closer look merely learned is no event; a record's own date is.

use std::collections::HashMap;

use domain::change::{Action, Cause, Change, Knowledge, Seq};
use domain::ids::PersonId;
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Effect, Write};
use highlevel::{AppointmentId, NoteId, TaskId};
use jiff::Timestamp;
use serde_json::Value;

use super::dealings;
use super::diff::{self, Diffs};
use super::{Act, By, Day, Entry, FieldDiff, TaskAct, Timeline, What};
use crate::contact::lines;
use crate::note::text;
use crate::reference::Reference;
use crate::standing::Key;

/// Everything a stretch of history is made of.
pub(crate) struct Story<'a> {
    /// The contact as the mirror has it; none on a page about one record.
    pub(crate) contact: Option<&'a Doc>,
    /// Living notes.
    pub(crate) notes: &'a [(RecordId, Doc)],
    /// Living tasks, and deleted ones as far as their titles are known.
    pub(crate) tasks: &'a [(RecordId, Doc)],
    /// Living appointments.
    pub(crate) appointments: &'a [(RecordId, Doc)],
    /// Opportunities.
    pub(crate) opportunities: &'a [(RecordId, Doc)],
    /// What was said, newest first.
    pub(crate) messages: &'a [(RecordId, Doc)],
    /// Changes, newest first.
    pub(crate) changes: &'a [Change],
    /// Shown writes; empty on older pages.
    pub(crate) writes: &'a [&'a Write],
    /// Names of the people who did things.
    pub(crate) people: &'a HashMap<PersonId, String>,
    /// The location's words.
    pub(crate) reference: &'a Reference,
    /// Where older entries start, if the log goes on.
    pub(crate) older: Option<Seq>,
    /// The stretch: not before, and before.
    pub(crate) from: Option<Timestamp>,
    /// The end of the stretch.
    pub(crate) until: Timestamp,
    /// The moment it is told: a task is overdue once its time has passed, not before.
    pub(crate) now: Timestamp,
}

/// The story as a timeline.
pub(crate) fn tell(story: &Story<'_>) -> Timeline {
    let mut entries: Vec<Entry> = story.changes.iter().filter_map(|change| changed(story, change)).collect();
    entries.extend(own_dates(story).into_iter().filter(|entry| story.covers(entry.at)));
    entries.extend(story.writes.iter().filter_map(|write| pending(story, write)));
    entries.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| other.key.cmp(&one.key)));
    entries.dedup_by(|one, other| one.key == other.key);
    Timeline { days: by_day(entries, story.reference), older: story.older }
}

impl Story<'_> {
    fn covers(&self, at: Timestamp) -> bool {
        at < self.until && self.from.is_none_or(|from| at >= from)
    }

    fn by(&self, cause: &Cause) -> By {
        by(cause, self.people)
    }

    /// The change that met a record first, if it is in this stretch and somebody's doing.
    fn birth(&self, kind: Kind, id: &RecordId) -> Option<&Change> {
        self.changes.iter().find(|change| {
            change.kind == kind
                && change.record == *id
                && change.action == Action::Created
                && change.cause != Cause::Backfill
        })
    }

    /// Who made a record and under which name the page knows the entry.
    pub(super) fn maker(&self, kind: Kind, id: &RecordId, author: Option<By>) -> (By, String) {
        let birth = self.birth(kind, id);
        let key = birth.map_or_else(|| format!("{kind}-{id}"), entry_key);
        let ours = birth
            .map(|change| self.by(&change.cause))
            .filter(|by| !matches!(by, By::HighLevel(_) | By::Found));
        (ours.or(author).unwrap_or(By::HighLevel(None)), key)
    }
}

/// Who or what caused something.
pub(crate) fn by(cause: &Cause, people: &HashMap<PersonId, String>) -> By {
    let name = |person: &PersonId| people.get(person).cloned().unwrap_or_else(|| "Someone here".to_owned());
    match cause {
        Cause::Delivery { .. } | Cause::Backfill => By::HighLevel(None),
        Cause::Reconcile | Cause::Opened => By::Found,
        Cause::Person { person, .. } => By::Person(name(person)),
        Cause::Bulk { person, .. } => By::Bulk(name(person)),
        Cause::Run { .. } => By::Automation,
        Cause::ApiKey { .. } => By::Program,
    }
}

/// A write and the change it makes are one entry, so that it stays in place when it is accepted.
fn entry_key(change: &Change) -> String {
    match change.cause.write() {
        Some(write) => write.to_string(),
        None => format!("seq-{}", change.seq),
    }
}

fn changed(story: &Story<'_>, change: &Change) -> Option<Entry> {
    let what = match (change.kind, change.action) {
        (_, Action::Learned | Action::Created) => return born_and_gone(story, change),
        (Kind::Contact, Action::Deleted) => What::ContactDeleted,
        (Kind::Contact, Action::Restored) => What::ContactRestored,
        (Kind::Contact, Action::Updated) => contact_fields(change, story.reference)?,
        (Kind::Note, action) => note(story, change, act(action))?,
        (Kind::Task, action) => task(story, change, action)?,
        (Kind::Appointment, action) => appointment(story, change, act(action))?,
        (Kind::Opportunity, action) => dealings::opportunity(story, change, act(action))?,
        _ => return None,
    };
    Some(Entry { key: entry_key(change), at: change.at, by: story.by(&change.cause), what, pending: None })
}

/// A record met and lost again within what we saw has no document left to date it: its change does.
fn born_and_gone(story: &Story<'_>, change: &Change) -> Option<Entry> {
    let tells = change.action == Action::Created && change.cause != Cause::Backfill;
    let dated = |records: &[(RecordId, Doc)]| {
        records.iter().any(|(id, doc)| *id == change.record && doc.time("dateAdded").is_some())
    };
    let what = match change.kind {
        Kind::Task if tells && !dated(story.tasks) => task(story, change, Action::Created)?,
        Kind::Note if tells && !dated(story.notes) => note(story, change, Act::Added)?,
        Kind::Appointment if tells && !dated(story.appointments) => appointment(story, change, Act::Added)?,
        _ => return None,
    };
    Some(Entry { key: entry_key(change), at: change.at, by: story.by(&change.cause), what, pending: None })
}

fn act(action: Action) -> Act {
    match action {
        Action::Created | Action::Restored => Act::Added,
        Action::Deleted => Act::Deleted,
        Action::Updated | Action::Learned => Act::Edited,
    }
}

/// Tags apart from fields: an edit of both shows its fields, which say the tags as well.
fn contact_fields(change: &Change, reference: &Reference) -> Option<What> {
    let known = change.fields.iter().filter(|field| field.knowledge == Knowledge::Known);
    match diff::contact(known, reference) {
        Diffs { fields, added, removed } if fields.is_empty() => {
            (!added.is_empty() || !removed.is_empty()).then_some(What::Tags { added, removed })
        }
        Diffs { mut fields, added, removed } => {
            let list = |tags: Vec<String>| (!tags.is_empty()).then(|| tags.join(", "));
            if !added.is_empty() || !removed.is_empty() {
                fields.push(FieldDiff {
                    label: "Tags".to_owned(),
                    before: list(removed),
                    after: list(added),
                });
            }
            Some(What::Fields(fields))
        }
    }
}

pub(super) fn find<'d>(records: &'d [(RecordId, Doc)], id: &RecordId) -> Option<&'d Doc> {
    records.iter().find(|(known, _)| known == id).map(|(_, doc)| doc)
}

fn note(story: &Story<'_>, change: &Change, act: Act) -> Option<What> {
    let body = |field: &str| {
        let value = change.fields.iter().find(|change| change.field == field)?.after.clone()?;
        value.as_str().map(text::plain)
    };
    let now = find(story.notes, &change.record).and_then(|doc| doc.text("body")).map(text::plain);
    let moved = change.fields.iter().any(|field| matches!(field.field.as_str(), "body" | "title"));
    if act == Act::Edited && !moved {
        return None;
    }
    let note = Key::Known(NoteId::new(change.record.as_str()).ok()?);
    Some(What::Note { note, act, text: body("body").or(now).unwrap_or_default() })
}

fn task(story: &Story<'_>, change: &Change, action: Action) -> Option<What> {
    let title = find(story.tasks, &change.record).and_then(|doc| doc.text("title"));
    let completed = change.fields.iter().find(|field| field.field == "completed");
    let fields = diff::task(&change.fields, story.reference);
    let act = match (action, completed.and_then(|field| field.after.as_ref()).and_then(Value::as_bool)) {
        (Action::Deleted, _) => TaskAct::Deleted,
        (Action::Created | Action::Restored, _) => TaskAct::Added,
        (_, Some(true)) => TaskAct::Completed,
        (_, Some(false)) => TaskAct::Reopened,
        (_, None) if fields.is_empty() => return None,
        (_, None) => TaskAct::Edited,
    };
    let title = title.unwrap_or("a task that is gone").to_owned();
    Some(What::Task { task: TaskId::new(change.record.as_str()).ok()?, act, title, fields })
}

fn appointment(story: &Story<'_>, change: &Change, act: Act) -> Option<What> {
    let title = find(story.appointments, &change.record).and_then(|doc| doc.text("title"));
    let fields = diff::appointment(&change.fields, story.reference);
    if act == Act::Edited && fields.is_empty() {
        return None;
    }
    let appointment = AppointmentId::new(change.record.as_str()).ok()?;
    Some(What::Appointment { appointment, act, title: title.unwrap_or("an appointment").to_owned(), fields })
}

/// What records say of their own past: when they were added, and tasks whose time passed.
fn own_dates(story: &Story<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    if let Some(at) = story.contact.and_then(|doc| doc.time("dateAdded")) {
        let by = By::HighLevel(None);
        entries.push(Entry {
            key: "contact-added".to_owned(),
            at,
            by,
            what: What::ContactAdded,
            pending: None,
        });
    }
    entries.extend(story.notes.iter().filter_map(|(id, doc)| note_added(story, id, doc)));
    entries.extend(story.tasks.iter().filter_map(|(id, doc)| task_added(story, id, doc)));
    entries.extend(story.tasks.iter().filter_map(|(id, doc)| task_overdue(story, id, doc)));
    entries.extend(story.appointments.iter().filter_map(|(id, doc)| booked(story, id, doc)));
    entries.extend(dealings::own_dates(story));
    entries
}

fn note_added(story: &Story<'_>, id: &RecordId, doc: &Doc) -> Option<Entry> {
    let at = doc.time("dateAdded")?;
    let author =
        doc.text("userId").and_then(|id| story.reference.user(id)).map(|user| By::HighLevel(Some(user.name)));
    let (by, key) = story.maker(Kind::Note, id, author);
    let text = doc.text("body").map(text::plain).unwrap_or_default();
    let note = Key::Known(NoteId::new(id.as_str()).ok()?);
    Some(Entry { key, at, by, what: What::Note { note, act: Act::Added, text }, pending: None })
}

fn task_entry(id: &RecordId, doc: &Doc, act: TaskAct) -> Option<What> {
    let title = doc.text("title").unwrap_or("Task without a title").to_owned();
    Some(What::Task { task: TaskId::new(id.as_str()).ok()?, act, title, fields: Vec::new() })
}

fn task_added(story: &Story<'_>, id: &RecordId, doc: &Doc) -> Option<Entry> {
    let at = doc.time("dateAdded")?;
    let (by, key) = story.maker(Kind::Task, id, None);
    Some(Entry { key, at, by, what: task_entry(id, doc, TaskAct::Added)?, pending: None })
}

fn task_overdue(story: &Story<'_>, id: &RecordId, doc: &Doc) -> Option<Entry> {
    let at = doc.time("dueDate").filter(|at| *at <= story.now && doc.flag("completed") != Some(true))?;
    let what = task_entry(id, doc, TaskAct::Overdue)?;
    Some(Entry { key: format!("overdue-{id}"), at, by: By::Found, what, pending: None })
}

fn booked(story: &Story<'_>, id: &RecordId, doc: &Doc) -> Option<Entry> {
    let at = lines::time(doc, "dateAdded", story.reference)?.timestamp();
    let (by, key) = story.maker(Kind::Appointment, id, None);
    let title = doc.text("title").unwrap_or("Appointment").to_owned();
    let appointment = AppointmentId::new(id.as_str()).ok()?;
    let what = What::Appointment { appointment, act: Act::Added, title, fields: Vec::new() };
    Some(Entry { key, at, by, what, pending: None })
}

/// A write on its way, as the change it will be.
fn pending(story: &Story<'_>, write: &Write) -> Option<Entry> {
    if !write.state.is_open() {
        return None;
    }
    let what = match (write.intent.kind, &write.intent.effect) {
        (Kind::Contact, Effect::Set { fields }) => {
            What::Fields(diff::wanted(fields, &write.intent.base, story.reference))
        }
        (Kind::Contact, Effect::Add { field, values }) if field == "tags" => {
            What::Tags { added: values.clone(), removed: Vec::new() }
        }
        (Kind::Contact, Effect::Remove { field, values }) if field == "tags" => {
            What::Tags { added: Vec::new(), removed: values.clone() }
        }
        (Kind::Note, Effect::Create { fields }) => {
            let text = fields.get("body").and_then(Value::as_str).map(text::plain).unwrap_or_default();
            What::Note { note: Key::New(write.id), act: Act::Added, text }
        }
        (Kind::Task, Effect::Set { fields }) => {
            let id = write.intent.record.as_ref()?;
            let act = match fields.get("completed").and_then(Value::as_bool) {
                Some(true) => TaskAct::Completed,
                Some(false) => TaskAct::Reopened,
                None => TaskAct::Edited,
            };
            task_entry(id, find(story.tasks, id)?, act)?
        }
        (Kind::Message | Kind::Opportunity, _) => dealings::pending(story, write)?,
        _ => return None,
    };
    let by = story.by(&write.intent.cause);
    Some(Entry { key: write.id.to_string(), at: write.created_at, by, what, pending: Some(write.id) })
}

fn by_day(entries: Vec<Entry>, reference: &Reference) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for entry in entries {
        let date = entry.at.to_zoned(reference.zone.clone()).date();
        match days.last_mut() {
            Some(day) if day.date == date => day.entries.push(entry),
            _ => days.push(Day { date, entries: vec![entry] }),
        }
    }
    days
}

#[cfg(test)]
mod tests;
