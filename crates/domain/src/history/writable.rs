//! Which fields HighLevel lets us write, by kind.

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
    "companyName",
    "source",
    "dateOfBirth",
    "gender",
    "dnd",
    "dndSettings",
    "inboundDndSettings",
    "assignedTo",
    "tags",
    "followers",
];
const TASK: &[&str] = &["title", "body", "dueDate", "completed", "assignedTo"];
const NOTE: &[&str] = &["body", "title", "color", "pinned", "userId"];
const APPOINTMENT: &[&str] = &[
    "title",
    "startTime",
    "endTime",
    "appointmentStatus",
    "assignedUserId",
    "address",
    "calendarId",
    "notes",
];

/// Whether a field of a record can be written. A custom field is `customFields.ID`.
pub fn is_writable(kind: Kind, field: &str) -> bool {
    match kind {
        Kind::Contact => CONTACT.contains(&field) || field.starts_with("customFields."),
        Kind::Task => TASK.contains(&field),
        Kind::Note => NOTE.contains(&field),
        Kind::Appointment => APPOINTMENT.contains(&field),
        Kind::Tag | Kind::CustomField | Kind::User | Kind::Calendar | Kind::Location => false,
    }
}
