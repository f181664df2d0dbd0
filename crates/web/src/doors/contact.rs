//! One contact: its page, its fields, tags and consent, its refresh and its end.

use axum::extract::{FromRef, State};
use axum::response::{IntoResponse, Response};
use domain::change::Seq;
use domain::ids::WriteId;
use highlevel::ContactId;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;
use workspace::contacts::Contacts;
use workspace::conversation::Conversations;
use workspace::history::History;
use workspace::note::Notes;
use workspace::shell::Shells;
use workspace::task::Tasks;
use workspace::writes::Writes;
use workspace::{Member, Problem, Refusal};

use super::{back_to, flash, frame, told};
use crate::errors::PageError;
use crate::extract::{Form, Pairs, Path, Query};
use crate::forms::small::{ConsentForm, TagForm};
use crate::guard::SignedIn;
use crate::pages::contact::Page;
use crate::pages::edit::FieldPage;
use crate::pages::past::ContactPage;
use crate::router::Services;
use crate::{answer, paths};

/// What the address of a contact may carry.
#[derive(Debug, Deserialize)]
pub(crate) struct Open {
    /// What was just done.
    done: Option<WriteId>,
    /// Older history than this.
    before: Option<Seq>,
    /// A task or note that was sent before, to begin the composer with.
    again: Option<WriteId>,
    /// At which moment.
    as_of: Option<String>,
}

/// `GET /contacts/{contact}`
pub(crate) async fn show(
    State(rooms): State<ContactRooms>,
    State(shells): State<Shells>,
    State(writes): State<Writes>,
    State(history): State<History>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Contact>,
    Query(open): Query<Open>,
) -> Result<Response, PageError> {
    if let Some(text) = &open.as_of {
        return as_of(&history, &shells, &member, &path.contact, text).await;
    }
    let page = rooms.contacts.open(&member, &path.contact, open.before).await?;
    let frame = frame(&shells, &member).await?.saying(flash(&writes, &member, open.done).await?);
    let page = Page::of(frame, &page);
    match open.again {
        Some(write) => Ok(rooms.fill(page, &member, &path.contact, write).await?.into_response()),
        None => Ok(page.into_response()),
    }
}

/// The contact as it was at a moment, which is a time stamp, or a day and a time of the location's.
async fn as_of(
    history: &History,
    shells: &Shells,
    member: &Member,
    contact: &ContactId,
    text: &str,
) -> Result<Response, PageError> {
    let frame = frame(shells, member).await?;
    let local = |text: &str| text.parse::<DateTime>().ok()?.to_zoned(frame.zone()).ok();
    let at = text.parse::<Timestamp>().ok().or_else(|| Some(local(text)?.timestamp()));
    let problem = || PageError::Invalid(vec![Problem::with("as_of", "Give a day and a time.")]);
    let past = history.as_of(member, contact, at.ok_or_else(problem)?).await?;
    Ok(ContactPage::of(frame, &past).into_response())
}

/// The services that a contact's page and the forms on it are made by.
#[derive(Debug, Clone)]
pub(crate) struct ContactRooms {
    contacts: Contacts,
    tasks: Tasks,
    notes: Notes,
    conversations: Conversations,
}

impl FromRef<Services> for ContactRooms {
    fn from_ref(services: &Services) -> Self {
        Self {
            contacts: services.contacts.clone(),
            tasks: services.tasks.clone(),
            notes: services.notes.clone(),
            conversations: services.conversations.clone(),
        }
    }
}

impl ContactRooms {
    /// The page with the task or note that was sent before; as it is where nothing waits to be sent again.
    async fn fill(
        &self,
        page: Page,
        member: &Member,
        contact: &ContactId,
        write: WriteId,
    ) -> Result<Page, PageError> {
        match self.tasks.again(member, contact, write).await {
            Ok(form) => return Ok(page.with_task(form, Some(write))),
            Err(Refusal::NotFound { .. }) => {}
            Err(refusal) => return Err(refusal.into()),
        }
        match self.conversations.again(member, contact, write).await {
            Ok(form) => return Ok(page.with_message(form, Some(write))),
            Err(Refusal::NotFound { .. }) => {}
            Err(refusal) => return Err(refusal.into()),
        }
        match self.notes.again(member, contact, write).await {
            Ok(form) => Ok(page.with_note(form, Some(write))),
            Err(Refusal::NotFound { .. }) => Ok(page),
            Err(refusal) => Err(refusal.into()),
        }
    }
}

/// `POST /contacts/{contact}/refresh`
pub(crate) async fn refresh(
    State(contacts): State<Contacts>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::ContactRefresh>,
) -> Result<Response, PageError> {
    contacts.refresh(&member, &path.contact).await?;
    Ok(back_to(path.contact, None))
}

/// `POST /contacts/{contact}/delete`
pub(crate) async fn delete(
    State(contacts): State<Contacts>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::ContactDelete>,
) -> Result<Response, PageError> {
    let done = contacts.delete(&member, &path.contact).await?;
    Ok(answer::see(paths::ContactsDone { done }))
}

/// `GET /contacts/{contact}/fields/{field}`
pub(crate) async fn edit(
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Field>,
) -> Result<FieldPage, PageError> {
    let edit = contacts.editor(&member, &path.contact, &path.field, None).await?;
    Ok(FieldPage::of(frame(&shells, &member).await?, &edit))
}

/// `POST /contacts/{contact}/fields/{field}`
pub(crate) async fn save(
    State(contacts): State<Contacts>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Field>,
    pairs: Pairs,
) -> Result<Response, PageError> {
    let saw = pairs.saw();
    let typed = pairs.all("value");
    let edited = contacts.edit(&member, &path.contact, &path.field, &typed, saw.as_deref()).await;
    let (status, problems) = match edited {
        Ok(done) => return Ok(back_to(path.contact, done)),
        Err(refusal) => told(refusal, "value")?,
    };
    let edit = contacts.editor(&member, &path.contact, &path.field, Some((typed, problems))).await?;
    let page = FieldPage::of(frame(&shells, &member).await?, &edit);
    Ok((status, page).into_response())
}

/// `POST /contacts/{contact}/tags`
pub(crate) async fn tag(
    State(contacts): State<Contacts>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Tags>,
    Form(form): Form<TagForm>,
) -> Result<Response, PageError> {
    let done = contacts.tag(&member, &path.contact, &form.tag).await?;
    Ok(back_to(path.contact, done))
}

/// `POST /contacts/{contact}/tags/remove`
pub(crate) async fn untag(
    State(contacts): State<Contacts>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::TagsRemove>,
    Form(form): Form<TagForm>,
) -> Result<Response, PageError> {
    let done = contacts.untag(&member, &path.contact, &form.tag).await?;
    Ok(back_to(path.contact, done))
}

/// `POST /contacts/{contact}/dnd`
pub(crate) async fn consent(
    State(contacts): State<Contacts>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::DoNotDisturb>,
    Form(form): Form<ConsentForm>,
) -> Result<Response, PageError> {
    let (channel, on) = form.read()?;
    let done = contacts.do_not_disturb(&member, &path.contact, channel.as_deref(), on).await?;
    Ok(back_to(path.contact, done))
}
