//! The mirror's one decision: what a piece of news means for what we hold.
//!
//! Here: which of two snapshots wins, field by field what moved, and when a deleted record lives again. Not here:
//! fetching (`sync`, `gateway`) and keeping (`store`).
//!
//! Promise: arrival order never decides. The record's own time of change does; where it has none, or where two
//! are the same, the moment at which the source was asked.

use highlevel::ids::ContactId;
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    change::{Action, FieldChange, Knowledge},
    record::{Coverage, Doc, Kind, RecordId, Snapshot, whole_only},
};

/// What the mirror holds of one record, and how it knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// What it holds.
    pub doc: Doc,
    /// Whose it is.
    pub contact: Option<ContactId>,
    /// The record's own time of change, of the newest snapshot taken in.
    pub updated_at: Option<Timestamp>,
    /// When the newest snapshot taken in was asked for.
    pub seen_at: Timestamp,
    /// The same pair, of the newest snapshot that spoke of every field; none while only lists have spoken.
    pub whole: Option<Version>,
    /// The latest moment at which the record surely existed.
    pub alive_at: Timestamp,
    /// Since when it is gone, if it is.
    pub deleted_at: Option<Timestamp>,
}

impl Stored {
    /// The version of the newest snapshot taken in.
    pub const fn version(&self) -> Version {
        Version { updated_at: self.updated_at, seen_at: self.seen_at }
    }
}

/// How new a snapshot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// The record's own time of change, where it has one.
    pub updated_at: Option<Timestamp>,
    /// When the source was asked.
    pub seen_at: Timestamp,
}

impl Version {
    /// Whether this is older than the other. Where one of them has no time of its own, the asking decides.
    pub fn is_older_than(&self, other: &Self) -> bool {
        match (self.updated_at, other.updated_at) {
            (Some(mine), Some(theirs)) if mine != theirs => mine < theirs,
            _ => self.seen_at < other.seen_at,
        }
    }
}

/// One piece of news about one record.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// A source showed it.
    Seen(Snapshot),
    /// A source said that it is gone.
    Gone {
        /// Of which kind.
        kind: Kind,
        /// Which record.
        id: RecordId,
        /// Whose it was, where the source says so.
        contact: Option<ContactId>,
        /// When it was gone: the event's own time, or when the source was asked.
        at: Timestamp,
    },
}

impl News {
    /// The kind of record it is about.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Seen(snapshot) => snapshot.kind,
            Self::Gone { kind, .. } => *kind,
        }
    }

    /// The record it is about.
    pub const fn id(&self) -> &RecordId {
        match self {
            Self::Seen(snapshot) => &snapshot.id,
            Self::Gone { id, .. } => id,
        }
    }
}

/// What to do with a piece of news.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Nothing: the mirror knows better.
    Stale,
    /// Keep it, without a change: only how fresh the record is has moved, or a grave was dug for a record we
    /// never met, so that a late snapshot does not bring it to life.
    Refresh(Stored),
    /// A record we had not met.
    Create(Stored),
    /// Fields moved.
    Update(Stored, Vec<FieldChange>),
    /// It is gone; its last state stays readable.
    Delete(Stored),
    /// It was gone and is there again.
    Restore(Stored, Vec<FieldChange>),
}

impl Decision {
    /// What the mirror holds from now on, if that is to be written.
    pub const fn stored(&self) -> Option<&Stored> {
        match self {
            Self::Stale => None,
            Self::Refresh(stored)
            | Self::Create(stored)
            | Self::Update(stored, _)
            | Self::Delete(stored)
            | Self::Restore(stored, _) => Some(stored),
        }
    }

    /// What the change log says, if it is a change.
    pub fn action(&self) -> Option<Action> {
        match self {
            Self::Stale | Self::Refresh(_) => None,
            Self::Create(_) => Some(Action::Created),
            Self::Update(_, fields) if fields.iter().all(|field| field.knowledge == Knowledge::Learned) => {
                Some(Action::Learned)
            }
            Self::Update(..) => Some(Action::Updated),
            Self::Delete(_) => Some(Action::Deleted),
            Self::Restore(..) => Some(Action::Restored),
        }
    }
}

/// Pure: what this news does to what we hold.
pub fn decide(current: Option<&Stored>, news: &News) -> Decision {
    match (current, news) {
        (None, News::Seen(snapshot)) => Decision::Create(first(snapshot)),
        (None, News::Gone { contact, at, .. }) => Decision::Refresh(grave(contact.clone(), *at)),
        (Some(stored), News::Gone { at, .. }) => bury(stored, *at),
        (Some(stored), News::Seen(snapshot)) => merge(stored, snapshot),
    }
}

fn first(snapshot: &Snapshot) -> Stored {
    let version = version_of(snapshot);
    Stored {
        doc: snapshot.doc.clone(),
        contact: snapshot.contact.clone(),
        updated_at: snapshot.updated_at,
        seen_at: snapshot.seen_at,
        whole: speaks_of_all(snapshot).then_some(version),
        alive_at: proof_of_life(snapshot),
        deleted_at: None,
    }
}

fn grave(contact: Option<ContactId>, at: Timestamp) -> Stored {
    Stored {
        doc: Doc::default(),
        contact,
        updated_at: None,
        seen_at: Timestamp::MIN,
        whole: None,
        alive_at: Timestamp::MIN,
        deleted_at: Some(at),
    }
}

