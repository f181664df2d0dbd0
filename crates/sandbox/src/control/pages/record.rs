//! One record: seen as the API gives it, changed by the API's own operations.

use askama::Template;
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use highlevel::operation::{Answer, Kind, Operation, Param};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Fields, Frame, Said, back,
    nouns::{Noun, label, path_of, plain},
    records::{self, Row},
    shown,
};
use crate::{
    control::{api::Api, records::find},
    shell::Shell,
    world::id::LocationId,
};

#[derive(Template)]
#[template(path = "page/record.html")]
struct RecordPage {
    frame: Frame,
    noun: &'static Noun,
    id: String,
    location: String,
    contact: String,
    members: Vec<(String, String)>,
    inputs: Vec<Input>,
    can_delete: bool,
    kept: Vec<Kept>,
    json: String,
}

#[derive(Template)]
#[template(path = "page/new.html")]
struct NewPage {
    frame: Frame,
    noun: &'static Noun,
    location: String,
    contact: String,
    inputs: Vec<Input>,
}

/// What is kept with a contact.
struct Kept {
    noun: &'static Noun,
    rows: Vec<Row>,
}

/// One field of a form.
struct Input {
    name: &'static str,
    value: String,
    is: &'static str,
    words: &'static [&'static str],
    required: bool,
}

/// A record as it was found.
struct Found {
    location: LocationId,
    contact: String,
    record: Value,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    location: String,
    #[serde(default)]
    contact: String,
}

/// `GET /sandbox/records/{kind}/{id}`
pub(super) async fn show(
    State(shell): State<Shell>,
    Extension(api): Extension<Api>,
    Path((kind, id)): Path<(String, String)>,
    Query(said): Query<Said>,
) -> Response {
    let Some((noun, found)) = look(&shell, &kind, &id) else { return gone(&shell) };
    let given = as_given(&api, noun, &found, &id).await;
    let members = given.as_object().into_iter().flatten();
    let inputs = noun.update().map_or_else(Vec::new, |operation| inputs(operation, &given, Filled::Known));
    shown(&RecordPage {
        frame: Frame::of(&shell, "records", label(&found.record), said),
        noun,
        id,
        location: found.location.to_string(),
        contact: found.contact.clone(),
        members: members.map(|(name, value)| (name.clone(), plain(value))).collect(),
        inputs,
        can_delete: noun.delete().is_some(),
        kept: kept(noun, &found.record),
        json: serde_json::to_string_pretty(&given).unwrap_or_default(),
    })
}

fn look(shell: &Shell, kind: &str, id: &str) -> Option<(&'static Noun, Found)> {
    let noun = Noun::find(kind)?;
    shell.world.look(|state| {
        let (location, mut record) = find(state, kind, id).ok()??;
        if kind == "contacts" {
            let all = state.opportunities().newest(&location);
            let own = all.filter(|one| one.contact.is_some_and(|contact| contact.as_str() == id));
            record["opportunities"] = own.map(|one| json!(one)).collect();
        }
        let contact = record.get("contact").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some((noun, Found { location, contact, record }))
    })
}

fn gone(shell: &Shell) -> Response {
    tracing::debug!(base = %shell.base_url, "a record that is gone was asked for");
    (StatusCode::NOT_FOUND, "This record is not there (any more).").into_response()
}

/// The record as its own operation gives it; as the world keeps it where there is none.
async fn as_given(api: &Api, noun: &Noun, found: &Found, id: &str) -> Value {
    let Some(operation) = noun.get() else { return found.record.clone() };
    let path = path_of(operation, found.location.as_str(), &found.contact, id);
    let Ok(mut said) = api.call(found.location, "GET", &path, None).await else {
        return found.record.clone();
    };
    match operation.answer {
        Answer::One(member) if said.get(member).is_some() => said[member].take(),
        _ => {
            if let Some(members) = said.as_object_mut() {
                members.shift_remove("traceId");
            }
            said
        }
    }
}

fn kept(noun: &Noun, record: &Value) -> Vec<Kept> {
    if noun.kind != "contacts" {
        return Vec::new();
    }
    let nouns = ["tasks", "notes", "appointments", "opportunities"].into_iter().filter_map(Noun::find);
    nouns
        .map(|noun| {
            let rows = record.get(noun.kind).and_then(Value::as_array);
            Kept { noun, rows: rows.into_iter().flatten().map(Row::of).collect() }
        })
        .collect()
}

/// Whether a form begins with what is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filled {
    Known,
    Blank,
}

fn inputs(operation: &Operation, given: &Value, filled: Filled) -> Vec<Input> {
    let of = |field: &'static Param| {
        let (is, words): (_, &'static [&'static str]) = match field.kind {
            Kind::Text | Kind::Texts | Kind::Any => ("text", &[]),
            Kind::Number => ("number", &[]),
            Kind::Flag => ("choice", &["true", "false"]),
            Kind::Choice(words) => ("choice", words),
            Kind::Object | Kind::Objects => return None,
        };
        let value = given.get(field.name).map(plain).unwrap_or_default();
        Some(Input {
            name: field.name,
            value,
            is,
            words,
            required: field.required && filled == Filled::Blank,
        })
    };
    operation.body_fields().iter().filter_map(of).collect()
}

