//! Comparing two values as what they are: numbers, times, lists or texts.

use jiff::{Timestamp, civil, tz::TimeZone};
use serde_json::Value as Json;

use super::{Compare, Test};
use crate::{
    automation::Length,
    expression::{Fault, Language, Seen},
};

impl Compare {
    pub(super) fn holds(&self, language: &Language, seen: &Seen, now: Timestamp) -> Result<bool, Fault> {
        let other = language.fill_all(&self.value, seen)?;
        if matches!(self.is, Test::Changed | Test::ChangedFrom | Test::ChangedTo) {
            let moved = language.evaluate("change.fields", seen)?;
            return Ok(changed(&moved, &self.field, self.is, &other));
        }
        let value = language.evaluate(&self.field, seen)?;
        Ok(passes(&value, self.is, &other, now))
    }
}

/// `contact.email` and `email` are the same field of a change.
fn changed(moved: &Json, field: &str, test: Test, other: &Json) -> bool {
    let Some(moved) = moved.as_object() else { return false };
    let short = field.split_once('.').map_or(field, |(_, rest)| rest);
    let Some(change) = moved.get(field).or_else(|| moved.get(short)) else { return false };
    let side = |name| change.get(name).unwrap_or(&Json::Null);
    match test {
        Test::ChangedFrom => alike(side("from"), other),
        Test::ChangedTo => alike(side("to"), other),
        _ => true,
    }
}

fn passes(value: &Json, test: Test, other: &Json, now: Timestamp) -> bool {
    match test {
        Test::Set => !is_empty(value),
        Test::Empty => is_empty(value),
        Test::True => is_true(value),
        Test::False => !is_true(value),
        Test::Equals => alike(value, other),
        Test::NotEquals => !alike(value, other),
        Test::Contains => contains(value, other),
        Test::NotContains => !contains(value, other),
        Test::StartsWith => texts(value, other).is_some_and(|(a, b)| !b.is_empty() && a.starts_with(&b)),
        Test::EndsWith => texts(value, other).is_some_and(|(a, b)| !b.is_empty() && a.ends_with(&b)),
        Test::OneOf => match other {
            Json::Array(items) => items.iter().any(|item| alike(value, item)),
            Json::String(text) => text.split(',').any(|item| alike(value, &item.trim().into())),
            other => alike(value, other),
        },
        Test::MoreThan => numbers(value, other).is_some_and(|(a, b)| a > b),
        Test::AtLeast => numbers(value, other).is_some_and(|(a, b)| a >= b),
        Test::LessThan => numbers(value, other).is_some_and(|(a, b)| a < b),
        Test::AtMost => numbers(value, other).is_some_and(|(a, b)| a <= b),
        Test::Before => times(value, other).is_some_and(|(a, b)| a < b),
        Test::After => times(value, other).is_some_and(|(a, b)| a > b),
        Test::WithinLast => {
            length(other).zip(time(value)).is_some_and(|(l, at)| at <= now && at >= l.before(now))
        }
        Test::WithinNext => {
            length(other).zip(time(value)).is_some_and(|(l, at)| at >= now && at <= l.after(now))
        }
        Test::Changed | Test::ChangedFrom | Test::ChangedTo => false,
    }
}

pub(crate) fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(fields) => fields.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

fn is_true(value: &Json) -> bool {
    match value {
        Json::Bool(yes) => *yes,
        Json::String(text) => matches!(text.trim().to_lowercase().as_str(), "true" | "yes" | "1"),
        Json::Number(number) => number.as_f64() != Some(0.0),
        _ => false,
    }
}

/// Whether two values mean the same: `5` and `"5"` do, and so do `Ada` and `ada`.
pub(crate) fn alike(value: &Json, other: &Json) -> bool {
    if is_empty(value) || is_empty(other) {
        return is_empty(value) && is_empty(other);
    }
    if value.is_number() || other.is_number() {
        return numbers(value, other).is_some_and(|(a, b)| a == b);
    }
    if value.is_boolean() || other.is_boolean() {
        return is_true(value) == is_true(other);
    }
    texts(value, other).map_or_else(|| value == other, |(a, b)| a == b)
}

fn contains(value: &Json, other: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(|item| alike(item, other)),
        value => texts(value, other).is_some_and(|(a, b)| !b.is_empty() && a.contains(&b)),
    }
}

fn texts(value: &Json, other: &Json) -> Option<(String, String)> {
    Some((text(value)?, text(other)?))
}

fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.trim().to_lowercase()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

fn numbers(value: &Json, other: &Json) -> Option<(f64, f64)> {
    Some((number(value)?, number(other)?))
}

fn number(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => text.trim().replace(',', "").parse().ok().filter(|n: &f64| n.is_finite()),
        _ => None,
    }
}

fn times(value: &Json, other: &Json) -> Option<(Timestamp, Timestamp)> {
    Some((time(value)?, time(other)?))
}

/// A moment of ISO text, a plain date (its midnight in UTC) or milliseconds.
pub(crate) fn time(value: &Json) -> Option<Timestamp> {
    match value {
        Json::Number(number) => Timestamp::from_millisecond(number.as_i64()?).ok(),
        Json::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| {
                let there: civil::DateTime = text.parse().ok()?;
                there.to_zoned(TimeZone::UTC).ok().map(|there| there.timestamp())
            })
        }
        _ => None,
    }
}

fn length(value: &Json) -> Option<Length> {
    value.as_str()?.parse().ok()
}
