//! A record as flat fields: custom fields one by one, by id.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::record::Doc;

const CUSTOM: &str = "customFields";

/// The fields of a record; the custom field with the id `f1` is `customFields.f1`, by its value alone.
pub fn flat(doc: &Doc) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::new();
    for (field, value) in doc.fields() {
        let items = value.as_array().filter(|_| field == CUSTOM);
        let Some(items) = items.filter(|items| items.iter().all(|item| custom(item).is_some())) else {
            fields.insert(field.clone(), value.clone());
            continue;
        };
        for (id, value) in items.iter().filter_map(custom) {
            if !value.is_null() {
                fields.insert(format!("{CUSTOM}.{id}"), value.clone());
            }
        }
    }
    fields
}

/// The record of flat fields: the way back.
pub fn unflat(fields: &BTreeMap<String, Value>) -> Doc {
    let mut doc = Doc::from_fields(Map::new());
    let mut list = Vec::new();
    for (field, value) in fields {
        match field.strip_prefix(CUSTOM).and_then(|rest| rest.strip_prefix('.')) {
            Some(id) if !value.is_null() => list.push(json!({"id": id, "value": value})),
            Some(_) => {}
            None => doc.set(field, value.clone()),
        }
    }
    if !list.is_empty() {
        doc.set(CUSTOM, Value::Array(list));
    }
    doc
}

/// The id and the value of an item. HighLevel calls the value by several names in its answers.
fn custom(item: &Value) -> Option<(&str, &Value)> {
    let id = item.get("id")?.as_str()?;
    let named = ["value", "fieldValue", "field_value"].into_iter().find_map(|name| item.get(name));
    Some((id, named.unwrap_or(&Value::Null)))
}
