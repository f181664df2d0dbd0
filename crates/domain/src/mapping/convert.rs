//! Values as a field takes them: what fits as it is, what can be read as what is wanted, and what cannot.

use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::{
    FieldType,
    transform::{number, shown},
};

/// The value as a field of this type holds it, or why it does not.
pub(super) fn convert(value: Value, holds: &FieldType) -> Result<Value, String> {
    let wrong = |value: &Value| format!("“{}” is not {}", shown(value), holds.words());
    if holds.is_list() {
        return list(&value, holds);
    }
    if *holds == FieldType::Files {
        return Ok(value);
    }
    let single =
        single(value).map_err(|list| format!("“{}” are several, and only one fits", shown(&list)))?;
    let Some(written) = text(&single) else { return Err(wrong(&single)) };
    let written = written.trim();
    match holds {
        FieldType::Text | FieldType::User => Ok(Value::String(written.to_owned())),
        FieldType::Number => number(written).ok_or_else(|| wrong(&single)),
        FieldType::Phone if is_phone(written) => Ok(Value::String(written.to_owned())),
        FieldType::Email if is_email(written) => Ok(Value::String(written.to_owned())),
        FieldType::YesNo => yes_or_no(&single).map(Value::Bool).ok_or_else(|| wrong(&single)),
        FieldType::Date => {
            day(written).map(|day| Value::String(day.to_string())).ok_or_else(|| wrong(&single))
        }
        FieldType::Moment if written.parse::<Timestamp>().is_ok() => Ok(Value::String(written.to_owned())),
        FieldType::OneOf(choices) => choice(written, choices),
        _ => Err(wrong(&single)),
    }
}

fn list(value: &Value, holds: &FieldType) -> Result<Value, String> {
    let items = texts(value);
    let FieldType::AnyOf(choices) = holds else { return Ok(Value::from(items)) };
    items.iter().map(|item| choice(item, choices)).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// The choice that is meant, whatever its case. Where there are no choices, any text is one.
fn choice(written: &str, choices: &[String]) -> Result<Value, String> {
    let meant = choices.iter().find(|choice| choice.to_lowercase() == written.trim().to_lowercase());
    match meant {
        Some(choice) => Ok(Value::String(choice.clone())),
        None if choices.is_empty() => Ok(Value::String(written.to_owned())),
        None => Err(format!("“{written}” is not among the choices: {}", few(choices))),
    }
}

fn few(choices: &[String]) -> String {
    let more = if choices.len() > 5 { ", …" } else { "" };
    format!("{}{more}", choices.iter().take(5).cloned().collect::<Vec<_>>().join(", "))
}

/// A list of one is its item.
fn single(value: Value) -> Result<Value, Value> {
    match value {
        Value::Array(mut items) if items.len() == 1 => Ok(items.remove(0)),
        Value::Array(items) => Err(Value::Array(items)),
        other => Ok(other),
    }
}

pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A single value as text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(if *is { "yes" } else { "no" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The texts of a list; of a single value, it alone.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        single => text(single).filter(|text| !text.is_empty()).into_iter().collect(),
    }
}

pub(super) fn yes_or_no(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(is) => Some(*is),
        Value::Number(number) => match number.as_i64()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        },
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "yes" | "true" | "1" | "y" | "on" => Some(true),
            "no" | "false" | "0" | "n" | "off" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// HighLevel answers days as the midnight of UTC.
fn day(written: &str) -> Option<Date> {
    written.get(..10)?.parse().ok().filter(|_| written.len() == 10 || written[10..].starts_with(['T', ' ']))
}

fn is_phone(written: &str) -> bool {
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    (5..=18).contains(&digits) && written.chars().all(|sign| !sign.is_alphabetic() || "xext".contains(sign))
}

fn is_email(written: &str) -> bool {
    let blank = written.chars().any(char::is_whitespace);
    written.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !blank)
}
