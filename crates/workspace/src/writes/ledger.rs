//! The ledger as a page: what needs somebody, what waits, what HighLevel took lately.
//!
//! Here: each write in people's words, with what can be done about it. Not here: doing it (`writes`).
//!
//! Promise: a write that is neither accepted nor put aside is on this page, with its reason and the next step.

use std::collections::HashMap;
use std::str::FromStr;

use domain::ids::{PersonId, WriteId};
use domain::record::Kind;
use domain::write::{Effect, State, Write};
use highlevel::{ContactId, LocationId, NoteId, OpportunityId, TaskId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use store::Tx;

use super::{Writes, inverse};
use crate::contact::overlaid;
use crate::fields::{FieldKey, catalog};
use crate::member::Editing;
use crate::note::text;
use crate::reference::Reference;
use crate::{Freshness, Member, Refusal, rooms, shell};

/// Writes on the page at most; the rest comes up as these are settled.
const SHOWN: u32 = 100;
/// Accepted writes on the page.
const TAKEN: u32 = 20;
/// How far back accepted writes go.
const LATELY: SignedDuration = SignedDuration::from_hours(24);
/// Letters of one value.
const VALUE: usize = 160;

/// The page of writes.
#[derive(Debug, Clone)]
pub struct WritesPage {
    /// What needs a person, newest first.
    pub stuck: Vec<LedgerLine>,
    /// What is on its way, newest first.
    pub waiting: Vec<LedgerLine>,
    /// What HighLevel took in the last day, newest first.
    pub taken: Vec<LedgerLine>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// How the connection is: while there is none, what waits waits for it.
    pub freshness: Freshness,
    /// Whether the person may do anything about them.
    pub editing: Editing,
}

/// One write.
#[derive(Debug, Clone)]
pub struct LedgerLine {
    /// Which.
    pub write: WriteId,
    /// What it does, as a person says it.
    pub what: String,
    /// Whose record; none for a contact that is not made yet.
    pub whose: Option<Whose>,
    /// Where it stands.
    pub stage: Stage,
    /// Why, in plain words.
    pub reason: Option<String>,
    /// The contact that is in the way, where HighLevel named one.
    pub other: Option<ContactId>,
    /// What was typed, by the names of the fields.
    pub values: Vec<(String, String)>,
    /// Who wanted it, where a person did.
    pub by: Option<String>,
    /// When it was wanted.
    pub at: Timestamp,
    /// When it is tried again by itself.
    pub next_try: Option<Timestamp>,
    /// What can be done about it.
    pub ways: Ways,
}

/// The contact a write is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// The contact.
    pub contact: ContactId,
    /// Its name.
    pub name: String,
    /// The task, where it is about one that is there.
    pub task: Option<TaskId>,
}

/// Where a write stands, as people tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It has not left.
    Queued,
    /// It has left; the answer is on its way.
    Sent,
    /// There was no answer; it is looked for before anything is tried again.
    LookedFor,
    /// HighLevel said no.
    Refused,
    /// Somebody else's value stands.
    Overtaken,
    /// HighLevel said yes and did not do it.
    NotApplied,
    /// HighLevel has it.
    Taken,
}

/// What can be done about a write.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ways {
    /// It can be sent once more as it is.
    pub retry: bool,
    /// It can be put aside or held back.
    pub discard: bool,
    /// It waits for its next moment and can be tried now.
    pub hurry: bool,
    /// It can be taken back.
    pub undo: bool,
    /// Where what was typed can be changed and sent again.
    pub again: Option<EditAgain>,
}

/// Where what was typed can be changed.
#[derive(Debug, Clone, PartialEq)]
pub enum EditAgain {
    /// The form for a new contact.
    NewContact,
    /// The form for a new task of this contact.
    NewTask(ContactId),
    /// The form for a new note of this contact.
    NewNote(ContactId),
    /// One field of a contact.
    Field(ContactId, FieldKey),
    /// A task's page.
    Task(ContactId, TaskId),
    /// A note's editor.
    Note(ContactId, NoteId),
    /// The composer for a message to this contact.
    NewMessage(ContactId),
    /// The form for a new opportunity of this contact.
    NewOpportunity(ContactId),
    /// An opportunity's form.
    Opportunity(ContactId, OpportunityId),
}

/// What every line is read with.
struct Words {
    reference: Reference,
    people: HashMap<PersonId, String>,
    names: HashMap<ContactId, String>,
}

