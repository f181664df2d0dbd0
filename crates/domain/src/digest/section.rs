//! A digest's sections: a sentence, a few figures, a few lines.

use highlevel::ids::ContactId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    record::{RecordId, words},
    wording::thousands,
};

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// What needs a person.
    Needs,
    /// Contacts.
    Contacts,
    /// Tasks.
    Tasks,
    /// Notes.
    Notes,
    /// Appointments.
    Appointments,
}

words!(Topic, "topic of a digest", {
    Needs = "needs",
    Contacts = "contacts",
    Tasks = "tasks",
    Notes = "notes",
    Appointments = "appointments",
});

impl Topic {
    /// The section's heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Needs => "Needs a person",
            Self::Contacts => "Contacts",
            Self::Tasks => "Tasks",
            Self::Notes => "Notes",
            Self::Appointments => "Appointments",
        }
    }
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What it is about.
    pub topic: Topic,
    /// The section in a sentence.
    pub lead: String,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// Its lines.
    pub items: Vec<Item>,
}

/// One figure with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// What it counts.
    pub label: &'static str,
    /// The figure as it is shown.
    pub value: String,
    /// What stands below it.
    pub note: Option<String>,
    /// Whether it counts nothing.
    #[serde(skip)]
    is_zero: bool,
}

/// One line, about a contact or a record of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it says: a name, a title, a first line.
    pub text: String,
    /// What stands behind it: why, for whom, how late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The contact it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
    /// The record it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// Its moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Figure {
    pub(super) fn count(label: &'static str, count: u64) -> Self {
        Self { label, value: thousands(count), note: None, is_zero: count == 0 }
    }

    pub(super) const fn text(label: &'static str, value: String) -> Self {
        Self { label, value, note: None, is_zero: false }
    }

    pub(super) fn with(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }
}

impl Section {
    pub(super) fn new(topic: Topic, lead: String, figures: Vec<Figure>, items: &[Item]) -> Self {
        Self { topic, lead, figures, items: items.to_vec() }
    }

    /// Whether there is nothing to tell.
    pub fn is_quiet(&self) -> bool {
        self.items.is_empty() && self.figures.iter().all(|figure| figure.is_zero)
    }
}
