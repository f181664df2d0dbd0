//! Looking back, and bringing back.

use std::collections::BTreeSet;

use domain::change::{Cause, Change, Knowledge};
use domain::history::{AsOf, Held, Plan, as_of, field_history, restore};
use domain::ids::WriteId;
use domain::record::{Kind, RecordId};
use highlevel::ContactId;
use jiff::Timestamp;
use store::{RecordRow, Tx};

use super::past::{Then, record};
use super::{BackPage, FieldPast, Origin, PastPage, PastRecord, StepLine};
use crate::bulk::previews;
use crate::conflicts::label;
use crate::contact::ContactRef;
use crate::fields::{FieldKey, catalog};
use crate::member::must_write;
use crate::timeline::merge;
use crate::{Member, Refusal, Rooms, intents, rooms};

/// Tasks and notes shown of a moment.
const RECORDS: usize = 100;
/// Changes of a contact looked through for them.
const LOOKED_THROUGH: u32 = 2_000;

const NOT_THERE: &str = "The contact was not there at that moment, or nobody here knows what it was.";
const THE_SAME: &str = "Everything that can be written is as it was then.";

/// The time machine.
#[derive(Debug, Clone)]
pub struct History {
    pub(super) rooms: Rooms,
}

/// A contact now, and its past.
struct Past {
    row: RecordRow,
    log: Vec<Change>,
    begins: Option<Timestamp>,
}

impl Past {
    fn held(&self) -> Held {
        held(&self.row, self.row.stored.contact.clone())
    }

    fn at(&self, at: Timestamp) -> AsOf {
        as_of(&self.held(), &self.log, self.begins, at)
    }
}

fn held(row: &RecordRow, contact: Option<ContactId>) -> Held {
    Held { kind: row.kind, id: row.id.clone(), contact, doc: row.doc().clone(), deleted_at: row.deleted_at() }
}

async fn past(tx: &mut Tx<'_>, member: &Member, contact: &ContactId) -> Result<Past, Refusal> {
    let id = RecordId::from(contact);
    Ok(Past {
        row: rooms::contact(tx, member, contact).await?,
        log: tx.change_list_of_record(&member.location, contact, Kind::Contact, &id).await?,
        begins: tx.change_log_begins(&member.location).await?,
    })
}

/// The field as the mirror and the log name it.
fn wire(key: &FieldKey) -> String {
    match key {
        FieldKey::Standard(field) => field.wire().to_owned(),
        FieldKey::Custom(id) => format!("customFields.{id}"),
    }
}

