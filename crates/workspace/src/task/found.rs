//! A task's page from everything that one read found, pure.

use std::collections::HashMap;

use domain::change::Change;
use domain::ids::PersonId;
use domain::record::{Doc, RecordId};
use domain::write::Write;
use highlevel::{ContactId, TaskId};
use jiff::Timestamp;
use store::RecordRow;

use super::TaskPage;
use crate::Freshness;
use crate::contact::{ContactRef, lines};
use crate::fields::catalog;
use crate::member::Editing;
use crate::reference::Reference;
use crate::timeline::Timeline;
use crate::timeline::merge::{Story, tell};

/// What the store knows of a task and its contact.
pub(super) struct Found {
    pub(super) owner: RecordRow,
    pub(super) row: RecordRow,
    pub(super) reference: Reference,
    pub(super) writes: Vec<Write>,
    pub(super) notes: Vec<(RecordId, Doc)>,
    /// Changes of the contact and all that hangs on it.
    pub(super) changes: Vec<Change>,
    pub(super) people: HashMap<PersonId, String>,
    pub(super) freshness: Freshness,
    pub(super) editing: Editing,
    pub(super) now: Timestamp,
}

impl Found {
    /// The page; nothing for a task without a line.
    pub(super) fn page(self, contact: &ContactId, task: &TaskId, id: &RecordId) -> Option<TaskPage> {
        let all: Vec<&Write> = self.writes.iter().collect();
        let own: Vec<&Write> =
            self.writes.iter().filter(|write| write.intent.record.as_ref() == Some(id)).collect();
        let records = [(id.clone(), self.row.doc().clone())];
        let mut lines = lines::tasks(&records, &own, &self.reference).into_iter();
        let (owner, row) = (self.owner.doc(), self.row.doc());
        Some(TaskPage {
            task: lines.find(|line| line.key.known() == Some(task))?,
            contact: ContactRef { id: contact.clone(), name: domain::contact::display_name(owner) },
            email: owner.text("email").map(str::to_owned),
            phone: owner.text("phone").map(catalog::phone),
            deleted: self.row.deleted_at().or(self.owner.deleted_at()),
            can_be_restored: self.row.deleted_at().is_some() && self.owner.deleted_at().is_none(),
            added: row.time("dateAdded"),
            updated: row.time("dateUpdated"),
            notes: lines::notes(&self.notes, &all, &self.reference),
            timeline: self.timeline(id, &records, &own),
            users: self.reference.users.clone(),
            freshness: self.freshness.clone().of_record(&self.row),
            may_write: self.editing.is_allowed(),
        })
    }

    fn timeline(&self, id: &RecordId, records: &[(RecordId, Doc)], own: &[&Write]) -> Timeline {
        let changes: Vec<Change> =
            self.changes.iter().filter(|change| change.record == *id).cloned().collect();
        tell(&Story {
            contact: None,
            notes: &[],
            tasks: records,
            appointments: &[],
            opportunities: &[],
            messages: &[],
            changes: &changes,
            writes: own,
            people: &self.people,
            reference: &self.reference,
            older: None,
            from: None,
            until: Timestamp::MAX,
            now: self.now,
        })
    }
}
