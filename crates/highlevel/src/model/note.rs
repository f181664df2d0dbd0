//! Notes of a contact. There is no bulk read: one call for each contact.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ContactId, NoteId, UserId};
use crate::update::Field;

record! {
    /// A note. Its body can hold HTML.
    pub struct Note(NoteId) {
        /// What it says.
        body: String = "body",
        /// The user who wrote it. Events do not say.
        user_id: UserId = "userId",
        /// The contact it belongs to.
        contact_id: ContactId = "contactId",
        /// A title. Events do not say.
        title: String = "title",
        /// A colour.
        color: String = "color",
        /// Whether it stays on top.
        pinned: bool = "pinned",
        /// When it was written.
        date_added: Timestamp = "dateAdded",
        /// When it last changed; often missing.
        date_updated: Timestamp = "dateUpdated",
    }
}

/// The body of a new or changed note. A new one needs `body`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NoteWrite {
    /// What it says.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub body: Field<String>,
    /// The user who wrote it.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub user_id: Field<UserId>,
    /// A title.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub title: Field<String>,
    /// A colour.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub color: Field<String>,
    /// Whether it stays on top.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub pinned: Field<bool>,
}

impl NoteWrite {
    /// A note that says this.
    pub fn saying(body: impl Into<String>) -> Self {
        Self { body: Field::Set(body.into()), ..Self::default() }
    }
}
