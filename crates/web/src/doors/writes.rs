//! Writes as people touch them: listed, sent once more, put aside, taken back.

use axum::extract::State;
use axum::response::Response;
use domain::ids::WriteId;
use http::HeaderMap;
use workspace::Member;
use workspace::shell::Shells;
use workspace::writes::Writes;

use super::{back_to, frame, stood_on};
use crate::errors::PageError;
use crate::extract::Path;
use crate::guard::{SignedIn, safe_next};
use crate::pages::writes::Page;
use crate::{answer, paths};

/// `GET /writes`
pub(crate) async fn list(
    State(writes): State<Writes>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
) -> Result<Page, PageError> {
    let page = writes.page(&member).await?;
    Ok(Page::of(frame(&shells, &member).await?, &page))
}

/// Back to where the button stood: the list of writes, a task's page, or else the write's contact.
async fn back(
    writes: &Writes,
    member: &Member,
    headers: &HeaderMap,
    about: WriteId,
    done: Option<WriteId>,
) -> Result<Response, PageError> {
    let from = stood_on(headers).unwrap_or_default();
    let contact = writes.contact_of(member, about).await?;
    Ok(match contact {
        _ if from == paths::Writes::ROUTE => answer::see(paths::Writes),
        Some(_) if from.contains("/tasks/") => answer::see(safe_next(&from)),
        Some(contact) if from != paths::Contacts::ROUTE => back_to(contact, done),
        _ => match (from == paths::Contacts::ROUTE, done) {
            (true, Some(done)) => answer::see(paths::ContactsDone { done }),
            (true, None) => answer::see(paths::Contacts),
            (false, _) => answer::see(paths::Writes),
        },
    })
}

/// `POST /writes/{write}/retry`
pub(crate) async fn retry(
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::WriteRetry>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let done = writes.retry(&member, path.write).await?;
    back(&writes, &member, &headers, path.write, Some(done)).await
}

/// `POST /writes/{write}/now`
pub(crate) async fn hurry(
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::WriteNow>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    writes.hurry(&member, path.write).await?;
    back(&writes, &member, &headers, path.write, None).await
}

/// `POST /writes/{write}/discard`
pub(crate) async fn discard(
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::WriteDiscard>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    writes.discard(&member, path.write).await?;
    back(&writes, &member, &headers, path.write, None).await
}

/// `POST /writes/{write}/undo`
pub(crate) async fn undo(
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::WriteUndo>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    writes.undo(&member, path.write).await?;
    back(&writes, &member, &headers, path.write, None).await
}
