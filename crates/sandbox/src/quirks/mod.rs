//! How HighLevel is odd, listed: each quirk the sandbox reproduces, where it is known from, and which are switched.
//!
//! Here: the list, one file an area, and the few quirks that can be turned the other way.
//! Not here: behaving oddly; that is done where the call is answered.
//!
//! Promise: the guide's table is this list. What is marked as seen was published by HighLevel or observed live by
//! somebody; what is marked as ours nobody has established.

mod calendars;
mod contacts;
mod dealings;
mod door;
mod oauth;
mod places;
#[cfg(test)]
mod tests;
mod webhooks;

#[cfg(test)]
use std::fmt::Write;

use serde::{Serialize, Serializer};

/// Every area of the list.
pub(crate) const AREAS: &[Area] = &[
    door::AREA,
    oauth::AREA,
    contacts::AREA,
    dealings::OPPORTUNITIES,
    dealings::CONVERSATIONS,
    dealings::BUSINESSES,
    calendars::AREA,
    places::AREA,
    webhooks::AREA,
];

/// Quirks that belong together.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Area {
    /// A heading.
    pub title: &'static str,
    /// Its quirks.
    pub quirks: &'static [Quirk],
}

/// One oddity.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Quirk {
    /// Its name.
    pub name: &'static str,
    /// What is odd.
    pub what: &'static str,
    /// How well it is known.
    pub mark: Mark,
    /// Sections of the reference, and what is to be added about the mark.
    pub source: &'static str,
    /// Whether it holds unless somebody turns it.
    pub on: bool,
    /// What turns it, for the few that can be turned.
    #[serde(skip)]
    pub switch: Option<Switch>,
}

/// How well a quirk is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mark {
    /// Published, or observed live.
    Seen,
    /// Chosen by us; do not build on it.
    Ours,
}

/// A quirk that can be turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    /// `version-unknown-400`
    VersionUnknown400,
    /// `limit-refusal-free`
    RefusalFree,
    /// `task-create-bare`
    TaskCreateBare,
    /// `tag-alone`
    TagAlone,
    /// `delete-alone`
    DeleteAlone,
    /// `opportunity-once`
    OpportunityOnce,
    /// `messages-flat`
    MessagesFlat,
}

/// Which quirks are turned away from what they are by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Quirks(u32);

const fn quirk(name: &'static str, mark: Mark, source: &'static str, what: &'static str) -> Quirk {
    Quirk { name, what, mark, source, on: true, switch: None }
}

impl Quirk {
    const fn switched(self, switch: Switch, on: bool) -> Self {
        Self { switch: Some(switch), on, ..self }
    }
}

/// Every quirk there is.
pub(crate) fn all() -> impl Iterator<Item = &'static Quirk> {
    AREAS.iter().flat_map(|area| area.quirks)
}

impl Quirks {
    /// Whether the quirk holds now.
    pub(crate) fn hold(self, switch: Switch) -> bool {
        let by_itself = all().find(|quirk| quirk.switch == Some(switch)).is_none_or(|quirk| quirk.on);
        by_itself != (self.0 & bit(switch) != 0)
    }

    /// The same with that quirk turned on or off.
    pub(crate) fn with(self, switch: Switch, on: bool) -> Self {
        if self.hold(switch) == on { self } else { Self(self.0 ^ bit(switch)) }
    }
}

fn bit(switch: Switch) -> u32 {
    1 << switch as u32
}

impl Serialize for Quirks {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(all().filter_map(|quirk| Some((quirk.name, self.hold(quirk.switch?)))))
    }
}

/// The list as the guide shows it.
#[cfg(test)]
pub(crate) fn guide() -> String {
    let mut text = String::new();
    for area in AREAS {
        let _ = writeln!(text, "\n### {}\n\n| Quirk | Mark | Source | Name |\n|---|---|---|---|", area.title);
        for quirk in area.quirks {
            let mark = if quirk.mark == Mark::Seen { "seen" } else { "ours" };
            let turned = match (quirk.switch, quirk.on) {
                (None, _) => "",
                (Some(_), true) => ", can be turned off",
                (Some(_), false) => ", off; can be turned on",
            };
            let source = if quirk.source.is_empty() { "" } else { quirk.source };
            let _ = writeln!(text, "| {} | {mark} | {source} | `{}`{turned} |", quirk.what, quirk.name);
        }
    }
    text
}
