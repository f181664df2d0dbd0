//! The tags a location defines.
//!
//! Promise: names are lower-cased and unlike. Renaming or removing a definition leaves contacts as they are;
//! nobody has established what HighLevel does there, so this is our choice.

use axum::{body::Bytes, extract::Path};
use serde_json::{Value, json};

use super::{
    Desk,
    defined::{Defined, find, told},
};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::body::{Body, Need},
    world::{
        Entry, State,
        id::{LocationId, TagId},
        record::Tag,
    },
};

/// `GET /locations/{locationId}/tags`
pub(super) async fn list(desk: Desk, Path(location): Path<String>) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let tags: Vec<Value> = desk.world.look(|state| state.tags(&location).map(Tag::shown).collect());
    Ok(Answer::ok(json!({ "tags": tags })))
}

/// `POST /locations/{locationId}/tags`: answers 200, not 201.
pub(super) async fn create(desk: Desk, Path(location): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let name = name(&body)?;
    desk.world.act(|act| {
        free(act, &location, &name, None)?;
        let tag = Tag { id: act.fresh(), location, name: name.as_str().into() };
        act.put(Entry::Tag(tag.clone()));
        Ok(Answer::ok(told(&tag)))
    })
}

/// `PUT /locations/{locationId}/tags/{tagId}`
pub(super) async fn rename(desk: Desk, Path((location, id)): Path<(String, String)>, body: Bytes) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let name = name(&body)?;
    desk.world.act(|act| {
        let tag = find::<Tag>(act, &location, &id)?.clone();
        free(act, &location, &name, Some(tag.id))?;
        let tag = Tag { name: name.as_str().into(), ..tag };
        act.put(Entry::Tag(tag.clone()));
        Ok(Answer::ok(told(&tag)))
    })
}

fn name(bytes: &Bytes) -> Result<String, Refusal> {
    let mut body = Body::read(bytes)?;
    let name = body.words("name", Need::Required).set().unwrap_or_default();
    body.finish()?;
    Ok(name.trim().to_lowercase())
}

fn free(state: &State, location: &LocationId, name: &str, but: Option<TagId>) -> Result<(), Refusal> {
    let taken = state.tags(location).any(|tag| &*tag.name == name && Some(tag.id) != but);
    if taken { Err(Refusal::Bad("The tag name is already exist.".to_owned())) } else { Ok(()) }
}

impl Defined for Tag {
    const NOUN: &'static str = "Tag";
    const MEMBER: &'static str = "tag";

    fn find<'s>(state: &'s State, location: &LocationId, id: &str) -> Option<&'s Self> {
        state.tag(&TagId::parse(id)?).filter(|tag| tag.location == *location)
    }

    fn gone(&self) -> Entry {
        Entry::TagGone(self.id)
    }

    fn shown(&self) -> Value {
        json!({ "id": self.id.as_str(), "name": self.name, "locationId": self.location.as_str() })
    }
}
