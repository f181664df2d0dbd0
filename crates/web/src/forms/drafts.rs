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

/// What a form began with, for it to send along.
pub(crate) fn saw(texts: &[&str]) -> String {
    serde_json::to_string(texts).unwrap_or_default()
}

fn seen<const N: usize>(saw: &str) -> Option<[String; N]> {
    serde_json::from_str::<Vec<String>>(saw).ok()?.try_into().ok()
}

/// The form of a task.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TaskForm {
    replaces: Option<WriteId>,
    pub(crate) saw: String,
    title: String,
    body: String,
    due_date: String,
    due_time: String,
    assignee: String,
}

impl TaskForm {
    /// What it began with, where it says so.
    pub(crate) fn saw(&self) -> Option<TaskDraft> {
        let [title, body, due_date, due_time, assignee] = seen(&self.saw)?;
        Some(TaskDraft { title, body, due_date, due_time, assignee })
    }

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
    pub(crate) saw: String,
    title: String,
    body: String,
}

impl NoteForm {
    /// What it began with, where it says so.
    pub(crate) fn saw(&self) -> Option<NoteDraft> {
        let [title, body] = seen(&self.saw)?;
        Some(NoteDraft { title, body })
    }

    /// What was typed, and the write it is to replace.
    pub(crate) fn read(self) -> (NoteDraft, Option<WriteId>) {
        (NoteDraft { title: self.title, body: self.body }, self.replaces)
    }
}