/// `GET /sandbox/records/{kind}/new`
pub(super) async fn blank(
    State(shell): State<Shell>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    Query(said): Query<Said>,
) -> Response {
    let Some(noun) = Noun::find(&kind) else { return gone(&shell) };
    let Some(operation) = noun.create() else { return gone(&shell) };
    let location = shell.world.look(|state| records::location(state, &asked.location));
    let known = json!({ "locationId": location, "contactId": asked.contact });
    shown(&NewPage {
        frame: Frame::of(&shell, "records", format!("New {}", noun.one), said),
        noun,
        location: location.to_string(),
        contact: asked.contact,
        inputs: inputs(operation, &known, Filled::Blank),
    })
}

/// `POST /sandbox/records/{kind}/new`
pub(super) async fn create(
    State(shell): State<Shell>,
    Extension(api): Extension<Api>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    Form(fields): Fields,
) -> Response {
    let Some((noun, operation)) = Noun::find(&kind).and_then(|noun| Some((noun, noun.create()?))) else {
        return gone(&shell);
    };
    let location = shell.world.look(|state| records::location(state, &asked.location));
    let body = changed(operation, &fields, &Value::Null);
    let path = path_of(operation, location.as_str(), &asked.contact, "");
    let outcome = api.call(location, operation.method.as_str(), &path, Some(body)).await;
    let done = outcome.map(|_| format!("The {} is made", noun.one)).map_err(|refused| refused.0);
    let query = format!("location={location}&contact={}", asked.contact);
    match (&done, asked.contact.as_str()) {
        (Err(_), _) => back(&format!("/sandbox/records/{kind}/new?{query}"), done),
        (Ok(_), "") => back(&format!("/sandbox/records/{kind}?location={location}"), done),
        (Ok(_), contact) => back(&format!("/sandbox/records/contacts/{contact}"), done),
    }
}

/// `POST /sandbox/records/{kind}/{id}`
pub(super) async fn update(
    State(shell): State<Shell>,
    Extension(api): Extension<Api>,
    Path((kind, id)): Path<(String, String)>,
    Form(fields): Fields,
) -> Response {
    let Some((noun, found)) = look(&shell, &kind, &id) else { return gone(&shell) };
    let Some(operation) = noun.update() else { return gone(&shell) };
    let given = as_given(&api, noun, &found, &id).await;
    let body = changed(operation, &fields, &given);
    let here = format!("/sandbox/records/{kind}/{id}");
    if body == json!({}) {
        return back(&here, Ok("Nothing was changed".to_owned()));
    }
    let names =
        body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let path = path_of(operation, found.location.as_str(), &found.contact, &id);
    let outcome = api.call(found.location, operation.method.as_str(), &path, Some(body)).await;
    back(&here, outcome.map(|_| format!("Changed {names}")).map_err(|refused| refused.0))
}

/// `POST /sandbox/records/{kind}/{id}/delete`
pub(super) async fn delete(
    State(shell): State<Shell>,
    Extension(api): Extension<Api>,
    Path((kind, id)): Path<(String, String)>,
) -> Response {
    let Some((noun, found)) = look(&shell, &kind, &id) else { return gone(&shell) };
    let Some(operation) = noun.delete() else { return gone(&shell) };
    let path = path_of(operation, found.location.as_str(), &found.contact, &id);
    let outcome = api.call(found.location, "DELETE", &path, Some(json!({}))).await;
    match outcome {
        Ok(_) => {
            let path = format!("/sandbox/records/{kind}?location={}", found.location);
            back(&path, Ok(format!("{} is gone", label(&found.record))))
        }
        Err(refused) => back(&format!("/sandbox/records/{kind}/{id}"), Err(refused.0)),
    }
}

/// The fields of the form that differ from what is there. A field that was emptied is cleared with `null`.
fn changed(operation: &Operation, fields: &[(String, String)], given: &Value) -> Value {
    let mut body = Map::new();
    for field in operation.body_fields() {
        let Some((_, text)) = fields.iter().find(|(name, _)| name == field.name) else { continue };
        let text = text.trim();
        let before = given.get(field.name).map(plain).unwrap_or_default();
        if text == before {
            continue;
        }
        body.insert(field.name.to_owned(), typed(field.kind, text));
    }
    Value::Object(body)
}

fn typed(kind: Kind, text: &str) -> Value {
    match kind {
        _ if text.is_empty() => Value::Null,
        Kind::Number | Kind::Flag => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        Kind::Texts => text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect(),
        _ => text.into(),
    }
}
