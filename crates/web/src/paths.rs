//! Every address of the pages, as a type: links are built from it and requests are read into it.
//!
//! Here: path types with their route pattern, their text and their parts.
//! Not here: which handler answers (`router`).
//!
//! Promise: no link is typed by hand, so a link that leads nowhere does not compile.

use std::fmt;

use domain::change::Seq;
use domain::ids::{ApiKeyId, AutomationId, BulkId, ConflictId, RunId, WriteId};
use highlevel::{ContactId, NoteId, TaskId};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use workspace::contacts::ContactsQuery;
use workspace::fields::FieldKey;

use crate::forms;

/// What stays readable in a path segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Writes one part of a path so that nothing in it can end the part.
struct Segment<T>(T);

impl<T: fmt::Display> fmt::Display for Segment<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        utf8_percent_encode(&text, SEGMENT).fmt(f)
    }
}

/// A page with one fixed address.
macro_rules! fixed_path {
    ($(#[$doc:meta] $name:ident = $path:literal;)+) => { $(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl $name {
            /// The pattern the router knows it by.
            pub const ROUTE: &'static str = $path;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Self::ROUTE)
            }
        }
    )+ };
}

/// A page whose address names records.
macro_rules! record_path {
    ($(#[$doc:meta] $name:ident { $($part:ident: $kind:ty = $part_doc:literal),+ } = $route:literal, $shown:literal;)+) => { $(
        #[$doc]
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        pub struct $name {
            $( #[doc = $part_doc] pub $part: $kind, )+
        }

        impl $name {
            /// The pattern the router knows it by.
            pub const ROUTE: &'static str = $route;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, $shown, $( $part = Segment(&self.$part) ),+)
            }
        }
    )+ };
}

mod dealings;

pub use dealings::*;

fixed_path! {
    /// The start: leads to the contacts.
    Home = "/";
    /// Sign-in by password.
    SignIn = "/sign-in";
    /// Ends the session (POST).
    SignOut = "/sign-out";
    /// One's own name, email and password.
    Account = "/account";
    /// Sets a password (POST).
    AccountPassword = "/account/password";
    /// The list, first page, no filter. With a query: [`ContactsList`]. POST creates a contact.
    Contacts = "/contacts";
    /// The form for a new contact.
    NewContact = "/contacts/new";
    /// What waits for HighLevel, needs somebody, or went through lately.
    Writes = "/writes";
    /// Keys for programs. POST makes one.
    Keys = "/keys";
    /// Fields that both sides changed.
    Conflicts = "/conflicts";
    /// Says whose value of a field stands (POST `field`, `stands`).
    ConflictRules = "/conflicts/rules";
    /// Actions on many contacts. POST prepares one.
    Bulks = "/bulk";
    /// What to do to many contacts. With a query: [`BulkOn`].
    BulkNew = "/bulk/new";
    /// How long the past is kept. POST `days`.
    Keeping = "/history";
    /// Countries to choose from, as a piece of a page.
    Countries = "/pick/countries";
    /// Time zones to choose from, as a piece of a page.
    TimeZones = "/pick/time-zones";
    /// What the palette found, as a piece of a page.
    Find = "/contacts/find";
    /// Automations. POST keeps a new one (`file`).
    Automations = "/automations";
    /// The form for a new automation.
    NewAutomation = "/automations/new";
    /// Runs of automations. With a query: filtered.
    Runs = "/runs";
    /// Everything that can start an automation or be done by one. With a query: searched.
    Catalog = "/catalog";
    /// The live stream.
    Live = "/live";
    /// Where HighLevel sends deliveries (POST, signed).
    Hook = "/hooks/highlevel";
    /// Where HighLevel sends people back to after they agreed.
    OauthCallback = "/oauth/callback";
    /// What browsers ask for unasked.
    Favicon = "/favicon.ico";
    /// Whether the process lives.
    Healthz = "/healthz";
    /// Whether it can work.
    Readyz = "/readyz";
}