impl Writes {
    /// Everything that waits, needs somebody, or went through lately.
    pub async fn page(&self, member: &Member) -> Result<WritesPage, Refusal> {
        let (location, now) = (&member.location, self.rooms.now());
        let mut tx = self.rooms.store.read().await?;
        let unsettled = tx.write_list_unsettled(location, SHOWN + 1).await?;
        let since = now.checked_sub(LATELY).unwrap_or(Timestamp::MIN);
        let taken = tx.write_list_taken(location, since, TAKEN).await?;
        let words = Words {
            reference: rooms::reference(&mut tx, location).await?,
            people: rooms::people(&mut tx).await?,
            names: names(&mut tx, location, unsettled.iter().chain(&taken)).await?,
        };
        let shown = || unsettled.iter().take(SHOWN as usize);
        let line = |write: &Write| line(write, &words);
        Ok(WritesPage {
            stuck: shown().filter(|write| write.state.needs_a_person()).map(line).collect(),
            waiting: shown().filter(|write| write.state.is_open()).map(line).collect(),
            taken: taken.iter().map(line).collect(),
            more: unsettled.len() > SHOWN as usize,
            freshness: shell::freshness(&mut tx, location, false, now).await?,
            editing: self.rooms.editing(&mut tx, member).await?,
        })
    }
}

/// The contact a write is about, or has made.
fn contact_of(write: &Write) -> Option<ContactId> {
    let made = write.intent.record.as_ref().filter(|_| write.intent.kind == Kind::Contact);
    write.intent.contact.clone().or_else(|| ContactId::new(made?.as_str()).ok())
}

async fn names(
    tx: &mut Tx<'_>,
    location: &LocationId,
    writes: impl Iterator<Item = &Write>,
) -> Result<HashMap<ContactId, String>, Refusal> {
    let mut names = HashMap::new();
    for contact in writes.filter_map(contact_of) {
        if names.contains_key(&contact) {
            continue;
        }
        let row = tx.contact_find(location, &contact).await?;
        let name = row.map_or_else(|| contact.to_string(), |row| domain::contact::display_name(row.doc()));
        names.insert(contact, name);
    }
    Ok(names)
}

fn line(write: &Write, words: &Words) -> LedgerLine {
    let stage = stage(write.state);
    let contact = contact_of(write);
    LedgerLine {
        write: write.id,
        what: overlaid::what(write, &words.reference),
        whose: contact.map(|contact| Whose {
            name: words.names.get(&contact).cloned().unwrap_or_else(|| contact.to_string()),
            task: id_of(write, Kind::Task),
            contact,
        }),
        stage,
        reason: write.reason.clone().filter(|_| stage != Stage::Taken),
        other: write.other.clone().filter(|_| stage == Stage::Refused),
        values: values(write, &words.reference),
        by: write.person().and_then(|person| words.people.get(&person).cloned()),
        at: write.created_at,
        next_try: (stage == Stage::Queued && write.reason.is_some()).then_some(write.next_at),
        ways: ways(write),
    }
}

fn stage(state: State) -> Stage {
    match state {
        State::Intended => Stage::Queued,
        State::Sent => Stage::Sent,
        State::Unknown => Stage::LookedFor,
        State::Refused => Stage::Refused,
        State::Overtaken => Stage::Overtaken,
        State::NotApplied => Stage::NotApplied,
        State::Confirmed | State::Cancelled => Stage::Taken,
    }
}

/// The record's id, where it is of that kind and still there.
fn id_of<I: FromStr>(write: &Write, kind: Kind) -> Option<I> {
    let record = write.intent.record.as_ref().filter(|_| write.intent.kind == kind)?;
    let is_gone = write.intent.effect == Effect::Delete && write.state == State::Confirmed;
    if is_gone { None } else { record.as_str().parse().ok() }
}

fn ways(write: &Write) -> Ways {
    let stuck = write.state.needs_a_person();
    let is_made = matches!(write.intent.effect, Effect::Create { .. }) && write.intent.record.is_some();
    let can_be_undone = match write.intent.effect {
        Effect::Delete => matches!(write.intent.kind, Kind::Contact | Kind::Task | Kind::Note),
        _ => inverse::of(write).is_some(),
    };
    Ways {
        retry: stuck && !is_made,
        discard: stuck || write.state == State::Intended,
        hurry: matches!(write.state, State::Intended | State::Unknown) && write.reason.is_some(),
        undo: write.state == State::Confirmed && can_be_undone,
        again: edit_again(write).filter(|_| write.state == State::Refused),
    }
}

