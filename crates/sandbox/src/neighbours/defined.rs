//! What a location defines by name: tags, custom fields, custom values. All are read and removed alike.
//!
//! Here: that. Not here: what each of them is made of and how it is made (`tags`, `custom_fields`, `custom_values`).

use axum::extract::Path;
use serde_json::{Value, json};

use super::{Desk, no_record};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::desk::done,
    world::{Entry, State, id::LocationId},
};

/// A record that a location defines.
pub(super) trait Defined {
    /// What a refusal calls it.
    const NOUN: &'static str;
    /// The member an answer has it under.
    const MEMBER: &'static str;

    /// The one of that id, in the location.
    fn find<'s>(state: &'s State, location: &LocationId, id: &str) -> Option<&'s Self>;
    /// What takes it away.
    fn gone(&self) -> Entry;
    /// How it is spelled.
    fn shown(&self) -> Value;
}

/// The record of that id; one of another location is not there.
pub(super) fn find<'s, R: Defined>(
    state: &'s State,
    location: &LocationId,
    id: &str,
) -> Result<&'s R, Refusal> {
    R::find(state, location, id).ok_or_else(|| no_record(R::NOUN, id))
}

/// A record under its member.
pub(super) fn told<R: Defined>(record: &R) -> Value {
    json!({ (R::MEMBER): record.shown() })
}

/// `GET …/{id}`
pub(super) async fn one<R: Defined>(desk: Desk, Path((location, id)): Path<(String, String)>) -> Outcome {
    let location = desk.location_in_path(&location)?;
    desk.world.look(|state| Ok(Answer::ok(told(find::<R>(state, &location, &id)?))))
}

/// `DELETE …/{id}`
pub(super) async fn remove<R: Defined>(desk: Desk, Path((location, id)): Path<(String, String)>) -> Outcome {
    let location = desk.location_in_path(&location)?;
    desk.world.act(|act| {
        let gone = find::<R>(act, &location, &id)?.gone();
        act.put(gone);
        Ok(Answer::ok(done(desk.caller.version)))
    })
}

/// The first key made of a name that nothing has yet: `key` of its letters, then of them with a number.
pub(super) fn free_key(name: &str, key: impl Fn(&str) -> String, taken: impl Fn(&str) -> bool) -> String {
    let letters = |letter: char| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    let plain: String = name.trim().chars().map(letters).collect();
    let first = key(&plain);
    if !taken(&first) {
        return first;
    }
    (2..).map(|number| key(&format!("{plain}_{number}"))).find(|key| !taken(key)).unwrap_or(first)
}
