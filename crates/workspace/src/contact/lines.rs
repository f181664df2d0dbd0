//! A contact's tasks, notes and appointments as lines, pure.

use domain::record::{Doc, Kind, RecordId};
use domain::write::{Effect, Write};
use highlevel::{AppointmentId, AppointmentTime, NoteId, TaskId};
use jiff::{Timestamp, Zoned};
use serde_json::{Map, Value};

use crate::appointment::{AppointmentLine, AppointmentStatus};
use crate::note::{NoteEntry, text};
use crate::reference::Reference;
use crate::standing::{Key, Standing};
use crate::task::TaskLine;

/// A record as shown, its mark, and whether it is being deleted.
pub(crate) struct Shown {
    pub(crate) doc: Doc,
    pub(crate) standing: Standing,
    pub(crate) going: bool,
}

/// A record with its writes on top; words that were refused stay as they were typed.
pub(crate) fn shown(id: &RecordId, doc: &Doc, writes: &[&Write]) -> Shown {
    let own: Vec<&Write> = writes
        .iter()
        .copied()
        .filter(|write| write.intent.record.as_ref() == Some(id) && write.is_shown())
        .collect();
    let owned: Vec<Write> = own.iter().map(|write| (*write).clone()).collect();
    let overlaid = domain::write::overlay(doc, &owned);
    let mut doc = overlaid.doc;
    let standing = Standing::worst(&own, mine);
    if let Standing::Refused { .. } = standing {
        own.iter().for_each(|write| type_again(&mut doc, write));
    }
    Shown { doc, standing, going: overlaid.deleting.is_some() }
}

/// What a write wanted of a task or note, in one line.
pub(crate) fn mine(write: &Write) -> String {
    match &write.intent.effect {
        Effect::Set { fields } | Effect::Create { fields } => ["title", "name", "body"]
            .iter()
            .find_map(|name| fields.get(*name)?.as_str())
            .map_or_else(|| "another value".to_owned(), |text| text.chars().take(120).collect()),
        Effect::Delete => "deleted".to_owned(),
        _ => "another value".to_owned(),
    }
}

/// Words that were refused stay in sight; a tick that was refused does not.
fn type_again(doc: &mut Doc, write: &Write) {
    if let (domain::write::State::Refused, Effect::Set { fields }) = (write.state, &write.intent.effect) {
        for (field, value) in fields.iter().filter(|(field, _)| *field != "completed") {
            doc.set(field, value.clone());
        }
    }
}

/// Creates that are on their way or stuck.
pub(crate) fn coming<'w>(writes: &[&'w Write], kind: Kind) -> Vec<(&'w Write, &'w Map<String, Value>)> {
    // One that has made its record, if not as asked, is marked on that record.
    let is_coming =
        |write: &&&Write| write.intent.kind == kind && write.is_shown() && write.intent.record.is_none();
    let shown = writes.iter().filter(is_coming);
    shown
        .filter_map(|write| match &write.intent.effect {
            Effect::Create { fields } => Some((*write, fields)),
            _ => None,
        })
        .collect()
}

/// Tasks: open ones by due time, then completed ones, newest first.
pub(crate) fn tasks(records: &[(RecordId, Doc)], writes: &[&Write], reference: &Reference) -> Vec<TaskLine> {
    let known = records.iter().filter_map(|(id, doc)| {
        let Shown { doc, standing, going } = shown(id, doc, writes);
        Some(task(Key::Known(TaskId::new(id.as_str()).ok()?), &doc, standing, going, reference))
    });
    let new = coming(writes, Kind::Task).into_iter().map(|(write, fields)| {
        let doc = Doc::from_fields(fields.clone());
        task(Key::New(write.id), &doc, Standing::of(write, || mine(write)), false, reference)
    });
    let mut lines: Vec<TaskLine> = known.chain(new).collect();
    lines.sort_by_key(|task| {
        let due = task.due.map_or(i64::MAX, Timestamp::as_millisecond);
        (task.completed, if task.completed { -due } else { due })
    });
    lines
}