record_path! {
    /// A one-time sign-in link.
    SignInLink { token: String = "The secret of the link." } = "/sign-in/{token}", "/sign-in/{token}";
    /// A style sheet, script or picture.
    Asset { name: String = "Its hashed name." } = "/assets/{name}", "/assets/{name}";
    /// One contact.
    Contact { contact: ContactId = "Which contact." } = "/contacts/{contact}", "/contacts/{contact}";
    /// Deletes the contact (POST).
    ContactDelete { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/delete", "/contacts/{contact}/delete";
    /// Fetches the contact whole, now (POST).
    ContactRefresh { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/refresh", "/contacts/{contact}/refresh";
    /// One field: GET the editor, POST the value (`value`, once or several times).
    Field { contact: ContactId = "Which contact.", field: FieldKey = "Which field." }
        = "/contacts/{contact}/fields/{field}", "/contacts/{contact}/fields/{field}";
    /// Adds a tag (POST `tag`).
    Tags { contact: ContactId = "Which contact." } = "/contacts/{contact}/tags", "/contacts/{contact}/tags";
    /// Removes a tag (POST `tag`).
    TagsRemove { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/tags/remove", "/contacts/{contact}/tags/remove";
    /// Do not disturb (POST `channel`, empty for all, and `state`, `on` or `off`).
    DoNotDisturb { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/dnd", "/contacts/{contact}/dnd";
    /// Adds a note (POST `title`, `body`).
    Notes { contact: ContactId = "Which contact." } = "/contacts/{contact}/notes", "/contacts/{contact}/notes";
    /// One note: GET the editor, POST `title`, `body`.
    Note { contact: ContactId = "Which contact.", note: NoteId = "Which note." }
        = "/contacts/{contact}/notes/{note}", "/contacts/{contact}/notes/{note}";
    /// Deletes a note (POST).
    NoteDelete { contact: ContactId = "Which contact.", note: NoteId = "Which note." }
        = "/contacts/{contact}/notes/{note}/delete", "/contacts/{contact}/notes/{note}/delete";
    /// Adds a task (POST `title`, `body`, `due_date`, `due_time`, `assignee`).
    Tasks { contact: ContactId = "Which contact." } = "/contacts/{contact}/tasks", "/contacts/{contact}/tasks";
    /// One task: GET the page, POST the edited form.
    Task { contact: ContactId = "Which contact.", task: TaskId = "Which task." }
        = "/contacts/{contact}/tasks/{task}", "/contacts/{contact}/tasks/{task}";
    /// Completes a task (POST).
    TaskComplete { contact: ContactId = "Which contact.", task: TaskId = "Which task." }
        = "/contacts/{contact}/tasks/{task}/complete", "/contacts/{contact}/tasks/{task}/complete";
    /// Opens a completed task again (POST).
    TaskReopen { contact: ContactId = "Which contact.", task: TaskId = "Which task." }
        = "/contacts/{contact}/tasks/{task}/reopen", "/contacts/{contact}/tasks/{task}/reopen";
    /// Gives a task to someone (POST `assignee`).
    TaskAssign { contact: ContactId = "Which contact.", task: TaskId = "Which task." }
        = "/contacts/{contact}/tasks/{task}/assign", "/contacts/{contact}/tasks/{task}/assign";
    /// Deletes a task (POST).
    TaskDelete { contact: ContactId = "Which contact.", task: TaskId = "Which task." }
        = "/contacts/{contact}/tasks/{task}/delete", "/contacts/{contact}/tasks/{task}/delete";
    /// Makes a deleted contact again from its last state (POST).
    ContactRestore { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/restore", "/contacts/{contact}/restore";
    /// Makes a deleted task again from its last state (POST).
    TaskRestore { contact: ContactId = "Which contact.", task: TaskId = "Which task." }
        = "/contacts/{contact}/tasks/{task}/restore", "/contacts/{contact}/tasks/{task}/restore";
    /// Takes a key back (POST).
    KeyRevoke { key: ApiKeyId = "Which key." } = "/keys/{key}/revoke", "/keys/{key}/revoke";
    /// Sends a stuck write once more (POST); "Use mine" for one that was overtaken.
    WriteRetry { write: WriteId = "Which write." } = "/writes/{write}/retry", "/writes/{write}/retry";
    /// Puts a stuck or waiting write aside (POST).
    WriteDiscard { write: WriteId = "Which write." } = "/writes/{write}/discard", "/writes/{write}/discard";
    /// Tries a waiting write now (POST).
    WriteNow { write: WriteId = "Which write." } = "/writes/{write}/now", "/writes/{write}/now";
    /// Decides a conflict (POST `choice`).
    ConflictDecide { conflict: ConflictId = "Which conflict." }
        = "/conflicts/{conflict}", "/conflicts/{conflict}";
    /// One action on many contacts.
    Bulk { bulk: BulkId = "Which action." } = "/bulk/{bulk}", "/bulk/{bulk}";
    /// Begins, pauses, resumes or ends an action (POST).
    BulkOrder { bulk: BulkId = "Which action.", order: String = "What to do." }
        = "/bulk/{bulk}/order/{order}", "/bulk/{bulk}/order/{order}";
    /// Prepares taking an action back (POST).
    BulkUndo { bulk: BulkId = "Which action." } = "/bulk/{bulk}/undo", "/bulk/{bulk}/undo";
    /// One automation: GET the page, POST the file as its draft (`file`).
    Automation { automation: AutomationId = "Which automation." }
        = "/automations/{automation}", "/automations/{automation}";
    /// Tests the draft on a contact, without a call (POST `contact`, which may be empty).
    AutomationTest { automation: AutomationId = "Which automation." }
        = "/automations/{automation}/test", "/automations/{automation}/test";
    /// Publishes, pauses or resumes an automation, drops what was kept, or starts it (POST `contact`).
    AutomationOrder { automation: AutomationId = "Which automation.", order: String = "What to do." }
        = "/automations/{automation}/order/{order}", "/automations/{automation}/order/{order}";
    /// One run.
    Run { run: RunId = "Which run." } = "/runs/{run}", "/runs/{run}";
    /// Ends a run (POST).
    RunCancel { run: RunId = "Which run." } = "/runs/{run}/cancel", "/runs/{run}/cancel";
    /// Makes a run again (POST `step` and `version`, `its` or `live`).
    RunAgain { run: RunId = "Which run." } = "/runs/{run}/again", "/runs/{run}/again";
    /// Prepares taking back what a run did (POST).
    RunUndo { run: RunId = "Which run." } = "/runs/{run}/undo", "/runs/{run}/undo";
    /// What a field was, and who changed it.
    FieldPast { contact: ContactId = "Which contact.", field: FieldKey = "Which field." }
        = "/contacts/{contact}/fields/{field}/history", "/contacts/{contact}/fields/{field}/history";
    /// Shows what bringing a contact back would write; POST brings it back. With a moment: [`BackTo`].
    Back { contact: ContactId = "Which contact." } = "/contacts/{contact}/back", "/contacts/{contact}/back";
    /// Takes a write back, by the opposite write if HighLevel has it already (POST).
    WriteUndo { write: WriteId = "Which write." } = "/writes/{write}/undo", "/writes/{write}/undo";
}

/// The list as asked: search, filters, order and page in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactsList<'q>(pub &'q ContactsQuery);

impl fmt::Display for ContactsList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = forms::list::to_query(self.0);
        if query.is_empty() { f.write_str(Contacts::ROUTE) } else { write!(f, "{}?{query}", Contacts::ROUTE) }
    }
}

/// Runs as asked: filters and page in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RunsOf {
    /// Of which automation.
    pub automation: Option<AutomationId>,
    /// In which state, as its word.
    pub state: Option<String>,
    /// Failed for which cause.
    pub cause: Option<String>,
    /// Older than this one.
    pub before: Option<RunId>,
}

impl RunsOf {
    /// What the service is asked.
    pub(crate) fn query(&self) -> workspace::runs::RunQuery {
        workspace::runs::RunQuery {
            automation: self.automation,
            contact: None,
            state: self.state.clone().filter(|state| !state.is_empty()),
            cause: self.cause.clone().filter(|cause| !cause.is_empty()),
            before: self.before,
            limit: 50,
        }
    }
}

impl fmt::Display for RunsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("automation", self.automation.map(|id| id.to_string())),
            ("state", self.state.clone()),
            ("cause", self.cause.clone()),
            ("before", self.before.map(|id| id.to_string())),
        ];
        f.write_str(Runs::ROUTE)?;
        let given = parts.into_iter().filter_map(|(name, value)| Some((name, value?)));
        for (place, (name, value)) in given.enumerate() {
            let sign = if place == 0 { '?' } else { '&' };
            write!(f, "{sign}{name}={}", Segment(value))?;
        }
        Ok(())
    }
}

