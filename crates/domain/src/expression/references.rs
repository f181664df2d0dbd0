//! Which values an expression asks for: the pills of a text, and what lint looks up.

use std::{collections::BTreeSet, fmt};

use minijinja::Environment;
use serde::{Deserialize, Serialize};

use super::{Fault, template::has_pills};

/// A value that is asked for, such as `contact.firstName`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// A value by its path.
    #[must_use]
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The whole path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first name: what it is a part of.
    #[must_use]
    pub fn root(&self) -> &str {
        self.parts().next().unwrap_or_default()
    }

    /// Its names, one after the other.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }

    /// The step whose output it is, if it is one's.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        let mut parts = self.parts();
        (parts.next() == Some("steps")).then(|| parts.next()).flatten()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) fn of_text(environment: &Environment<'_>, text: &str) -> Result<Vec<Reference>, Fault> {
    if !has_pills(text) {
        return Ok(Vec::new());
    }
    let template = environment.template_from_str(text).map_err(|error| Fault::of(&error, text))?;
    Ok(sorted(environment, template.undeclared_variables(true)))
}

pub(super) fn of_expression(environment: &Environment<'_>, text: &str) -> Result<Vec<Reference>, Fault> {
    let expression = environment.compile_expression(text).map_err(|error| Fault::of(&error, text))?;
    Ok(sorted(environment, expression.undeclared_variables(true)))
}

/// In order, without functions, which are names of ours.
fn sorted(environment: &Environment<'_>, paths: impl IntoIterator<Item = String>) -> Vec<Reference> {
    let ours: BTreeSet<String> = environment.globals().map(|(name, _)| name.to_owned()).collect();
    let paths: BTreeSet<Reference> = paths.into_iter().map(Reference).collect();
    paths.into_iter().filter(|path| !ours.contains(path.root())).collect()
}