fn bury(stored: &Stored, at: Timestamp) -> Decision {
    match stored.deleted_at {
        Some(before) if at <= before => Decision::Stale,
        Some(_) => Decision::Refresh(Stored { deleted_at: Some(at), ..stored.clone() }),
        None if at < stored.alive_at => Decision::Stale,
        None => Decision::Delete(Stored { deleted_at: Some(at), ..stored.clone() }),
    }
}

fn merge(stored: &Stored, snapshot: &Snapshot) -> Decision {
    let alive_at = stored.alive_at.max(proof_of_life(snapshot));
    if let Some(deleted_at) = stored.deleted_at
        && alive_at <= deleted_at
    {
        return Decision::Stale;
    }
    let (doc, fields) = merge_fields(stored, snapshot);
    let next = merged(stored, snapshot, doc, alive_at);
    match stored.deleted_at {
        // The grave of a record we never met.
        Some(_) if stored.doc.is_empty() => Decision::Create(next),
        Some(_) => Decision::Restore(next, fields),
        None if !fields.is_empty() => Decision::Update(next, fields),
        None if next == *stored => Decision::Stale,
        None => Decision::Refresh(next),
    }
}

/// What we hold after the merge: the newer version of each sort, and the contact as soon as one is known.
fn merged(stored: &Stored, snapshot: &Snapshot, doc: Doc, alive_at: Timestamp) -> Stored {
    let version = version_of(snapshot);
    let newer = !version.is_older_than(&stored.version());
    let whole = match stored.whole {
        Some(whole) if !speaks_of_all(snapshot) || version.is_older_than(&whole) => Some(whole),
        None if !speaks_of_all(snapshot) => None,
        _ => Some(version),
    };
    Stored {
        doc,
        contact: if newer {
            snapshot.contact.clone().or_else(|| stored.contact.clone())
        } else {
            stored.contact.clone()
        },
        updated_at: if newer { snapshot.updated_at.or(stored.updated_at) } else { stored.updated_at },
        seen_at: if newer { snapshot.seen_at } else { stored.seen_at },
        whole,
        alive_at,
        deleted_at: None,
    }
}

/// The document after the merge and the fields that moved.
///
/// A list says nothing of some fields, so these have an age of their own: a snapshot by id that is older than
/// the newest list item still tells what the list left out.
fn merge_fields(stored: &Stored, snapshot: &Snapshot) -> (Doc, Vec<FieldChange>) {
    let version = version_of(snapshot);
    let newest = !version.is_older_than(&stored.version());
    let newest_whole = stored.whole.is_none_or(|whole| !version.is_older_than(&whole));
    let takes = |field: &str| if is_whole_only(snapshot.kind, field) { newest_whole } else { newest };
    let knowledge = |field: &str| match stored.whole {
        None if is_whole_only(snapshot.kind, field) && stored.doc.get(field).is_none() => Knowledge::Learned,
        _ => Knowledge::Known,
    };

    let mut doc = stored.doc.clone();
    let mut changes = Vec::new();
    for (field, after) in snapshot.doc.fields().iter().filter(|(field, _)| takes(field)) {
        let before = doc.get(field).cloned();
        if before.as_ref() == Some(after) {
            continue;
        }
        doc.set(field, after.clone());
        push(&mut changes, field, before, Some(after.clone()), knowledge(field));
    }
    let gone: Vec<String> = stored
        .doc
        .fields()
        .keys()
        .filter(|field| snapshot.doc.get(field).is_none())
        .filter(|field| takes(field) && snapshot.coverage.speaks_of(snapshot.kind, field))
        .cloned()
        .collect();
    for field in gone {
        let before = doc.get(&field).cloned();
        doc.set(&field, Value::Null);
        push(&mut changes, &field, before, None, Knowledge::Known);
    }
    (doc, changes)
}

/// Notes a field that moved, unless it only says when something else did.
fn push(
    changes: &mut Vec<FieldChange>,
    field: &str,
    before: Option<Value>,
    after: Option<Value>,
    knowledge: Knowledge,
) {
    if !is_bookkeeping(field) {
        changes.push(FieldChange { field: field.to_owned(), before, after, knowledge });
    }
}

/// Fields that are kept but never make a change by themselves.
pub(crate) fn is_bookkeeping(field: &str) -> bool {
    matches!(
        field,
        "dateUpdated"
            | "updatedAt"
            | "lastUpdatedBy"
            | "updatedBy"
            | "lastActivity"
            | "lastMessageBody"
            | "lastMessageDate"
            | "lastMessageType"
            | "lastMessageDirection"
            | "lastStageChangeAt"
            | "lastStatusChangeAt"
    )
}

fn is_whole_only(kind: Kind, field: &str) -> bool {
    whole_only(kind).contains(&field)
}

fn version_of(snapshot: &Snapshot) -> Version {
    Version { updated_at: snapshot.updated_at, seen_at: snapshot.seen_at }
}

fn speaks_of_all(snapshot: &Snapshot) -> bool {
    snapshot.coverage == Coverage::Whole
        || (snapshot.coverage == Coverage::Listed && whole_only(snapshot.kind).is_empty())
}

/// The latest moment at which this snapshot proves that the record was there. A list may lag behind (it is an
/// index), so there only the record's own time counts.
fn proof_of_life(snapshot: &Snapshot) -> Timestamp {
    match (snapshot.coverage, snapshot.updated_at) {
        (Coverage::Whole, Some(updated_at)) => snapshot.seen_at.max(updated_at),
        (Coverage::Listed | Coverage::Partial, Some(updated_at)) => updated_at,
        (_, None) => snapshot.seen_at,
    }
}

#[cfg(test)]
#[path = "mirror/tests.rs"]
mod tests;
