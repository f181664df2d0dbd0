//! An automation as a whole: its name, whether it starts runs, and since when.
//!
//! Here: where it stands. Not here: what it does (`definition`, `version`), its runs (`run`).

use highlevel::ids::LocationId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::breaker::Streak;
use crate::{change::Seq, ids::AutomationId, record::words};

/// An automation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automation {
    /// Its id.
    pub id: AutomationId,
    /// Whose.
    pub location: LocationId,
    /// What people call it: the name of its newest version.
    pub name: String,
    /// Whether it starts runs.
    pub standing: Standing,
    /// Why it stands so, for a person.
    pub reason: Option<String>,
    /// Changes up to this one start nothing.
    pub since: Seq,
    /// How often in a row it has failed.
    pub streak: Streak,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it, or where it stands, was changed last.
    pub changed_at: Timestamp,
}

/// Whether an automation starts runs, and what becomes of those under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It was never published.
    Draft,
    /// It starts runs.
    Live,
    /// A person has paused it: nothing starts, and runs under way stand still.
    Paused,
    /// It failed too often in a row: what would have started is kept and stands still, until a person decides.
    Broken,
}

words!(Standing, "standing of an automation", {
    Draft = "draft",
    Live = "live",
    Paused = "paused",
    Broken = "broken",
});

impl Standing {
    /// Whether changes open runs of it.
    #[must_use]
    pub const fn opens(self) -> bool {
        matches!(self, Self::Live | Self::Broken)
    }

    /// Whether its runs go on.
    #[must_use]
    pub const fn goes_on(self) -> bool {
        matches!(self, Self::Live)
    }
}
