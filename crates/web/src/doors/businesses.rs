//! Businesses, and who belongs to them and follows a contact.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use workspace::business::Businesses;
use workspace::contacts::Contacts;
use workspace::draft::Form as Filled;
use workspace::shell::Shells;

use super::{back_to, frame, told};
use crate::errors::PageError;
use crate::extract::{Form, Path, Query};
use crate::forms::dealings::{BusinessForm, BusinessesForm, FollowForm};
use crate::guard::SignedIn;
use crate::pages::{businesses as page, contact};
use crate::{answer, paths};

/// `GET /businesses`
pub(crate) async fn list(
    State(businesses): State<Businesses>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Query(asked): Query<BusinessesForm>,
) -> Result<page::Page, PageError> {
    let search: String = asked.q.trim().chars().take(75).collect();
    let found = businesses.list(&member, &search).await?;
    Ok(page::Page::of(frame(&shells, &member).await?, &found))
}

/// `GET /businesses/{business}`
pub(crate) async fn show(
    State(businesses): State<Businesses>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Business>,
) -> Result<page::One, PageError> {
    let found = businesses.open(&member, &path.business).await?;
    Ok(page::One::of(frame(&shells, &member).await?, &found))
}

/// `POST /contacts/{contact}/business`
pub(crate) async fn put(
    State(businesses): State<Businesses>,
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::ContactBusiness>,
    Form(form): Form<BusinessForm>,
) -> Result<Response, PageError> {
    let (status, problems) = match businesses.put(&member, &path.contact, &form.business).await {
        Ok(done) => return Ok(back_to(path.contact, done)),
        Err(refusal) => told(refusal, "business")?,
    };
    let page = contacts.open(&member, &path.contact, None).await?;
    let page = contact::Page::of(frame(&shells, &member).await?, &page)
        .with_business(Filled { draft: form.business, problems });
    Ok((status, page).into_response())
}

/// `POST /contacts/{contact}/followers`
pub(crate) async fn follow(
    State(contacts): State<Contacts>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Followers>,
    Form(form): Form<FollowForm>,
) -> Result<Response, PageError> {
    let done = contacts.follow(&member, &path.contact, &form.user, form.state != "off").await?;
    Ok(match done {
        Some(_) => back_to(path.contact, done),
        None => answer::see(paths::Contact { contact: path.contact }),
    })
}
