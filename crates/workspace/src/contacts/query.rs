//! What may be asked of the list of contacts, read from and written to the address.

use highlevel::UserId;
use serde::{Deserialize, Serialize};

/// What a person asks of the list. It lives in the address, so that a view can be sent to someone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactsQuery {
    /// Any fragment of name, email, phone or tag.
    pub search: String,
    /// Only contacts with this tag.
    pub tag: Option<String>,
    /// Only contacts of this user, or of nobody.
    pub owner: Option<OwnerFilter>,
    /// Only contacts with (or without) an open task.
    pub task: Option<OpenTask>,
    /// Only contacts that do (or do not) want to be left alone.
    pub dnd: Option<Dnd>,
    /// Only contacts added lately.
    pub added: Option<AddedWithin>,
    /// In which order.
    pub sort: Sort,
    /// Which page.
    pub at: PageAt,
}

/// Whose contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerFilter {
    /// Assigned to this user.
    User(UserId),
    /// Assigned to nobody.
    Nobody,
}

/// Whether a contact has an open task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenTask {
    /// At least one.
    Open,
    /// At least one that is late.
    Late,
    /// None.
    None,
}

/// Whether a contact wants to be left alone on every channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dnd {
    /// It does.
    On,
    /// It does not.
    Off,
}

/// How lately a contact was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddedWithin {
    /// Whole days, one to 3,650.
    pub days: u16,
}

/// By what the list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SortBy {
    /// When the contact was added.
    Added,
    /// When HighLevel last altered it.
    #[default]
    Updated,
    /// The name shown.
    Name,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// A to Z, oldest first.
    Up,
    /// Z to A, newest first.
    #[default]
    Down,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Which way.
    pub direction: Direction,
}

/// Where a page stands. The text is the store's cursor: opaque, checked when read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PageAt {
    /// The first page.
    #[default]
    Start,
    /// What follows this cursor.
    After(String),
    /// What comes before this cursor.
    Before(String),
}
