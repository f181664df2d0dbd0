//! HighLevel's ids: opaque text, told apart by type.
//!
//! Here: one newtype for each kind of record. Not here: any idea of what the text looks like; HighLevel uses
//! twenty letters, hex and UUIDs side by side.
//!
//! Promise: an id is never empty, and never mistaken for another kind of id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// An id without a single visible character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id may not be empty")]
pub struct EmptyId;

macro_rules! opaque_id {
    ($($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes the text as it is.
            ///
            /// # Errors
            /// Text that is empty or blank is not an id.
            pub fn new(text: impl Into<String>) -> Result<Self, EmptyId> {
                let text = text.into();
                if text.trim().is_empty() { Err(EmptyId) } else { Ok(Self(text.into_boxed_str())) }
            }

            /// The text HighLevel knows the record by.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = EmptyId;

            fn from_str(text: &str) -> Result<Self, EmptyId> {
                Self::new(text)
            }
        }

        impl crate::record::Wire for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                Self::new(value.as_str()?).ok()
            }

            fn write(self) -> serde_json::Value {
                serde_json::Value::String(self.0.into())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

opaque_id! {
    /// A location: HighLevel's sub-account, the owner of contacts.
    LocationId
    /// A company: HighLevel's agency, the owner of locations.
    CompanyId
    /// A contact.
    ContactId
    /// A task of a contact.
    TaskId
    /// A note of a contact.
    NoteId
    /// An appointment, which calendar routes call an event.
    AppointmentId
    /// A calendar.
    CalendarId
    /// A group of calendars.
    CalendarGroupId
    /// A user of the location or the company.
    UserId
    /// A tag's definition. Contacts carry tags by name, not by this id.
    TagId
    /// A custom field's definition.
    CustomFieldId
    /// A custom value of the location.
    CustomValueId
    /// A business, the company a contact works for.
    BusinessId
    /// A campaign.
    CampaignId
    /// A workflow.
    WorkflowId
    /// A pipeline.
    PipelineId
    /// A stage of a pipeline.
    StageId
    /// An opportunity.
    OpportunityId
    /// A reason for which opportunities are lost.
    LostReasonId
    /// A note on an appointment.
    AppointmentNoteId
    /// A conversation.
    ConversationId
    /// A message of a conversation.
    MessageId
    /// A marketplace app: the part of a client id before the first dash.
    AppId
    /// A webhook delivery; the same id may arrive more than once.
    WebhookId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_id_is_refused() {
        assert_eq!(ContactId::new("  "), Err(EmptyId));
        assert!(serde_json::from_str::<ContactId>("\"\"").is_err());
    }

    #[test]
    fn an_id_keeps_its_text() {
        let id: ContactId = serde_json::from_str("\"Xy12\"").unwrap();

        assert_eq!(id.as_str(), "Xy12");
        assert_eq!(id.to_string(), "Xy12");
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"Xy12\"");
        assert_eq!("Xy12".parse::<ContactId>().unwrap(), id);
    }

    #[test]
    fn debug_names_the_kind_of_id() {
        assert_eq!(format!("{:?}", TaskId::new("t1").unwrap()), "TaskId(t1)");
    }
}
