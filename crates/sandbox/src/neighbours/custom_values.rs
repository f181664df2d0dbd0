//! The custom values of a location: texts that templates can name.
//!
//! Promise: the key a template names a value by is made from its first name, unlike every other, and stays when the
//! name changes. Nothing is sent about them.

use axum::{body::Bytes, extract::Path};
use serde_json::{Value, json};

use super::{Desk, no_record};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::{
        body::{Body, Need},
        desk::done,
    },
    world::{
        Entry, State,
        id::{LocationId, StoredValueId},
        record::StoredValue,
    },
};

/// `GET /locations/{locationId}/customValues`
pub(super) async fn list(desk: Desk, Path(location): Path<String>) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let values: Vec<Value> = desk.world.look(|state| state.stored_values(&location).map(shown).collect());
    Ok(Answer::ok(json!({ "customValues": values })))
}

/// `GET /locations/{locationId}/customValues/{id}`
pub(super) async fn one(desk: Desk, Path((location, id)): Path<(String, String)>) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let value = desk.world.look(|state| find(state, &location, &id).map(shown))?;
    Ok(Answer::ok(json!({ "customValue": value })))
}

/// `POST /locations/{locationId}/customValues`
pub(super) async fn create(desk: Desk, Path(location): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let (name, text) = read(&body)?;
    desk.world.act(|act| {
        let field_key = free_key(act, &location, &name);
        let id = act.fresh();
        let (name, field_key, value) = (name.into(), field_key.into(), text.into());
        let value = StoredValue { id, location, name, field_key, value };
        act.put(Entry::StoredValue(value.clone()));
        Ok(Answer::created(json!({ "customValue": shown(&value) })))
    })
}

/// `PUT /locations/{locationId}/customValues/{id}`
pub(super) async fn update(desk: Desk, Path((location, id)): Path<(String, String)>, body: Bytes) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let (name, text) = read(&body)?;
    desk.world.act(|act| {
        let before = find(act, &location, &id)?.clone();
        let value = StoredValue { name: name.into(), value: text.into(), ..before };
        act.put(Entry::StoredValue(value.clone()));
        Ok(Answer::ok(json!({ "customValue": shown(&value) })))
    })
}

/// `DELETE /locations/{locationId}/customValues/{id}`
pub(super) async fn remove(desk: Desk, Path((location, id)): Path<(String, String)>) -> Outcome {
    let location = desk.location_in_path(&location)?;
    desk.world.act(|act| {
        let id = find(act, &location, &id)?.id;
        act.put(Entry::StoredValueGone(id));
        Ok(Answer::ok(done(desk.caller.version)))
    })
}

fn read(bytes: &Bytes) -> Result<(String, String), Refusal> {
    let mut body = Body::read(bytes)?;
    let name = body.words("name", Need::Required).set().unwrap_or_default();
    let value = body.text("value", Need::Required).set().unwrap_or_default();
    body.finish()?;
    Ok((name.trim().to_owned(), value))
}

fn find<'s>(state: &'s State, location: &LocationId, id: &str) -> Result<&'s StoredValue, Refusal> {
    let value = StoredValueId::parse(id).and_then(|id| state.stored_value(&id));
    value.filter(|value| value.location == *location).ok_or_else(|| no_record("Custom value", id))
}

fn free_key(state: &State, location: &LocationId, name: &str) -> String {
    let letters = |letter: char| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    let plain: String = name.chars().map(letters).collect();
    let key = |word: &str| format!("{{{{ custom_values.{word} }}}}");
    let taken = |key: &str| state.stored_values(location).any(|value| &*value.field_key == key);
    let all = std::iter::once(key(&plain)).chain((2..).map(|number| key(&format!("{plain}_{number}"))));
    all.into_iter().find(|key| !taken(key)).unwrap_or_default()
}

fn shown(value: &StoredValue) -> Value {
    json!({
        "id": value.id.as_str(),
        "name": value.name,
        "fieldKey": value.field_key,
        "value": value.value,
        "locationId": value.location.as_str(),
    })
}
