//! Notes of a contact.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use workspace::contacts::Contacts;
use workspace::draft::Form as Filled;
use workspace::note::Notes;
use workspace::shell::Shells;

use super::{back_to, frame, told};
use crate::errors::PageError;
use crate::extract::{Form, Path};
use crate::forms::drafts::NoteForm;
use crate::guard::SignedIn;
use crate::pages::contact::Page;
use crate::pages::edit::NotePage;
use crate::paths;

/// `POST /contacts/{contact}/notes`
pub(crate) async fn add(
    State(notes): State<Notes>,
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Notes>,
    Form(form): Form<NoteForm>,
) -> Result<Response, PageError> {
    let (draft, replaces) = form.read();
    let (status, problems) = match notes.add(&member, &path.contact, &draft, replaces).await {
        Ok(done) => return Ok(back_to(path.contact, Some(done))),
        Err(refusal) => told(refusal, "body")?,
    };
    let page = contacts.open(&member, &path.contact, None).await?;
    let page =
        Page::of(frame(&shells, &member).await?, &page).with_note(Filled { draft, problems }, replaces);
    Ok((status, page).into_response())
}

/// `GET /contacts/{contact}/notes/{note}`
pub(crate) async fn edit(
    State(notes): State<Notes>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Note>,
) -> Result<NotePage, PageError> {
    let (contact, draft) = notes.open(&member, &path.contact, &path.note).await?;
    let form = Filled { draft, problems: Vec::new() };
    Ok(NotePage::of(frame(&shells, &member).await?, &contact, &path.note, form))
}

/// `POST /contacts/{contact}/notes/{note}`
pub(crate) async fn save(
    State(notes): State<Notes>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Note>,
    Form(form): Form<NoteForm>,
) -> Result<Response, PageError> {
    let (saw, began) = (form.saw(), form.saw.clone());
    let (draft, _) = form.read();
    let edited = notes.edit(&member, &path.contact, &path.note, &draft, saw.as_ref()).await;
    let (status, problems) = match edited {
        Ok(done) => return Ok(back_to(path.contact, done)),
        Err(refusal) => told(refusal, "body")?,
    };
    let (contact, _) = notes.open(&member, &path.contact, &path.note).await?;
    let page = NotePage::of(frame(&shells, &member).await?, &contact, &path.note, Filled { draft, problems });
    let page = page.that_began(began);
    Ok((status, page).into_response())
}

/// `POST /contacts/{contact}/notes/{note}/delete`
pub(crate) async fn delete(
    State(notes): State<Notes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::NoteDelete>,
) -> Result<Response, PageError> {
    let done = notes.delete(&member, &path.contact, &path.note).await?;
    Ok(back_to(path.contact, Some(done)))
}
