//! Longer forms: a contact, a task, a note.

use serde::Deserialize;
use workspace::draft::{ContactDraft, NoteDraft, TaskDraft};

/// The form of a new contact.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ContactForm {
    first_name: String,
    last_name: String,
    email: String,
    phone: String,
    company: String,
    source: String,
    tags: String,
}

impl ContactForm {
    pub(crate) fn read(self) -> ContactDraft {
        ContactDraft {
            first_name: self.first_name,
            last_name: self.last_name,
            email: self.email,
            phone: self.phone,
            company: self.company,
            source: self.source,
            tags: self.tags,
        }
    }
}

/// The form of a task.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TaskForm {
    title: String,
    body: String,
    due_date: String,
    due_time: String,
    assignee: String,
}

impl TaskForm {
    pub(crate) fn read(self) -> TaskDraft {
        TaskDraft {
            title: self.title,
            body: self.body,
            due_date: self.due_date,
            due_time: self.due_time,
            assignee: self.assignee,
        }
    }
}

/// The form of a note.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NoteForm {
    title: String,
    body: String,
}

impl NoteForm {
    pub(crate) fn read(self) -> NoteDraft {
        NoteDraft { title: self.title, body: self.body }
    }
}
