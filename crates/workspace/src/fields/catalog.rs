//! Which editor a field has, what its value looks like to people, and what the editor starts from.
//!
//! Here: reading a contact's document field by field. Not here: reading what was typed (`fields::typed`).
//!
//! Promise: a value of an unexpected shape is shown as well as it can be, and never breaks a page.

use domain::record::Doc;
use serde_json::Value;

use super::{Choice, Editor, FieldKey, StandardField, UserChoice, countries};
use crate::reference::{CustomField, Reference};

/// Why two fields are shown and not edited.
const ON_CREATION: &str = "HighLevel takes this when a contact is created, and not afterwards.";

/// How a field is edited; nothing for a custom field the location does not have.
pub fn editor(key: &FieldKey, reference: &Reference) -> Option<Editor> {
    Some(match key {
        FieldKey::Standard(field) => standard(*field, reference),
        FieldKey::Custom(id) => custom(reference.field(id.as_str())?, reference),
    })
}

fn standard(field: StandardField, reference: &Reference) -> Editor {
    match field {
        StandardField::Email => Editor::Email,
        StandardField::Phone => Editor::Phone { country: reference.country() },
        StandardField::Country => Editor::Country,
        StandardField::Timezone => Editor::TimeZone,
        StandardField::DateOfBirth => Editor::Date,
        StandardField::AssignedTo => Editor::User(user_choices(reference)),
        StandardField::CompanyName | StandardField::Gender => Editor::ReadOnly(ON_CREATION),
        StandardField::Type => Editor::ReadOnly("HighLevel sets this itself."),
        _ => Editor::Text,
    }
}

fn user_choices(reference: &Reference) -> Vec<UserChoice> {
    reference.users.iter().map(|user| UserChoice { id: user.id.clone(), name: user.name.clone() }).collect()
}

fn custom(field: &CustomField, reference: &Reference) -> Editor {
    let choices = || field.options.iter().map(Choice::plain).collect();
    match field.data_type.as_str() {
        "LARGE_TEXT" => Editor::LongText,
        "NUMERICAL" => Editor::Number,
        "MONETORY" | "MONETARY" => Editor::Money,
        "PHONE" => Editor::Phone { country: reference.country() },
        "EMAIL" => Editor::Email,
        "DATE" => Editor::Date,
        "SINGLE_OPTIONS" | "RADIO" => Editor::Choice(choices()),
        "MULTIPLE_OPTIONS" | "CHECKBOX" => Editor::Choices(choices()),
        "FILE_UPLOAD" => Editor::ReadOnly("Files are added in HighLevel."),
        "TEXTBOX_LIST" => Editor::ReadOnly("Lists of texts are edited in HighLevel."),
        _ => Editor::Text,
    }
}

/// A field's name for people.
pub fn label(key: &FieldKey, reference: &Reference) -> String {
    match key {
        FieldKey::Standard(field) => field.label().to_owned(),
        FieldKey::Custom(id) => match reference.field(id.as_str()) {
            Some(field) => field.name.clone(),
            None => format!("Custom field {id}"),
        },
    }
}

/// A field's value in a contact's document.
pub fn value<'d>(key: &FieldKey, doc: &'d Doc) -> Option<&'d Value> {
    match key {
        FieldKey::Standard(field) => doc.get(field.wire()),
        FieldKey::Custom(id) => custom_value(doc.get("customFields")?, id.as_str()),
    }
}

/// One custom field's value in the list a contact carries.
pub fn custom_value<'d>(list: &'d Value, id: &str) -> Option<&'d Value> {
    let item = list.as_array()?.iter().find(|item| item.get("id").and_then(Value::as_str) == Some(id))?;
    ["value", "fieldValue", "field_value"].iter().find_map(|name| item.get(name))
}

