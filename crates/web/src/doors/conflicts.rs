//! Conflicts: listed and decided, and whose value stands from now on.

use axum::extract::State;
use axum::response::Response;
use domain::conflict::Choice;
use domain::merge::Authority;
use serde::Deserialize;
use workspace::Problem;
use workspace::conflicts::Conflicts;
use workspace::shell::Shells;

use super::frame;
use crate::errors::PageError;
use crate::extract::{Form, Path};
use crate::guard::SignedIn;
use crate::pages::conflicts::Page;
use crate::{answer, paths};

/// `GET /conflicts`
pub(crate) async fn list(
    State(conflicts): State<Conflicts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
) -> Result<Page, PageError> {
    let page = conflicts.page(&member).await?;
    Ok(Page::of(frame(&shells, &member).await?, &page))
}

/// What was chosen.
#[derive(Debug, Deserialize)]
pub(crate) struct ChoiceForm {
    choice: String,
}

/// `POST /conflicts/{conflict}`
pub(crate) async fn decide(
    State(conflicts): State<Conflicts>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::ConflictDecide>,
    Form(form): Form<ChoiceForm>,
) -> Result<Response, PageError> {
    let choice = form.choice.parse::<Choice>().ok().filter(|choice| *choice != Choice::Aside);
    let choice = choice.ok_or_else(|| wrong("choice", "Choose a side, or both."))?;
    conflicts.decide(&member, path.conflict, choice).await?;
    Ok(answer::see(paths::Conflicts))
}

/// Whose value of a field stands.
#[derive(Debug, Deserialize)]
pub(crate) struct RuleForm {
    field: String,
    stands: String,
}

/// `POST /conflicts/rules`
pub(crate) async fn rule(
    State(conflicts): State<Conflicts>,
    SignedIn(member): SignedIn,
    Form(form): Form<RuleForm>,
) -> Result<Response, PageError> {
    let stands = form.stands.parse::<Authority>().map_err(|_| wrong("stands", "Choose a side."))?;
    conflicts.rule(&member, &form.field, stands).await?;
    Ok(answer::see(paths::Conflicts))
}

fn wrong(field: &str, text: &str) -> PageError {
    PageError::Invalid(vec![Problem::with(field, text)])
}
