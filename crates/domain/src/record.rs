//! Records: what the mirror holds of HighLevel, kind by kind, as HighLevel's own JSON.
//!
//! Here: the kinds, a record's document in its one canonical form, and what a source can speak of. Not here:
//! which of two snapshots wins (`mirror`). Promise: two sources that mean the same give the same document.

mod fields;

use std::{fmt, str::FromStr};

use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use fields::{canonical_name, canonical_value, is_empty, is_volatile};
pub use fields::{listed_only, whole_only};

/// A text that names none of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {what}")]
pub struct Unknown {
    /// What was looked for.
    pub what: &'static str,
    /// What was given.
    pub text: String,
}

/// Names a closed set of words: how each is written, and how it is read back.
macro_rules! words {
    ($name:ident, $what:literal, { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $name {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word as it stands in tables, addresses and logs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::record::Unknown;

            fn from_str(text: &str) -> Result<Self, $crate::record::Unknown> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    _ => Err($crate::record::Unknown { what: $what, text: text.chars().take(80).collect() }),
                }
            }
        }
    };
}
pub(crate) use words;

/// The kinds of record the mirror holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A person or firm that the location deals with.
    Contact,
    /// Something to do for a contact.
    Task,
    /// A text about a contact.
    Note,
    /// A booked time with a contact.
    Appointment,
    /// A chance of a sale to a contact.
    Opportunity,
    /// Everything said between the location and one contact.
    Conversation,
    /// One message of a conversation.
    Message,
    /// A company that contacts work for.
    Business,
    /// The stages that opportunities go through.
    Pipeline,
    /// A label that the location knows.
    Tag,
    /// A field that the location added.
    CustomField,
    /// Somebody who works in HighLevel.
    User,
    /// What appointments are booked in.
    Calendar,
    /// The location itself.
    Location,
}

words!(Kind, "kind of record", {
    Contact = "contact",
    Task = "task",
    Note = "note",
    Appointment = "appointment",
    Opportunity = "opportunity",
    Conversation = "conversation",
    Message = "message",
    Business = "business",
    Pipeline = "pipeline",
    Tag = "tag",
    CustomField = "custom_field",
    User = "user",
    Calendar = "calendar",
    Location = "location",
});

impl Kind {
    /// Whether such a record belongs to one contact.
    pub const fn is_of_a_contact(self) -> bool {
        self.hangs_on_a_contact() || matches!(self, Self::Contact)
    }

    /// Whether such a record goes when its contact goes.
    pub const fn hangs_on_a_contact(self) -> bool {
        matches!(
            self,
            Self::Task
                | Self::Note
                | Self::Appointment
                | Self::Opportunity
                | Self::Conversation
                | Self::Message
        )
    }
}

/// HighLevel's id of a record whose kind stands beside it: opaque, never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RecordId(Box<str>);

impl RecordId {
    /// The id, unless it is empty.
    pub fn new(id: impl Into<String>) -> Result<Self, Unknown> {
        let id: String = id.into();
        if id.is_empty() {
            return Err(Unknown { what: "record id", text: id });
        }
        Ok(Self(id.into()))
    }

    /// The text HighLevel gave.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RecordId {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl From<&ContactId> for RecordId {
    fn from(id: &ContactId) -> Self {
        Self(id.as_str().into())
    }
}

impl From<&LocationId> for RecordId {
    fn from(id: &LocationId) -> Self {
        Self(id.as_str().into())
    }
}

/// A record's content: HighLevel's own field names and values, in canonical form, unknown fields kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Doc(Map<String, Value>);

impl Doc {
    /// Takes a body as HighLevel sent it and brings it into the one form the mirror compares.
    ///
    /// Goes: search cursors, trace ids, lower-cased doubles and empty values (HighLevel means "empty" by leaving
    /// out, by null and by an empty text or list alike). `_id` becomes `id`; a search item's `address` becomes
    /// `address1`.
    pub fn canonical(kind: Kind, body: Map<String, Value>) -> Self {
        let mut doc = Map::with_capacity(body.len());
        for (field, value) in body {
            if is_volatile(kind, &field) || is_empty(&value) {
                continue;
            }
            let value = canonical_value(kind, &field, value);
            doc.insert(canonical_name(kind, field), value);
        }
        Self(doc)
    }

    /// A document from fields that are canonical already, such as a stored one.
    pub const fn from_fields(fields: Map<String, Value>) -> Self {
        Self(fields)
    }

    /// The fields.
    pub const fn fields(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The fields, given away.
    pub fn into_fields(self) -> Map<String, Value> {
        self.0
    }

    /// One field's value.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// One field, where it is text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// One field, where it is yes or no.
    pub fn flag(&self, field: &str) -> Option<bool> {
        self.0.get(field).and_then(Value::as_bool)
    }

    /// One field, where it is a list of texts; empty otherwise.
    pub fn texts(&self, field: &str) -> impl Iterator<Item = &str> {
        self.0.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// One field, where it is an ISO time or epoch milliseconds.
    pub fn time(&self, field: &str) -> Option<Timestamp> {
        match self.0.get(field)? {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.as_i64().and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            _ => None,
        }
    }

    /// Sets a field, or takes it out when the value is empty.
    pub fn set(&mut self, field: &str, value: Value) {
        if is_empty(&value) {
            self.0.shift_remove(field);
        } else {
            self.0.insert(field.to_owned(), value);
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Which fields a source speaks of. A field it speaks of and leaves out is empty; any other stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// The record by its own id: every field but those only lists carry.
    Whole,
    /// An item of a search or list: not the fields that HighLevel leaves out there.
    Listed,
    /// An event: only of the fields it has, never of an absent one.
    Partial,
}

impl Coverage {
    /// Whether a source of this coverage, which left `field` out, says that it is empty.
    pub fn speaks_of(self, kind: Kind, field: &str) -> bool {
        match self {
            Self::Whole => !listed_only(kind).contains(&field),
            Self::Listed => !whole_only(kind).contains(&field),
            Self::Partial => false,
        }
    }
}

/// What one source said of one record at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Of which kind.
    pub kind: Kind,
    /// Which record.
    pub id: RecordId,
    /// Whose it is, where it belongs to a contact and the source says so.
    pub contact: Option<ContactId>,
    /// What it holds.
    pub doc: Doc,
    /// What the source can speak of.
    pub coverage: Coverage,
    /// The record's own time of its last change, where it has one. This decides the order, not arrival.
    pub updated_at: Option<Timestamp>,
    /// When the source was asked (before the call, not after), or when the event was sent.
    pub seen_at: Timestamp,
}

impl Snapshot {
    /// A snapshot of a body as HighLevel sent it; `updated_at` is read from it.
    pub fn of(
        kind: Kind,
        id: RecordId,
        body: Map<String, Value>,
        coverage: Coverage,
        seen_at: Timestamp,
    ) -> Self {
        let doc = Doc::canonical(kind, body);
        let updated_at = doc.time("dateUpdated").or_else(|| doc.time("updatedAt"));
        let contact = match kind {
            Kind::Contact => ContactId::new(id.as_str()).ok(),
            kind if kind.is_of_a_contact() => doc.text("contactId").and_then(|id| ContactId::new(id).ok()),
            _ => None,
        };
        Self { kind, id, contact, doc, coverage, updated_at, seen_at }
    }

    /// The same snapshot, known to belong to a contact (the route said so, the body may not).
    #[must_use]
    pub fn of_contact(mut self, contact: ContactId) -> Self {
        self.contact = Some(contact);
        self
    }
}

#[cfg(test)]
#[path = "record/tests.rs"]
mod tests;