/// The value as people read it.
pub fn shown(key: &FieldKey, value: &Value, reference: &Reference) -> Option<String> {
    let text = match (key, value) {
        (FieldKey::Standard(StandardField::AssignedTo), Value::String(id)) => reference.user(id)?.name,
        (FieldKey::Standard(StandardField::Phone), Value::String(number)) => phone(number),
        (FieldKey::Standard(StandardField::Country), Value::String(code)) => {
            countries::name(code).unwrap_or(code).to_owned()
        }
        (FieldKey::Standard(StandardField::DateOfBirth), Value::String(text)) => day(text),
        (FieldKey::Custom(id), value) => custom_shown(reference.field(id.as_str()), value)?,
        (FieldKey::Standard(_), value) => plain(value)?,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn custom_shown(field: Option<&CustomField>, value: &Value) -> Option<String> {
    let kind = field.map_or("TEXT", |field| field.data_type.as_str());
    match (kind, value) {
        ("PHONE", Value::String(number)) => Some(phone(number)),
        ("DATE", Value::String(text)) => Some(day(text)),
        ("DATE", Value::Number(ms)) => jiff::Timestamp::from_millisecond(ms.as_i64()?)
            .ok()
            .map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()),
        ("MONETORY" | "MONETARY", value) => {
            Some(amount(value.as_f64().or_else(|| value.as_str()?.parse().ok())?))
        }
        ("FILE_UPLOAD", Value::Object(files)) => Some(match files.len() {
            1 => "1 file".to_owned(),
            number => format!("{number} files"),
        }),
        _ => plain(value),
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(yes) => Some(if *yes { "Yes" } else { "No" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => Some(items.iter().filter_map(plain).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => Some(members.values().filter_map(plain).collect::<Vec<_>>().join(", ")),
    }
}

/// What the editor starts from.
pub fn start(editor: &Editor, value: &Value) -> Vec<String> {
    match (editor, value) {
        (Editor::Choices(_), Value::Array(items)) => items.iter().filter_map(plain).collect(),
        (Editor::Date, Value::String(text)) => vec![day(text)],
        (Editor::Country, Value::String(code)) => vec![countries::name(code).unwrap_or(code).to_owned()],
        (_, value) => plain(value).into_iter().collect(),
    }
}

/// The day of an ISO time or of a plain day; anything else as it is.
fn day(text: &str) -> String {
    let day = text.get(..10).filter(|day| day.parse::<jiff::civil::Date>().is_ok());
    day.unwrap_or(text).to_owned()
}

/// An amount with grouped thousands and two decimals; the currency is the location's and not ours to guess.
fn amount(value: f64) -> String {
    let text = format!("{:.2}", value.abs());
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{grouped}.{cents}")
}

/// A number as people write it: North American numbers in their groups, others after the plus as they are.
pub fn phone(number: &str) -> String {
    match number.strip_prefix("+1") {
        Some(rest) if rest.len() == 10 && rest.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("+1 {} {} {}", &rest[..3], &rest[3..6], &rest[6..])
        }
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reference::tests::{doc, sample};

    fn key(text: &str) -> FieldKey {
        text.parse().unwrap()
    }

    #[test]
    fn values_are_shown_as_people_write_them() {
        let reference = sample();
        let shown = |name: &str, value: Value| shown(&key(name), &value, &reference).unwrap_or_default();

        assert_eq!(shown("phone", json!("+14155550142")), "+1 415 555 0142");
        assert_eq!(shown("phone", json!("+49305550142")), "+49305550142");
        assert_eq!(shown("country", json!("US")), "United States");
        assert_eq!(shown("assignedTo", json!("u1")), "Maya Lindqvist");
        assert_eq!(shown("dateOfBirth", json!("1984-02-03T00:00:00.000Z")), "1984-02-03");
        assert_eq!(shown("custom.cost", json!(18400)), "18,400.00");
        assert_eq!(shown("custom.uses", json!(["Car", "Pool"])), "Car, Pool");
        assert_eq!(shown("custom.plan", json!({"a": {"url": "x"}})), "1 file");
    }

    #[test]
    fn every_kind_of_custom_field_has_its_editor() {
        let reference = sample();
        let editor = |name: &str| editor(&key(name), &reference).unwrap();

        assert_eq!(editor("custom.kw"), Editor::Number);
        assert!(matches!(editor("custom.roof"), Editor::Choice(options) if options.len() == 2));
        assert!(matches!(editor("custom.uses"), Editor::Choices(_)));
        assert!(!editor("custom.plan").editable());
        assert!(super::editor(&key("custom.gone"), &reference).is_none());
    }

    #[test]
    fn a_custom_value_is_found_by_id() {
        let contact = doc(json!({"customFields": [{"id": "kw", "value": 8.4}]}));

        assert_eq!(value(&key("custom.kw"), &contact), Some(&json!(8.4)));
        assert_eq!(start(&Editor::Number, &json!(8.4)), ["8.4"]);
    }
}
