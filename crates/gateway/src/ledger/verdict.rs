//! What a record, read back, says about a write.
//!
//! Here: done, not done, half done or overtaken, what meets another value before it leaves, and which of a contact's records a create has made.
//! Not here: reading it (`ledger::look`), moving the write (`domain::write::advance`).
//!
//! Promise: pure. When it cannot tell that a create was made, it says so; it never claims a record that another
//! write made, or that was there before.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    merge::{Authority, Conflict, Rules, is_set, merge_edit},
    write::Write,
};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    fields::{Asked, Standing, Wish, asked, dropped, granted, read, standing},
    same::same,
};

/// What a record says about an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It holds what was asked.
    Done,
    /// It is as it was.
    Undone,
    /// It holds a part; these fields did not take.
    Partly(Vec<String>),
    /// Somebody else set these fields.
    Overtaken(Vec<String>),
    /// Nothing of it arrived, and somebody else set other values meanwhile.
    MovedOn,
}

/// Reads a record that a write was meant to change.
pub(crate) fn of_update(write: &Write, record: &Map<String, Value>) -> Verdict {
    let base = &write.intent.base;
    let asked = asked(&write.intent.effect);
    let moving: Vec<&Asked> = asked.iter().filter(|asked| moves(asked, base)).collect();
    let stands = |wanted: Standing| -> Vec<String> {
        let stands = |asked: &&&Asked| standing(asked, record, base) == wanted;
        moving.iter().filter(stands).map(|asked| asked.field.clone()).collect()
    };
    let (others, before) = (stands(Standing::Other), stands(Standing::Before));
    if !others.is_empty() && !before.is_empty() && others.len() + before.len() == moving.len() {
        Verdict::MovedOn
    } else if !others.is_empty() {
        Verdict::Overtaken(others)
    } else if before.is_empty() {
        Verdict::Done
    } else if before.len() == moving.len() {
        Verdict::Undone
    } else {
        Verdict::Partly(before)
    }
}

/// Whether the write wants something else than what was there: the others prove nothing.
fn moves(asked: &Asked, base: &Map<String, Value>) -> bool {
    asked.wish != Wish::Be
        || !base.contains_key(&asked.field)
        || !same(&asked.field, &asked.value, &read(base, &asked.field))
}

/// The fields of a write that hold another value than its person saw, and than it wants: the three-way merge of what
/// was seen, what stands, and what was typed. What stands there by an earlier write of ours counts as seen. Sets are
/// merged by HighLevel itself, since they are written item by item.
pub(crate) fn met(
    write: &Write,
    held: &Map<String, Value>,
    ours: &[Write],
    authority: &dyn Fn(&str) -> Authority,
) -> Vec<Conflict> {
    let (mut base, mut theirs, mut typed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for asked in asked(&write.intent.effect) {
        let field = &asked.field;
        if is_set(field) || !write.intent.base.contains_key(field) {
            continue;
        }
        let is_ours = granted(&asked, held) || ours.iter().any(|earlier| set_by(earlier, &asked, held));
        let stands = read(held, field);
        let seen = if is_ours { stands.clone() } else { read(&write.intent.base, field) };
        base.insert(field.clone(), seen);
        theirs.insert(field.clone(), stands);
        typed.insert(asked.field, asked.value);
    }
    let alike = |field: &str, one: &Value, other: &Value| same(field, one, other) || same(field, other, one);
    merge_edit(&base, &theirs, &typed, Rules { authority, same: &alike }).conflicts
}

/// Whether what stands in this field came from this earlier write of ours.
fn set_by(earlier: &Write, field: &Asked, mirror: &Map<String, Value>) -> bool {
    asked(&earlier.intent.effect).iter().any(|theirs| {
        theirs.field == field.field && same(&field.field, &theirs.value, &read(mirror, &field.field))
    })
}

/// What the answer of HighLevel left out of what was asked.
pub(crate) fn left_out(write: &Write, record: &Map<String, Value>) -> Vec<String> {
    dropped(&asked(&write.intent.effect), record).into_iter().map(str::to_owned).collect()
}

/// Whether the list that HighLevel shows now grants an addition or a removal; the field's name where it does not.
pub(crate) fn left_out_of_list(write: &Write, field: &str, list: &[Value]) -> Vec<String> {
    let record = Map::from_iter([(field.to_owned(), Value::Array(list.to_vec()))]);
    left_out(write, &record)
}

/// The record that this create has made, among the records it could be: the same values, not there before, made no
/// earlier than the write left (by HighLevel's clock), and not made by another write of ours. Of several, the one
/// that was made first.
pub(crate) fn made<'a>(
    write: &Write,
    records: impl IntoIterator<Item = &'a Map<String, Value>>,
    taken: &BTreeSet<String>,
    left_at: Timestamp,
) -> Option<&'a Map<String, Value>> {
    let asked = asked(&write.intent.effect);
    let known = known_before(write);
    let fits = |record: &&'a Map<String, Value>| {
        id_of(record).is_some_and(|id| !taken.contains(id) && !known.contains(&id))
            && !is_older(record, left_at)
            && dropped(&asked, record).is_empty()
    };
    records
        .into_iter()
        .filter(fits)
        .min_by_key(|record| born_at(record).map_or(i64::MAX, Timestamp::as_millisecond))
}

