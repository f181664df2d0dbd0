//! What hangs on a contact: tasks, notes, tags, followers.

use serde_json::json;

use super::Client;
use super::call::Call;
use super::contacts::about;
use crate::error::CallError;
use crate::ids::{ContactId, NoteId, TaskId, UserId};
use crate::model::{Note, NoteWrite, Task, TaskCreate, TaskUpdate};
use crate::operation::{Operation, contacts as row};

macro_rules! of_one_contact {
    ($($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $name<'c> {
            client: &'c Client,
            contact: ContactId,
        }

        impl<'c> $name<'c> {
            pub(super) fn of(client: &'c Client, contact: &ContactId) -> Self {
                Self { client, contact: contact.clone() }
            }
        }
    )*};
}

of_one_contact! {
    /// Calls about the tasks of one contact.
    Tasks
    /// Calls about the notes of one contact.
    Notes
    /// Calls about the tags of one contact.
    Tags
    /// Calls about the users who follow one contact.
    Followers
}

impl Tasks<'_> {
    /// Every task; there are no pages.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn list(&self) -> Result<Vec<Task>, CallError> {
        self.client.raw(about(&row::GET_ALL_TASKS, &self.contact)).await?.member("tasks")
    }

    /// One task.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn get(&self, task: &TaskId) -> Result<Task, CallError> {
        self.client.raw(self.call(&row::GET_TASK, task)).await?.member("task")
    }

    /// Adds a task.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn create(&self, task: &TaskCreate) -> Result<Task, CallError> {
        self.client.raw(about(&row::CREATE_TASK, &self.contact).json(task)?).await?.member("task")
    }

    /// Changes the fields that are named.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update(&self, task: &TaskId, update: &TaskUpdate) -> Result<Task, CallError> {
        self.client.raw(self.call(&row::UPDATE_TASK, task).json(update)?).await?.member("task")
    }

    /// Marks a task as done.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn complete(&self, task: &TaskId) -> Result<Task, CallError> {
        self.set_completed(task, true).await
    }

    /// Marks a task as open again. HighLevel sends no event for it.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn reopen(&self, task: &TaskId) -> Result<Task, CallError> {
        self.set_completed(task, false).await
    }

    /// Removes a task.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete(&self, task: &TaskId) -> Result<(), CallError> {
        self.client.raw(self.call(&row::DELETE_TASK, task)).await.map(drop)
    }

    async fn set_completed(&self, task: &TaskId, completed: bool) -> Result<Task, CallError> {
        let call = self.call(&row::UPDATE_TASK_COMPLETED, task).json(&json!({"completed": completed}))?;
        self.client.raw(call).await?.member("task")
    }

    fn call(&self, row: &'static Operation, task: &TaskId) -> Call {
        about(row, &self.contact).path("taskId", task)
    }
}

impl Notes<'_> {
    /// Every note, newest first; there are no pages.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn list(&self) -> Result<Vec<Note>, CallError> {
        self.client.raw(about(&row::GET_ALL_NOTES, &self.contact)).await?.member("notes")
    }

    /// One note.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn get(&self, note: &NoteId) -> Result<Note, CallError> {
        self.client.raw(self.call(&row::GET_NOTE, note)).await?.member("note")
    }

    /// Adds a note.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn create(&self, note: &NoteWrite) -> Result<Note, CallError> {
        self.client.raw(about(&row::CREATE_NOTE, &self.contact).json(note)?).await?.member("note")
    }

    /// Changes the fields that are named.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update(&self, note: &NoteId, update: &NoteWrite) -> Result<Note, CallError> {
        self.client.raw(self.call(&row::UPDATE_NOTE, note).json(update)?).await?.member("note")
    }

    /// Removes a note.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete(&self, note: &NoteId) -> Result<(), CallError> {
        self.client.raw(self.call(&row::DELETE_NOTE, note)).await.map(drop)
    }

    fn call(&self, row: &'static Operation, note: &NoteId) -> Call {
        about(row, &self.contact).path("id", note)
    }
}

impl Tags<'_> {
    /// Adds tags; answers with every tag the contact has now.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn add(&self, tags: &[String]) -> Result<Vec<String>, CallError> {
        self.change(&row::ADD_TAGS, tags).await
    }

    /// Removes tags; answers with those that are left.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn remove(&self, tags: &[String]) -> Result<Vec<String>, CallError> {
        self.change(&row::REMOVE_TAGS, tags).await
    }

    async fn change(&self, row: &'static Operation, tags: &[String]) -> Result<Vec<String>, CallError> {
        self.client.raw(about(row, &self.contact).json(&json!({"tags": tags}))?).await?.member("tags")
    }
}

impl Followers<'_> {
    /// Lets users follow; answers with everyone who does now.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn add(&self, users: &[UserId]) -> Result<Vec<UserId>, CallError> {
        self.change(&row::ADD_FOLLOWERS_CONTACT, users).await
    }

    /// Ends users' following; answers with those who still do.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn remove(&self, users: &[UserId]) -> Result<Vec<UserId>, CallError> {
        self.change(&row::REMOVE_FOLLOWERS_CONTACT, users).await
    }

    async fn change(&self, row: &'static Operation, users: &[UserId]) -> Result<Vec<UserId>, CallError> {
        let call = about(row, &self.contact).json(&json!({"followers": users}))?;
        self.client.raw(call).await?.member("followers")
    }
}
