//! Conditions: what must hold, typed or written.
//!
//! Promise: what cannot be compared does not hold; only an expression that cannot be read is a fault.

pub(super) mod compare;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value as Json;

use crate::{
    expression::{Fault, Language, Seen},
    record::words,
};

/// Something that holds or does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Condition {
    /// An expression.
    Written(String),
    /// Every one of these; none at all holds.
    All {
        /// Which.
        all: Vec<Condition>,
    },
    /// At least one of these; none at all does not hold.
    Any {
        /// Which.
        any: Vec<Condition>,
    },
    /// The opposite.
    Not {
        /// Of this.
        not: Box<Condition>,
    },
    /// One value compared.
    Compare(Compare),
}

/// One value compared with another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compare {
    /// The value, as an expression such as `contact.tags`.
    pub field: String,
    /// How.
    pub is: Test,
    /// With what: a value, or a text with pills.
    #[serde(skip_serializing_if = "Json::is_null")]
    pub value: Json,
}

/// How a value is compared. Texts are alike whatever their case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it; `Test::label` says it to people")]
pub enum Test {
    Set,
    Empty,
    True,
    False,
    Equals,
    NotEquals,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    OneOf,
    MoreThan,
    AtLeast,
    LessThan,
    AtMost,
    Before,
    After,
    WithinLast,
    WithinNext,
    Changed,
    ChangedFrom,
    ChangedTo,
}

words!(Test, "comparison", {
    Set = "set",
    Empty = "empty",
    True = "true",
    False = "false",
    Equals = "equals",
    NotEquals = "not_equals",
    Contains = "contains",
    NotContains = "not_contains",
    StartsWith = "starts_with",
    EndsWith = "ends_with",
    OneOf = "one_of",
    MoreThan = "more_than",
    AtLeast = "at_least",
    LessThan = "less_than",
    AtMost = "at_most",
    Before = "before",
    After = "after",
    WithinLast = "within_last",
    WithinNext = "within_next",
    Changed = "changed",
    ChangedFrom = "changed_from",
    ChangedTo = "changed_to",
});

impl Test {
    /// How it is said between a value and another.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Set => "is set",
            Self::Empty => "is empty",
            Self::True => "is yes",
            Self::False => "is no",
            Self::Equals => "is",
            Self::NotEquals => "is not",
            Self::Contains => "contains",
            Self::NotContains => "does not contain",
            Self::StartsWith => "starts with",
            Self::EndsWith => "ends with",
            Self::OneOf => "is one of",
            Self::MoreThan => "is more than",
            Self::AtLeast => "is at least",
            Self::LessThan => "is less than",
            Self::AtMost => "is at most",
            Self::Before => "is before",
            Self::After => "is after",
            Self::WithinLast => "is within the last",
            Self::WithinNext => "is within the next",
            Self::Changed => "changed",
            Self::ChangedFrom => "changed from",
            Self::ChangedTo => "changed to",
        }
    }

    /// Whether it needs another value to compare with.
    #[must_use]
    pub const fn needs_value(self) -> bool {
        !matches!(self, Self::Set | Self::Empty | Self::True | Self::False | Self::Changed)
    }
}

impl Condition {
    /// Whether it holds for what is seen.
    ///
    /// # Errors
    /// What is wrong with an expression in it.
    pub fn holds(&self, language: &Language, seen: &Seen, now: Timestamp) -> Result<bool, Fault> {
        match self {
            Self::Written(text) => language.holds(text, seen),
            Self::All { all } => {
                for one in all {
                    if !one.holds(language, seen, now)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Any { any } => {
                for one in any {
                    if one.holds(language, seen, now)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not { not } => Ok(!not.holds(language, seen, now)?),
            Self::Compare(compare) => compare.holds(language, seen, now),
        }
    }

    /// Every expression in it, and every text with pills.
    pub fn visit<'a>(&'a self, expression: &mut dyn FnMut(&'a str), given: &mut dyn FnMut(&'a Json)) {
        match self {
            Self::Written(text) => expression(text),
            Self::All { all: many } | Self::Any { any: many } => {
                many.iter().for_each(|one| one.visit(expression, given));
            }
            Self::Not { not } => not.visit(expression, given),
            Self::Compare(compare) => {
                expression(&compare.field);
                given(&compare.value);
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    all: Option<Vec<Condition>>,
    any: Option<Vec<Condition>>,
    not: Option<Box<Condition>>,
    field: Option<String>,
    is: Option<Test>,
    #[serde(default)]
    value: Json,
}

impl Form {
    fn condition(self) -> Result<Condition, &'static str> {
        match self {
            Self { all: Some(all), any: None, not: None, field: None, is: None, .. } => {
                Ok(Condition::All { all })
            }
            Self { any: Some(any), all: None, not: None, field: None, is: None, .. } => {
                Ok(Condition::Any { any })
            }
            Self { not: Some(not), all: None, any: None, field: None, is: None, .. } => {
                Ok(Condition::Not { not })
            }
            Self { field: Some(field), is: Some(is), value, all: None, any: None, not: None } => {
                Ok(Condition::Compare(Compare { field, is, value }))
            }
            _ => Err("a condition is a text, or `all`, `any` or `not`, or `field` with `is`"),
        }
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Condition;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a condition: a text, or `all`, `any`, `not`, or `field` with `is`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Condition, E> {
                Ok(Condition::Written(text.to_owned()))
            }

            fn visit_bool<E: de::Error>(self, always: bool) -> Result<Condition, E> {
                Ok(Condition::Written(always.to_string()))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Condition, A::Error> {
                Form::deserialize(de::value::MapAccessDeserializer::new(map))?
                    .condition()
                    .map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests;
