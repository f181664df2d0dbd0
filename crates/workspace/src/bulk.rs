//! Actions on many contacts: chosen, shown before they are begun, watched, stopped, undone.
//!
//! Here: which contacts, what each part will change, the page. Not here: the work itself (`gateway`), what may follow
//! what (`domain::bulk`).
//!
//! Promise: nothing leaves before a person has seen every part and what it costs; an undo is an action like any other.

mod act;
mod back;
mod draft;
mod page;
mod service;

pub use act::ActForm;
pub(crate) use back::previews;
pub use service::{Bulks, Chosen};

use domain::bulk::{ItemState, Preview, State, Tally};
use domain::ids::{BulkId, WriteId};
use gateway::Preflight;
use highlevel::ContactId;
use jiff::Timestamp;

use crate::contact::ContactRef;
use crate::contacts::UserName;
use crate::member::Editing;

/// What to choose from before an action is shown.
#[derive(Debug, Clone)]
pub struct BulkForm {
    /// How many contacts were chosen.
    pub found: u64,
    /// Whether more match than are taken at once.
    pub is_cut: bool,
    /// The first of them.
    pub first: Vec<ContactRef>,
    /// Tags to choose from.
    pub tags: Vec<String>,
    /// Users to assign to.
    pub users: Vec<UserName>,
    /// Whether the person may act.
    pub editing: Editing,
}

/// One action as a page shows it.
#[derive(Debug, Clone)]
pub struct BulkPage {
    /// Which.
    pub id: BulkId,
    /// What it does.
    pub what: String,
    /// Whether it deletes, which HighLevel cannot take back whole.
    pub deletes: bool,
    /// How it stands.
    pub state: State,
    /// How its parts stand.
    pub tally: Tally,
    /// Who began it.
    pub by: Option<String>,
    /// When it was shown first.
    pub created: Timestamp,
    /// When it was begun.
    pub started: Option<Timestamp>,
    /// When it was over.
    pub ended: Option<Timestamp>,
    /// What it costs, before it is begun.
    pub cost: Option<Preflight>,
    /// Its parts, those that need somebody first.
    pub parts: Vec<PartLine>,
    /// Where more parts begin.
    pub next: Option<u32>,
    /// What is taken back by it, where it is an undo.
    pub undoes: Option<BulkId>,
    /// Whether it can be undone.
    pub can_be_undone: bool,
    /// Whether the person may do anything about it.
    pub editing: Editing,
}

/// One part.
#[derive(Debug, Clone)]
pub struct PartLine {
    /// Its place.
    pub place: u32,
    /// The contact.
    pub contact: Option<ContactId>,
    /// Its name.
    pub name: String,
    /// What changes.
    pub preview: Vec<Preview>,
    /// How it stands.
    pub state: ItemState,
    /// Its write.
    pub write: Option<WriteId>,
    /// Why it stands so.
    pub reason: Option<String>,
}

/// One action in the list.
#[derive(Debug, Clone)]
pub struct BulkLine {
    /// Which.
    pub id: BulkId,
    /// What it does.
    pub what: String,
    /// How it stands.
    pub state: State,
    /// How its parts stand.
    pub tally: Tally,
    /// Who began it.
    pub by: Option<String>,
    /// When.
    pub started: Option<Timestamp>,
}
