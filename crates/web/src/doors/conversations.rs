//! Conversations: the list, one thread, and answering it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::ids::WriteId;
use highlevel::ConversationId;
use jiff::Timestamp;
use serde::Deserialize;
use workspace::Refusal;
use workspace::contacts::Contacts;
use workspace::conversation::Conversations;
use workspace::draft::Form as Filled;
use workspace::shell::Shells;
use workspace::writes::Writes;

use super::{back_to, flash, frame, told};
use crate::errors::PageError;
use crate::extract::{Form, Path, Query};
use crate::forms::dealings::{MessageForm, StarForm, ThreadsForm};
use crate::guard::SignedIn;
use crate::pages::{contact, conversations as list_page, thread};
use crate::{answer, paths};

/// What the address of a conversation may carry.
#[derive(Debug, Deserialize)]
pub(crate) struct Open {
    /// What was just done.
    done: Option<WriteId>,
    /// What was said before this moment, in milliseconds.
    before: Option<i64>,
    /// A message that was not sent, to begin the composer with.
    again: Option<WriteId>,
}

/// `GET /conversations`
pub(crate) async fn list(
    State(conversations): State<Conversations>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Query(asked): Query<ThreadsForm>,
) -> Result<list_page::Page, PageError> {
    let page = conversations.list(&member, asked.read()?).await?;
    Ok(list_page::Page::of(frame(&shells, &member).await?, &page))
}

/// `GET /conversations/{conversation}`
pub(crate) async fn show(
    State(conversations): State<Conversations>,
    State(shells): State<Shells>,
    State(writes): State<Writes>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Conversation>,
    Query(open): Query<Open>,
) -> Result<thread::Page, PageError> {
    let before = open.before.and_then(|millis| Timestamp::from_millisecond(millis).ok());
    let page = conversations.open(&member, &path.conversation, before).await?;
    let list = conversations.beside(&member, &path.conversation).await?;
    let frame = frame(&shells, &member).await?.saying(flash(&writes, &member, open.done).await?);
    let shown = thread::Page::of(frame, &page, &list);
    let Some(write) = open.again else { return Ok(shown) };
    match conversations.again(&member, &page.contact.id, write).await {
        Ok(form) => Ok(shown.with(form, Some(write))),
        Err(Refusal::NotFound { .. }) => Ok(shown),
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /conversations/{conversation}/messages`
pub(crate) async fn send(
    State(conversations): State<Conversations>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::ConversationSend>,
    Form(form): Form<MessageForm>,
) -> Result<Response, PageError> {
    let (draft, replaces) = form.read();
    let contact = conversations.contact_of(&member, &path.conversation).await?;
    let (status, problems) = match conversations.send(&member, &contact, &draft, replaces).await {
        Ok(_) => return Ok(back(path.conversation)),
        Err(refusal) => told(refusal, "text")?,
    };
    let page = conversations.open(&member, &path.conversation, None).await?;
    let list = conversations.beside(&member, &path.conversation).await?;
    let page = thread::Page::of(frame(&shells, &member).await?, &page, &list)
        .with(Filled { draft, problems }, replaces);
    Ok((status, page).into_response())
}

/// `POST /contacts/{contact}/messages`
pub(crate) async fn write(
    State(conversations): State<Conversations>,
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Messages>,
    Form(form): Form<MessageForm>,
) -> Result<Response, PageError> {
    let (draft, replaces) = form.read();
    let (status, problems) = match conversations.send(&member, &path.contact, &draft, replaces).await {
        Ok(_) => return Ok(back_to(path.contact, None)),
        Err(refusal) => told(refusal, "text")?,
    };
    let page = contacts.open(&member, &path.contact, None).await?;
    let page = contact::Page::of(frame(&shells, &member).await?, &page)
        .with_message(Filled { draft, problems }, replaces);
    Ok((status, page).into_response())
}

/// `POST /conversations/{conversation}/read`
pub(crate) async fn read(
    State(conversations): State<Conversations>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::ConversationRead>,
) -> Result<Response, PageError> {
    conversations.mark_read(&member, &path.conversation).await?;
    Ok(back(path.conversation))
}

/// `POST /conversations/{conversation}/star`
pub(crate) async fn star(
    State(conversations): State<Conversations>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::ConversationStar>,
    Form(form): Form<StarForm>,
) -> Result<Response, PageError> {
    conversations.star(&member, &path.conversation, form.read()).await?;
    Ok(back(path.conversation))
}

/// `POST /conversations/{conversation}/refresh`
pub(crate) async fn refresh(
    State(conversations): State<Conversations>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::ConversationRefresh>,
) -> Result<Response, PageError> {
    conversations.refresh(&member, &path.conversation).await?;
    Ok(back(path.conversation))
}

fn back(conversation: ConversationId) -> Response {
    answer::see(paths::Conversation { conversation })
}
