//! Tasks of a contact.
//!
//! Here: a task's line and page, and creating, editing, completing, reassigning and deleting it.
//! Not here: the task list across contacts.
//!
//! Promise: HighLevel sends no event for an edited task, so a task page says when it was last looked at.

mod found;
mod service;

pub(crate) use service::new_fields;
pub use service::{Tasks, Tick};

use highlevel::TaskId;
use jiff::Timestamp;

use crate::Freshness;
use crate::contact::ContactRef;
use crate::contacts::UserName;
use crate::note::NoteEntry;
use crate::standing::{Key, Standing};
use crate::timeline::Timeline;

/// One task.
#[derive(Debug, Clone)]
pub struct TaskLine {
    /// The task, or the write that is creating it.
    pub key: Key<TaskId>,
    /// What is to be done.
    pub title: String,
    /// More about it.
    pub body: Option<String>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Whether it is done.
    pub completed: bool,
    /// Whose it is.
    pub assignee: Option<UserName>,
    /// How it stands with HighLevel.
    pub standing: Standing,
    /// Being deleted: shown struck through until HighLevel agrees.
    pub going: bool,
}

/// One task's page.
#[derive(Debug, Clone)]
pub struct TaskPage {
    /// The task.
    pub task: TaskLine,
    /// Whose task: name, with email and phone to reach them.
    pub contact: ContactRef,
    /// The contact's email.
    pub email: Option<String>,
    /// The contact's phone, written for people.
    pub phone: Option<String>,
    /// When it was deleted, if it was.
    pub deleted: Option<Timestamp>,
    /// Whether it can be made again: it was deleted, and its contact was not.
    pub can_be_restored: bool,
    /// When it was added, where HighLevel says.
    pub added: Option<Timestamp>,
    /// When it was last altered, where HighLevel says.
    pub updated: Option<Timestamp>,
    /// The contact's notes.
    pub notes: Vec<NoteEntry>,
    /// What happened to this task.
    pub timeline: Timeline,
    /// Users it may be assigned to.
    pub users: Vec<UserName>,
    /// How current it is.
    pub freshness: Freshness,
    /// Whether the person may alter it.
    pub may_write: bool,
}
