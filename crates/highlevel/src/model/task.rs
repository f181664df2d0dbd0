//! Tasks of a contact.
//!
//! HighLevel sends no event when a task is edited, and its `TaskCreate` event lacks the contact: the location-wide
//! search is the only cheap way to know all tasks.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::ids::{BusinessId, ContactId, LocationId, TaskId, UserId};
use crate::update::Field;

record! {
    /// A task as the contact's own routes give it.
    pub struct Task(TaskId) {
        /// What is to be done.
        title: String = "title",
        /// Details.
        body: String = "body",
        /// The user who should do it.
        assigned_to: UserId = "assignedTo",
        /// When it is due.
        due_date: Timestamp = "dueDate",
        /// Whether it is done. Events do not say.
        completed: bool = "completed",
        /// The contact it belongs to.
        contact_id: ContactId = "contactId",
        /// When it was created; events say.
        date_added: Timestamp = "dateAdded",
        /// When it last changed.
        date_updated: Timestamp = "dateUpdated",
    }
}

record! {
    /// A task as the location-wide search gives it: the same task, said at more length. Its id is `_id` there.
    pub struct LocationTask(TaskId) {
        /// What is to be done.
        title: String = "title",
        /// Details.
        body: String = "body",
        /// The user who should do it.
        assigned_to: UserId = "assignedTo",
        /// When it is due.
        due_date: Timestamp = "dueDate",
        /// Whether it is done.
        completed: bool = "completed",
        /// The contact it belongs to.
        contact_id: ContactId = "contactId",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
        /// The business it belongs to.
        business_id: BusinessId = "businessId",
        /// Whether it was deleted.
        deleted: bool = "deleted",
        /// Name and addresses of the contact.
        contact_details: Value = "contactDetails",
        /// Name of the user.
        assigned_to_user_details: Value = "assignedToUserDetails",
        /// When it was created.
        date_added: Timestamp = "dateAdded" | "createdAt",
        /// When it last changed.
        date_updated: Timestamp = "dateUpdated" | "updatedAt",
    }
}

impl From<LocationTask> for Task {
    /// What the contact's own routes would say of it.
    fn from(row: LocationTask) -> Self {
        Self {
            title: row.title,
            body: row.body,
            assigned_to: row.assigned_to,
            due_date: row.due_date,
            completed: row.completed,
            contact_id: row.contact_id,
            date_added: row.date_added,
            date_updated: row.date_updated,
            ..Self::with_id(row.id)
        }
    }
}

/// The body of a new task. HighLevel insists on the first three.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskCreate {
    /// What is to be done.
    pub title: String,
    /// When it is due; sent without milliseconds.
    #[serde(serialize_with = "whole_seconds")]
    pub due_date: Timestamp,
    /// Whether it is already done.
    pub completed: bool,
    /// Details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The user who should do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<UserId>,
}

/// The body of a changed task: only what changes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TaskUpdate {
    /// What is to be done.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub title: Field<String>,
    /// Details.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub body: Field<String>,
    /// When it is due; sent without milliseconds.
    #[serde(skip_serializing_if = "Field::is_absent", serialize_with = "whole_seconds_field")]
    pub due_date: Field<Timestamp>,
    /// Whether it is done.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub completed: Field<bool>,
    /// The user who should do it.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub assigned_to: Field<UserId>,
}

/// HighLevel has refused due dates with milliseconds on update.
fn whole_seconds<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.strftime("%Y-%m-%dT%H:%M:%SZ"))
}

fn whole_seconds_field<S: Serializer>(at: &Field<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at.value() {
        Some(at) => whole_seconds(at, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_date_is_sent_in_whole_seconds() {
        let update = TaskUpdate {
            due_date: Field::Set("2026-01-05T10:00:00.123Z".parse().unwrap()),
            ..Default::default()
        };

        assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"dueDate":"2026-01-05T10:00:00Z"}"#);
    }

    #[test]
    fn a_search_row_with_an_underscored_id_is_the_same_task() {
        let row: LocationTask =
            serde_json::from_str(r#"{"_id":"t1","title":"Call","contactId":"c1","statusGroup":"open"}"#)
                .unwrap();

        assert_eq!(row.extra["statusGroup"], "open");
        let task = Task::from(row);
        assert_eq!(task.id.as_str(), "t1");
        assert_eq!(task.title.as_deref(), Some("Call"));
    }
}
