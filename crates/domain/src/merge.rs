//! Merge: two sides edited the same record; what becomes of each field.
//!
//! Here: the three-way merge (what both started from, what stands there now, what somebody typed), with lists as
//! sets and custom fields one by one. Not here: sending the result (`gateway`), the page that asks (`web`).
//!
//! Promise: fields that only one side touched merge; nothing that was typed is dropped: it is applied, or it is
//! offered beside the value that stands.

mod fields;
mod sets;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use fields::{flat, unflat};
pub use sets::is_set;

use crate::record::{Doc, words};

/// Whose value stands where both sides changed the same field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// HighLevel's; ours is offered.
    #[default]
    HighLevel,
    /// Ours; HighLevel's is offered.
    Rankr,
}

words!(Authority, "authority", { HighLevel = "high_level", Rankr = "rankr" });

impl Authority {
    /// The other side.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::HighLevel => Self::Rankr,
            Self::Rankr => Self::HighLevel,
        }
    }
}

/// What decides where two sides differ. A mapping has one; without a mapping, HighLevel stands everywhere.
#[derive(Clone, Copy)]
pub struct Rules<'r> {
    /// Whose value stands, by field.
    pub authority: &'r dyn Fn(&str) -> Authority,
    /// Whether two spellings of a field mean the same value. Null is an empty field.
    pub same: &'r dyn Fn(&str, &Value, &Value) -> bool,
}

impl Default for Rules<'_> {
    fn default() -> Self {
        Self { authority: &|_| Authority::HighLevel, same: &|_, left, right| left == right }
    }
}

/// Three values of one field. Null is an empty field.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The field; a custom field is `customFields.ID`.
    pub field: String,
    /// What both started from.
    pub base: Value,
    /// What HighLevel has now.
    pub theirs: Value,
    /// What was typed here.
    pub ours: Value,
    /// Whose value stands until a person chooses.
    pub stands: Authority,
}

impl Conflict {
    /// The value that stands.
    pub const fn standing(&self) -> &Value {
        match self.stands {
            Authority::HighLevel => &self.theirs,
            Authority::Rankr => &self.ours,
        }
    }

    /// The value that is offered beside it.
    pub const fn offered(&self) -> &Value {
        match self.stands {
            Authority::HighLevel => &self.ours,
            Authority::Rankr => &self.theirs,
        }
    }

    /// The words above the three values.
    pub fn words(&self) -> &'static str {
        match self.stands {
            Authority::HighLevel => "Changed in HighLevel meanwhile. Theirs stands; you can still use yours.",
            Authority::Rankr => "Changed in HighLevel meanwhile. Yours will replace it; you can keep theirs.",
        }
    }
}

/// What comes of a merge.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// The record as it stands then.
    pub doc: Doc,
    /// What has to be written to HighLevel for that: field and value, null clears. Sets are not among them.
    pub write: BTreeMap<String, Value>,
    /// What has to be added to and taken out of HighLevel's sets.
    pub sets: Vec<SetWrite>,
    /// Fields that both sides changed, and differently.
    pub conflicts: Vec<Conflict>,
}

/// What has to be added to and taken out of one list, such as tags or followers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetWrite {
    /// The list.
    pub field: String,
    /// What is added.
    pub add: Vec<String>,
    /// What is taken out.
    pub remove: Vec<String>,
}

/// Pure: merges two whole records that come from the same one.
pub fn merge(base: &Doc, theirs: &Doc, ours: &Doc, rules: Rules<'_>) -> Merged {
    let (base, ours) = (flat(base), flat(ours));
    let mut typed = ours.clone();
    // A field that we no longer have was cleared here.
    for field in base.keys().filter(|field| !ours.contains_key(*field)) {
        typed.insert(field.clone(), Value::Null);
    }
    typed.retain(|field, value| base.get(field).unwrap_or(&Value::Null) != value);
    merge_edit(&base, &flat(theirs), &typed, rules)
}

/// Pure: merges an edit: only the fields that were typed, and their values when the person looked. Names are flat,
/// as `customFields.ID`; null is an empty field.
pub fn merge_edit(
    base: &BTreeMap<String, Value>,
    theirs: &BTreeMap<String, Value>,
    typed: &BTreeMap<String, Value>,
    rules: Rules<'_>,
) -> Merged {
    let mut merged = Merged::default();
    let mut stands = theirs.clone();
    for (field, ours) in typed {
        let base = base.get(field).unwrap_or(&Value::Null);
        let theirs = theirs.get(field).unwrap_or(&Value::Null);
        let value = if is_set(field) {
            merged.set(field, base, theirs, ours)
        } else {
            merged.field(field, base, theirs, ours, rules)
        };
        if value.is_null() {
            stands.remove(field);
        } else {
            stands.insert(field.clone(), value);
        }
    }
    merged.doc = unflat(&stands);
    merged
}

/// Pure: a person chose a side of a conflict: what that writes to HighLevel, if anything.
pub fn choose(conflict: &Conflict, side: Authority) -> Option<(String, Value)> {
    match side {
        Authority::HighLevel => None,
        Authority::Rankr => Some((conflict.field.clone(), conflict.ours.clone())),
    }
}

impl Merged {
    /// One field that was typed: the value that stands.
    fn field(&mut self, field: &str, base: &Value, theirs: &Value, ours: &Value, rules: Rules<'_>) -> Value {
        if (rules.same)(field, theirs, ours) || (rules.same)(field, base, ours) {
            return theirs.clone();
        }
        let stands = if (rules.same)(field, base, theirs) {
            Authority::Rankr
        } else {
            let conflict = Conflict {
                field: field.to_owned(),
                base: base.clone(),
                theirs: theirs.clone(),
                ours: ours.clone(),
                stands: (rules.authority)(field),
            };
            self.conflicts.push(conflict);
            (rules.authority)(field)
        };
        if stands == Authority::HighLevel {
            return theirs.clone();
        }
        self.write.insert(field.to_owned(), ours.clone());
        ours.clone()
    }

    /// One set that was typed: what both sides added and took out.
    fn set(&mut self, field: &str, base: &Value, theirs: &Value, ours: &Value) -> Value {
        let merged = sets::merge(field, base, theirs, ours);
        let write = sets::difference(field, theirs, &merged);
        if !write.add.is_empty() || !write.remove.is_empty() {
            self.sets.push(write);
        }
        if merged.is_empty() { Value::Null } else { Value::from(merged) }
    }

    /// Whether nothing has to be written.
    pub fn writes_nothing(&self) -> bool {
        self.write.is_empty() && self.sets.is_empty()
    }

    /// The fields to write, as the ledger keeps them.
    pub fn written(&self) -> Map<String, Value> {
        self.write.iter().map(|(field, value)| (field.clone(), value.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
