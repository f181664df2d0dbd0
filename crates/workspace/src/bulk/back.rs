//! Taking back what an action or a run did: the plan of `domain::history`, as an action like any other.

use std::collections::{BTreeMap, BTreeSet};

use domain::bulk::{Act, Item, ItemState, Preview};
use domain::change::Seq;
use domain::history::{Held, LeftOut, Origin, Plan, Step, Touched, undo};
use domain::ids::{BulkId, RunId};
use domain::record::{Kind, RecordId};
use highlevel::ContactId;
use store::Tx;

use super::draft::MOST;
use super::service::Bulks;
use crate::conflicts::{label, shown};
use crate::reference::Reference;
use crate::{Member, Refusal, intents, rooms};

/// Changes read at once.
const PAGE: u32 = 1_000;

const NOTHING: &str =
    "There is nothing to take back: it changed nothing, or its changes are too old to be known.";
const NOT_OVER: &str = "It is still at work. Pause or end it first.";
const HUNG: &str = "Its contact was deleted with it. HighLevel gives the contact a new id, and what hung on the old \
     one is not brought back.";
const NO_WAY: &str = "This cannot be written from here.";

impl Bulks {
    /// Prepares taking back what an action did.
    pub async fn undo(&self, member: &Member, id: BulkId) -> Result<BulkId, Refusal> {
        self.must_reach(member).await?;
        let found = self.rooms.store.read().await?.bulk_find(&member.location, id).await?;
        let bulk = found.ok_or(Refusal::NotFound { what: "action" })?;
        let mut tx = self.rooms.store.read().await?;
        let tally = tx.bulk_tally(&member.location, id).await?;
        drop(tx);
        if !bulk.state.is_over() && (bulk.state != domain::bulk::State::Paused || tally.sent > 0) {
            return Err(Refusal::Conflict(NOT_OVER.to_owned()));
        }
        self.take_back(member, Origin::Bulk(id), &id.to_string(), Act::Undo { bulk: id }).await
    }

    /// Prepares taking back what a run of an automation did.
    pub async fn undo_run(&self, member: &Member, run: RunId) -> Result<BulkId, Refusal> {
        self.must_reach(member).await?;
        self.take_back(member, Origin::Run(run), &run.to_string(), Act::UndoRun { run }).await
    }

    async fn take_back(
        &self,
        member: &Member,
        origin: Origin,
        name: &str,
        act: Act,
    ) -> Result<BulkId, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let mut items = Vec::new();
        for (kind, record, contact) in touched(&mut tx, member, name).await? {
            let Some(found) = read(&mut tx, member, kind, &record, contact.as_ref()).await? else { continue };
            let whose =
                contact.or_else(|| ContactId::new(record.as_str()).ok().filter(|_| kind == Kind::Contact));
            let (name, is_gone) = owner(&mut tx, member, whose.as_ref()).await?;
            let part = Parts { member, reference: &reference, contact: whose, name };
            if kind != Kind::Contact && is_gone {
                items.push(part.left(kind, HUNG.to_owned()));
                continue;
            }
            let Plan { steps, left_out } = undo(&origin, &[found]);
            items.extend(steps.iter().map(|step| part.step(step)));
            items.extend(left_out.iter().map(|left| part.left(left.kind, words(left, &reference))));
        }
        drop(tx);
        if items.is_empty() {
            return Err(Refusal::Conflict(NOTHING.to_owned()));
        }
        for (place, item) in (0..).zip(&mut items) {
            item.place = place;
        }
        self.keep(member, act, items).await
    }
}

/// The records an origin changed, each once, contacts first.
async fn touched(
    tx: &mut Tx<'_>,
    member: &Member,
    origin: &str,
) -> Result<BTreeSet<(Kind, RecordId, Option<ContactId>)>, Refusal> {
    let mut records = BTreeMap::new();
    let mut after = Seq::START;
    loop {
        let changes = tx.change_list_by(&member.location, origin, after, PAGE).await?;
        let Some(last) = changes.last() else { break };
        after = last.seq;
        for change in changes {
            records.insert((change.kind, change.record), change.contact);
        }
        if records.len() >= MOST {
            break;
        }
    }
    Ok(records.into_iter().map(|((kind, record), contact)| (kind, record, contact)).collect())
}

/// A record now, and its past.
async fn read(
    tx: &mut Tx<'_>,
    member: &Member,
    kind: Kind,
    record: &RecordId,
    contact: Option<&ContactId>,
) -> Result<Option<Touched>, Refusal> {
    let Some(row) = tx.record_find(&member.location, kind, record).await? else { return Ok(None) };
    let Some(whose) = contact.cloned().or_else(|| ContactId::new(record.as_str()).ok()) else {
        return Ok(None);
    };
    let log = tx.change_list_of_record(&member.location, &whose, kind, record).await?;
    let held = Held {
        kind,
        id: record.clone(),
        contact: contact.cloned(),
        deleted_at: row.deleted_at(),
        doc: row.stored.doc,
    };
    Ok(Some(Touched { held, log }))
}

/// A contact's name, and whether it is gone.
async fn owner(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: Option<&ContactId>,
) -> Result<(String, bool), Refusal> {
    let Some(contact) = contact else { return Ok(("No contact".to_owned(), false)) };
    let row = tx.contact_find(&member.location, contact).await?;
    Ok(row.map_or((contact.to_string(), true), |row| {
        (domain::contact::display_name(row.doc()), row.deleted_at().is_some())
    }))
}

/// Why something stays, with the field's name for people.
fn words(left: &LeftOut, reference: &Reference) -> String {
    let field = left.field.as_ref().map(|field| label(left.kind, field, reference));
    LeftOut { field, ..left.clone() }.words()
}

/// What the parts of one record have in common.
struct Parts<'a> {
    member: &'a Member,
    reference: &'a Reference,
    contact: Option<ContactId>,
    name: String,
}

impl Parts<'_> {
    fn step(&self, step: &Step) -> Item {
        let Some(intent) = intents::of_step(self.member, step) else {
            return self.left(step.kind, NO_WAY.to_owned());
        };
        Item {
            intent: Some(intent),
            preview: previews(step, self.reference),
            state: ItemState::Waiting,
            reason: None,
            ..self.left(step.kind, String::new())
        }
    }

    fn left(&self, kind: Kind, why: String) -> Item {
        Item {
            place: 0,
            contact: self.contact.clone(),
            name: self.name.clone(),
            kind,
            intent: None,
            preview: Vec::new(),
            state: ItemState::Skipped,
            write: None,
            reason: Some(why),
        }
    }
}

/// What a step changes, for people.
pub(crate) fn previews(step: &Step, reference: &Reference) -> Vec<Preview> {
    use domain::write::Effect;
    let fields = step.preview.iter().map(|one| Preview {
        label: label(step.kind, &one.field, reference),
        now: shown(step.kind, &one.field, &one.now, reference),
        then: shown(step.kind, &one.field, &one.then, reference),
    });
    match step.effect {
        Effect::Add { ref field, ref values } => vec![Preview {
            label: format!("{} added", label(step.kind, field, reference)),
            now: None,
            then: Some(values.join(", ")),
        }],
        Effect::Remove { ref field, ref values } => vec![Preview {
            label: format!("{} removed", label(step.kind, field, reference)),
            now: Some(values.join(", ")),
            then: None,
        }],
        Effect::Delete => {
            vec![Preview { label: noun(step.kind), now: Some("There".to_owned()), then: None }]
        }
        _ => fields.collect(),
    }
}

fn noun(kind: Kind) -> String {
    crate::contact::overlaid::words(kind.as_str())
}
