//! Opportunities of a contact.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::ids::WriteId;
use serde::Deserialize;
use workspace::Refusal;
use workspace::draft::Form as Filled;
use workspace::opportunity::Opportunities;
use workspace::shell::Shells;

use super::{back_to, frame, told};
use crate::errors::PageError;
use crate::extract::{Form, Path, Query};
use crate::forms::dealings::OpportunityFields;
use crate::guard::SignedIn;
use crate::pages::opportunity::Page;
use crate::paths;

/// What the address of the blank form may carry.
#[derive(Debug, Deserialize)]
pub(crate) struct Again {
    /// One that was not made, to begin with.
    again: Option<WriteId>,
}

/// `GET /contacts/{contact}/opportunities/new`
pub(crate) async fn blank(
    State(opportunities): State<Opportunities>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::NewOpportunity>,
    Query(asked): Query<Again>,
) -> Result<Page, PageError> {
    let before = match asked.again {
        None => None,
        Some(write) => match opportunities.again(&member, &path.contact, write).await {
            Ok(form) => Some(form),
            Err(Refusal::NotFound { .. }) => None,
            Err(refusal) => return Err(refusal.into()),
        },
    };
    let replaces = asked.again.filter(|_| before.is_some());
    let form = opportunities.form(&member, &path.contact, None, before).await?;
    Ok(Page::of(frame(&shells, &member).await?, &form, replaces))
}

/// `POST /contacts/{contact}/opportunities`
pub(crate) async fn add(
    State(opportunities): State<Opportunities>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Opportunities>,
    Form(form): Form<OpportunityFields>,
) -> Result<Response, PageError> {
    let (draft, replaces) = form.read();
    let (status, problems) = match opportunities.add(&member, &path.contact, &draft, replaces).await {
        Ok(done) => return Ok(back_to(path.contact, Some(done))),
        Err(refusal) => told(refusal, "name")?,
    };
    let form = Some(Filled { draft, problems });
    let form = opportunities.form(&member, &path.contact, None, form).await?;
    Ok((status, Page::of(frame(&shells, &member).await?, &form, replaces)).into_response())
}

/// `GET /contacts/{contact}/opportunities/{opportunity}`
pub(crate) async fn edit(
    State(opportunities): State<Opportunities>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Opportunity>,
) -> Result<Page, PageError> {
    let form = opportunities.form(&member, &path.contact, Some(&path.opportunity), None).await?;
    Ok(Page::of(frame(&shells, &member).await?, &form, None))
}

/// `POST /contacts/{contact}/opportunities/{opportunity}`
pub(crate) async fn save(
    State(opportunities): State<Opportunities>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Opportunity>,
    Form(form): Form<OpportunityFields>,
) -> Result<Response, PageError> {
    let (draft, _) = form.read();
    let done = opportunities.edit(&member, &path.contact, &path.opportunity, &draft).await;
    let (status, problems) = match done {
        Ok(done) => return Ok(back_to(path.contact, done)),
        Err(refusal) => told(refusal, "name")?,
    };
    let form = Some(Filled { draft, problems });
    let form = opportunities.form(&member, &path.contact, Some(&path.opportunity), form).await?;
    Ok((status, Page::of(frame(&shells, &member).await?, &form, None)).into_response())
}

/// `POST /contacts/{contact}/opportunities/{opportunity}/delete`
pub(crate) async fn delete(
    State(opportunities): State<Opportunities>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::OpportunityDelete>,
) -> Result<Response, PageError> {
    let done = opportunities.delete(&member, &path.contact, &path.opportunity).await?;
    Ok(back_to(path.contact, Some(done)))
}
