//! Ids of the world's records, in HighLevel's shapes.
//!
//! Here: one type per kind of record, kept inline so that 200,000 contacts stay lean. Not here: making new ids
//! (`chance`).
//!
//! Promise: an id in hand has the right shape. Text of any other shape names no record, which is an answer, not
//! an error: `parse` returns `None` and the caller says "not found".

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

macro_rules! record_id {
    ($($(#[$doc:meta])* $name:ident, $length:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// Characters of such an id.
            pub const LENGTH: usize = $length;
            /// An id below every other one, for the start of a range.
            pub const LOWEST: Self = Self([b'-'; $length]);

            /// The id that `text` spells, if it has the shape of one.
            pub fn parse(text: &str) -> Option<Self> {
                let bytes: [u8; $length] = text.as_bytes().try_into().ok()?;
                bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-').then_some(Self(bytes))
            }

            /// The id as HighLevel spells it.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).expect("only ASCII is let in by `parse`")
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::LOWEST
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(from)?;
                Self::parse(&text).ok_or_else(|| D::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
    )*};
}

record_id! {
    /// The agency that owns the locations.
    CompanyId, 20;
    /// A sub-account, the owner of contacts.
    LocationId, 20;
    /// A person someone does business with.
    ContactId, 20;
    /// Something to be done for a contact.
    TaskId, 20;
    /// A remark kept with a contact.
    NoteId, 20;
    /// A booked time with a contact.
    AppointmentId, 20;
    /// A calendar that appointments are booked in.
    CalendarId, 20;
    /// Calendars that belong together.
    GroupId, 20;
    /// A custom value of a location.
    StoredValueId, 20;
    /// A member of the staff.
    UserId, 20;
    /// A tag's definition in a location.
    TagId, 20;
    /// A custom field's definition in a location.
    CustomFieldId, 20;
    /// A company that contacts belong to.
    BusinessId, 24;
    /// A campaign of the older kind.
    CampaignId, 20;
    /// A workflow contacts can be enrolled in.
    WorkflowId, 36;
    /// A sales pipeline.
    PipelineId, 20;
    /// A stage of a pipeline.
    StageId, 36;
    /// A chance of a sale.
    OpportunityId, 20;
    /// Why opportunities are lost.
    LostReasonId, 20;
    /// Everything said between the business and one contact.
    ConversationId, 20;
    /// One message of a conversation.
    MessageId, 20;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_another_shape_names_no_record() {
        assert_eq!(ContactId::parse("lookup"), None);
        assert_eq!(ContactId::parse("ocQHyuzHvysMo5N5Vs\u{e9}"), None);
        assert_eq!(
            ContactId::parse("ocQHyuzHvysMo5N5VsXc").map(|id| id.to_string()),
            Some("ocQHyuzHvysMo5N5VsXc".into())
        );
    }
}
