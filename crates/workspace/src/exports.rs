//! What HighLevel gives in pieces or not at all, in bulk: the change log, every record of a kind, the whole account.
//!
//! Here: pages, the log as it grows, and the account line by line. Not here: HTTP (`web::api`), HighLevel's own
//! operations (`served`).
//!
//! Promise: whoever follows the log from a place misses nothing and meets nothing twice; what is written out holds
//! one page in memory, however large the account is.

mod csv;
mod log;
mod pages;
mod service;

use domain::change::Change;
use domain::change::Seq;
use domain::record::Kind;
use serde_json::Value;

pub use service::Exports;

/// Records on one page at most.
pub const LARGEST_PAGE: u32 = 1_000;

/// Kinds that can be asked for, each by the word of its address.
pub const KINDS: [(&str, Kind); 8] = [
    ("contacts", Kind::Contact),
    ("tasks", Kind::Task),
    ("notes", Kind::Note),
    ("appointments", Kind::Appointment),
    ("tags", Kind::Tag),
    ("custom-fields", Kind::CustomField),
    ("users", Kind::User),
    ("calendars", Kind::Calendar),
];

/// A piece of the change log.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The changes, oldest first.
    pub changes: Vec<Change>,
    /// The place to go on from.
    pub next: Seq,
    /// Whether there is more already.
    pub has_more: bool,
}

/// A page of records.
#[derive(Debug, Clone)]
pub struct Page {
    /// The records, in the order of their ids.
    pub records: Vec<Value>,
    /// The place to go on from; nothing at the end.
    pub next: Option<String>,
}

/// Why something cannot be given out.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The log does not reach back so far any more.
    #[error(
        "the log begins at {begins}: what came before was forgotten, so copy everything once and go on from there"
    )]
    Forgotten {
        /// The oldest place that can be gone on from.
        begins: Seq,
    },
    /// The database.
    #[error("the database does not answer")]
    Store(#[from] store::StoreError),
}
