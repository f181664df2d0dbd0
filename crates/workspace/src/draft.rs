//! What a person typed into a longer form, kept as typed until every part of it is understood.
//!
//! Here: drafts of a contact, a task and a note. Not here: the values they become (`highlevel`'s write shapes).
//!
//! Promise: a refused form comes back with everything that was typed and what to do about it.

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

/// A note as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteDraft {
    /// Title, may be empty.
    pub title: String,
    /// The text.
    pub body: String,
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
