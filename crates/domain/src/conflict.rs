//! Conflicts: fields that both sides changed, kept until a person chose.
//!
//! Here: what one row says, and how it may end. Not here: finding them (`merge`), keeping them (`store`), the page.
//!
//! Promise: the value that does not stand is here, with who wanted it, until somebody decides; it is never dropped.

use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;

use crate::{
    change::Cause,
    ids::{ConflictId, PersonId, WriteId},
    merge,
    record::{Kind, RecordId, words},
};

/// One field of one write that met another value.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Its id.
    pub id: ConflictId,
    /// Whose.
    pub location: LocationId,
    /// The write that wanted our value.
    pub write: WriteId,
    /// The kind of record.
    pub kind: Kind,
    /// The record.
    pub record: RecordId,
    /// The contact it belongs to, if any.
    pub contact: Option<ContactId>,
    /// The field and its three values, and whose stands.
    pub values: merge::Conflict,
    /// Who or what wanted ours.
    pub ours_by: Cause,
    /// When.
    pub ours_at: Timestamp,
    /// Who or what set theirs, where it is known.
    pub theirs_by: Option<Cause>,
    /// When.
    pub theirs_at: Timestamp,
    /// When the two met.
    pub found_at: Timestamp,
    /// How it ended, once it has.
    pub end: Option<End>,
}

/// How a conflict ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// When.
    pub at: Timestamp,
    /// How.
    pub choice: Choice,
    /// Who chose; none where the write itself was put aside.
    pub person: Option<PersonId>,
}

/// What became of the two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    /// HighLevel's value stands.
    Theirs,
    /// Ours stands.
    Ours,
    /// What stands stays, and the other one is kept as a note.
    Both,
    /// The write was put aside or sent anew.
    Aside,
}

words!(Choice, "choice", { Theirs = "theirs", Ours = "ours", Both = "both", Aside = "aside" });

impl Choice {
    /// The side whose value has to be written for that, if it does not stand already.
    pub fn writes(self, stands: merge::Authority) -> Option<merge::Authority> {
        let side = match self {
            Self::Theirs => merge::Authority::HighLevel,
            Self::Ours => merge::Authority::Rankr,
            Self::Both | Self::Aside => return None,
        };
        (side != stands).then_some(side)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::Authority;

    #[test]
    fn only_a_value_that_does_not_stand_has_to_be_written() {
        assert_eq!(Choice::Ours.writes(Authority::HighLevel), Some(Authority::Rankr));
        assert_eq!(Choice::Theirs.writes(Authority::HighLevel), None);
        assert_eq!(Choice::Theirs.writes(Authority::Rankr), Some(Authority::HighLevel));
        assert_eq!(Choice::Both.writes(Authority::Rankr), None);
    }
}
