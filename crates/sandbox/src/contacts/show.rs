//! How records are spelled in answers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::world::record::{Channel, CustomValue, DndSetting};

/// A birthday as HighLevel reads it back: midnight UTC.
pub fn birthday(date: Date) -> String {
    format!("{date}T00:00:00.000Z")
}

/// Texts as an array.
pub fn texts(texts: &[Box<str>]) -> Value {
    texts.iter().map(|text| Value::from(&**text)).collect()
}

/// Custom field values as `[{id, value}]`: no key, on purpose.
pub fn custom_fields(fields: &[CustomValue]) -> Value {
    fields.iter().map(|field| json!({ "id": field.id, "value": field.value.to_json() })).collect()
}

/// Closed channels by their key, spelled by `spell`.
pub fn dnd_settings(settings: &BTreeMap<Channel, DndSetting>, spell: fn(Channel) -> &'static str) -> Value {
    let mut shown = Map::new();
    for (channel, setting) in settings {
        let mut one = Map::new();
        one.insert("status".into(), setting.status.as_str().into());
        if let Some(message) = &setting.message {
            one.insert("message".into(), (&**message).into());
        }
        if let Some(code) = &setting.code {
            one.insert("code".into(), (&**code).into());
        }
        shown.insert(spell(*channel).into(), Value::Object(one));
    }
    Value::Object(shown)
}
