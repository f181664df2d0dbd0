//! Contacts: the list, searched, filtered, sorted and paged.
//!
//! Here: what a Contacts page consists of and the service that answers it.
//! Not here: one contact's page (`contact`).
//!
//! Promise: a page of fifty is one read of the mirror, whatever the number of contacts.

pub(crate) mod asked;
mod create;
mod near;
mod query;
mod service;

use std::time::Duration;

use domain::ids::WriteId;
use highlevel::{ContactId, UserId};
use jiff::Timestamp;

use crate::standing::Standing;

pub use create::{Again, Created};
pub use query::{AddedWithin, ContactsQuery, Direction, Dnd, OpenTask, OwnerFilter, PageAt, Sort, SortBy};
pub use service::Contacts;

/// One page of contacts.
#[derive(Debug, Clone)]
pub struct ContactsPage {
    /// What was asked, as understood: the form and every link are filled from it.
    pub query: ContactsQuery,
    /// New contacts that HighLevel does not have yet or refused; on the first page alone.
    pub coming: Vec<ComingContact>,
    /// At most fifty contacts.
    pub lines: Vec<ContactLine>,
    /// What would match, where nothing does.
    pub near: Option<Near>,
    /// How many match; a thousand may be more, see `is_counted_in_part`.
    pub matching: u64,
    /// How many contacts there are in all.
    pub all: u64,
    /// How long the store took.
    pub took: Duration,
    /// Where the page before starts, if there is one.
    pub previous: Option<PageAt>,
    /// Where the next page starts, if there is one.
    pub next: Option<PageAt>,
    /// Tags to filter by.
    pub tags: Vec<String>,
    /// Users to filter by.
    pub owners: Vec<UserName>,
    /// Whether the person may add a contact.
    pub may_write: bool,
}

impl ContactsPage {
    /// Whether more match than `matching` says: a count goes no further than a thousand.
    pub fn is_counted_in_part(&self) -> bool {
        self.matching == u64::from(service::COUNTED) && self.next.is_some()
    }
}

/// A contact that HighLevel does not have: on its way, or refused and kept as it was typed.
#[derive(Debug, Clone)]
pub struct ComingContact {
    /// The write that carries it.
    pub write: WriteId,
    /// The name as it will be shown.
    pub name: String,
    /// Email, where typed.
    pub email: Option<String>,
    /// Phone, written for people.
    pub phone: Option<String>,
    /// Company, where typed.
    pub company: Option<String>,
    /// Tags as typed.
    pub tags: Vec<String>,
    /// How it stands with HighLevel.
    pub standing: Standing,
    /// When it was sent.
    pub since: Timestamp,
}

/// What would match where nothing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Near {
    /// These words in the place of those typed.
    Words(String),
    /// The words as typed, without the filters: so many contacts.
    Unfiltered(u64),
}

/// One row of the list.
#[derive(Debug, Clone)]
pub struct ContactLine {
    /// The contact.
    pub id: ContactId,
    /// The name shown: full name, else company, email, phone, else "No name".
    pub name: String,
    /// Email, where known.
    pub email: Option<String>,
    /// Phone, written for people.
    pub phone: Option<String>,
    /// Company, where known.
    pub company: Option<String>,
    /// Tags, in HighLevel's order.
    pub tags: Vec<String>,
    /// Whom it is assigned to.
    pub owner: Option<UserName>,
    /// The open task that is due first.
    pub next_task: Option<NextTask>,
    /// Whether all channels are on do not disturb.
    pub dnd: bool,
    /// When HighLevel last altered it.
    pub updated: Option<Timestamp>,
    /// When it was added.
    pub added: Option<Timestamp>,
    /// Whether a write for it is on its way.
    pub pending: bool,
}

/// The open task of a contact that is due first.
#[derive(Debug, Clone)]
pub struct NextTask {
    /// Its title.
    pub title: String,
    /// When it is due.
    pub due: Option<Timestamp>,
}

/// A HighLevel user by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserName {
    /// The user.
    pub id: UserId,
    /// The name, or the id where the users may not be read.
    pub name: String,
}
