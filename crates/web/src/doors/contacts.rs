//! The list of contacts and the form for a new one.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use domain::ids::WriteId;
use http::StatusCode;
use serde::Deserialize;
use workspace::Refusal;
use workspace::contacts::{Contacts, ContactsQuery, Created};
use workspace::draft::Form as Filled;
use workspace::shell::Shells;
use workspace::writes::Writes;

use super::{flash, frame};
use crate::errors::PageError;
use crate::extract::{Form, Query};
use crate::forms::drafts::ContactForm;
use crate::forms::list::ListForm;
use crate::guard::SignedIn;
use crate::pages::contacts::{Look, Page};
use crate::pages::{found, new_contact};
use crate::{answer, paths};

/// What just happened, for a page that was led to.
#[derive(Debug, Deserialize)]
pub(crate) struct Done {
    /// The write behind it.
    pub(crate) done: Option<WriteId>,
}

/// `GET /contacts`
pub(crate) async fn list(
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    RawQuery(address): RawQuery,
    Query(form): Query<ListForm>,
    Query(done): Query<Done>,
) -> Result<Response, PageError> {
    let look = Look::read(address.as_deref().unwrap_or_default());
    let (query, problem) =
        form.read().map_or_else(|problem| (ContactsQuery::default(), Some(problem)), |query| (query, None));
    let list = contacts.list(&member, query).await?;
    let frame = frame(&shells, &member).await?.saying(flash(&writes, &member, done.done).await?);
    let page = Page::of(frame, &list, look);
    Ok(match problem {
        Some(problem) => (StatusCode::BAD_REQUEST, page.with_problem(problem.text)).into_response(),
        None => page.into_response(),
    })
}

/// `GET /contacts/find`
pub(crate) async fn find(
    State(contacts): State<Contacts>,
    SignedIn(member): SignedIn,
    Query(form): Query<ListForm>,
) -> Result<found::Found, PageError> {
    let query = form.read().map_err(|problem| PageError::Invalid(vec![problem]))?;
    Ok(found::Found::of(&contacts.list(&member, query).await?))
}

/// `GET /contacts/new`
pub(crate) async fn blank(
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
) -> Result<new_contact::Page, PageError> {
    let tags = contacts.known_tags(&member).await?;
    Ok(new_contact::Page::of(frame(&shells, &member).await?, &Filled::default(), &tags))
}

/// `POST /contacts`
pub(crate) async fn create(
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Form(form): Form<ContactForm>,
) -> Result<Response, PageError> {
    let draft = form.read();
    let problems = match contacts.create(&member, &draft).await {
        Ok(Created { contact: Some(contact), .. }) => return Ok(answer::see(paths::Contact { contact })),
        Ok(Created { write, .. }) => return Ok(answer::see(paths::ContactsDone { done: write })),
        Err(Refusal::Invalid(problems)) => problems,
        Err(refusal) => return Err(refusal.into()),
    };
    let tags = contacts.known_tags(&member).await?;
    let page = new_contact::Page::of(frame(&shells, &member).await?, &Filled { draft, problems }, &tags);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
