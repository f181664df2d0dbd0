//! The ledger's intent of an operation, made of its row and what it is given.
//!
//! Promise: pure; what belongs together is read off the operation's path. Where the mirror does not hold a record in
//! the form in which the operation shows it, the ledger keeps the call alone.

use domain::{
    automation::{run::Run, step::Given},
    change::Cause,
    record::{Kind, RecordId},
    write::{Effect, Intent},
};
use highlevel::{
    ContactId, LocationId,
    operation::{Method, Operation, Param},
};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

/// The kinds whose records the mirror holds as their own operations show them.
const AS_SHOWN: [Kind; 3] = [Kind::Contact, Kind::Task, Kind::Note];

/// What a step's operation is to the ledger.
pub(crate) fn of(location: &LocationId, run: &Run, key: &str, row: &Operation, input: &Given) -> Intent {
    let path = named(row.path_params.iter().chain(row.query), input);
    let body: Map<String, Json> = row
        .body_fields()
        .iter()
        .filter_map(|param| Some((param.name.to_owned(), input.get(param.name)?.clone())))
        .collect();
    let place = Place::of(row);
    let effect = place.effect(row, &body);
    let own = place.id_in_path.and_then(|name| path.get(name)).and_then(|id| RecordId::new(id.as_str()).ok());
    let contact = path
        .get("contactId")
        .map(String::as_str)
        .or_else(|| body.get("contactId").and_then(Json::as_str))
        .and_then(|id| ContactId::new(id).ok());
    let (kind, record) = match (&effect, place.kind) {
        (Effect::Create { .. }, Some(kind)) => (kind, None),
        (Effect::Nothing, _) | (_, None) => match &contact {
            Some(contact) if path.contains_key("contactId") => (Kind::Contact, Some(RecordId::from(contact))),
            _ => (Kind::Location, own.or_else(|| RecordId::new(key).ok())),
        },
        (_, Some(kind)) => (kind, own),
    };
    let cause = Cause::Run { run: run.id, write: None };
    Intent {
        location: location.clone(),
        contact,
        kind,
        record,
        operation: row.id.to_owned(),
        path,
        body,
        effect,
        base: Map::new(),
        cause,
    }
}

fn named<'p>(params: impl Iterator<Item = &'p Param>, input: &Given) -> IndexMap<String, String> {
    let plain = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let given = params.filter_map(|param| Some((param.name, input.get(param.name)?)));
    given.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), plain(value))).collect()
}

/// What an operation's path says of the record it is about.
struct Place<'r> {
    /// The kind of record, where the mirror holds it so.
    kind: Option<Kind>,
    /// The last name in the path.
    id_in_path: Option<&'r str>,
    /// Whether the path ends with it.
    ends_with_id: bool,
    /// The word after the record, such as `tags` or `completed`.
    part: Option<&'r str>,
    /// Whether the record stands among all of its kind, so that a `POST` makes one.
    collection: bool,
}

impl<'r> Place<'r> {
    fn of(row: &'r Operation) -> Self {
        let words: Vec<&str> = row.path.split('/').filter(|word| !word.is_empty()).collect();
        let name = |word: &&'r str| word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let kind = |word: &str| {
            let singular = word.strip_suffix('s').unwrap_or(word);
            singular.parse::<Kind>().ok().filter(|kind| AS_SHOWN.contains(kind))
        };
        let id_in_path = words.iter().rev().find_map(name);
        let at_contacts = words.first() == Some(&"contacts");
        let (kind, ends_with_id, part, collection) = match words.as_slice() {
            _ if !at_contacts => (None, false, None, false),
            [.., set, id] if name(id).is_some() => (kind(set), true, None, false),
            [.., id, last] if name(id).is_some() => match kind(last) {
                Some(kind) => (Some(kind), false, None, true),
                None => {
                    (words.len().checked_sub(3).and_then(|at| kind(words[at])), false, Some(*last), false)
                }
            },
            [set] => (kind(set), false, None, true),
            // Creates the contact, or updates the one that is there: either way it shows it.
            [set, "upsert"] => (kind(set), false, None, true),
            _ => (None, false, None, false),
        };
        Self { kind, id_in_path, ends_with_id, part, collection }
    }

    fn effect(&self, row: &Operation, body: &Map<String, Json>) -> Effect {
        if self.kind.is_none() {
            return Effect::Nothing;
        }
        match (row.method, self.part) {
            (Method::Delete, None) if self.ends_with_id => Effect::Delete,
            (Method::Put | Method::Patch, None) if self.ends_with_id => Effect::Set { fields: body.clone() },
            (Method::Put | Method::Patch, Some(part)) if body.contains_key(part) => {
                Effect::Set { fields: body.clone() }
            }
            (Method::Post, None) if self.collection => Effect::Create { fields: body.clone() },
            (Method::Post | Method::Delete, Some(part)) => match body.get(part).and_then(Json::as_array) {
                Some(list) => {
                    let values = list.iter().filter_map(Json::as_str).map(str::to_owned).collect();
                    let field = part.to_owned();
                    if row.method == Method::Post {
                        Effect::Add { field, values }
                    } else {
                        Effect::Remove { field, values }
                    }
                }
                None => Effect::Nothing,
            },
            _ => Effect::Nothing,
        }
    }
}

#[cfg(test)]
mod tests;
