//! A note of a contact: its text, its editor and its mark.

use highlevel::ContactId;
use workspace::note::NoteEntry;

use super::mark::Mark;
use super::moment::{Lens, Moment};
use super::tasks::compose_again;
use crate::forms::drafts::saw;
use crate::paths;

/// One note as drawn.
#[derive(Debug, Clone)]
pub(crate) struct NoteView {
    /// Names the note on the page.
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    /// What its form begins with.
    pub(crate) saw: String,
    pub(crate) author: String,
    pub(crate) at: Option<Moment>,
    pub(crate) pinned: bool,
    pub(crate) going: bool,
    pub(crate) mark: Mark,
    /// Where one that was not made can be changed and sent again.
    pub(crate) again: Option<String>,
    /// Where an edit and a deletion post; nothing while the note is being created.
    pub(crate) ways: Option<NoteWays>,
}

/// Where a note's forms post.
#[derive(Debug, Clone)]
pub(crate) struct NoteWays {
    pub(crate) save: String,
    pub(crate) delete: String,
}

impl NoteView {
    pub(crate) fn of(note: &NoteEntry, contact: &ContactId, may_write: bool, lens: &Lens) -> Self {
        let ways = note.key.known().filter(|_| may_write && !note.going).map(|id| NoteWays {
            save: paths::Note { contact: contact.clone(), note: id.clone() }.to_string(),
            delete: paths::NoteDelete { contact: contact.clone(), note: id.clone() }.to_string(),
        });
        Self {
            id: format!("note-{}", note.key),
            title: note.title.clone(),
            text: note.text.clone(),
            saw: saw(&[note.title.as_deref().unwrap_or_default(), &note.text]),
            author: note
                .author
                .as_ref()
                .map_or_else(|| "Someone in HighLevel".to_owned(), |user| user.name.clone()),
            at: note.added.map(|at| lens.when(at)),
            pinned: note.pinned,
            going: note.going,
            mark: Mark::of(&note.standing, lens),
            again: compose_again(&note.key, &note.standing, contact),
            ways,
        }
    }
}
