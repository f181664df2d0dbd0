//! Carrying a record across a mapping, row by row.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    FieldKey, Mapping, Matching, Need, Row, Sides, Source, Way,
    convert::{convert, is_empty},
};
use crate::expression::{Language, Seen};

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Row by row, only those that go this way.
    pub rows: Vec<RowOutcome>,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowOutcome {
    /// Which row of the mapping, from zero.
    pub row: usize,
    /// The field it goes to.
    pub field: FieldKey,
    /// What was there to begin with; null where there was nothing.
    pub given: Value,
    /// What became of it.
    pub result: RowResult,
    /// Whether it says which records are the same.
    pub matching: Matching,
}

/// What became of one row's value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum RowResult {
    /// It goes across, as this.
    Set(Value),
    /// There was none; the default goes across.
    Default(Value),
    /// There was none, and none is needed.
    Empty,
    /// It cannot go across, for this reason.
    Refused(String),
}

impl RowResult {
    /// What goes across.
    pub const fn value(&self) -> Option<&Value> {
        match self {
            Self::Set(value) | Self::Default(value) => Some(value),
            Self::Empty | Self::Refused(_) => None,
        }
    }
}

/// Pure: carries a record across. The record is by keys; so is what comes out.
pub fn apply(
    mapping: &Mapping,
    record: &Map<String, Value>,
    way: Way,
    sides: Sides<'_>,
    language: &Language,
) -> Outcome {
    let seen = match way {
        Way::In => Seen::of(record),
        Way::Out => Seen::nothing(),
    };
    let rows = mapping.rows.iter().enumerate().filter(|(_, row)| row.direction.goes(way));
    let rows = rows.filter_map(|(at, row)| {
        let (field, given) = match (way, &row.source) {
            (Way::In, Source::Field(field)) => (&row.target, Ok(read(record, field))),
            (Way::In, Source::Text(text)) => {
                (&row.target, language.fill(text, &seen).map_err(|fault| fault.to_string()))
            }
            (Way::Out, Source::Field(field)) => (field, Ok(read(record, &row.target))),
            (Way::Out, Source::Text(_)) => return None,
        };
        let shown = given.clone().unwrap_or(Value::Null);
        let result = given.map_or_else(RowResult::Refused, |given| carry(row, given, way, sides));
        Some(RowOutcome { row: at, field: field.clone(), given: shown, result, matching: row.matching })
    });
    Outcome { rows: rows.collect() }
}

fn read(record: &Map<String, Value>, field: &FieldKey) -> Value {
    record.get(field.as_str()).cloned().unwrap_or(Value::Null)
}

fn carry(row: &Row, given: Value, way: Way, sides: Sides<'_>) -> RowResult {
    match across(row, given, way, sides) {
        Err(reason) => RowResult::Refused(reason),
        Ok(value) if !is_empty(&value) => RowResult::Set(value),
        Ok(_) => without_value(row, way, sides),
    }
}

fn without_value(row: &Row, way: Way, sides: Sides<'_>) -> RowResult {
    match (&row.default, way) {
        (Some(default), Way::In) => match across_as(default.clone(), sides.target.find(&row.target)) {
            Ok(value) => RowResult::Default(value),
            Err(reason) => RowResult::Refused(reason),
        },
        _ if row.need == Need::Required => {
            RowResult::Refused("It is needed, and there is no value".to_owned())
        }
        _ => RowResult::Empty,
    }
}

/// The value on the other side.
fn across(row: &Row, given: Value, way: Way, sides: Sides<'_>) -> Result<Value, String> {
    match way {
        Way::In => {
            let value = row.transform.iter().try_fold(given, |value, transform| transform.forth(value))?;
            across_as(value, sides.target.find(&row.target))
        }
        Way::Out => {
            let value =
                row.transform.iter().rev().try_fold(given, |value, transform| transform.back(value))?;
            across_as(value, row.source_field().and_then(|field| sides.source.find(field)))
        }
    }
}

fn across_as(value: Value, field: Option<&super::Field>) -> Result<Value, String> {
    let field = field.ok_or("There is no such field on the other side")?;
    if is_empty(&value) { Ok(Value::Null) } else { convert(value, &field.holds) }
}

impl Outcome {
    /// Whether nothing was refused.
    pub fn is_whole(&self) -> bool {
        self.refused().next().is_none()
    }

    /// What was refused.
    pub fn refused(&self) -> impl Iterator<Item = (&RowOutcome, &str)> {
        self.rows.iter().filter_map(|row| match &row.result {
            RowResult::Refused(reason) => Some((row, reason.as_str())),
            _ => None,
        })
    }

    /// What goes across, by key. Nothing goes across of a record of which anything was refused.
    ///
    /// # Errors
    /// Each refused row with its field and reason, in words.
    pub fn record(&self) -> Result<Map<String, Value>, Vec<String>> {
        let refused: Vec<String> =
            self.refused().map(|(row, reason)| format!("{}: {reason}", row.field)).collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let set = self
            .rows
            .iter()
            .filter_map(|row| Some((row.field.as_str().to_owned(), row.result.value()?.clone())));
        Ok(set.collect())
    }

    /// What says which record this is: field and value, compared without case, blanks and the signs of phones.
    pub fn match_values(&self) -> Vec<(FieldKey, String)> {
        let keys = self.rows.iter().filter(|row| row.matching == Matching::Key);
        keys.filter_map(|row| {
            let written = super::convert::text(row.result.value()?)?;
            Some((row.field.clone(), comparable(&row.field, &written)))
        })
        .collect()
    }
}

fn comparable(field: &FieldKey, written: &str) -> String {
    if field.as_str() == "phone" {
        return written.chars().filter(char::is_ascii_digit).collect();
    }
    written.trim().to_lowercase()
}
