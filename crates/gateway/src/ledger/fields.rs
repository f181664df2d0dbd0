//! What a write asks for, field by field, and how a record answers it.
//!
//! Here: taking a wish apart into fields (custom fields one by one, tags as "has" or "has not"), reading the same
//! field out of a record, and saying where the record stands: ours, as before, or someone else's.
//! Not here: what spelling counts as the same (`ledger::same`), what follows from it (`ledger::look`).
//!
//! Promise: pure. A field that a record cannot show is never called lost.

use domain::write::Effect;
use serde_json::{Map, Value};

use super::same::{is_empty, labels, same};

/// Fields that steer a create and are no part of the record.
const STEERING: [&str; 2] = ["locationId", "createNewIfDuplicateAllowed"];

/// What the body wants of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// The field is this value.
    Be,
    /// The list holds these.
    Hold,
    /// The list holds none of these.
    Lack,
}

/// One field a write asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// `phone`, `tags`, `customFields.<id>`.
    pub(crate) field: String,
    pub(crate) value: Value,
    pub(crate) wish: Wish,
}

/// Where a record stands to one asked field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The record says what we asked for.
    Ours,
    /// The record still says what it said before.
    Before,
    /// The record says something else.
    Other,
}

/// What a write asks for, field by field; nothing for a delete.
pub(crate) fn asked(effect: &Effect) -> Vec<Asked> {
    match effect {
        Effect::Create { fields } | Effect::Set { fields } => fields.iter().flat_map(parts).collect(),
        Effect::Add { field, values } => vec![listed(field, values, Wish::Hold)],
        Effect::Remove { field, values } => vec![listed(field, values, Wish::Lack)],
        Effect::Delete | Effect::Nothing => Vec::new(),
    }
}

fn listed(field: &str, values: &[String], wish: Wish) -> Asked {
    Asked { field: field.to_owned(), value: Value::from(values.to_vec()), wish }
}

/// A field as it is, or a whole list of custom fields one by one.
fn parts((field, value): (&String, &Value)) -> Vec<Asked> {
    match (field.as_str(), value) {
        (field, _) if STEERING.contains(&field) => Vec::new(),
        ("customFields", Value::Array(fields)) => fields.iter().filter_map(custom_field).collect(),
        _ => vec![Asked { field: field.clone(), value: value.clone(), wish: Wish::Be }],
    }
}

/// One `{id, field_value}`; a field named by its key alone cannot be found in a record, which knows only ids.
fn custom_field(field: &Value) -> Option<Asked> {
    let id = field.get("id")?.as_str()?;
    let value = ["field_value", "fieldValue", "value"].iter().find_map(|name| field.get(name))?;
    Some(Asked { field: format!("customFields.{id}"), value: value.clone(), wish: Wish::Be })
}

/// What a record says about a field; `Null` where it says nothing.
pub(crate) fn read(record: &Map<String, Value>, field: &str) -> Value {
    if let Some(id) = field.strip_prefix("customFields.") {
        return custom_value(record, id);
    }
    match (record.get(field), field) {
        (Some(value), _) => value.clone(),
        (None, "name") => whole_name(record),
        (None, _) => Value::Null,
    }
}

fn custom_value(record: &Map<String, Value>, id: &str) -> Value {
    if let Some(value) = record.get(&format!("customFields.{id}")) {
        return value.clone();
    }
    let fields = record.get("customFields").and_then(Value::as_array);
    let found = fields
        .and_then(|fields| fields.iter().find(|field| field.get("id").and_then(Value::as_str) == Some(id)));
    found
        .and_then(|field| ["value", "fieldValue", "field_value"].iter().find_map(|name| field.get(name)))
        .cloned()
        .unwrap_or(Value::Null)
}

fn whole_name(record: &Map<String, Value>) -> Value {
    let part = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let whole = format!("{} {}", part("firstName"), part("lastName")).trim().to_owned();
    if whole.is_empty() { Value::Null } else { Value::String(whole) }
}

