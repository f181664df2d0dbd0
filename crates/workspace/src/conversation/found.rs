//! A thread's page from everything that one read found, pure.

use domain::conversation::{Channel, Closed, closed};
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Write, overlay};
use highlevel::{ContactId, ConversationId};
use jiff::Timestamp;
use store::{RecordRow, ThreadRow};

use super::{ThreadPage, Way, lines};
use crate::Freshness;
use crate::contact::ContactRef;
use crate::fields::catalog;
use crate::member::Editing;
use crate::reference::Reference;

/// What the store knows of a conversation and its contact.
pub(super) struct Found {
    pub(super) thread: ThreadRow,
    pub(super) id: ContactId,
    pub(super) contact: Option<RecordRow>,
    pub(super) conversation: Option<RecordRow>,
    pub(super) messages: Vec<(RecordId, Doc)>,
    pub(super) older: Option<Timestamp>,
    /// Whether it is the newest stretch, which shows what is on its way too.
    pub(super) is_newest: bool,
    pub(super) writes: Vec<Write>,
    pub(super) reference: Reference,
    pub(super) freshness: Freshness,
    pub(super) editing: Editing,
    pub(super) cannot_send: Option<String>,
}

impl Found {
    pub(super) fn page(self, id: &ConversationId) -> ThreadPage {
        let of = |kind: Kind| -> Vec<Write> {
            self.writes.iter().filter(|write| write.intent.kind == kind).cloned().collect()
        };
        let empty = Doc::default();
        let contact = overlay(self.contact.as_ref().map_or(&empty, RecordRow::doc), &of(Kind::Contact)).doc;
        let (unread, starred) = self.marks(&of(Kind::Conversation));
        let coming: Vec<&Write> = if self.is_newest { self.writes.iter().collect() } else { Vec::new() };
        let name = match &self.contact {
            Some(_) => domain::contact::display_name(&contact),
            None => "Someone who is not copied yet".to_owned(),
        };
        let is_living = self.contact.as_ref().is_some_and(|row| row.deleted_at().is_none());
        ThreadPage {
            id: id.clone(),
            contact: ContactRef { id: self.id.clone(), name },
            is_known: self.contact.is_some(),
            email: contact.text("email").map(str::to_owned),
            phone: contact.text("phone").map(catalog::phone),
            owner: contact.text("assignedTo").and_then(|id| self.reference.user(id)),
            unread,
            starred,
            messages: lines::messages(&self.messages, &coming, &self.reference),
            older: self.older,
            ways: ways(&contact),
            freshness: match &self.conversation {
                Some(row) => self.freshness.of_record(row),
                None => self.freshness,
            },
            may_write: self.editing.is_allowed() && is_living,
            cannot_send: self.cannot_send,
        }
    }

    /// Unread and star, as they will be once what is on its way has arrived.
    fn marks(&self, writes: &[Write]) -> (u64, bool) {
        let own: Vec<Write> = writes
            .iter()
            .filter(|write| {
                write.intent.record.as_ref().map(RecordId::as_str) == Some(self.thread.id.as_str())
            })
            .cloned()
            .collect();
        let empty = Doc::default();
        let shown = overlay(self.conversation.as_ref().map_or(&empty, RecordRow::doc), &own).doc;
        let unread = shown.get("unreadCount").and_then(serde_json::Value::as_u64);
        (unread.unwrap_or(self.thread.unread), shown.flag("starred").unwrap_or(self.thread.starred))
    }
}

/// The channels one can answer by, and what stands in the way.
pub(crate) fn ways(contact: &Doc) -> Vec<Way> {
    let way = |channel: Channel, to: Option<String>| Way {
        channel,
        to,
        closed: closed(contact, channel).map(|closed| words(channel, &closed)),
    };
    vec![
        way(Channel::Sms, contact.text("phone").map(catalog::phone)),
        way(Channel::Email, contact.text("email").map(str::to_owned)),
    ]
}

fn words(channel: Channel, closed: &Closed) -> String {
    let by = channel.label();
    match closed {
        Closed::DoNotDisturb => "This contact is not to be disturbed.".to_owned(),
        Closed::ChannelOff { note: Some(note) } => {
            format!("This contact does not want to be reached by {by} (“{note}”).")
        }
        Closed::ChannelOff { note: None } => format!("This contact does not want to be reached by {by}."),
        Closed::ForGood => format!("HighLevel keeps {by} closed for this contact for good."),
        Closed::NoPhone => "This contact has no phone number.".to_owned(),
        Closed::NoEmail => "This contact has no email address.".to_owned(),
        Closed::BadEmail => "HighLevel says that this email address does not work.".to_owned(),
    }
}
