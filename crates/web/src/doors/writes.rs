//! Writes that need a person: once more, put aside, taken back.

use axum::extract::State;
use axum::response::Response;
use workspace::writes::Writes;

use super::back_to;
use crate::errors::PageError;
use crate::extract::Path;
use crate::guard::SignedIn;
use crate::paths;

/// `POST /contacts/{contact}/writes/{write}/retry`
pub(crate) async fn retry(
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::WriteRetry>,
) -> Result<Response, PageError> {
    let done = writes.retry(&member, path.write).await?;
    Ok(back_to(path.contact, Some(done)))
}

/// `POST /contacts/{contact}/writes/{write}/discard`
pub(crate) async fn discard(
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::WriteDiscard>,
) -> Result<Response, PageError> {
    writes.discard(&member, path.write).await?;
    Ok(back_to(path.contact, None))
}

/// `POST /contacts/{contact}/writes/{write}/undo`
pub(crate) async fn undo(
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::WriteUndo>,
) -> Result<Response, PageError> {
    writes.undo(&member, path.write).await?;
    Ok(back_to(path.contact, None))
}
