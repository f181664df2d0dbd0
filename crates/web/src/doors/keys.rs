//! Keys for programs.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use workspace::api_keys::ApiKeys;
use workspace::shell::Shells;
use workspace::{Member, Refusal};

use super::frame;
use crate::errors::PageError;
use crate::extract::{Pairs, Path};
use crate::forms::keys::KeyForm;
use crate::guard::{OwnOrigin, SignedIn};
use crate::pages::keys::Page;
use crate::{answer, paths};

/// `GET /keys`
pub(crate) async fn list(
    State(keys): State<ApiKeys>,
    State(shells): State<Shells>,
    State(own): State<OwnOrigin>,
    SignedIn(member): SignedIn,
    headers: HeaderMap,
) -> Result<Page, PageError> {
    page(&keys, &shells, &member, &own.address(&headers)).await
}

async fn page(keys: &ApiKeys, shells: &Shells, member: &Member, origin: &str) -> Result<Page, PageError> {
    let listed = keys.list(member).await?;
    Ok(Page::of(frame(shells, member).await?, &format!("{origin}/highlevel"), &listed))
}

/// `POST /keys`: the answer is the one page that ever shows the secret, so it leads nowhere else.
pub(crate) async fn make(
    State(keys): State<ApiKeys>,
    State(shells): State<Shells>,
    State(own): State<OwnOrigin>,
    SignedIn(member): SignedIn,
    headers: HeaderMap,
    form: Pairs,
) -> Result<Response, PageError> {
    let (form, origin) = (KeyForm::read(form), own.address(&headers));
    match keys.make(&member, form.wish(keys.now())?).await {
        Ok(made) => {
            let page = page(&keys, &shells, &member, &origin).await?.showing(&made);
            Ok(page.into_response())
        }
        Err(Refusal::Invalid(problems)) => {
            let page = page(&keys, &shells, &member, &origin).await?.with_problems(form.typed, problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /keys/{key}/revoke`
pub(crate) async fn revoke(
    State(keys): State<ApiKeys>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::KeyRevoke>,
) -> Result<Response, PageError> {
    keys.revoke(&member, path.key).await?;
    Ok(answer::see(paths::Keys))
}