/// A contact as of a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf {
    /// Which contact.
    pub contact: ContactId,
    /// Which moment.
    pub at: Timestamp,
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/contacts/{}?as_of={}", Segment(&self.contact), Segment(&self.at))
    }
}

/// What bringing a contact, or one of its fields, back to a moment would write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackTo {
    /// Which contact.
    pub contact: ContactId,
    /// To which moment.
    pub at: Timestamp,
    /// Which field alone.
    pub field: Option<FieldKey>,
}

impl fmt::Display for BackTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let back = Back { contact: self.contact.clone() };
        write!(f, "{back}?at={}", self.at.as_millisecond())?;
        match &self.field {
            Some(field) => write!(f, "&field={}", Segment(field)),
            None => Ok(()),
        }
    }
}

/// What to do to all contacts that a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkOn<'q>(pub &'q ContactsQuery);

impl fmt::Display for BulkOn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = forms::list::to_query(self.0);
        write!(f, "{}?all={}", BulkNew::ROUTE, Segment(query))
    }
}

/// The parts of an action after a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkAfter {
    /// Which action.
    pub bulk: BulkId,
    /// After which part.
    pub after: u32,
}

impl fmt::Display for BulkAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}?after={}", Bulk { bulk: self.bulk }, self.after)
    }
}

