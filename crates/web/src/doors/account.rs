//! One's own account.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use workspace::Refusal;
use workspace::people::People;
use workspace::shell::Shells;

use super::frame;
use crate::errors::PageError;
use crate::extract::Form;
use crate::forms::small::PasswordForm;
use crate::guard::{Carried, SignedIn};
use crate::pages::account::Page;
use crate::{answer, paths};

/// `GET /account`
pub(crate) async fn show(
    State(people): State<People>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
) -> Result<Page, PageError> {
    let account = people.account(&member).await?;
    let frame = frame(&shells, &member).await?;
    Ok(Page::of(
        frame,
        account.email.as_deref().unwrap_or_default(),
        member.role.as_str(),
        account.has_password,
    ))
}

/// `POST /account/password`
pub(crate) async fn set_password(
    State(people): State<People>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Carried(session): Carried,
    Form(form): Form<PasswordForm>,
) -> Result<Response, PageError> {
    let change = form.read();
    let problems = match people.set_password(&member, change, &session).await {
        Ok(()) => return Ok(answer::see(paths::Account)),
        Err(Refusal::Invalid(problems)) => problems,
        Err(refusal) => return Err(refusal.into()),
    };
    let account = people.account(&member).await?;
    let frame = frame(&shells, &member).await?;
    let email = account.email.as_deref().unwrap_or_default();
    let page = Page::of(frame, email, member.role.as_str(), account.has_password).with_problems(problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
