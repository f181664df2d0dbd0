//! Atoms: the smallest things that a change alters: a field, one custom field, one item of a set.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{
    change::{FieldChange, Knowledge},
    merge::{flat, is_set},
    record::Doc,
};

/// What can change by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Atom {
    /// A field; a custom field is `customFields.ID`.
    Field(String),
    /// An item of a set, such as one tag.
    Item(String, String),
}

impl Atom {
    /// The field it belongs to.
    pub(super) fn field(&self) -> &str {
        match self {
            Self::Field(field) | Self::Item(field, _) => field,
        }
    }
}

/// One atom that changed. An item of a set is true where it is in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moved {
    pub(super) atom: Atom,
    pub(super) before: Value,
    pub(super) after: Value,
    pub(super) knowledge: Knowledge,
}

/// What a field's change altered, atom by atom.
pub(super) fn atoms(change: &FieldChange) -> Vec<Moved> {
    let side = |value: &Option<Value>| value.clone().unwrap_or(Value::Null);
    let (before, after) = (side(&change.before), side(&change.after));
    let moved = |atom, before, after| Moved { atom, before, after, knowledge: change.knowledge };
    if is_set(&change.field) {
        let (before, after) = (items(&before), items(&after));
        let flipped: Vec<&String> = before.symmetric_difference(&after).collect();
        let atom = |item: &String| Atom::Item(change.field.clone(), item.clone());
        return flipped
            .into_iter()
            .map(|item| moved(atom(item), before.contains(item).into(), after.contains(item).into()))
            .collect();
    }
    let (before, after) = (parts(&change.field, before), parts(&change.field, after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value =
        |side: &BTreeMap<String, Value>, name: &String| side.get(name).cloned().unwrap_or(Value::Null);
    names
        .into_iter()
        .map(|name| moved(Atom::Field(name.clone()), value(&before, name), value(&after, name)))
        .filter(|moved| moved.before != moved.after)
        .collect()
}

/// The atom's value in a record.
pub(super) fn value_in(doc: &BTreeMap<String, Value>, atom: &Atom) -> Value {
    match atom {
        Atom::Field(field) => doc.get(field).cloned().unwrap_or(Value::Null),
        Atom::Item(field, item) => items(doc.get(field).unwrap_or(&Value::Null)).contains(item).into(),
    }
}

fn parts(field: &str, value: Value) -> BTreeMap<String, Value> {
    if value.is_null() {
        return BTreeMap::new();
    }
    flat(&Doc::from_fields(Map::from_iter([(field.to_owned(), value)])))
}

pub(super) fn items(value: &Value) -> BTreeSet<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
