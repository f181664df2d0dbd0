//! The custom values of a location: texts that templates can name.
//!
//! Promise: the key a template names a value by is made from its first name, unlike every other, and stays when the
//! name changes. Nothing is sent about them.

use axum::{body::Bytes, extract::Path};
use serde_json::{Value, json};

use super::{
    Desk,
    defined::{Defined, find, free_key, told},
};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::body::{Body, Need},
    world::{
        Entry, State,
        id::{LocationId, StoredValueId},
        record::StoredValue,
    },
};

/// `GET /locations/{locationId}/customValues`
pub(super) async fn list(desk: Desk, Path(location): Path<String>) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let values: Vec<Value> =
        desk.world.look(|state| state.stored_values(&location).map(StoredValue::shown).collect());
    Ok(Answer::ok(json!({ "customValues": values })))
}

/// `POST /locations/{locationId}/customValues`
pub(super) async fn create(desk: Desk, Path(location): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let (name, text) = read(&body)?;
    desk.world.act(|act| {
        let taken = |key: &str| act.stored_values(&location).any(|value| &*value.field_key == key);
        let field_key = free_key(&name, |word| format!("{{{{ custom_values.{word} }}}}"), taken);
        let id = act.fresh();
        let (name, field_key, value) = (name.into(), field_key.into(), text.into());
        let value = StoredValue { id, location, name, field_key, value };
        act.put(Entry::StoredValue(value.clone()));
        Ok(Answer::created(told(&value)))
    })
}

/// `PUT /locations/{locationId}/customValues/{id}`
pub(super) async fn update(desk: Desk, Path((location, id)): Path<(String, String)>, body: Bytes) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let (name, text) = read(&body)?;
    desk.world.act(|act| {
        let before = find::<StoredValue>(act, &location, &id)?.clone();
        let value = StoredValue { name: name.into(), value: text.into(), ..before };
        act.put(Entry::StoredValue(value.clone()));
        Ok(Answer::ok(told(&value)))
    })
}

fn read(bytes: &Bytes) -> Result<(String, String), Refusal> {
    let mut body = Body::read(bytes)?;
    let name = body.words("name", Need::Required).set().unwrap_or_default();
    let value = body.text("value", Need::Required).set().unwrap_or_default();
    body.finish()?;
    Ok((name.trim().to_owned(), value))
}

impl Defined for StoredValue {
    const NOUN: &'static str = "Custom value";
    const MEMBER: &'static str = "customValue";

    fn find<'s>(state: &'s State, location: &LocationId, id: &str) -> Option<&'s Self> {
        state.stored_value(&StoredValueId::parse(id)?).filter(|value| value.location == *location)
    }

    fn gone(&self) -> Entry {
        Entry::StoredValueGone(self.id)
    }

    fn shown(&self) -> Value {
        json!({
            "id": self.id.as_str(),
            "name": self.name,
            "fieldKey": self.field_key,
            "value": self.value,
            "locationId": self.location.as_str(),
        })
    }
}
