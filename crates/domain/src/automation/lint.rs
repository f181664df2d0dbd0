//! Lint: what is wrong with a definition before it runs, in words, beside the step.
//!
//! Here: what can be told from the definition, the catalog, the granted scopes and a sample of contacts. Not here:
//! fetching any of these. Promise: an error stops publishing and is one for sure; a warning may be meant so.

mod circle;
mod fields;
mod flow;
mod outside;
mod types;

use std::collections::BTreeSet;

use highlevel::scope::Scopes;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::{Action, Definition, Length, StepId, Walk};
use crate::{expression::Language, record::words};

pub use flow::most_calls;

/// What lint knows besides the definition. What is not known is not complained about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'f> {
    /// What the connection may do.
    pub granted: Option<&'f Scopes>,
    /// Calls left for automations a day.
    pub calls_a_day: Option<u32>,
    /// Runs a day, by the changes of the last days.
    pub runs_a_day: Option<u32>,
    /// How long runs are kept.
    pub retention: Option<&'f Length>,
    /// The last contacts, as expressions see `contact`.
    pub contacts: &'f [Map<String, Json>],
    /// The other live automations.
    pub others: &'f [&'f Definition],
}

/// Something that is wrong, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The step; none for the trigger and the whole.
    pub step: Option<StepId>,
    /// The field of it.
    pub field: Option<String>,
    /// Which rule found it.
    pub rule: Rule,
    /// How bad it is.
    pub weight: Weight,
    /// What it is, for a person.
    pub sentence: String,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It may be meant so.
    Warning,
    /// It cannot be published.
    Error,
}

/// The rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it; each finding has its sentence")]
pub enum Rule {
    Empty,
    MissingField,
    WrongType,
    UnknownField,
    Unreadable,
    UnknownReference,
    OftenEmpty,
    Unreachable,
    Circle,
    FanOut,
    Cost,
    LongWait,
    Scope,
    Secret,
    PrivateAddress,
}

words!(Rule, "rule", {
    Empty = "empty",
    MissingField = "missing_field",
    WrongType = "wrong_type",
    UnknownField = "unknown_field",
    Unreadable = "unreadable",
    UnknownReference = "unknown_reference",
    OftenEmpty = "often_empty",
    Unreachable = "unreachable",
    Circle = "circle",
    FanOut = "fan_out",
    Cost = "cost",
    LongWait = "long_wait",
    Scope = "scope",
    Secret = "secret",
    PrivateAddress = "private_address",
});

impl Finding {
    fn error(step: Option<&StepId>, rule: Rule, sentence: impl Into<String>) -> Self {
        Self { step: step.cloned(), field: None, rule, weight: Weight::Error, sentence: sentence.into() }
    }

    fn warning(step: Option<&StepId>, rule: Rule, sentence: impl Into<String>) -> Self {
        Self { weight: Weight::Warning, ..Self::error(step, rule, sentence) }
    }

    fn about(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// Everything that is wrong with a definition, or may be: the trigger first, then step by step.
#[must_use]
pub fn lint(language: &Language, definition: &Definition, facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    of_trigger(language, definition, &mut found);
    if definition.steps.is_empty() {
        found.push(Finding::error(None, Rule::Empty, "There is no step yet."));
    }
    let mut before: BTreeSet<&str> = BTreeSet::new();
    for nested in Walk::of(definition).all().iter().filter(|nested| !nested.step.skip) {
        fields::check(language, nested, &before, facts, &mut found);
        outside::check(nested.step, facts, &mut found);
        flow::check(nested, facts, &mut found);
        before.insert(nested.step.id.as_str());
    }
    flow::check_whole(definition, facts, &mut found);
    circle::check(definition, facts, &mut found);
    found
}

/// Whether it may be published.
#[must_use]
pub fn may_publish(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.weight < Weight::Error)
}

fn of_trigger(language: &Language, definition: &Definition, found: &mut Vec<Finding>) {
    for setting in definition.trigger.missing() {
        let sentence = format!("The trigger needs “{}”.", setting.label);
        found.push(
            Finding::error(None, Rule::MissingField, sentence).about(format!("trigger.{}", setting.name)),
        );
    }
    if let Some(condition) = &definition.trigger.only_if {
        let nothing = BTreeSet::new();
        let place = fields::Place { step: None, before: &nothing, in_loop: false };
        fields::check_condition(language, condition, &place, found);
    }
}

/// The scopes a definition needs, for the page that asks for them.
#[must_use]
pub fn scopes_needed(definition: &Definition) -> BTreeSet<highlevel::scope::Scope> {
    let all = Walk::of(definition).all();
    let of_steps = all.iter().flat_map(|nested| outside::scopes(&nested.step.action).to_vec());
    of_steps.collect()
}

/// Whether an action costs calls and so counts in loops.
fn calls(action: &Action) -> u64 {
    u64::from(action.cost())
}

#[cfg(test)]
mod tests;
