//! How a shown value stands with HighLevel, as a mark beside it and a line below it.

use domain::ids::WriteId;
use workspace::Standing;

use super::moment::Lens;
use crate::paths;

/// The mark beside a value, and what can be done about it.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    /// HighLevel has it: nothing is drawn.
    Saved,
    /// On its way.
    Pending(Pending),
    /// It needs a person.
    Stuck(Stuck),
}

/// A value on its way.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    /// `Saving`, and after ten seconds `Still trying`.
    pub(crate) text: &'static str,
    /// Since when, for programs: the page turns the words over by itself.
    pub(crate) since: String,
    /// Why it takes longer and when it is tried again.
    pub(crate) note: Option<String>,
}

/// A value that was not taken as typed.
#[derive(Debug, Clone)]
pub(crate) struct Stuck {
    /// The mark's tone: `bad` when refused, `warn` when someone else's value is shown.
    pub(crate) tone: &'static str,
    /// The mark's picture.
    pub(crate) icon: &'static str,
    /// What happened and what was kept.
    pub(crate) text: String,
    /// The contact that is in the way.
    pub(crate) other: Option<String>,
    /// Where both values stand beside each other.
    pub(crate) compare: Option<String>,
    /// The words on the button that sends ours once more.
    pub(crate) again: &'static str,
    /// Where that button posts.
    pub(crate) retry: String,
    /// The words on the button that puts ours aside.
    pub(crate) drop: &'static str,
    /// Where that button posts.
    pub(crate) discard: String,
}

const STILL_TRYING_AFTER_S: i64 = 10;

impl Mark {
    pub(crate) fn of(standing: &Standing, lens: &Lens) -> Self {
        match standing {
            Standing::Saved => Self::Saved,
            Standing::Pending { since, next_try, note, .. } => {
                let text = if lens.now.as_second() - since.as_second() > STILL_TRYING_AFTER_S {
                    "Still trying"
                } else {
                    "Saving"
                };
                let next = next_try.map(|at| format!("Next try at {}.", lens.clock(at).text));
                let note = [note.clone(), next].into_iter().flatten().collect::<Vec<_>>().join(" ");
                Self::Pending(Pending {
                    text,
                    since: since.to_string(),
                    note: (!note.is_empty()).then_some(note),
                })
            }
            Standing::Refused { write, reason, other } => Self::Stuck(Stuck {
                tone: "bad",
                icon: "warn",
                text: format!("Not saved: {}", sentence(reason)),
                other: other.as_ref().map(|contact| paths::Contact { contact: contact.clone() }.to_string()),
                again: "Try again",
                drop: "undo",
                ..Stuck::ways(*write)
            }),
            Standing::Overtaken { write, mine, at } => Self::Stuck(Stuck {
                text: format!("Changed in HighLevel {} while you typed “{mine}”.", lens.when(*at).text),
                compare: Some(paths::Conflicts.to_string()),
                ..Stuck::ways(*write)
            }),
            Standing::NotApplied { write, mine } => Self::Stuck(Stuck {
                text: format!("HighLevel said yes and kept the old value instead of “{mine}”."),
                again: "Try again",
                ..Stuck::ways(*write)
            }),
        }
    }

    pub(crate) fn pending(&self) -> Option<&Pending> {
        if let Self::Pending(pending) = self { Some(pending) } else { None }
    }

    pub(crate) fn stuck(&self) -> Option<&Stuck> {
        if let Self::Stuck(stuck) = self { Some(stuck) } else { None }
    }
}

impl Stuck {
    fn ways(write: WriteId) -> Self {
        Self {
            tone: "warn",
            icon: "info",
            text: String::new(),
            other: None,
            compare: None,
            again: "Use mine",
            retry: paths::WriteRetry { write }.to_string(),
            drop: "keep theirs",
            discard: paths::WriteDiscard { write }.to_string(),
        }
    }
}

pub(crate) fn sentence(reason: &str) -> String {
    let reason = reason.trim();
    if reason.ends_with(['.', '!', '?']) { reason.to_owned() } else { format!("{reason}.") }
}
