//! What an expression sees: the named values it may ask for.

use minijinja::{Value, value::Serde};
use serde_json::{Map, Value as Json};

/// Named values, ready to be asked for.
#[derive(Debug, Clone)]
pub struct Seen(Value);

impl Seen {
    /// These values by their names.
    #[must_use]
    pub fn of(values: &Map<String, Json>) -> Self {
        Self(Value::from(Serde(values)))
    }

    /// Nothing: every name is missing.
    #[must_use]
    pub fn nothing() -> Self {
        Self::of(&Map::new())
    }

    pub(super) fn value(&self) -> Value {
        self.0.clone()
    }
}
