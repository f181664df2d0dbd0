//! What is kept with one contact: its tasks, notes and appointments.

use crate::operation::row::Answer::{Flag, Many, One};
use crate::operation::row::Method::{Delete, Get, Post, Put};
use crate::operation::row::{App, Operation, flag, text};
use crate::scope::Scope;

/// `GET /contacts/{contactId}/tasks`
pub static GET_ALL_TASKS: Operation =
    Operation::new(App::Contacts, "get-all-tasks", Get, "/contacts/{contactId}/tasks")
        .says("List tasks", "Lists every task of one contact.")
        .scopes(&[Scope::CONTACTS_READONLY])
        .path_params(&[text("contactId")])
        .answers(200, Many("tasks"));

/// `POST /contacts/{contactId}/tasks`
pub static CREATE_TASK: Operation =
    Operation::new(App::Contacts, "create-task", Post, "/contacts/{contactId}/tasks")
        .says("Create task", "Adds a task to a contact.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId")])
        .body(&[
            text("title").required(),
            text("body"),
            text("dueDate").required(),
            flag("completed").required(),
            text("assignedTo"),
        ])
        .answers(201, One("task"));

/// `GET /contacts/{contactId}/tasks/{taskId}`
pub static GET_TASK: Operation =
    Operation::new(App::Contacts, "get-task", Get, "/contacts/{contactId}/tasks/{taskId}")
        .says("Get task", "Reads one task of a contact.")
        .scopes(&[Scope::CONTACTS_READONLY])
        .path_params(&[text("contactId"), text("taskId")])
        .answers(200, One("task"));

/// `PUT /contacts/{contactId}/tasks/{taskId}`
pub static UPDATE_TASK: Operation =
    Operation::new(App::Contacts, "update-task", Put, "/contacts/{contactId}/tasks/{taskId}")
        .says("Update task", "Changes a task's title, text, due date, assignee or completion.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId"), text("taskId")])
        .body(&[text("title"), text("body"), text("dueDate"), flag("completed"), text("assignedTo")])
        .answers(200, One("task"));

/// `PUT /contacts/{contactId}/tasks/{taskId}/completed`
pub static UPDATE_TASK_COMPLETED: Operation = Operation::new(
    App::Contacts,
    "update-task-completed",
    Put,
    "/contacts/{contactId}/tasks/{taskId}/completed",
)
.says("Complete task", "Marks a task as done, or as open again.")
.scopes(&[Scope::CONTACTS_WRITE])
.path_params(&[text("contactId"), text("taskId")])
.body(&[flag("completed").required()])
.answers(200, One("task"));

/// `DELETE /contacts/{contactId}/tasks/{taskId}`
pub static DELETE_TASK: Operation =
    Operation::new(App::Contacts, "delete-task", Delete, "/contacts/{contactId}/tasks/{taskId}")
        .says("Delete task", "Removes one task of a contact.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId"), text("taskId")])
        .answers(200, Flag("succeded"));

// Live these times carry no zone.
/// `GET /contacts/{contactId}/appointments`
pub static GET_APPOINTMENTS_FOR_CONTACT: Operation =
    Operation::new(App::Contacts, "get-appointments-for-contact", Get, "/contacts/{contactId}/appointments")
        .says("List appointments", "Lists a contact's appointments, with times in the location's zone.")
        .scopes(&[Scope::CONTACTS_READONLY])
        .path_params(&[text("contactId")])
        .answers(200, Many("events"));

/// `GET /contacts/{contactId}/notes`
pub static GET_ALL_NOTES: Operation =
    Operation::new(App::Contacts, "get-all-notes", Get, "/contacts/{contactId}/notes")
        .says("List notes", "Lists every note of one contact, newest first.")
        .scopes(&[Scope::CONTACTS_READONLY])
        .path_params(&[text("contactId")])
        .answers(200, Many("notes"));

/// `POST /contacts/{contactId}/notes`
pub static CREATE_NOTE: Operation =
    Operation::new(App::Contacts, "create-note", Post, "/contacts/{contactId}/notes")
        .says("Create note", "Adds a note to a contact.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId")])
        .body(&[text("userId"), text("body").required(), text("title"), text("color"), flag("pinned")])
        .answers(201, One("note"));

/// `GET /contacts/{contactId}/notes/{id}`
pub static GET_NOTE: Operation =
    Operation::new(App::Contacts, "get-note", Get, "/contacts/{contactId}/notes/{id}")
        .says("Get note", "Reads one note of a contact.")
        .scopes(&[Scope::CONTACTS_READONLY])
        .path_params(&[text("contactId"), text("id")])
        .answers(200, One("note"));

/// `PUT /contacts/{contactId}/notes/{id}`
pub static UPDATE_NOTE: Operation =
    Operation::new(App::Contacts, "update-note", Put, "/contacts/{contactId}/notes/{id}")
        .says("Update note", "Changes a note's text, title, colour or author, or pins it.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId"), text("id")])
        .body(&[text("userId"), text("body"), text("title"), text("color"), flag("pinned")])
        .answers(200, One("note"));

/// `DELETE /contacts/{contactId}/notes/{id}`
pub static DELETE_NOTE: Operation =
    Operation::new(App::Contacts, "delete-note", Delete, "/contacts/{contactId}/notes/{id}")
        .says("Delete note", "Removes one note of a contact.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId"), text("id")])
        .answers(200, Flag("succeded"));
