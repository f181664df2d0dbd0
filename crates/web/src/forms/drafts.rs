//! Longer forms: a contact, a task, a note.

use domain::ids::WriteId;
use serde::Deserialize;
use workspace::draft::{ContactDraft, NoteDraft, TaskDraft};

/// The form of a new contact.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ContactForm {
    replaces: Option<WriteId>,
    first_name: String,
    last_name: String,
    email: String,
    phone: String,
    company: String,
    source: String,
    tags: String,
}

impl ContactForm {
    /// What was typed, and the write it is to replace.
    pub(crate) fn read(self) -> (ContactDraft, Option<WriteId>) {
        let draft = ContactDraft {
            first_name: self.first_name,
            last_name: self.last_name,
            email: self.email,
            phone: self.phone,
            company: self.company,
            source: self.source,
            tags: self.tags,
        };
        (draft, self.replaces)
    }
}

/// The form of a task.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TaskForm {
    replaces: Option<WriteId>,
    title: String,
    body: String,
    due_date: String,
    due_time: String,
    assignee: String,
}

impl TaskForm {
    /// What was typed, and the write it is to replace.
    pub(crate) fn read(self) -> (TaskDraft, Option<WriteId>) {
        let draft = TaskDraft {
            title: self.title,
            body: self.body,
            due_date: self.due_date,
            due_time: self.due_time,
            assignee: self.assignee,
        };
        (draft, self.replaces)
    }
}

/// The form of a note.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NoteForm {
    replaces: Option<WriteId>,
    title: String,
    body: String,
}

impl NoteForm {
    /// What was typed, and the write it is to replace.
    pub(crate) fn read(self) -> (NoteDraft, Option<WriteId>) {
        (NoteDraft { title: self.title, body: self.body }, self.replaces)
    }
}
