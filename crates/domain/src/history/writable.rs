//! Which fields HighLevel lets us write, by kind, in a record that is there and in a new one.
//! Source: the bodies of its update and create operations.

use crate::record::Kind;

const CONTACT: &[&str] = &[
    "firstName",
    "lastName",
    "name",
    "email",
    "phone",
    "address1",
    "city",
    "state",
    "postalCode",
    "country",
    "website",
    "timezone",
    "source",
    "dateOfBirth",
    "dnd",
    "dndSettings",
    "inboundDndSettings",
    "assignedTo",
    "tags",
    "followers",
];
/// What a new contact may have and nobody can change later.
const NEW_CONTACT: &[&str] = &["companyName", "gender"];
const TASK: &[&str] = &["title", "body", "dueDate", "completed", "assignedTo"];
const NOTE: &[&str] = &["body", "title", "color", "pinned", "userId"];
const APPOINTMENT: &[&str] =
    &["title", "startTime", "endTime", "appointmentStatus", "assignedUserId", "address", "calendarId"];
const OPPORTUNITY: &[&str] =
    &["name", "monetaryValue", "pipelineId", "pipelineStageId", "status", "assignedTo"];
const BUSINESS: &[&str] = &[
    "name",
    "phone",
    "email",
    "website",
    "address",
    "city",
    "state",
    "postalCode",
    "country",
    "description",
];
const CONVERSATION: &[&str] = &["unreadCount", "starred"];

/// Whether a new record may have this field.
pub fn is_creatable(kind: Kind, field: &str) -> bool {
    is_writable(kind, field) || (kind == Kind::Contact && NEW_CONTACT.contains(&field))
}

/// Whether a field of a record can be written. A custom field is `customFields.ID`.
pub fn is_writable(kind: Kind, field: &str) -> bool {
    match kind {
        Kind::Contact => CONTACT.contains(&field) || field.starts_with("customFields."),
        Kind::Task => TASK.contains(&field),
        Kind::Note => NOTE.contains(&field),
        Kind::Appointment => APPOINTMENT.contains(&field),
        Kind::Opportunity => OPPORTUNITY.contains(&field) || field.starts_with("customFields."),
        Kind::Business => BUSINESS.contains(&field),
        Kind::Conversation => CONVERSATION.contains(&field),
        Kind::Message
        | Kind::Pipeline
        | Kind::Tag
        | Kind::CustomField
        | Kind::User
        | Kind::Calendar
        | Kind::Location => false,
    }
}
