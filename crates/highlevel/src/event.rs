//! Webhook events: what a delivery says.
//!
//! Here: the 29 events of the catalog, read into records; any other is kept as it came. Not here: signatures
//! (`signature`), keeping deliveries, or what an event changes.
//!
//! Promise: whatever has a `type` is read, and nothing it says is lost. Payloads are thin: no event carries
//! `dateUpdated`, tasks do not say whether they are done. Fetch the record before believing it.

mod catalog;
mod kind;
mod payload;

use jiff::Timestamp;

use crate::ids::{AppId, CompanyId, ContactId, LocationId, WebhookId};
use crate::record::{Doc, take};
pub use catalog::{Row, rows};
pub use kind::{EventKind, Group};
pub use payload::{
    AppInstall, AppUninstall, CampaignStatus, ConversationUnread, LocationNews, MessageNews, Payload,
    UserNews,
};

/// One webhook event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The location it happened in. Installing for a whole company names none.
    pub location_id: Option<LocationId>,
    /// The company, where it is named.
    pub company_id: Option<CompanyId>,
    /// The delivery; the same one may come more than once.
    pub webhook_id: Option<WebhookId>,
    /// The app the delivery is for.
    pub app_id: Option<AppId>,
    /// When HighLevel sent it.
    pub timestamp: Option<Timestamp>,
    /// What it is about.
    pub payload: Payload,
    /// The whole body as it came.
    pub doc: Doc,
}

/// Why a body is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// Not JSON.
    #[error("the body is not JSON (line {line}, column {column})")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Not a JSON object.
    #[error("the body is not an object")]
    NotAnObject,
    /// Without a `type` nobody knows what it says.
    #[error("the body has no `type`")]
    NoType,
}

impl Event {
    /// Reads the body of a delivery.
    ///
    /// # Errors
    /// The body is not a JSON object with a `type`. A payload that does not fit its type is no error; it is kept as
    /// [`Payload::Other`].
    pub fn read(body: &[u8]) -> Result<Self, NotAnEvent> {
        let value: serde_json::Value = serde_json::from_slice(body)
            .map_err(|error| NotAnEvent::NotJson { line: error.line(), column: error.column() })?;
        let serde_json::Value::Object(doc) = value else { return Err(NotAnEvent::NotAnObject) };
        Self::from_doc(doc)
    }

    /// Reads a body that is already JSON.
    ///
    /// # Errors
    /// Without a `type` it is no event.
    pub fn from_doc(doc: Doc) -> Result<Self, NotAnEvent> {
        let mut rest = doc.clone();
        let kind = take::<EventKind>(&mut rest, &["type"]).ok_or(NotAnEvent::NoType)?;
        Ok(Self {
            location_id: take(&mut rest, &["locationId"]),
            company_id: take(&mut rest, &["companyId"]),
            webhook_id: take(&mut rest, &["webhookId"]),
            app_id: take(&mut rest, &["appId"]),
            timestamp: take(&mut rest, &["timestamp"]),
            payload: Payload::read(&kind, doc.clone()),
            kind,
            doc,
        })
    }

    /// The contact it is about, where it says so. `TaskCreate` does not, live.
    #[must_use]
    pub fn contact_id(&self) -> Option<&ContactId> {
        match &self.payload {
            Payload::Contact(contact) => Some(&contact.id),
            Payload::Task(task) => task.contact_id.as_ref(),
            Payload::Note(note) => note.contact_id.as_ref(),
            Payload::Appointment(appointment) => appointment.contact_id.as_ref(),
            Payload::Opportunity(opportunity) => opportunity.contact_id.as_ref(),
            Payload::Message(message) => message.contact_id.as_ref(),
            Payload::ConversationUnread(conversation) => conversation.contact_id.as_ref(),
            Payload::CampaignStatus(status) => status.contact_id.as_ref(),
            Payload::Install(_)
            | Payload::Uninstall(_)
            | Payload::Location(_)
            | Payload::User(_)
            | Payload::Other => None,
        }
    }
}

#[cfg(test)]
mod tests;