/// One task of this document.
pub(crate) fn task(
    key: Key<TaskId>,
    doc: &Doc,
    standing: Standing,
    going: bool,
    reference: &Reference,
) -> TaskLine {
    TaskLine {
        key,
        title: doc.text("title").unwrap_or("Task without a title").to_owned(),
        body: doc.text("body").map(text::plain),
        due: doc.time("dueDate"),
        completed: doc.flag("completed").unwrap_or(false),
        assignee: doc.text("assignedTo").and_then(|id| reference.user(id)),
        standing,
        going,
    }
}

/// Notes: pinned ones first, then newest first; those being created on top.
pub(crate) fn notes(records: &[(RecordId, Doc)], writes: &[&Write], reference: &Reference) -> Vec<NoteEntry> {
    let known = records.iter().filter_map(|(id, doc)| {
        let Shown { doc, standing, going } = shown(id, doc, writes);
        Some(note(
            Key::Known(NoteId::new(id.as_str()).ok()?),
            &doc,
            doc.time("dateAdded"),
            standing,
            going,
            reference,
        ))
    });
    let new = coming(writes, Kind::Note).into_iter().map(|(write, fields)| {
        let doc = Doc::from_fields(fields.clone());
        let standing = Standing::of(write, || mine(write));
        note(Key::New(write.id), &doc, Some(write.created_at), standing, false, reference)
    });
    let mut entries: Vec<NoteEntry> = known.chain(new).collect();
    entries.sort_by_key(|note| (!note.pinned, std::cmp::Reverse(note.added)));
    entries
}

fn note(
    key: Key<NoteId>,
    doc: &Doc,
    added: Option<Timestamp>,
    standing: Standing,
    going: bool,
    reference: &Reference,
) -> NoteEntry {
    NoteEntry {
        key,
        title: doc.text("title").map(str::to_owned),
        text: doc.text("body").map(text::plain).unwrap_or_default(),
        added,
        author: doc.text("userId").and_then(|id| reference.user(id)),
        pinned: doc.flag("pinned").unwrap_or(false),
        standing,
        going,
    }
}

/// Appointments: coming ones first by start, then past ones, newest first.
pub(crate) fn appointments(
    records: &[(RecordId, Doc)],
    reference: &Reference,
    now: Timestamp,
) -> Vec<AppointmentLine> {
    let mut lines: Vec<AppointmentLine> =
        records.iter().filter_map(|(id, doc)| appointment(id, doc, reference, now)).collect();
    lines.sort_by_key(|line| {
        let start = line.starts.as_ref().map_or(i64::MAX, |at| at.timestamp().as_millisecond());
        (line.past, if line.past { -start } else { start })
    });
    lines
}

fn appointment(id: &RecordId, doc: &Doc, reference: &Reference, now: Timestamp) -> Option<AppointmentLine> {
    let calendar = doc.text("calendarId").and_then(|id| reference.calendar(id)).map(str::to_owned);
    let (starts, ends) = (time(doc, "startTime", reference), time(doc, "endTime", reference));
    let over = ends.as_ref().or(starts.as_ref()).is_some_and(|at| at.timestamp() < now);
    let title = doc.text("title").map(str::to_owned);
    Some(AppointmentLine {
        id: AppointmentId::new(id.as_str()).ok()?,
        title: title.or_else(|| calendar.clone()).unwrap_or_else(|| "Appointment".to_owned()),
        calendar,
        starts,
        ends,
        status: status(doc.text("appointmentStatus").or_else(|| doc.text("status")).unwrap_or("new")),
        assignee: doc.text("assignedUserId").and_then(|id| reference.user(id)),
        address: doc.text("address").map(str::to_owned),
        notes: doc.text("notes").map(text::plain),
        past: over,
    })
}

/// An appointment's time; text without a zone means the location's.
pub(crate) fn time(doc: &Doc, field: &str, reference: &Reference) -> Option<Zoned> {
    let at = AppointmentTime::new(doc.text(field)?).in_zone(&reference.zone)?;
    Some(at.to_zoned(reference.zone.clone()))
}

fn status(text: &str) -> AppointmentStatus {
    match text {
        "new" | "booked" => AppointmentStatus::New,
        "confirmed" => AppointmentStatus::Confirmed,
        "cancelled" => AppointmentStatus::Cancelled,
        "showed" => AppointmentStatus::Showed,
        "noshow" => AppointmentStatus::NoShow,
        "invalid" => AppointmentStatus::Invalid,
        other => AppointmentStatus::Other(crate::contact::overlaid::words(other)),
    }
}
