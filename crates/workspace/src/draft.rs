//! What a person typed into a longer form, kept as typed until every part of it is understood.
//!
//! Here: drafts of a contact, a task and a note. Not here: the values they become (`highlevel`'s write shapes).
//!
//! Promise: a refused form comes back with everything that was typed and what to do about it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::refusal::Problem;

/// A new contact as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactDraft {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Email.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// Company.
    pub company: String,
    /// Where it came from.
    pub source: String,
    /// Tags, apart by commas.
    pub tags: String,
}

impl ContactDraft {
    /// What was typed, read back from the fields it became.
    pub(crate) fn of(fields: &Map<String, Value>) -> Self {
        let tags = fields.get("tags").and_then(Value::as_array);
        let tags: Vec<&str> = tags.into_iter().flatten().filter_map(Value::as_str).collect();
        Self {
            first_name: text(fields, "firstName"),
            last_name: text(fields, "lastName"),
            email: text(fields, "email"),
            phone: text(fields, "phone"),
            company: text(fields, "companyName"),
            source: text(fields, "source"),
            tags: tags.join(", "),
        }
    }
}

fn text(fields: &Map<String, Value>, name: &str) -> String {
    fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A task as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskDraft {
    /// What is to be done.
    pub title: String,
    /// More about it.
    pub body: String,
    /// The day, `YYYY-MM-DD`, in the location's zone.
    pub due_date: String,
    /// The time, `HH:MM`; nine in the morning when left empty.
    pub due_time: String,
    /// A user's id, or empty for nobody.
    pub assignee: String,
}

impl TaskDraft {
    /// What was typed, read back from the fields it became; its day and time are the location's.
    pub(crate) fn of(fields: &Map<String, Value>, zone: &TimeZone) -> Self {
        let due = fields.get("dueDate").and_then(Value::as_str).and_then(|due| due.parse::<Timestamp>().ok());
        let due = due.map(|due| due.to_zoned(zone.clone()));
        let part = |shape: &str| due.as_ref().map(|due| due.strftime(shape).to_string()).unwrap_or_default();
        Self {
            title: text(fields, "title"),
            body: text(fields, "body"),
            due_date: part("%Y-%m-%d"),
            due_time: part("%H:%M"),
            assignee: text(fields, "assignedTo"),
        }
    }
}

/// A note as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteDraft {
    /// Title, may be empty.
    pub title: String,
    /// The text.
    pub body: String,
}

impl NoteDraft {
    /// What was typed, read back from the fields it became.
    pub(crate) fn of(fields: &Map<String, Value>) -> Self {
        Self { title: text(fields, "title"), body: text(fields, "body") }
    }
}

/// A form with what was typed and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Form<D> {
    /// What was typed.
    pub draft: D,
    /// What is wrong, by field.
    pub problems: Vec<Problem>,
}

impl<D> Form<D> {
    /// What is wrong with one field.
    pub fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }
}
