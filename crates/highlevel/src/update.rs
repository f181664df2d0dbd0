//! Three-state update fields.
//!
//! Here: [`Field`], which says leave, clear or set. Not here: which fields a record has (`model`).
//!
//! Promise: a field nobody named is not in the request.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One field of an update: leave it, clear it, or set it. `Option` cannot say all three.
///
/// Use it with `#[serde(default, skip_serializing_if = "Field::is_absent")]`.
///
/// ```
/// use highlevel::{ContactUpdate, Field};
///
/// let update = ContactUpdate { phone: Field::Set("+15550100".into()), website: Field::Clear, ..Default::default() };
///
/// assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"phone":"+15550100","website":null}"#);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Field<T> {
    /// Leave the field as it is: it is not sent.
    #[default]
    Absent,
    /// Empty the field: it is sent as `null`.
    Clear,
    /// Give the field this value.
    Set(T),
}

impl<T> Field<T> {
    /// Whether the field stays out of the request.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value to be set, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Clear => None,
        }
    }

    /// Sets a value, or clears where there is none.
    pub fn set_or_clear(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }

    /// Sets a value, or leaves the field where there is none.
    pub fn set_or_leave(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Set)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::set_or_clear(Option::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Card {
        #[serde(default, skip_serializing_if = "Field::is_absent")]
        city: Field<String>,
    }

    #[test]
    fn all_three_states_survive_the_wire() {
        for (field, wire) in [
            (Field::Absent, "{}"),
            (Field::Clear, r#"{"city":null}"#),
            (Field::Set("Bonn".to_owned()), r#"{"city":"Bonn"}"#),
        ] {
            let card = Card { city: field };

            assert_eq!(serde_json::to_string(&card).unwrap(), wire);
            assert_eq!(serde_json::from_str::<Card>(wire).unwrap(), card);
        }
    }
}
