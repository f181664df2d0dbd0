//! Expressions: what people write into fields, conditions and mappings.
//!
//! Here: filling text with pills, typed evaluation, which values an expression asks for, and what is wrong with one,
//! in plain words with its place. Not here: which values there are (`automation::run` and whoever calls).
//!
//! Promise: whatever the text, evaluating it ends, soon, in little memory, and changes nothing.

mod fault;
mod filters;
mod references;
mod seen;
mod template;

use std::borrow::Cow;

use minijinja::{Environment, UndefinedBehavior, Value, value::Serde};
use serde_json::Value as Json;

pub use fault::{Fault, Kind as FaultKind};
pub use references::Reference;
pub use seen::Seen;
pub use template::single_pill;

/// Instructions one evaluation may take; memory is counted in them too.
pub const FUEL: u64 = 10_000;
/// Bytes one evaluation may give.
pub const TEXT: usize = 64 * 1024;
/// How deep expressions, calls and given values may nest.
pub const DEPTH: usize = 20;
/// Bytes an expression or a text with pills may be long.
pub const SOURCE: usize = 16 * 1024;

/// The language with its filters and bounds. Made once, shared, never changed.
#[derive(Debug)]
pub struct Language {
    environment: Environment<'static>,
}

impl Default for Language {
    fn default() -> Self {
        Self::new()
    }
}

impl Language {
    /// The language as everybody writes it.
    #[must_use]
    pub fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEPTH);
        environment.set_undefined_behavior(UndefinedBehavior::Chainable);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_debug(true);
        environment.remove_global("debug");
        filters::add_to(&mut environment);
        Self { environment }
    }

    /// The same language, in which `mapping('name', record)` aligns a record's fields by a named table.
    #[must_use]
    pub fn with_mappings<F>(mut self, align: F) -> Self
    where
        F: Fn(&str, &Json) -> Result<Json, String> + Send + Sync + 'static,
    {
        self.environment.add_function("mapping", move |name: Cow<'_, str>, record: Value| {
            let record = serde_json::to_value(&record).unwrap_or(Json::Null);
            align(&name, &record).map(|aligned| Value::from(Serde(&aligned))).map_err(fault::refused)
        });
        self
    }

    /// The value of one expression, with its type.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn evaluate(&self, expression: &str, seen: &Seen) -> Result<Json, Fault> {
        short_enough(expression)?;
        let compiled =
            self.environment.compile_expression(expression).map_err(|e| Fault::of(&e, expression))?;
        let value = compiled.eval(seen.value()).map_err(|e| Fault::of(&e, expression))?;
        template::bounded(&value)
    }

    /// Whether an expression holds. Missing and empty do not.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn holds(&self, expression: &str, seen: &Seen) -> Result<bool, Fault> {
        short_enough(expression)?;
        let compiled =
            self.environment.compile_expression(expression).map_err(|e| Fault::of(&e, expression))?;
        let value = compiled.eval(seen.value()).map_err(|e| Fault::of(&e, expression))?;
        Ok(value.is_true())
    }

    /// A text with its pills filled in. A text that is exactly one pill keeps the pill's type.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn fill(&self, text: &str, seen: &Seen) -> Result<Json, Fault> {
        short_enough(text)?;
        template::fill(&self.environment, text, seen)
    }

    /// A value in which every text has its pills filled in.
    ///
    /// # Errors
    /// What is wrong with the first that cannot be filled; `Fault::field` says which.
    pub fn fill_all(&self, given: &Json, seen: &Seen) -> Result<Json, Fault> {
        template::fill_all(&self.environment, given, seen, 0)
    }

    /// What is wrong with a text with pills before any value is known: its grammar, and filters that do not exist.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, text: &str) -> Result<(), Fault> {
        excuse_missing_values(self.fill(text, &Seen::nothing()).map(drop))
    }

    /// The same for one expression.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check_expression(&self, expression: &str) -> Result<(), Fault> {
        excuse_missing_values(self.holds(expression, &Seen::nothing()).map(drop))
    }

    /// Every value that a text with pills asks for.
    ///
    /// # Errors
    /// What is wrong with its grammar.
    pub fn references(&self, text: &str) -> Result<Vec<Reference>, Fault> {
        short_enough(text)?;
        references::of_text(&self.environment, text)
    }

    /// Every value that one expression asks for.
    ///
    /// # Errors
    /// What is wrong with its grammar.
    pub fn expression_references(&self, expression: &str) -> Result<Vec<Reference>, Fault> {
        short_enough(expression)?;
        references::of_expression(&self.environment, expression)
    }
}

fn short_enough(text: &str) -> Result<(), Fault> {
    if text.len() <= SOURCE {
        return Ok(());
    }
    Err(Fault::bare(FaultKind::TooLarge, format!("The text is longer than {} KB.", SOURCE / 1024)))
}

/// Without values many a filter complains. Only what no value can mend counts.
fn excuse_missing_values(result: Result<(), Fault>) -> Result<(), Fault> {
    match result {
        Err(fault)
            if matches!(fault.kind, FaultKind::Grammar | FaultKind::UnknownName | FaultKind::TooLarge) =>
        {
            Err(fault)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