/// Whether the record grants one asked field.
pub(crate) fn granted(asked: &Asked, record: &Map<String, Value>) -> bool {
    let got = read(record, &asked.field);
    match asked.wish {
        Wish::Be => same(&asked.field, &asked.value, &got) || same_name(asked, &got),
        Wish::Hold => names(&asked.value).iter().all(|name| names(&got).contains(name)),
        Wish::Lack => !names(&asked.value).iter().any(|name| names(&got).contains(name)),
    }
}

/// A whole name is kept in parts and put together again in HighLevel's own casing.
fn same_name(asked: &Asked, got: &Value) -> bool {
    let folded = |value: &Value| {
        value.as_str().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
    };
    asked.field == "name" && !is_empty(got) && folded(&asked.value) == folded(got)
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => labels(items),
        Value::String(one) => vec![one.trim().to_lowercase()],
        _ => Vec::new(),
    }
}

/// Where the record stands to one asked field, given the values before the write.
pub(crate) fn standing(asked: &Asked, record: &Map<String, Value>, base: &Map<String, Value>) -> Standing {
    if granted(asked, record) {
        return Standing::Ours;
    }
    if asked.wish != Wish::Be || same(&asked.field, &read(base, &asked.field), &read(record, &asked.field)) {
        return Standing::Before;
    }
    Standing::Other
}

/// The asked fields a record does not grant, by name.
pub(crate) fn dropped<'a>(asked: &'a [Asked], record: &Map<String, Value>) -> Vec<&'a str> {
    asked.iter().filter(|asked| !granted(asked, record)).map(|asked| asked.field.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    fn set(fields: Value) -> Vec<Asked> {
        asked(&Effect::Set { fields: map(fields) })
    }

    fn tags(names: &[&str]) -> (String, Vec<String>) {
        ("tags".to_owned(), names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn custom_fields_are_asked_for_one_by_one() {
        let asked = set(
            json!({"city": "Berlin", "customFields.f2": 3, "customFields": [{"id": "f1", "field_value": "red"}]}),
        );
        let record = map(
            json!({"city": "Berlin", "customFields": [{"id": "f1", "value": "blue"}, {"id": "f2", "value": "3"}]}),
        );

        assert_eq!(asked.len(), 3);
        assert_eq!(dropped(&asked, &record), ["customFields.f1"]);
    }

    #[test]
    fn an_added_tag_may_be_lower_cased_and_stand_among_others() {
        let (field, values) = tags(&["Quote-Sent"]);
        let asked = asked(&Effect::Add { field, values });

        assert!(dropped(&asked, &map(json!({"tags": ["vip", "quote-sent"]}))).is_empty());
        assert_eq!(dropped(&asked, &map(json!({"tags": ["vip"]}))), ["tags"]);
    }

    #[test]
    fn a_removed_tag_is_gone_though_others_stay() {
        let (field, values) = tags(&["VIP"]);
        let asked = asked(&Effect::Remove { field, values });

        assert!(dropped(&asked, &map(json!({"tags": ["quote-sent"]}))).is_empty());
        assert!(dropped(&asked, &map(json!({}))).is_empty());
        assert_eq!(dropped(&asked, &map(json!({"tags": ["vip"]}))), ["tags"]);
    }

    #[test]
    fn a_record_is_ours_as_before_or_someone_elses() {
        let asked = set(json!({"phone": "+1 555 010 0199"}));
        let base = map(json!({"phone": "+15550100123"}));
        let stands = |phone: &str| standing(&asked[0], &map(json!({"phone": phone})), &base);

        assert_eq!(stands("+15550100199"), Standing::Ours);
        assert_eq!(stands("+15550100123"), Standing::Before);
        assert_eq!(stands("+15550100777"), Standing::Other);
    }

    #[test]
    fn members_that_steer_a_call_are_not_asked_of_the_record() {
        let fields = map(json!({"locationId": "loc", "firstName": "Ada"}));

        assert_eq!(asked(&Effect::Create { fields }).len(), 1);
    }

    #[test]
    fn a_whole_name_is_found_in_its_parts() {
        let asked = set(json!({"name": "Ada  Lovelace"}));

        assert!(dropped(&asked, &map(json!({"firstName": "Ada", "lastName": "Lovelace"}))).is_empty());
    }
}
