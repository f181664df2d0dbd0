//! The list of contacts and the form for a new one.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use domain::ids::WriteId;
use http::StatusCode;
use serde::Deserialize;
use workspace::contacts::{Again, Contacts, ContactsQuery, Created};
use workspace::draft::Form as Filled;
use workspace::shell::Shells;
use workspace::writes::Writes;

use super::{flash, frame, told};
use crate::errors::PageError;
use crate::extract::{Form, Path, Query};
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

/// What the form for a new contact may begin with.
#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    /// The write that carried it before.
    again: Option<WriteId>,
}

/// `GET /contacts/new`
pub(crate) async fn blank(
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Query(before): Query<Before>,
) -> Result<Response, PageError> {
    let (form, replaces) = match before.again {
        None => (Filled::default(), None),
        Some(write) => match contacts.again(&member, write).await? {
            Again::Form { form, replaces } => (form, replaces),
            Again::Made(contact) => return Ok(answer::see(paths::Contact { contact })),
            Again::OnItsWay => return Ok(answer::see(paths::Writes)),
        },
    };
    let tags = contacts.known_tags(&member).await?;
    Ok(new_contact::Page::of(frame(&shells, &member).await?, &form, &tags, replaces).into_response())
}

/// `POST /contacts`
pub(crate) async fn create(
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Form(form): Form<ContactForm>,
) -> Result<Response, PageError> {
    let (draft, replaces) = form.read();
    let (status, problems) = match contacts.create(&member, &draft, replaces).await {
        Ok(created) => return Ok(lead(created)),
        Err(refusal) => told(refusal, "")?,
    };
    let tags = contacts.known_tags(&member).await?;
    let form = Filled { draft, problems };
    let page = new_contact::Page::of(frame(&shells, &member).await?, &form, &tags, replaces);
    Ok((status, page).into_response())
}

/// `POST /contacts/{contact}/restore`
pub(crate) async fn restore(
    State(contacts): State<Contacts>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::ContactRestore>,
) -> Result<Response, PageError> {
    Ok(lead(contacts.restore(&member, &path.contact).await?))
}

/// To the new contact, to the list where it is on its way, or to the form with HighLevel's reason.
fn lead(created: Created) -> Response {
    match created {
        Created::Made(contact) => answer::see(paths::Contact { contact }),
        Created::OnItsWay(done) => answer::see(paths::ContactsDone { done }),
        Created::Refused(write) => answer::see(paths::NewContactAgain { write }),
    }
}
