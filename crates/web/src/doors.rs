//! The handlers behind the pages: read the request, ask one service, show the answer.
//!
//! Here: one file per noun. Not here: what is allowed and what it means (`workspace`), how it looks (`pages`).
//!
//! Promise: no handler decides anything; a form that succeeds leads to a page that can be reloaded.

pub(crate) mod account;
pub(crate) mod automations;
pub(crate) mod bulk;
pub(crate) mod businesses;
pub(crate) mod callback;
pub(crate) mod conflicts;
pub(crate) mod contact;
pub(crate) mod contacts;
pub(crate) mod conversations;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod keys;
pub(crate) mod notes;
pub(crate) mod opportunities;
pub(crate) mod pick;
pub(crate) mod refused;
pub(crate) mod runs;
pub(crate) mod sign_in;
pub(crate) mod tasks;
pub(crate) mod writes;

use domain::ids::WriteId;
use highlevel::ContactId;
use http::{HeaderMap, StatusCode, header};
use workspace::shell::Shells;
use workspace::writes::Writes;
use workspace::{Member, Problem, Refusal};

use crate::errors::PageError;
use crate::pages::{Flash, Frame};
use crate::{answer, paths};

/// The frame for this person's page.
pub(crate) async fn frame(shells: &Shells, member: &Member) -> Result<Frame, PageError> {
    Ok(Frame::of(&shells.of(member).await?))
}

/// What was just done, said once on the page it led to, with the way back.
pub(crate) async fn flash(
    writes: &Writes,
    member: &Member,
    done: Option<WriteId>,
) -> Result<Option<Flash>, PageError> {
    let Some(done) = done else { return Ok(None) };
    let said = writes.said(member, done).await?;
    Ok(said.map(|said| {
        let undo = said.undoable.then(|| paths::WriteUndo { write: done }.to_string());
        Flash { text: said.text, undo }
    }))
}

/// What keeps a form from being taken, so that it can be shown again with everything typed; `field` is where the
/// words go that are about no field. Faults of ours and what this person may not do stay errors.
pub(crate) fn told(refusal: Refusal, field: &str) -> Result<(StatusCode, Vec<Problem>), PageError> {
    let status = match &refusal {
        Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Conflict(_) => StatusCode::CONFLICT,
        Refusal::LacksScope { .. } => StatusCode::FORBIDDEN,
        Refusal::NotConnected(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => return Err(refusal.into()),
    };
    let problems = match refusal {
        Refusal::Invalid(problems) => problems,
        other => vec![Problem::with(field, PageError::from(other).explained().text)],
    };
    Ok((status, problems))
}

/// The page a form stood on, by what the browser says.
pub(crate) fn stood_on(headers: &HeaderMap) -> Option<String> {
    let from = headers.get(header::REFERER)?.to_str().ok()?;
    Some(url::Url::parse(from).ok()?.path().to_owned())
}

/// Back to the contact, saying what was done if anything was.
pub(crate) fn back_to(contact: ContactId, done: Option<WriteId>) -> axum::response::Response {
    match done {
        Some(done) => answer::see(paths::ContactDone { contact, done }),
        None => answer::see(paths::Contact { contact }),
    }
}
