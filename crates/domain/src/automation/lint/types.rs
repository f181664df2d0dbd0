//! Types of pills: what a pill gives, told by the last contacts, or by what a contact looks like where there are none.
//!
//! Promise: a pill that cannot fit its field is found before anything is sent, with what it gives and what would help.

use highlevel::operation::{Kind, Param};
use serde_json::{Map, Value as Json, json};

use super::{Facts, Finding, Rule};
use crate::{
    automation::{Step, step::OperationName},
    expression::{Language, Seen, single_pill},
};

pub(super) fn check(
    language: &Language,
    operation: OperationName,
    with: &Map<String, Json>,
    step: &Step,
    facts: &Facts<'_>,
    found: &mut Vec<Finding>,
) {
    let row = operation.row();
    for param in row.fields() {
        let Some(text) = with.get(param.name).and_then(Json::as_str) else { continue };
        let Some(pill) = single_pill(text).map(str::trim) else { continue };
        let asked = language.references(text).unwrap_or_default();
        if asked.is_empty() || asked.iter().any(|asked| !matches!(asked.root(), "contact" | "now")) {
            continue;
        }
        if let Some(given) = misfit(language, text, param, facts) {
            let fix = if param.kind == Kind::Text {
                " Write text around it, or pick one of its values."
            } else {
                ""
            };
            let sentence = format!(
                "{}: `{pill}` gives {}, and `{}` must be {}.{fix}",
                row.title,
                word(&given),
                param.name,
                wanted(param)
            );
            found.push(Finding::error(Some(&step.id), Rule::WrongType, sentence).about(param.name));
        }
    }
}

/// The first value that does not fit, where one does not.
fn misfit(language: &Language, text: &str, param: &Param, facts: &Facts<'_>) -> Option<Json> {
    let fallback = [usual()];
    let contacts = if facts.contacts.is_empty() { fallback.as_slice() } else { facts.contacts };
    let gives = |contact: &Map<String, Json>| {
        let seen = json!({"contact": contact, "now": "2026-01-05T10:00:00Z"});
        language.fill(text, &Seen::of(seen.as_object().unwrap_or(&Map::new()))).ok()
    };
    let values = contacts.iter().filter_map(gives).filter(|value| !value.is_null() && *value != json!(""));
    // The text of a number or a flag will do where it is sent as text anyway.
    let fits = |value: &Json| match (param.kind, value) {
        (Kind::Text, Json::Number(_)) => true,
        (kind, value) => kind.holds(value),
    };
    values.into_iter().find(|value| !fits(value))
}

/// A contact as they usually are.
fn usual() -> Map<String, Json> {
    let contact = json!({
        "id": "c1", "firstName": "Ada", "lastName": "Byron", "name": "Ada Byron", "email": "ada@example.com",
        "phone": "+15550100", "assignedTo": "u1", "dnd": false, "tags": ["lead"], "followers": ["u1"],
        "customFields": [{"id": "f1", "value": "x"}], "custom": {"roof_type": "tile"}, "dateAdded": "2026-01-05T10:00:00Z",
        "dndSettings": {"SMS": {"status": "active"}}, "additionalEmails": [{"email": "ada2@example.com"}],
    });
    contact.as_object().cloned().unwrap_or_default()
}

const fn word(value: &Json) -> &'static str {
    match value {
        Json::Null => "nothing",
        Json::Bool(_) => "yes or no",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "a group of fields",
    }
}

fn wanted(param: &Param) -> String {
    match param.kind {
        Kind::Text => "text".to_owned(),
        Kind::Number => "a number".to_owned(),
        Kind::Flag => "yes or no".to_owned(),
        Kind::Object => "a group of fields".to_owned(),
        Kind::Any => "anything".to_owned(),
        Kind::Texts => "a list of texts".to_owned(),
        Kind::Objects => "a list".to_owned(),
        Kind::Choice(words) => format!("one of {}", words.join(", ")),
    }
}
