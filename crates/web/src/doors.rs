//! The handlers behind the pages: read the request, ask one service, show the answer.
//!
//! Here: one file per noun. Not here: what is allowed and what it means (`workspace`), how it looks (`pages`).
//!
//! Promise: no handler decides anything; a form that succeeds leads to a page that can be reloaded.

pub(crate) mod account;
pub(crate) mod callback;
pub(crate) mod contact;
pub(crate) mod contacts;
pub(crate) mod health;
pub(crate) mod notes;
pub(crate) mod refused;
pub(crate) mod sign_in;
pub(crate) mod tasks;
pub(crate) mod writes;

use domain::ids::WriteId;
use highlevel::ContactId;
use workspace::Member;
use workspace::shell::Shells;
use workspace::writes::Writes;

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
        let undo = said.contact.filter(|_| said.undoable);
        Flash {
            text: said.text,
            undo: undo.map(|contact| paths::WriteUndo { contact, write: done }.to_string()),
        }
    }))
}

/// Back to the contact, saying what was done if anything was.
pub(crate) fn back_to(contact: ContactId, done: Option<WriteId>) -> axum::response::Response {
    match done {
        Some(done) => answer::see(paths::ContactDone { contact, done }),
        None => answer::see(paths::Contact { contact }),
    }
}
