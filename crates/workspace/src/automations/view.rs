//! What the pages of automations show.

use domain::automation::{
    Automation, Definition,
    lint::{Finding, may_publish},
    version::Versions,
};
use engine::DryRun;
use store::HeldBack;

/// One automation of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct AutomationRow {
    /// The automation.
    pub automation: Automation,
    /// It in plain words: the live version, or the draft where there is none.
    pub sentence: String,
    /// Whether a draft is newer than what is live.
    pub has_draft: bool,
    /// Runs under way.
    pub open: u64,
    /// Runs that went through.
    pub done: u64,
    /// Runs that failed.
    pub failed: u64,
}

/// One automation as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct AutomationView {
    /// The automation.
    pub automation: Automation,
    /// Its versions, oldest first.
    pub versions: Versions,
    /// What is shown: the draft where there is one, else what is live.
    pub definition: Definition,
    /// The same as a file.
    pub file: String,
    /// The same in plain words.
    pub sentence: String,
    /// What is wrong with it, or may be.
    pub findings: Vec<Finding>,
    /// What would have started a run and was held back, newest first.
    pub held_back: Vec<HeldBack>,
}

/// What looking at a file came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Checked {
    /// It cannot be read, and this is where and why.
    Unreadable(String),
    /// It can.
    Read {
        /// What it says.
        definition: Box<Definition>,
        /// In plain words.
        sentence: String,
        /// What is wrong with it, or may be.
        findings: Vec<Finding>,
    },
}

/// What a test came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// What it did, step by step.
    pub dry: DryRun,
    /// Whether the draft may be published now.
    pub may_publish: bool,
}

impl AutomationView {
    /// Whether a draft stands beside what is live.
    #[must_use]
    pub fn has_draft(&self) -> bool {
        self.versions.draft().is_some()
    }

    /// Whether the draft may be published now.
    #[must_use]
    pub fn may_publish(&self) -> bool {
        self.versions.draft().is_some_and(|draft| draft.tested) && may_publish(&self.findings)
    }
}
