//! What hangs on one contact: its tasks, notes and appointments.
//!
//! Promise: a list is answered when all of it is known, and not before.

use domain::progress::Stage;
use domain::record::{Doc, Kind, RecordId};
use highlevel::answering::Refusal;
use highlevel::{ContactId, LocationId};
use serde_json::{Value, json};
use store::{RecordRow, Tx};

use super::contacts::is_copied;
use super::{Asked, Found, Read, Trouble, show};

/// One of the three.
#[derive(Clone, Copy)]
pub(super) struct Sort {
    kind: Kind,
    stage: Stage,
    member: &'static str,
    noun: &'static str,
    /// The name of its id in paths.
    id: &'static str,
}

/// Tasks.
pub(super) const TASKS: Sort =
    Sort { kind: Kind::Task, stage: Stage::Tasks, member: "tasks", noun: "Task", id: "taskId" };
/// Notes.
pub(super) const NOTES: Sort =
    Sort { kind: Kind::Note, stage: Stage::Notes, member: "notes", noun: "Note", id: "id" };
/// Appointments.
pub(super) const APPOINTMENTS: Sort = Sort {
    kind: Kind::Appointment,
    stage: Stage::Appointments,
    member: "events",
    noun: "Appointment",
    id: "eventId",
};

/// All of a contact's.
pub(super) async fn list(tx: &mut Tx<'_>, location: &LocationId, asked: &Asked, sort: Sort) -> Read {
    let Some(contact) = contact(tx, location, asked).await? else { return Ok(None) };
    if !is_copied(tx, location, sort.stage).await? {
        return Ok(None);
    }
    let rows = tx.record_list_of(location, &contact, sort.kind).await?;
    let Some(shown) = rows.iter().map(|row| shown(row, sort)).collect::<Option<Vec<Value>>>() else {
        return Ok(None);
    };
    Ok(Some(Found::of(json!({ sort.member: shown }))))
}

/// One of a contact's.
pub(super) async fn single(tx: &mut Tx<'_>, location: &LocationId, asked: &Asked, sort: Sort) -> Read {
    let Some(contact) = contact(tx, location, asked).await? else { return Ok(None) };
    let Ok(id) = RecordId::new(asked.name(sort.id)) else { return Ok(None) };
    let Some(row) = tx.record_find(location, sort.kind, &id).await? else { return Ok(None) };
    let is_theirs = row.stored.contact.as_ref() == Some(&contact);
    if row.deleted_at().is_some() || !is_theirs {
        return Err(Refusal::NoRecord { noun: sort.noun, id: id.to_string() }.into());
    }
    let member = if sort.kind == Kind::Task { "task" } else { "note" };
    let body = shown(&row, sort).map(|shown| json!({ member: shown }));
    Ok(body.map(|body| Found { body, checked_at: Some(row.refreshed_at) }))
}

/// The contact of the path, where the mirror knows it.
async fn contact(
    tx: &mut Tx<'_>,
    location: &LocationId,
    asked: &Asked,
) -> Result<Option<ContactId>, Trouble> {
    let text = asked.name("contactId");
    let Ok(id) = ContactId::new(text) else { return Ok(None) };
    match tx.contact_find(location, &id).await? {
        Some(row) if row.deleted_at().is_some() => Err(Refusal::NoContact(text.to_owned()).into()),
        Some(_) => Ok(Some(id)),
        None => Ok(None),
    }
}

/// A record as HighLevel shows it here; nothing where it is known in part alone, or was told elsewhere in other words.
fn shown(row: &RecordRow, sort: Sort) -> Option<Value> {
    let doc = row.doc();
    match sort.kind {
        Kind::Task => Some(show::task(doc)),
        Kind::Note => row.stored.whole.is_some().then(|| show::whole(doc, &[])),
        _ => {
            is_local(doc).then(|| show::whole(doc, &[("users", json!([])), ("assignedResources", json!([]))]))
        }
    }
}

/// Whether an appointment's times are told as the contact's route tells them: without a zone.
fn is_local(doc: &Doc) -> bool {
    let told =
        |field: &str| doc.text(field).is_none_or(|text| text.len() == 19 && text.as_bytes()[10] == b' ');
    told("startTime") && told("endTime")
}
