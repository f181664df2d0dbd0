//! How much each signal weighs, for the team and for one person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::MOST;
use crate::record::words;

/// What can make a contact need someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// They wait for an answer or a call back.
    Waiting,
    /// A new lead that nobody has spoken to.
    NewLead,
    /// A task is due or overdue.
    Task,
    /// An appointment comes, or was left without an outcome.
    Appointment,
    /// The stage of the deal: just reached, or reached long ago.
    Stage,
    /// A deal without any next step.
    NoNextStep,
    /// Nobody has spoken to them for long.
    Quiet,
    /// What the deal is worth. Lifts those who need someone anyway.
    Value,
    /// A tag. Lifts those who need someone anyway.
    Tag,
}

words!(Signal, "ranking signal", {
    Waiting = "waiting",
    NewLead = "new_lead",
    Task = "task",
    Appointment = "appointment",
    Stage = "stage",
    NoNextStep = "no_next_step",
    Quiet = "quiet",
    Value = "value",
    Tag = "tag",
});

impl Signal {
    /// What it weighs until somebody says otherwise: the points it can bring at most.
    pub const fn usual(self) -> u16 {
        match self {
            Self::Waiting => 46,
            Self::NewLead => 44,
            Self::Task => 34,
            Self::Appointment => 42,
            Self::Stage => 12,
            Self::NoNextStep => 8,
            Self::Quiet => 14,
            Self::Value => 24,
            Self::Tag => 15,
        }
    }
}

/// What a tag adds, of the weight of tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagWeight {
    /// The tag, in lower case.
    pub tag: String,
    /// Its share of the weight, of a hundred.
    pub share: u16,
}

/// How much each signal weighs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    points: [u16; Signal::ALL.len()],
    /// The value at which a deal brings the full weight.
    pub large_deal: u64,
    /// The tags that count. Of several, the strongest does.
    pub tags: Vec<TagWeight>,
}

/// What a team or a person wants otherwise. What it does not name stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Adjustment {
    /// Signals by name, with the points they bring at most.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub signals: BTreeMap<Signal, u16>,
    /// The value at which a deal brings the full weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_deal: Option<u64>,
    /// The tags that count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<TagWeight>>,
}

impl Default for Weights {
    fn default() -> Self {
        let tag = |tag: &str, share| TagWeight { tag: tag.to_owned(), share };
        Self {
            points: std::array::from_fn(|at| Signal::ALL[at].usual()),
            large_deal: 20_000,
            tags: vec![
                tag("vip", 100),
                tag("hot", 100),
                tag("hot lead", 100),
                tag("urgent", 100),
                tag("warm", 50),
            ],
        }
    }
}

impl Weights {
    /// The points that a signal brings at most.
    pub const fn of(&self, signal: Signal) -> u16 {
        self.points[signal as usize]
    }

    /// The same weights, as somebody wants them: first the team, then the person.
    #[must_use]
    pub fn adjusted(mut self, adjustment: &Adjustment) -> Self {
        for (signal, points) in &adjustment.signals {
            self.points[*signal as usize] = (*points).min(MOST);
        }
        if let Some(value) = adjustment.large_deal {
            self.large_deal = value.max(1);
        }
        if let Some(tags) = &adjustment.tags {
            self.tags = tags
                .iter()
                .map(|row| TagWeight { tag: row.tag.to_lowercase(), share: row.share.min(100) })
                .collect();
        }
        self
    }

    /// The points of a share of a signal's weight, rounded.
    pub(super) fn points(&self, signal: Signal, share: u16) -> u16 {
        let points = (u32::from(self.of(signal)) * u32::from(share) + 50) / 100;
        u16::try_from(points).unwrap_or(MOST)
    }
}
