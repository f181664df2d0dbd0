//! Runs of automations.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use workspace::runs::{OnVersion, Runs};
use workspace::shell::Shells;

use super::frame;
use crate::errors::PageError;
use crate::extract::{Form, Path, Query};
use crate::guard::SignedIn;
use crate::pages::{run, runs};
use crate::{answer, paths};

/// `GET /runs`
pub(crate) async fn list(
    State(service): State<Runs>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Query(asked): Query<paths::RunsOf>,
) -> Result<runs::Page, PageError> {
    let list = service.list(&member, &asked.query()).await?;
    Ok(runs::Page::of(frame(&shells, &member).await?, &list, &asked))
}

/// `GET /runs/{run}`
pub(crate) async fn show(
    State(service): State<Runs>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Run>,
) -> Result<run::Page, PageError> {
    let view = service.open(&member, path.run).await?;
    Ok(run::Page::of(frame(&shells, &member).await?, &view, service.may_work(&member)))
}

/// `POST /runs/{run}/cancel`
pub(crate) async fn cancel(
    State(service): State<Runs>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::RunCancel>,
) -> Result<Response, PageError> {
    service.cancel(&member, path.run).await?;
    Ok(answer::see(paths::Run { run: path.run }))
}

/// From which step, on which version.
#[derive(Debug, Deserialize)]
pub(crate) struct AgainForm {
    #[serde(default)]
    step: String,
    #[serde(default)]
    version: String,
}

/// `POST /runs/{run}/again`
pub(crate) async fn again(
    State(service): State<Runs>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::RunAgain>,
    Form(form): Form<AgainForm>,
) -> Result<Response, PageError> {
    let version = if form.version == "live" { OnVersion::Live } else { OnVersion::Its };
    let run = service.again(&member, path.run, &form.step, version).await?;
    Ok(answer::see(paths::Run { run }))
}
