//! Fields, kind by kind: which source leaves which out, and which of them say nothing of the record.
//!
//! Promise: one table for each question, so that two sources that mean the same give the same document.

use jiff::Timestamp;
use serde_json::Value;

use super::Kind;

/// Fields that a search or list item never carries, by kind.
/// Source: the contact search and the location's task search, compared with the records by id.
pub const fn whole_only(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Contact => &[
            "postalCode",
            "website",
            "timezone",
            "businessId",
            "attachments",
            "ssn",
            "keyword",
            "lastActivity",
            "attributionSource",
            "lastAttributionSource",
            "visitorId",
            "inboundDndSettings",
            "gender",
            "name",
            "dndSettings",
            "deleted",
            "bounceEmail",
            "unsubscribeEmail",
            "birthMonth",
            "birthDay",
            "lastSessionActivityAt",
            "offers",
            "products",
            "createdBy",
            "lastUpdatedBy",
        ],
        _ => &[],
    }
}

/// Fields that only a search or list item carries, by kind.
pub const fn listed_only(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Contact => &["phoneLabel", "validEmail", "businessName"],
        Kind::Task => &[
            "locationId",
            "businessId",
            "status",
            "statusGroup",
            "dateAdded",
            "dateUpdated",
            "createdAt",
            "updatedAt",
            "createdBy",
            "updatedBy",
        ],
        Kind::Conversation => &[
            "lastMessageBody",
            "lastMessageDate",
            "lastMessageType",
            "lastMessageDirection",
            "dateAdded",
            "dateUpdated",
        ],
        _ => &[],
    }
}

/// What HighLevel shows beside an opportunity: records of their own, and where it stands in an answer.
const BESIDE_AN_OPPORTUNITY: [&str; 8] = [
    "contact",
    "notes",
    "tasks",
    "calendarEvents",
    "unReadConversations",
    "relations",
    "sort",
    "lastActionDate",
];

/// What HighLevel shows beside a conversation: its contact once more, what its messages say better, and its type,
/// which is a word in one answer and a number in the next.
const BESIDE_A_CONVERSATION: [&str; 13] = [
    "type",
    "deleted",
    "sort",
    "fullName",
    "contactName",
    "companyName",
    "email",
    "phone",
    "tags",
    "followers",
    "lastOutboundMessageAction",
    "lastManualMessageDate",
    "monetaryValue",
];

/// Whether a field is about the answer and not about the record, so that it never counts as a change.
pub(super) fn is_volatile(kind: Kind, field: &str) -> bool {
    if matches!(field, "traceId" | "searchAfter" | "startAfter" | "indexVersion") {
        return true;
    }
    match kind {
        Kind::Contact => {
            field.ends_with("LowerCase")
                || matches!(
                    field,
                    "contactName" | "firstNameRaw" | "lastNameRaw" | "attributions" | "opportunities"
                )
        }
        Kind::Task => matches!(field, "contactDetails" | "assignedToUserDetails" | "deleted"),
        Kind::Opportunity => BESIDE_AN_OPPORTUNITY.contains(&field),
        Kind::Conversation => BESIDE_A_CONVERSATION.contains(&field),
        _ => false,
    }
}

pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

pub(super) fn canonical_name(kind: Kind, field: String) -> String {
    match (kind, field.as_str()) {
        (_, "_id") => "id".to_owned(),
        (Kind::Contact, "address") => "address1".to_owned(),
        _ => field,
    }
}

/// A conversation's times are milliseconds in one answer and text in the next.
pub(super) fn canonical_value(kind: Kind, field: &str, value: Value) -> Value {
    let is_time =
        kind == Kind::Conversation && matches!(field, "dateAdded" | "dateUpdated" | "lastMessageDate");
    let millis = if is_time { value.as_i64() } else { None };
    match millis.and_then(|millis| Timestamp::from_millisecond(millis).ok()) {
        Some(at) => Value::String(format!("{at:.3}")),
        None => value,
    }
}
