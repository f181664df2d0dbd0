//! A contact's tasks.

use axum::body::Bytes;
use axum::extract::Path;
use serde_json::{Value, json};

use super::body::{Body, Given, Need};
use super::desk::Desk;
use super::show::ShownTask;
use crate::answer::{Answer, Outcome, Refusal};
use crate::world::record::Task;
use crate::world::{Act, Folder, Moment};

/// `GET /contacts/{contactId}/tasks`: all of them, there is no paging.
pub(super) async fn list(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.look(|state| {
        let tasks: Vec<_> = desk.folder(state, &id)?.tasks.iter().rev().map(ShownTask).collect();
        Ok(Answer::ok(json!({ "tasks": tasks })))
    })
}

/// `GET /contacts/{contactId}/tasks/{taskId}`
pub(super) async fn get(desk: Desk, Path((id, task)): Path<(String, String)>) -> Outcome {
    desk.world.look(|state| {
        let task = find(desk.folder(state, &id)?, &task)?;
        Ok(Answer::ok(json!({ "task": ShownTask(task) })))
    })
}

/// `POST /contacts/{contactId}/tasks`
pub(super) async fn create(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let input = Input::read(&body, Need::Required)?;
    desk.world.act(|act| {
        let contact = desk.folder(act, &id)?.contact.id;
        let now = act.now();
        let mut task = Task {
            id: act.fresh(),
            contact,
            title: "".into(),
            body: None,
            assigned_to: None,
            due: now,
            completed: false,
            added: now,
            updated: now,
        };
        input.lay_over(&mut task);
        Ok(Answer::created(saved(act, task)))
    })
}

/// `PUT /contacts/{contactId}/tasks/{taskId}`. Sends no event, unless it completes the task.
pub(super) async fn update(desk: Desk, Path((id, task)): Path<(String, String)>, body: Bytes) -> Outcome {
    let input = Input::read(&body, Need::Optional)?;
    desk.world.act(|act| {
        let mut task = find(desk.folder(act, &id)?, &task)?.clone();
        input.lay_over(&mut task);
        Ok(Answer::ok(saved(act, task)))
    })
}

/// `PUT /contacts/{contactId}/tasks/{taskId}/completed`. Only completing sends an event, not the way back.
pub(super) async fn complete(desk: Desk, Path((id, task)): Path<(String, String)>, body: Bytes) -> Outcome {
    let mut body = Body::read(&body)?;
    let completed = body.flag("completed", Need::Required).set();
    body.finish()?;
    desk.world.act(|act| {
        let mut task = find(desk.folder(act, &id)?, &task)?.clone();
        task.completed = completed.unwrap_or(task.completed);
        Ok(Answer::ok(saved(act, task)))
    })
}

/// `DELETE /contacts/{contactId}/tasks/{taskId}`
pub(super) async fn delete(desk: Desk, Path((id, task)): Path<(String, String)>) -> Outcome {
    desk.world.act(|act| {
        let (contact, task) = {
            let task = find(desk.folder(act, &id)?, &task)?;
            (task.contact, task.id)
        };
        act.task_delete(&contact, &task);
        Ok(Answer::ok(desk.done()))
    })
}

fn find<'f>(folder: &'f Folder, id: &str) -> Result<&'f Task, Refusal> {
    let found = folder.tasks.iter().find(|task| task.id.as_str() == id);
    found.ok_or_else(|| Refusal::NoRecord { noun: "Task", id: id.to_owned() })
}

fn saved(act: &mut Act<'_>, task: Task) -> Value {
    let shown = json!(ShownTask(&task));
    act.task_save(task);
    json!({ "task": shown })
}

struct Input {
    title: Given<String>,
    body: Given<String>,
    due: Given<Moment>,
    completed: Given<bool>,
    assigned_to: Given<String>,
}

impl Input {
    fn read(bytes: &Bytes, need: Need) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let input = Self {
            title: body.words("title", need),
            body: body.text("body", Need::Optional),
            due: body.moment("dueDate", need),
            completed: body.flag("completed", need),
            assigned_to: body.text("assignedTo", Need::Optional),
        };
        body.finish()?;
        Ok(input)
    }

    fn lay_over(self, task: &mut Task) {
        if let Given::Set(title) = self.title {
            task.title = title.into();
        }
        if let Given::Set(due) = self.due {
            task.due = due;
        }
        if let Given::Set(completed) = self.completed {
            task.completed = completed;
        }
        text(&mut task.body, self.body);
        text(&mut task.assigned_to, self.assigned_to);
    }
}

/// Sets or clears a text that may be missing.
pub(crate) fn text<T: From<String>>(kept: &mut Option<T>, given: Given<String>) {
    match given {
        Given::Set(text) => *kept = (!text.is_empty()).then(|| text.into()),
        Given::Null => *kept = None,
        Given::Absent => {}
    }
}
