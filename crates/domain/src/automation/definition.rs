//! A definition: everything an automation is, as one document.
//!
//! Promise: what is read is sound in shape (names unique, bounds kept), and is written as it was read.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Step, StepId, Trigger, Walk, step::Action};

/// Steps a definition may have.
pub const STEPS: usize = 200;
/// How deep branches and loops may stand in each other.
pub const NESTING: usize = 6;
/// Items a loop may go through.
pub const ITEMS: u32 = 1_000;

/// Everything an automation is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Definition {
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub about: Option<String>,
    /// What starts it.
    pub trigger: Trigger,
    /// Which runs wait for each other.
    pub each: Each,
    /// What it may use.
    pub limits: Limits,
    /// What it does.
    pub steps: Vec<Step>,
}

/// Which runs go one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Each {
    /// Those of one contact.
    #[default]
    Contact,
    /// None: all go at once.
    None,
}

/// What an automation may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Calls a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls_a_day: Option<u32>,
    /// Runs that go at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_once: Option<u32>,
    /// Whether a run that waits holds up the next of the same contact.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub waiting_blocks: bool,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    trigger: Trigger,
    #[serde(default)]
    each: Each,
    #[serde(default, skip_serializing_if = "is_default")]
    limits: Limits,
    #[serde(default)]
    steps: Vec<Step>,
}

fn is_default(limits: &Limits) -> bool {
    *limits == Limits::default()
}

/// A definition that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongDefinition {
    /// It has no name, or one that is too long.
    #[error("an automation needs a name of 1 to 120 letters")]
    Name,
    /// Two steps have the same name.
    #[error("two steps are named `{0}`")]
    Twice(StepId),
    /// Too many steps.
    #[error("an automation has {STEPS} steps at most, this one has {0}")]
    TooManySteps(usize),
    /// Branches and loops in each other, too deep.
    #[error("step `{0}` stands deeper than {NESTING} branches and loops")]
    TooDeep(StepId),
    /// A loop over more than it may.
    #[error("the loop `{0}` may go through {ITEMS} at most")]
    TooManyItems(StepId),
    /// A branch has more than one way for everyone else, or not as its last.
    #[error("in `{0}`, `otherwise` is the last way and there is one at most")]
    Otherwise(StepId),
}

impl TryFrom<Form> for Definition {
    type Error = WrongDefinition;

    fn try_from(form: Form) -> Result<Self, WrongDefinition> {
        let Form { name, about, trigger, each, limits, steps } = form;
        let definition = Self { name: name.trim().to_owned(), about, trigger, each, limits, steps };
        definition.check()?;
        Ok(definition)
    }
}

impl From<Definition> for Form {
    fn from(definition: Definition) -> Self {
        let Definition { name, about, trigger, each, limits, steps } = definition;
        Self { name, about, trigger, each, limits, steps }
    }
}

impl Definition {
    /// Whether its shape is sound. Whoever edits one in place asks before keeping it.
    ///
    /// # Errors
    /// The first thing that cannot be.
    pub fn check(&self) -> Result<(), WrongDefinition> {
        if self.name.is_empty() || self.name.chars().count() > 120 {
            return Err(WrongDefinition::Name);
        }
        let all = Walk::of(self).all();
        if all.len() > STEPS {
            return Err(WrongDefinition::TooManySteps(all.len()));
        }
        let mut names = BTreeSet::new();
        for nested in &all {
            if !names.insert(&nested.step.id) {
                return Err(WrongDefinition::Twice(nested.step.id.clone()));
            }
            if nested.around.len() > NESTING {
                return Err(WrongDefinition::TooDeep(nested.step.id.clone()));
            }
            check_step(nested.step)?;
        }
        Ok(())
    }

    /// The step of this name.
    #[must_use]
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        Walk::of(self).find(id).map(|nested| nested.step)
    }
}

fn check_step(step: &Step) -> Result<(), WrongDefinition> {
    match &step.action {
        Action::ForEach(each) if each.at_most > ITEMS => Err(WrongDefinition::TooManyItems(step.id.clone())),
        Action::Branch(arms) if arms.iter().rev().skip(1).any(|arm| arm.when.is_none()) => {
            Err(WrongDefinition::Otherwise(step.id.clone()))
        }
        _ => Ok(()),
    }
}
