//! Undoing what one run, one import or one key did, without touching what others did since.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::{
    Held, Plan, Why,
    atom::{Atom, Moved, atoms, items},
};
use crate::{
    change::{Action, Cause, Change, Knowledge},
    ids::{BulkId, RunId, WriteId},
    merge::{flat, unflat},
    record::Doc,
};

/// Whose changes are undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A run of an automation.
    Run(RunId),
    /// An action on many contacts.
    Bulk(BulkId),
    /// These writes: an import, a single edit.
    Writes(HashSet<WriteId>),
}

impl Origin {
    /// Whether a change is one of those.
    pub fn made(&self, change: &Change) -> bool {
        match self {
            Self::Run(run) => matches!(&change.cause, Cause::Run { run: by, .. } if by == run),
            Self::Bulk(bulk) => matches!(&change.cause, Cause::Bulk { bulk: by, .. } if by == bulk),
            Self::Writes(writes) => change.cause.write().is_some_and(|write| writes.contains(&write)),
        }
    }
}

/// A record that was touched, and all its changes since right before that.
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    /// The record now.
    pub held: Held,
    /// Its changes, in any order.
    pub log: Vec<Change>,
}

/// Pure: the writes that take back what this origin did.
///
/// A field goes back to what it was before the origin's last changes of it. Where somebody else changed the field
/// since, theirs stands and the plan says so.
pub fn undo(origin: &Origin, touched: &[Touched]) -> Plan {
    let mut plan = Plan::default();
    for Touched { held, log } in touched {
        let mut log: Vec<&Change> = log.iter().filter(|change| change.action != Action::Learned).collect();
        log.sort_by_key(|change| change.seq);
        undo_record(&mut plan, origin, held, &log);
    }
    plan
}

fn undo_record(plan: &mut Plan, origin: &Origin, held: &Held, log: &[&Change]) {
    if !log.iter().any(|change| origin.made(change)) {
        return;
    }
    let made = log.iter().any(|change| change.action == Action::Created && origin.made(change));
    if held.deleted_at.is_some() {
        let deleted = log.iter().rev().find(|change| change.action == Action::Deleted);
        match deleted {
            Some(change) if origin.made(change) && !made => {
                plan.make_again(held, &before_origin(origin, held, log))
            }
            // What it made it also took away, or it is gone by itself: nothing is left of it.
            _ if made => {}
            _ => plan.leave(held, None, Why::Gone),
        }
        return;
    }
    if made {
        match log.iter().rev().find(|change| !origin.made(change)) {
            Some(since) => plan.leave(held, None, changed(since)),
            None => plan.delete(held),
        }
        return;
    }
    undo_fields(plan, origin, held, log);
}

fn changed(change: &Change) -> Why {
    Why::ChangedSince { at: change.at, cause: change.cause.clone() }
}

/// Each atom's changes, in order.
fn lives<'l>(log: &[&'l Change]) -> BTreeMap<Atom, Vec<(&'l Change, Moved)>> {
    let mut lives: BTreeMap<Atom, Vec<(&Change, Moved)>> = BTreeMap::new();
    for change in log {
        for moved in change.fields.iter().flat_map(atoms) {
            lives.entry(moved.atom.clone()).or_default().push((change, moved));
        }
    }
    lives
}

fn undo_fields(plan: &mut Plan, origin: &Origin, held: &Held, log: &[&Change]) {
    let mut targets = BTreeMap::new();
    for (atom, life) in lives(log) {
        if !life.iter().any(|(change, _)| origin.made(change)) {
            continue;
        }
        match back(origin, &life) {
            Ok(before) => {
                targets.insert(atom, before);
            }
            Err(why) => plan.leave(held, Some(atom.field()), why),
        }
    }
    plan.write(held, targets);
}

/// What the atom was before the origin's last changes, if those are the last there are.
fn back(origin: &Origin, life: &[(&Change, Moved)]) -> Result<Value, Why> {
    let mut before = None;
    for (change, moved) in life.iter().rev() {
        if !origin.made(change) {
            break;
        }
        before = Some(moved);
    }
    match (before, life.last()) {
        (Some(Moved { knowledge: Knowledge::Learned, .. }), _) => Err(Why::BeforeUnknown),
        (Some(moved), _) => Ok(moved.before.clone()),
        (None, Some((since, _))) => Err(changed(since)),
        (None, None) => Err(Why::BeforeUnknown),
    }
}

/// The record as it was before the origin's last changes of each of its fields.
fn before_origin(origin: &Origin, held: &Held, log: &[&Change]) -> Doc {
    let mut doc = flat(&held.doc);
    for (atom, life) in lives(log) {
        let Ok(before) = back(origin, &life) else { continue };
        match atom {
            Atom::Field(field) => {
                doc.insert(field, before);
            }
            Atom::Item(field, item) => {
                let mut list = items(doc.get(&field).unwrap_or(&Value::Null));
                if before == Value::Bool(true) {
                    list.insert(item)
                } else {
                    list.remove(&item)
                };
                doc.insert(field, Value::from_iter(list));
            }
        }
    }
    unflat(&doc)
}