/// Older entries of a contact's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Older {
    /// Whose timeline.
    pub contact: ContactId,
    /// Before which change.
    pub before: Seq,
}

impl fmt::Display for Older {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/contacts/{}?before={}", Segment(&self.contact), self.before)
    }
}

/// The contact's page, offering to take back what was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactDone {
    /// Which contact.
    pub contact: ContactId,
    /// The write that can be taken back.
    pub done: WriteId,
}

impl fmt::Display for ContactDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/contacts/{}?done={}", Segment(&self.contact), Segment(&self.done))
    }
}

/// The form for a new contact, filled with what was sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContactAgain {
    /// The write that carried it.
    pub write: WriteId,
}

impl fmt::Display for NewContactAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}?again={}", NewContact::ROUTE, Segment(&self.write))
    }
}

/// The contact's page with the composer filled with a task or note that was sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposeAgain {
    /// Which contact.
    pub contact: ContactId,
    /// The write that carried it.
    pub write: WriteId,
}

impl fmt::Display for ComposeAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/contacts/{}?again={}#composer", Segment(&self.contact), Segment(&self.write))
    }
}

/// The list, saying what was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactsDone {
    /// The write behind it.
    pub done: WriteId,
}

impl fmt::Display for ContactsDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}?done={}", Contacts::ROUTE, Segment(&self.done))
    }
}

/// The task's page, offering to take back what was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskDone {
    /// Whose task.
    pub contact: ContactId,
    /// Which task.
    pub task: TaskId,
    /// The write that can be taken back.
    pub done: WriteId,
}

impl fmt::Display for TaskDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let task = Task { contact: self.contact.clone(), task: self.task.clone() };
        write!(f, "{task}?done={}", Segment(&self.done))
    }
}