impl History {
    /// The time machine of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// One field's life.
    pub async fn field(
        &self,
        member: &Member,
        contact: &ContactId,
        key: &FieldKey,
    ) -> Result<FieldPast, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let past = past(&mut tx, member, contact).await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let people = rooms::people(&mut tx).await?;
        let text = |value: Option<serde_json::Value>| {
            value.and_then(|value| catalog::shown(key, &value, &reference))
        };
        let mut steps: Vec<StepLine> = field_history(&past.log, &wire(key))
            .into_iter()
            .map(|step| StepLine {
                at: step.at,
                by: merge::by(&step.cause, &people),
                origin: origin(&step.cause),
                before: text(step.before),
                after: text(step.after),
                is_learned: step.knowledge == Knowledge::Learned,
                is_now: false,
            })
            .collect();
        if let Some(first) = steps.first_mut() {
            first.is_now = true;
        }
        let doc = past.row.doc();
        Ok(FieldPast {
            contact: ContactRef { id: contact.clone(), name: domain::contact::display_name(doc) },
            label: catalog::label(key, &reference),
            now: text(catalog::value(key, doc).cloned()),
            key: key.clone(),
            steps,
            known_from: past.begins,
            editing: self.rooms.editing(&mut tx, member).await?,
        })
    }

    /// A contact as of a moment.
    pub async fn as_of(
        &self,
        member: &Member,
        contact: &ContactId,
        at: Timestamp,
    ) -> Result<PastPage, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let past = past(&mut tx, member, contact).await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let then = Then::of(past.at(at));
        let now = past.row.doc();
        let sections = then.sections(now, &reference);
        let named = if then.doc.is_empty() { now } else { &then.doc };
        let changed = sections.iter().flat_map(|section| &section.rows);
        Ok(PastPage {
            contact: ContactRef { id: contact.clone(), name: domain::contact::display_name(named) },
            at,
            known: then.known,
            changed: changed.filter(|row| row.then != row.now).count(),
            tags: then.doc.texts("tags").map(str::to_owned).collect(),
            records: belongings(&mut tx, member, contact, past.begins, at).await?,
            editing: self.rooms.editing(&mut tx, member).await?,
            sections,
        })
    }

    /// What bringing a contact, or one of its fields, back to a moment would write.
    pub async fn back(
        &self,
        member: &Member,
        contact: &ContactId,
        at: Timestamp,
        field: Option<&FieldKey>,
    ) -> Result<BackPage, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let past = past(&mut tx, member, contact).await?;
        let plan = plan(&past, at, field)?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let left = plan.left_out.iter().map(|left| {
            let field = left.field.as_ref().map(|field| label(left.kind, field, &reference));
            domain::history::LeftOut { field, ..left.clone() }.words()
        });
        Ok(BackPage {
            contact: ContactRef { id: contact.clone(), name: domain::contact::display_name(past.row.doc()) },
            at,
            field: field.cloned(),
            changes: plan.steps.iter().flat_map(|step| previews(step, &reference)).collect(),
            left: left.collect(),
            calls: plan.steps.len(),
            makes_again: past.row.deleted_at().is_some(),
            editing: self.rooms.editing(&mut tx, member).await?,
        })
    }

    /// Brings a contact, or one of its fields, back to a moment, as ordinary writes; gives the last of them.
    pub async fn bring_back(
        &self,
        member: &Member,
        contact: &ContactId,
        at: Timestamp,
        field: Option<&FieldKey>,
    ) -> Result<WriteId, Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.begin().await?;
        let past = past(&mut tx, member, contact).await?;
        let plan = plan(&past, at, field)?;
        let mut last = None;
        for step in &plan.steps {
            let Some(intent) = intents::of_step(member, step) else { continue };
            if let (domain::write::Effect::Create { .. }, Some(since)) =
                (&intent.effect, past.row.deleted_at())
            {
                crate::writes::once(&self.rooms, &intent, since).await?;
            }
            last = Some(self.rooms.gateway.submit_in(&mut tx, intent).await?.id);
        }
        tx.commit().await?;
        last.ok_or_else(|| Refusal::Conflict(THE_SAME.to_owned()))
    }
}

fn plan(past: &Past, at: Timestamp, field: Option<&FieldKey>) -> Result<Plan, Refusal> {
    let (AsOf::There { doc, .. } | AsOf::Deleted { doc }) = past.at(at) else {
        return Err(Refusal::Conflict(NOT_THERE.to_owned()));
    };
    let only = field.map(wire);
    let only: Option<Vec<&str>> = only.as_ref().map(|field| vec![field.as_str()]);
    let mut plan = restore(&past.held(), &doc, only.as_deref());
    // A field that HighLevel counts or derives itself is no loss to tell of.
    plan.left_out.retain(|left| left.field.as_deref().is_none_or(is_told));
    Ok(plan)
}

/// Fields that people know, and miss where they stay.
fn is_told(field: &str) -> bool {
    crate::contact::overlaid::field_key(field).is_some()
}

fn origin(cause: &Cause) -> Option<Origin> {
    match cause {
        Cause::Bulk { bulk, .. } => Some(Origin::Bulk(*bulk)),
        Cause::Run { run, .. } => Some(Origin::Run(*run)),
        _ => None,
    }
}

/// The tasks and notes of a contact then, as far as the log and the mirror know of them.
async fn belongings(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: &ContactId,
    begins: Option<Timestamp>,
    at: Timestamp,
) -> Result<Vec<PastRecord>, Refusal> {
    let changes = tx.change_list_of(&member.location, contact, None, LOOKED_THROUGH).await?;
    let mut known: BTreeSet<(Kind, RecordId)> = BTreeSet::new();
    for kind in [Kind::Task, Kind::Note] {
        let rows = tx.record_list_of(&member.location, contact, kind).await?;
        known.extend(rows.into_iter().map(|row| (kind, row.id)));
    }
    let told = changes.iter().filter(|change| matches!(change.kind, Kind::Task | Kind::Note));
    known.extend(told.map(|change| (change.kind, change.record.clone())));
    let mut records = Vec::new();
    for (kind, id) in known.into_iter().take(RECORDS) {
        let Some(row) = tx.record_find(&member.location, kind, &id).await? else { continue };
        let own: Vec<Change> =
            changes.iter().filter(|change| change.kind == kind && change.record == id).cloned().collect();
        let held = held(&row, Some(contact.clone()));
        records.extend(record(kind, as_of(&held, &own, begins, at), row.deleted_at().is_some()));
    }
    Ok(records)
}
