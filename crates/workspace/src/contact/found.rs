//! A contact's page from everything that one read found, pure.

use std::collections::HashMap;

use domain::ids::PersonId;
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Write, overlay};
use highlevel::ContactId;
use jiff::Timestamp;
use store::{RecordRow, ThreadRow};

use super::overlaid::{self, Layers};
use super::service::Stretch;
use super::{ContactPage, ContactRef, ThreadBrief, lines};
use crate::business::Employer;
use crate::conversation::MessageLine;
use crate::fields::catalog;
use crate::member::Editing;
use crate::opportunity::opportunities;
use crate::reference::Reference;
use crate::timeline::Timeline;
use crate::timeline::merge::{Story, tell};
use crate::{Freshness, conversation};

/// Messages shown beside the timeline.
const SAID_LAST: usize = 3;

/// What the store knows of a contact.
pub(super) struct Found {
    pub(super) row: RecordRow,
    pub(super) reference: Reference,
    pub(super) writes: Vec<Write>,
    pub(super) tasks: Vec<(RecordId, Doc)>,
    pub(super) notes: Vec<(RecordId, Doc)>,
    pub(super) appointments: Vec<(RecordId, Doc)>,
    pub(super) opportunities: Vec<(RecordId, Doc)>,
    /// Newest first.
    pub(super) messages: Vec<(RecordId, Doc)>,
    pub(super) thread: Option<ThreadRow>,
    pub(super) employer: Employer,
    pub(super) stretch: Stretch,
    /// Whether the stretch is the newest one, which tells of writes on their way too.
    pub(super) is_newest: bool,
    pub(super) people: HashMap<PersonId, String>,
    pub(super) freshness: Freshness,
    pub(super) replaced: u64,
    pub(super) editing: Editing,
    pub(super) now: Timestamp,
}

impl Found {
    /// The page.
    pub(super) fn page(self, id: &ContactId) -> ContactPage {
        let all: Vec<&Write> = self.writes.iter().collect();
        let own: Vec<Write> =
            self.writes.iter().filter(|write| write.intent.kind == Kind::Contact).cloned().collect();
        let (doc, reference) = (self.row.doc(), &self.reference);
        let shown = overlay(doc, &own).doc;
        let layers = Layers { mirror: doc, shown: &shown, writes: own.iter().collect(), reference };
        let tags = layers.tags();
        let has = |tag: &String| tags.iter().any(|mark| mark.name.eq_ignore_ascii_case(tag));
        ContactPage {
            contact: ContactRef { id: id.clone(), name: domain::contact::display_name(&shown) },
            deleted: self.row.deleted_at(),
            email: shown.text("email").map(str::to_owned),
            phone: shown.text("phone").map(catalog::phone),
            owner: shown.text("assignedTo").and_then(|id| reference.user(id)),
            tag_choices: reference.tags.iter().filter(|tag| !has(tag)).cloned().collect(),
            consent: layers.consent(),
            sections: layers.sections(),
            tasks: lines::tasks(&self.tasks, &all, reference),
            notes: lines::notes(&self.notes, &all, reference),
            appointments: lines::appointments(&self.appointments, reference, self.now),
            opportunities: opportunities(&self.opportunities, &all, reference),
            messages: self.said_last(&all),
            thread: self.thread.as_ref().map(|one| ThreadBrief { id: one.id.clone(), unread: one.unread }),
            ways: conversation::ways(&shown),
            employer: self.employer.clone(),
            followers: layers.followers(),
            timeline: self.timeline(&all),
            writes: overlaid::lines(&self.writes, reference),
            replaced: self.replaced,
            freshness: self.freshness.clone().of_record(&self.row),
            refreshed: Some(self.row.refreshed_at),
            added: doc.time("dateAdded"),
            users: reference.users.clone(),
            may_write: self.editing.is_allowed(),
            tags,
        }
    }

    /// The last few messages, with those on their way.
    fn said_last(&self, all: &[&Write]) -> Vec<MessageLine> {
        let newest: Vec<_> = self.messages.iter().take(SAID_LAST).cloned().collect();
        conversation::lines::messages(&newest, all, &self.reference)
    }

    fn timeline(&self, all: &[&Write]) -> Timeline {
        tell(&Story {
            contact: Some(self.row.doc()),
            notes: &self.notes,
            tasks: &self.tasks,
            appointments: &self.appointments,
            opportunities: &self.opportunities,
            messages: &self.messages,
            changes: &self.stretch.changes,
            writes: if self.is_newest { all } else { &[] },
            people: &self.people,
            reference: &self.reference,
            older: self.stretch.older,
            from: self.stretch.from,
            until: self.stretch.until,
            now: self.now,
        })
    }
}