/// The name under which a create remembers which records its contact had when it was wanted.
pub(crate) const KNOWN: &str = "known";

fn known_before(write: &Write) -> Vec<&str> {
    let known = write.intent.base.get(KNOWN).and_then(Value::as_array);
    known.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// HighLevel's id of a record; search items call it `_id`.
pub(crate) fn id_of(record: &Map<String, Value>) -> Option<&str> {
    record.get("id").or_else(|| record.get("_id")).and_then(Value::as_str).filter(|id| !id.is_empty())
}

fn born_at(record: &Map<String, Value>) -> Option<Timestamp> {
    let born = record.get("dateAdded").or_else(|| record.get("createdAt"))?;
    born.as_str()?.parse().ok()
}

/// Whether a record was made before this moment of HighLevel's clock, as far as it says.
pub(crate) fn is_older(record: &Map<String, Value>, left_at: Timestamp) -> bool {
    born_at(record).is_some_and(|born| born < left_at)
}

#[cfg(test)]
mod tests {
    use domain::{
        change::Cause,
        ids::WriteId,
        record::Kind,
        write::{Effect, Intent},
    };
    use highlevel::LocationId;
    use indexmap::IndexMap;
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    fn write(effect: Effect, base: Value) -> Write {
        let intent = Intent {
            location: LocationId::new("loc").expect("not empty"),
            contact: None,
            kind: Kind::Contact,
            record: None,
            operation: "update-contact".to_owned(),
            path: IndexMap::new(),
            body: Map::new(),
            effect,
            base: map(base),
            cause: Cause::Reconcile,
        };
        Write::intended(
            WriteId::from_uuid("018f0000-0000-7000-8000-000000000001".parse().expect("a UUID")),
            intent,
            noon(),
        )
    }

    fn noon() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().expect("a time")
    }

    fn set(fields: Value, base: Value) -> Write {
        write(Effect::Set { fields: map(fields) }, base)
    }

    #[test]
    fn an_update_read_back_is_done_undone_half_done_or_overtaken() {
        let write =
            set(json!({"city": "Bonn", "phone": "+15550199"}), json!({"city": "Köln", "phone": "+15550100"}));
        let verdict =
            |city: &str, phone: &str| of_update(&write, &map(json!({"city": city, "phone": phone})));

        assert_eq!(verdict("Bonn", "+15550199"), Verdict::Done);
        assert_eq!(verdict("Köln", "+15550100"), Verdict::Undone);
        assert_eq!(verdict("Bonn", "+15550100"), Verdict::Partly(vec!["phone".to_owned()]));
        assert_eq!(verdict("Bonn", "+15550777"), Verdict::Overtaken(vec!["phone".to_owned()]));
        assert_eq!(verdict("Köln", "+15550777"), Verdict::MovedOn);
    }

    #[test]
    fn a_field_that_was_already_so_proves_nothing() {
        let write =
            set(json!({"city": "Bonn", "phone": "+15550199"}), json!({"city": "Bonn", "phone": "+15550100"}));

        assert_eq!(of_update(&write, &map(json!({"city": "Bonn", "phone": "+15550100"}))), Verdict::Undone);
    }

    #[test]
    fn what_an_earlier_write_of_ours_set_does_not_overtake() {
        let earlier = set(json!({"phone": "+15550111"}), json!({"phone": "+15550100"}));
        let later = set(json!({"phone": "+15550199"}), json!({"phone": "+15550100"}));
        let mirror = map(json!({"phone": "+15550111"}));

        let fields = |ours: &[Write]| -> Vec<String> {
            let met = met(&later, &mirror, ours, &|_| Authority::HighLevel);
            met.into_iter().map(|conflict| conflict.field).collect()
        };
        assert_eq!(fields(&[]), ["phone"]);
        assert!(fields(&[earlier]).is_empty());
    }

    #[test]
    fn a_create_claims_a_record_once_and_never_an_old_one() {
        let write =
            write(Effect::Create { fields: map(json!({"body": "Called"})) }, json!({"known": ["n1"]}));
        let note = |id: &str, at: &str| map(json!({"id": id, "body": "Called", "dateAdded": at}));
        let records = [
            note("n1", "2026-11-23T12:00:01Z"),
            note("n2", "2026-11-22T12:00:00Z"),
            note("n4", "2026-11-23T12:00:04Z"),
            note("n3", "2026-11-23T12:00:02Z"),
        ];
        let found = |taken: &[&str]| {
            let taken = taken.iter().map(|id| (*id).to_owned()).collect();
            made(&write, &records, &taken, noon()).and_then(|record| id_of(record)).map(str::to_owned)
        };

        assert_eq!(found(&[]).as_deref(), Some("n3"));
        assert_eq!(found(&["n3"]).as_deref(), Some("n4"));
        assert_eq!(found(&["n3", "n4"]), None);
    }
}