fn edit_again(write: &Write) -> Option<EditAgain> {
    let intent = &write.intent;
    match (intent.kind, &intent.effect, intent.contact.clone()) {
        (Kind::Contact, Effect::Create { .. }, _) => Some(EditAgain::NewContact),
        (Kind::Task, Effect::Create { .. }, Some(contact)) => Some(EditAgain::NewTask(contact)),
        (Kind::Note, Effect::Create { .. }, Some(contact)) => Some(EditAgain::NewNote(contact)),
        (Kind::Contact, Effect::Set { fields }, Some(contact)) => {
            let [field] = fields.keys().collect::<Vec<_>>()[..] else { return None };
            let key = match field.strip_prefix("customFields.") {
                Some(id) => format!("custom.{id}").parse(),
                None => field.parse(),
            };
            Some(EditAgain::Field(contact, key.ok()?))
        }
        (Kind::Task, Effect::Set { .. }, Some(contact)) => {
            Some(EditAgain::Task(contact, id_of(write, Kind::Task)?))
        }
        (Kind::Note, Effect::Set { .. }, Some(contact)) => {
            Some(EditAgain::Note(contact, id_of(write, Kind::Note)?))
        }
        (Kind::Message, Effect::Create { .. }, Some(contact)) => Some(EditAgain::NewMessage(contact)),
        (Kind::Opportunity, Effect::Create { .. }, Some(contact)) => Some(EditAgain::NewOpportunity(contact)),
        (Kind::Opportunity, Effect::Set { .. }, Some(contact)) => {
            Some(EditAgain::Opportunity(contact, id_of(write, Kind::Opportunity)?))
        }
        _ => None,
    }
}

/// What was typed, field by field.
fn values(write: &Write, reference: &Reference) -> Vec<(String, String)> {
    let (Effect::Set { fields } | Effect::Create { fields }) = &write.intent.effect else {
        return Vec::new();
    };
    let kind = write.intent.kind;
    fields.iter().filter_map(|(field, value)| one_value(kind, field, value, reference)).collect()
}

pub(crate) fn one_value(
    kind: Kind,
    field: &str,
    value: &Value,
    reference: &Reference,
) -> Option<(String, String)> {
    if kind == Kind::Contact {
        let written = contact_value(field, value, reference)?;
        return Some((overlaid::field_label(field, reference), short(&written)));
    }
    let written = match (field, value) {
        ("completed" | "userId" | "messageType" | "direction" | "pipelineId", _) => return None,
        ("pipelineStageId", Value::String(id)) => {
            reference.stage(id).map_or_else(|| id.clone(), |(_, stage)| stage.name.clone())
        }
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Bool(on)) => if *on { "yes" } else { "no" }.to_owned(),
        ("attachments", Value::Array(files)) => joined(files),
        ("assignedTo", Value::String(user)) => reference.user(user)?.name,
        ("dueDate", Value::String(due)) => day_and_time(due, reference),
        (_, Value::String(words)) => text::plain(words),
        _ => "nothing".to_owned(),
    };
    Some((task_label(field), short(&written)))
}

fn task_label(field: &str) -> String {
    match field {
        "body" => "Text".to_owned(),
        "monetaryValue" => "Value".to_owned(),
        "pipelineStageId" => "Stage".to_owned(),
        "attachments" => "Files".to_owned(),
        "dueDate" => "Due".to_owned(),
        "assignedTo" => "Whose".to_owned(),
        other => overlaid::words(other),
    }
}

fn contact_value(field: &str, value: &Value, reference: &Reference) -> Option<String> {
    let key: Option<FieldKey> = match field.strip_prefix("customFields.") {
        Some(id) => format!("custom.{id}").parse().ok(),
        None => field.parse().ok(),
    };
    match (key, field, value) {
        (_, _, Value::Null) => Some("nothing".to_owned()),
        (Some(key), _, value) => {
            Some(catalog::shown(&key, value, reference).unwrap_or_else(|| "nothing".to_owned()))
        }
        (None, "tags", Value::Array(tags)) => Some(joined(tags)),
        (None, "dnd", Value::Bool(on)) => Some(if *on { "On" } else { "Off" }.to_owned()),
        (None, "dndSettings", Value::Object(channels)) => Some(closed(channels)),
        _ => None,
    }
}

fn joined(items: &[Value]) -> String {
    items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

fn closed(channels: &Map<String, Value>) -> String {
    let on = |state: &Value| state.get("status").is_some_and(|status| status != "inactive");
    let names: Vec<&str> =
        channels.iter().filter(|(_, state)| on(state)).map(|(name, _)| name.as_str()).collect();
    if names.is_empty() { "Off on every channel".to_owned() } else { format!("On: {}", names.join(", ")) }
}

fn day_and_time(due: &str, reference: &Reference) -> String {
    due.parse::<Timestamp>().map_or_else(
        |_| due.to_owned(),
        |due| due.to_zoned(reference.zone.clone()).strftime("%-d %b %Y, %H:%M").to_string(),
    )
}

fn short(text: &str) -> String {
    let mut letters = text.chars();
    let head: String = letters.by_ref().take(VALUE).collect();
    if letters.next().is_some() { format!("{head}…") } else { head }
}
