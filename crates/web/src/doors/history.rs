//! The past: looked at, brought back, and how long it is kept.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use workspace::fields::FieldKey;
use workspace::history::History;
use workspace::shell::Shells;

use super::{back_to, frame, told};
use crate::errors::PageError;
use crate::extract::{Form, Path, Query};
use crate::guard::SignedIn;
use crate::pages::past::{FieldPage, KeepingPage, RestorePage};
use crate::{answer, paths};

/// `GET /contacts/{contact}/fields/{field}/history`
pub(crate) async fn field(
    State(history): State<History>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::FieldPast>,
) -> Result<FieldPage, PageError> {
    let past = history.field(&member, &path.contact, &path.field).await?;
    Ok(FieldPage::of(frame(&shells, &member).await?, &past))
}

/// To which moment, and which field alone.
#[derive(Debug, Deserialize)]
pub(crate) struct BackForm {
    at: i64,
    #[serde(default)]
    field: String,
}

impl BackForm {
    fn read(&self) -> Result<(Timestamp, Option<FieldKey>), PageError> {
        let at = Timestamp::from_millisecond(self.at).map_err(|_| PageError::NotFound("moment"))?;
        let field = (!self.field.is_empty()).then(|| self.field.parse());
        Ok((at, field.transpose().map_err(|_| PageError::NotFound("field"))?))
    }
}

/// `GET /contacts/{contact}/back`
pub(crate) async fn plan(
    State(history): State<History>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Back>,
    Query(form): Query<BackForm>,
) -> Result<RestorePage, PageError> {
    let (at, field) = form.read()?;
    let plan = history.back(&member, &path.contact, at, field.as_ref()).await?;
    Ok(RestorePage::of(frame(&shells, &member).await?, &plan))
}

/// `POST /contacts/{contact}/back`
pub(crate) async fn bring_back(
    State(history): State<History>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Back>,
    Form(form): Form<BackForm>,
) -> Result<Response, PageError> {
    let (at, field) = form.read()?;
    let (status, problems) = match history.bring_back(&member, &path.contact, at, field.as_ref()).await {
        Ok(done) => return Ok(back_to(path.contact, Some(done))),
        Err(refusal) => told(refusal, "")?,
    };
    let plan = history.back(&member, &path.contact, at, field.as_ref()).await?;
    let page = RestorePage::of(frame(&shells, &member).await?, &plan).with_problems(&problems);
    Ok((status, page).into_response())
}

/// `GET /history`
pub(crate) async fn keeping(
    State(history): State<History>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
) -> Result<KeepingPage, PageError> {
    let keeping = history.keeping(&member).await?;
    Ok(KeepingPage::of(frame(&shells, &member).await?, &keeping))
}

/// For how many days.
#[derive(Debug, Deserialize)]
pub(crate) struct KeepForm {
    #[serde(default)]
    days: u32,
}

/// `POST /history`
pub(crate) async fn keep(
    State(history): State<History>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Form(form): Form<KeepForm>,
) -> Result<Response, PageError> {
    let (status, problems) = match history.keep(&member, form.days).await {
        Ok(()) => return Ok(answer::see(paths::Keeping)),
        Err(refusal) => told(refusal, "days")?,
    };
    let keeping = history.keeping(&member).await?;
    let page = KeepingPage::of(frame(&shells, &member).await?, &keeping).with_problems(&problems);
    Ok((status, page).into_response())
}
