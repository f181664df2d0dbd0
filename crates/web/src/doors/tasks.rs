//! Tasks of a contact.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::ids::WriteId;
use highlevel::{ContactId, TaskId};
use http::HeaderMap;
use workspace::contacts::Contacts;
use workspace::draft::Form as Filled;
use workspace::shell::Shells;
use workspace::task::{Tasks, Tick};
use workspace::writes::Writes;

use super::contacts::Done;
use super::{back_to, flash, frame, stood_on, told};
use crate::errors::PageError;
use crate::extract::{Form, Path, Query};
use crate::forms::drafts::TaskForm;
use crate::forms::small::AssignForm;
use crate::guard::SignedIn;
use crate::pages::{contact, task};
use crate::{answer, paths};

/// Back to where the form stood: the task's own page, or its contact's.
fn back(headers: &HeaderMap, contact: ContactId, task: TaskId, done: Option<WriteId>) -> Response {
    let own = paths::Task { contact: contact.clone(), task: task.clone() };
    let stood_there = stood_on(headers) == Some(own.to_string());
    match (stood_there, done) {
        (true, Some(done)) => answer::see(paths::TaskDone { contact, task, done }),
        (true, None) => answer::see(own),
        (false, done) => back_to(contact, done),
    }
}

/// `POST /contacts/{contact}/tasks`
pub(crate) async fn add(
    State(tasks): State<Tasks>,
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Tasks>,
    Form(form): Form<TaskForm>,
) -> Result<Response, PageError> {
    let (draft, replaces) = form.read();
    let (status, problems) = match tasks.add(&member, &path.contact, &draft, replaces).await {
        Ok(done) => return Ok(back_to(path.contact, Some(done))),
        Err(refusal) => told(refusal, "title")?,
    };
    let page = contacts.open(&member, &path.contact, None).await?;
    let form = Filled { draft, problems };
    let page = contact::Page::of(frame(&shells, &member).await?, &page).with_task(form, replaces);
    Ok((status, page).into_response())
}

/// `POST /contacts/{contact}/tasks/{task}/restore`
pub(crate) async fn restore(
    State(tasks): State<Tasks>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::TaskRestore>,
) -> Result<Response, PageError> {
    let done = tasks.restore(&member, &path.contact, &path.task).await?;
    Ok(back_to(path.contact, Some(done)))
}

/// `GET /contacts/{contact}/tasks/{task}`
pub(crate) async fn show(
    State(tasks): State<Tasks>,
    State(shells): State<Shells>,
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Task>,
    Query(done): Query<Done>,
) -> Result<task::Page, PageError> {
    let page = tasks.open(&member, &path.contact, &path.task).await?;
    let frame = frame(&shells, &member).await?.saying(flash(&writes, &member, done.done).await?);
    Ok(task::Page::of(frame, &page))
}

/// `POST /contacts/{contact}/tasks/{task}`
pub(crate) async fn save(
    State(tasks): State<Tasks>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Task>,
    headers: HeaderMap,
    Form(form): Form<TaskForm>,
) -> Result<Response, PageError> {
    let (saw, began) = (form.saw(), form.saw.clone());
    let (draft, _) = form.read();
    let edited = tasks.edit(&member, &path.contact, &path.task, &draft, saw.as_ref()).await;
    let (status, problems) = match edited {
        Ok(done) => return Ok(back(&headers, path.contact, path.task, done)),
        Err(refusal) => told(refusal, "title")?,
    };
    let page = tasks.open(&member, &path.contact, &path.task).await?;
    let page =
        task::Page::of(frame(&shells, &member).await?, &page).with_edit(Filled { draft, problems }, began);
    Ok((status, page).into_response())
}

/// `POST /contacts/{contact}/tasks/{task}/complete`
pub(crate) async fn complete(
    State(tasks): State<Tasks>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::TaskComplete>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let done = tasks.tick(&member, &path.contact, &path.task, Tick::Done).await?;
    Ok(back(&headers, path.contact, path.task, done))
}

/// `POST /contacts/{contact}/tasks/{task}/reopen`
pub(crate) async fn reopen(
    State(tasks): State<Tasks>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::TaskReopen>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let done = tasks.tick(&member, &path.contact, &path.task, Tick::Open).await?;
    Ok(back(&headers, path.contact, path.task, done))
}

/// `POST /contacts/{contact}/tasks/{task}/assign`
pub(crate) async fn assign(
    State(tasks): State<Tasks>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::TaskAssign>,
    headers: HeaderMap,
    Form(form): Form<AssignForm>,
) -> Result<Response, PageError> {
    let done = tasks.assign(&member, &path.contact, &path.task, form.assignee.trim()).await?;
    Ok(back(&headers, path.contact, path.task, done))
}

/// `POST /contacts/{contact}/tasks/{task}/delete`
pub(crate) async fn delete(
    State(tasks): State<Tasks>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::TaskDelete>,
) -> Result<Response, PageError> {
    let done = tasks.delete(&member, &path.contact, &path.task).await?;
    Ok(back_to(path.contact, Some(done)))
}
