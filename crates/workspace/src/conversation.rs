//! Conversations: what was said with each contact, and answering it.
//!
//! Here: the list, one thread, sending a message, marking what was read. Not here: how a message goes out and how
//! far it got (`gateway`), what may be sent to whom (`domain::conversation`).
//!
//! Promise: who must not be written to is told before anybody types; what is typed is on disk before it leaves and
//! is said once.

mod draft;
mod found;
pub(crate) mod lines;
mod list;
mod service;

pub use draft::MessageDraft;
pub(crate) use found::ways;
pub use list::{ThreadsQuery, Which};
pub use service::Conversations;

use domain::conversation::{Channel, Direction, Fate};
use highlevel::{ContactId, ConversationId, MessageId};
use jiff::Timestamp;

use crate::Freshness;
use crate::contact::ContactRef;
use crate::contacts::UserName;
use crate::standing::{Key, Standing};

/// One page of conversations.
#[derive(Debug, Clone)]
pub struct ThreadsPage {
    /// What was asked, as understood.
    pub query: ThreadsQuery,
    /// At most fifty, those with the newest message first.
    pub lines: Vec<ThreadLine>,
    /// Where the next page starts, if there is one.
    pub next: Option<store::Cursor>,
    /// How many have messages nobody has read.
    pub unread: u64,
    /// How current it is.
    pub freshness: Freshness,
    /// What the connection may not read, in a sentence.
    pub missing: Option<String>,
}

/// One conversation in the list.
#[derive(Debug, Clone)]
pub struct ThreadLine {
    /// Which.
    pub id: ConversationId,
    /// With whom.
    pub name: String,
    /// Whose contact.
    pub owner: Option<UserName>,
    /// Messages nobody has read.
    pub unread: u64,
    /// Whether somebody starred it.
    pub starred: bool,
    /// The beginning of what was said last, as text.
    pub preview: String,
    /// By which way.
    pub channel: Channel,
    /// From or to the contact.
    pub direction: Option<Direction>,
    /// When.
    pub at: Timestamp,
}

/// One conversation.
#[derive(Debug, Clone)]
pub struct ThreadPage {
    /// Which.
    pub id: ConversationId,
    /// With whom.
    pub contact: ContactRef,
    /// Whether the contact is in the mirror.
    pub is_known: bool,
    /// The contact's e-mail.
    pub email: Option<String>,
    /// The contact's phone, written for people.
    pub phone: Option<String>,
    /// Whose contact.
    pub owner: Option<UserName>,
    /// Messages nobody has read.
    pub unread: u64,
    /// Whether somebody starred it.
    pub starred: bool,
    /// What was said, oldest first.
    pub messages: Vec<MessageLine>,
    /// Before this moment more was said.
    pub older: Option<Timestamp>,
    /// What stands in the way of each channel one can answer by.
    pub ways: Vec<Way>,
    /// How current it is.
    pub freshness: Freshness,
    /// Whether the person may send.
    pub may_write: bool,
    /// Why nothing can be sent at all, where that is so.
    pub cannot_send: Option<String>,
}

/// A channel one can write by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Which.
    pub channel: Channel,
    /// To which number or address.
    pub to: Option<String>,
    /// Why it is closed; none where it is open.
    pub closed: Option<String>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageLine {
    /// The message, or the write that is sending it.
    pub key: Key<MessageId>,
    /// To or from whom.
    pub contact: Option<ContactId>,
    /// By which way.
    pub channel: Channel,
    /// From or to the contact.
    pub direction: Direction,
    /// Of an e-mail.
    pub subject: Option<String>,
    /// What it says, as text.
    pub text: String,
    /// Addresses of files.
    pub attachments: Vec<String>,
    /// When it was said.
    pub at: Option<Timestamp>,
    /// Who wrote it, where a user did.
    pub by: Option<UserName>,
    /// Whether no person wrote it.
    pub automated: bool,
    /// How far it got, for what was sent.
    pub fate: Option<Fate>,
    /// Why it failed, where HighLevel says.
    pub error: Option<String>,
    /// How it stands with HighLevel.
    pub standing: Standing,
}
