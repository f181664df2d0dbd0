//! Notes of a contact.
//!
//! Here: a note as shown, and adding, editing and deleting one. Not here: notes on appointments.
//!
//! Promise: HighLevel's notes may hold HTML; what is shown is its text, never its markup.

mod service;
pub mod text;

pub use service::Notes;

use highlevel::NoteId;
use jiff::Timestamp;

use crate::contacts::UserName;
use crate::standing::{Key, Standing};

/// One note.
#[derive(Debug, Clone)]
pub struct NoteEntry {
    /// The note, or the write that is creating it.
    pub key: Key<NoteId>,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// Plain text with line breaks.
    pub text: String,
    /// When it was added.
    pub added: Option<Timestamp>,
    /// Who wrote it, where HighLevel says.
    pub author: Option<UserName>,
    /// Whether it is kept on top.
    pub pinned: bool,
    /// How it stands with HighLevel.
    pub standing: Standing,
    /// Being deleted: shown struck through until HighLevel agrees.
    pub going: bool,
}
