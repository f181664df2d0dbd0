//! A definition as one file, and back.
//!
//! Promise: what was exported is read as it was; a fault names the place; a step without a name is given one.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Definition;

/// Bytes a file may have.
pub const SIZE: usize = 256 * 1024;

/// A file that is no definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongFile {
    /// It is too long.
    #[error("the file is longer than {} KB", SIZE / 1024)]
    TooLong,
    /// It is not YAML.
    #[error("the file cannot be read: {0}")]
    Grammar(String),
    /// It is YAML, but not of an automation.
    #[error("{path}: {reason}")]
    Shape {
        /// Where, such as `steps[2].with`.
        path: String,
        /// What is wrong there.
        reason: String,
    },
}

/// The definition in a YAML file; JSON is YAML too.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read(text: &str) -> Result<Definition, WrongFile> {
    if text.len() > SIZE {
        return Err(WrongFile::TooLong);
    }
    // Whoever writes yes, no or on means the word.
    let options = serde_saphyr::options! { strict_booleans: true };
    let value: Value = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let words = error.to_string();
        WrongFile::Grammar(words.lines().next().unwrap_or_default().to_owned())
    })?;
    of_value(value)
}

/// The definition in a JSON value.
///
/// # Errors
/// What is wrong with it, and where.
pub fn of_value(mut value: Value) -> Result<Definition, WrongFile> {
    let mut taken = BTreeSet::new();
    each_step(&mut value, 0, &mut |step| {
        if let Some(id) = step.get("id").and_then(Value::as_str) {
            taken.insert(id.to_owned());
        }
    });
    each_step(&mut value, 0, &mut |step| name(step, &mut taken));
    serde_path_to_error::deserialize(value).map_err(|error| WrongFile::Shape {
        path: error.path().to_string(),
        reason: error.inner().to_string(),
    })
}

/// The file of a definition.
#[must_use]
pub fn write(definition: &Definition) -> String {
    let value = serde_json::to_value(definition).unwrap_or_default();
    serde_saphyr::to_string(&value).unwrap_or_default()
}

fn name(step: &mut serde_json::Map<String, Value>, taken: &mut BTreeSet<String>) {
    if step.contains_key("id") {
        return;
    }
    let about_any = ["title", "skip", "with", "retry", "if_missing"];
    let Some(word) = step.keys().find(|word| !about_any.contains(&word.as_str())).cloned() else { return };
    let fits = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    let word: String = word.chars().take(40).map(fits).collect();
    let names = std::iter::once(word.clone()).chain((2_u32..).map(|number| format!("{word}_{number}")));
    if let Some(free) = names.into_iter().find(|name| !taken.contains(name)) {
        taken.insert(free.clone());
        step.shift_insert(0, "id".to_owned(), Value::String(free));
    }
}

fn each_step(value: &mut Value, depth: usize, act: &mut dyn FnMut(&mut serde_json::Map<String, Value>)) {
    let steps = value.get_mut("steps").and_then(Value::as_array_mut);
    for step in steps.into_iter().flatten() {
        let Some(fields) = step.as_object_mut() else { continue };
        act(fields);
        // Deeper ones are refused anyway.
        if depth > 2 * super::definition::NESTING {
            continue;
        }
        if let Some(each) = fields.get_mut("for_each") {
            each_step(each, depth + 1, act);
        }
        let arms = fields.get_mut("branch").and_then(Value::as_array_mut);
        arms.into_iter().flatten().for_each(|arm| each_step(arm, depth + 1, act));
    }
}

#[cfg(test)]
pub(crate) mod tests;
