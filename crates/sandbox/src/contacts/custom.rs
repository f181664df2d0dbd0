//! Custom fields in a write: found by id or by key, kept in the form of their kind.

use serde_json::{Map, Value};

use super::body::{Body, Given, Need};
use crate::door::Version;
use crate::world::State;
use crate::world::id::{CustomFieldId, LocationId};
use crate::world::record::{CustomField, CustomValue, DataType, FieldValue};

/// One field of a write: which, and its value; null or nothing clears it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written {
    id: Option<String>,
    key: Option<String>,
    value: Option<Value>,
}

/// Takes `customFields`.
pub(crate) fn take(body: &mut Body, version: Version) -> Given<Vec<Written>> {
    body.array("customFields", Need::Optional).map(|values| {
        let read = values.into_iter().enumerate();
        read.filter_map(|(at, value)| one(body, at, value, version)).collect()
    })
}

fn one(body: &mut Body, at: usize, value: Value, version: Version) -> Option<Written> {
    let Value::Object(mut members) = value else {
        body.fault("each value in nested property customFields must be either object or array");
        return None;
    };
    let mut text = |name: &str, members: &mut Map<String, Value>| match members.shift_remove(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        None | Some(Value::Null | Value::String(_)) => None,
        Some(_) => {
            body.fault(format!("customFields.{at}.{name} must be a string"));
            None
        }
    };
    let (id, key) = (text("id", &mut members), text("key", &mut members));
    let newer = if version.is_v3() { members.shift_remove("fieldValue") } else { None };
    let older = members.shift_remove("field_value");
    for left in members.keys() {
        body.fault(format!("customFields.{at}.property {left} should not exist"));
    }
    if id.is_none() && key.is_none() {
        body.fault(format!("customFields.{at}.id must be a string"));
        return None;
    }
    Some(Written { id, key, value: newer.or(older) })
}

/// Lays written fields over the kept ones. A field nobody defined is dropped without a word, and one that is named
/// without a value stays as it is [our choice].
pub(crate) fn lay_over(
    kept: &[CustomValue],
    written: &[Written],
    state: &State,
    location: &LocationId,
    model: &str,
) -> Result<Vec<CustomValue>, Vec<String>> {
    let mut fields = kept.to_vec();
    let mut faults = Vec::new();
    for (at, one) in written.iter().enumerate() {
        let Some(field) = find(one, state, location, model) else { continue };
        let Some(given) = &one.value else { continue };
        match value(field.data_type, given) {
            Ok(None) => fields.retain(|kept| kept.id != field.id),
            Ok(Some(value)) => match fields.iter_mut().find(|kept| kept.id == field.id) {
                Some(kept) => kept.value = value,
                None => fields.push(CustomValue { id: field.id, value }),
            },
            Err(must) => faults.push(format!("customFields.{at}.field_value must be {must}")),
        }
    }
    if faults.is_empty() { Ok(fields) } else { Err(faults) }
}

/// By id where one is given, whatever the key says; else by key, with or without the model, such as `contact.`, in
/// front. A field of another model is not there.
fn find<'s>(
    written: &Written,
    state: &'s State,
    location: &LocationId,
    model: &str,
) -> Option<&'s CustomField> {
    if let Some(id) = &written.id {
        let field = state.custom_field(&CustomFieldId::parse(id)?)?;
        return (field.location == *location && &*field.model == model).then_some(field);
    }
    let key = written.key.as_deref()?;
    let mut fields = state.custom_fields(location).filter(|field| &*field.model == model);
    fields.find(|field| *field.field_key == *key || bare(&field.field_key, model) == Some(key))
}

fn bare<'k>(key: &'k str, model: &str) -> Option<&'k str> {
    key.strip_prefix(model)?.strip_prefix('.')
}

/// The value in the form of its kind, `None` for an empty one, or what it must be.
fn value(kind: DataType, given: &Value) -> Result<Option<FieldValue>, &'static str> {
    let empty = match given {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    if empty {
        return Ok(None);
    }
    let value = match kind {
        DataType::Numerical | DataType::Monetory => number(given).ok_or("a number")?,
        DataType::Checkbox | DataType::MultipleOptions => list(given).ok_or("an array")?,
        DataType::FileUpload | DataType::TextboxList => object(given).ok_or("an object")?,
        _ => text(given).ok_or("a string")?,
    };
    Ok(Some(value))
}

fn number(given: &Value) -> Option<FieldValue> {
    match given {
        Value::Number(number) => Some(FieldValue::Number(number.clone())),
        Value::String(text) => serde_json::from_str(text.trim()).ok().map(FieldValue::Number),
        _ => None,
    }
}

fn list(given: &Value) -> Option<FieldValue> {
    match given {
        Value::Array(values) => {
            let texts: Option<Vec<Box<str>>> =
                values.iter().map(|value| value.as_str().map(Box::from)).collect();
            texts.map(FieldValue::List)
        }
        Value::String(text) => Some(FieldValue::List(vec![text.as_str().into()])),
        _ => None,
    }
}

fn object(given: &Value) -> Option<FieldValue> {
    given.is_object().then(|| FieldValue::Object(Box::new(given.clone())))
}

fn text(given: &Value) -> Option<FieldValue> {
    match given {
        Value::String(text) => Some(FieldValue::Text(text.as_str().into())),
        Value::Number(number) => Some(FieldValue::Text(number.to_string().into())),
        Value::Array(values) => match &values[..] {
            [Value::String(text)] => Some(FieldValue::Text(text.as_str().into())),
            _ => None,
        },
        _ => None,
    }
}
