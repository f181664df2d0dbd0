//! HighLevel's own descriptions of its answers.
//!
//! Here: holding an answer against the published schema of its operation and status.
//! Not here: the descriptions. They are data of HighLevel's; where they are not beside this repository, nothing is held
//! against them, and the test says so.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

use highlevel::operation::{Method, Operation};
use serde_json::{Map, Value, json};

/// Where answers differ from what is published because HighLevel does: operation or all, part of the finding, why.
const OVERRULED: [(&str, &str, &str); 11] = [
    ("get-slots", "at `/traceId`", "the trace stands among the days of free slots"),
    ("", "\"url\" is a required property", "contacts made by hand or by the API have a session source alone"),
    ("", "/customFields/", "a custom field's value is a number or a list where the field is"),
    ("", "Time`", "times are text, published as objects"),
    ("", "/dateAdded`", "times are text, published as objects"),
    ("", "/dateUpdated`", "times are text, published as objects"),
    ("get-pipelines", "/stages/", "stages are records, published as lists of lists"),
    ("", "/followers/", "followers are ids, published as lists of lists"),
    ("task-search", "at `/tasks/", "tasks are records, published as texts"),
    ("create-association", "at `/responses/", "each contact has a record of its own, published as text"),
    (
        "search-opportunities-advanced",
        "at `/opportunities/",
        "notes and tasks are records, published as lists of lists",
    ),
];

static FILES: LazyLock<Mutex<HashMap<&'static str, Option<Value>>>> = LazyLock::new(Mutex::default);

/// Whether there is anything to hold against.
pub(crate) fn is_here() -> bool {
    folder().is_dir()
}

/// Everything in which an answer differs from the published schema.
pub(crate) fn findings(row: &Operation, status: u16, body: &Value) -> Vec<String> {
    let Some(schema) = schema(row, status) else { return Vec::new() };
    let validator = match jsonschema::validator_for(&schema) {
        Ok(validator) => validator,
        Err(error) => return vec![format!("the published schema of {row} cannot be used: {error}")],
    };
    let overruled = |finding: &String| {
        OVERRULED.iter().any(|(id, part, _)| (id.is_empty() || *id == row.id) && finding.contains(part))
    };
    validator
        .iter_errors(body)
        .map(|error| format!("at `{}`: {error}", error.instance_path()))
        .filter(|finding| !overruled(finding))
        .collect()
}

/// The schema of an answer, with the whole file's components beside it so that its references hold.
fn schema(row: &Operation, status: u16) -> Option<Value> {
    let mut files = FILES.lock().ok()?;
    let file = files.entry(row.app.as_str()).or_insert_with(|| read(row.app.as_str())).as_ref()?;
    let method = method(row.method);
    let answers = &file["paths"][row.path][method]["responses"];
    let mut schema =
        answers[status.to_string()]["content"]["application/json"]["schema"].as_object()?.clone();
    schema.insert("components".to_owned(), file["components"].clone());
    Some(Value::Object(schema))
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Post => "post",
        Method::Put => "put",
        Method::Patch => "patch",
        Method::Delete => "delete",
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/highlevel/openapi")
}

fn read(app: &str) -> Option<Value> {
    let bytes = std::fs::read(folder().join(format!("{app}.json"))).ok()?;
    let mut file: Value = serde_json::from_slice(&bytes).ok()?;
    as_json_schema(&mut file);
    Some(file)
}

/// OpenAPI 3.0 says `nullable` and gives examples where JSON Schema has types alone.
fn as_json_schema(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(as_json_schema),
        Value::Object(members) => {
            for example in ["example", "examples", "discriminator", "xml", "externalDocs", "deprecated"] {
                members.shift_remove(example);
            }
            members.values_mut().for_each(as_json_schema);
            if members.shift_remove("nullable") == Some(Value::Bool(true)) {
                allow_null(members);
            }
        }
        _ => {}
    }
}

fn allow_null(members: &mut Map<String, Value>) {
    match members.get_mut("type") {
        Some(Value::String(kind)) => {
            let kind = kind.clone();
            members.insert("type".to_owned(), json!([kind, "null"]));
            if let Some(Value::Array(words)) = members.get_mut("enum") {
                words.push(Value::Null);
            }
        }
        _ => {
            let inner = Value::Object(std::mem::take(members));
            members.insert("anyOf".to_owned(), json!([inner, {"type": "null"}]));
        }
    }
}
