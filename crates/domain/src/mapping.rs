//! Mappings: named tables that align the fields of one side with the fields of the other.
//!
//! Here: the table, its check, suggested rows, and carrying a record across in either direction, row by row. Not
//! here: keeping mappings (`store`), reading CSV or webhooks (`workspace`), which side wins a conflict (`merge`).
//!
//! Promise: nothing is carried over that the other side would not take: a row is set, empty, or refused with its
//! reason. Custom fields are named by key, so that a mapping travels between locations.

mod apply;
mod catalogue;
mod check;
mod convert;
mod schema;
mod suggest;
mod transform;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use apply::{Outcome, RowOutcome, RowResult, apply};
pub use catalogue::Catalogue;
pub use check::{Finding, Fix, Weight, check};
pub use schema::{Field, FieldKey, FieldType, Need, Schema, Sides};
pub use suggest::{Suggestion, suggest};
pub use transform::{DayOrder, Decimal, Transform};

use crate::{merge::Authority, record::words};

/// A named table of rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// What people call it.
    pub name: String,
    /// Its rows, in the order in which they are shown.
    pub rows: Vec<Row>,
}

/// One row: a value on the source's side, a field on the target's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Where the value comes from.
    pub source: Source,
    /// Where it goes to.
    pub target: FieldKey,
    /// Which way it goes.
    #[serde(default)]
    pub direction: Direction,
    /// Whose value stands where both sides changed it.
    #[serde(default)]
    pub authority: Authority,
    /// What happens to the value on its way in, one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transform: Vec<Transform>,
    /// Whether a record without it is refused.
    #[serde(default)]
    pub need: Need,
    /// The value on the way in where the source has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether two records with the same value here are the same.
    #[serde(default)]
    pub matching: Matching,
    /// How the workspace shows the field, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Shown>,
}

/// Where a row's value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A field.
    Field(FieldKey),
    /// A text with pills over the source's record. It only goes in.
    Text(String),
}

/// Which way a row goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the source to the target.
    #[default]
    In,
    /// From the target to the source.
    Out,
    /// Either way.
    Both,
}

words!(Direction, "direction", { In = "in", Out = "out", Both = "both" });

/// Which way a record goes now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the source to the target.
    In,
    /// From the target to the source.
    Out,
}

impl Direction {
    /// Whether a row of this direction takes part.
    pub const fn goes(self, way: Way) -> bool {
        matches!((self, way), (Self::Both, _) | (Self::In, Way::In) | (Self::Out, Way::Out))
    }
}

/// Whether a row says which records are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matching {
    /// It does not.
    #[default]
    No,
    /// Two records with the same value are one.
    Key,
}

/// How the workspace shows a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its label.
    pub label: String,
    /// The section it stands in.
    pub section: String,
}

impl Row {
    /// A row that carries a field in, as it is.
    pub const fn new(source: Source, target: FieldKey) -> Self {
        Self {
            source,
            target,
            direction: Direction::In,
            authority: Authority::HighLevel,
            transform: Vec::new(),
            need: Need::Optional,
            default: None,
            matching: Matching::No,
            shown: None,
        }
    }

    /// The source's field, where it is one.
    pub const fn source_field(&self) -> Option<&FieldKey> {
        match &self.source {
            Source::Field(field) => Some(field),
            Source::Text(_) => None,
        }
    }
}

impl Mapping {
    /// Whose value of a target field stands in a conflict. Fields without a row follow HighLevel.
    pub fn authority(&self, field: &FieldKey) -> Authority {
        self.rows.iter().find(|row| row.target == *field).map_or(Authority::HighLevel, |row| row.authority)
    }

    /// The target fields that say which records are the same, in the order of the rows.
    pub fn match_keys(&self) -> impl Iterator<Item = &FieldKey> {
        self.rows.iter().filter(|row| row.matching == Matching::Key).map(|row| &row.target)
    }
}

#[cfg(test)]
mod tests;
