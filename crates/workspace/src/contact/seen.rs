//! What a person saw of a field before they typed, so that two who edit the same field meet.
//!
//! Promise: pure. What the person saw is what the write is based on; a write of ours that they had not seen is
//! somebody else's to them.

use domain::record::Doc;
use domain::write::{Effect, Intent, UNSEEN, Write};
use serde_json::{Map, Value};

use crate::fields::typed::{self, Typed};
use crate::fields::{Editor, FieldKey, catalog};

/// A field as it stands while somebody saves it.
pub(crate) struct Seen<'a> {
    pub(crate) editor: &'a Editor,
    pub(crate) key: &'a FieldKey,
    /// As HighLevel has it.
    pub(crate) mirror: &'a Doc,
    /// With our writes on top.
    pub(crate) shown: &'a Doc,
    /// The contact's shown writes, oldest first.
    pub(crate) writes: &'a [Write],
}

impl Seen<'_> {
    /// The write, based on what its person saw; without that, on what stands there now.
    pub(crate) fn base(&self, mut intent: Intent, saw: Option<&[String]>) -> Intent {
        let Some(saw) = saw else { return intent };
        if self.is(catalog::value(self.key, self.shown), saw) {
            return intent;
        }
        if let Some(unseen) = self.first_unseen(saw) {
            intent.base.insert(UNSEEN.to_owned(), Value::from(unseen.id.to_string()));
        }
        if !self.is(catalog::value(self.key, self.mirror), saw) {
            let value = match typed::read(self.editor, saw) {
                Ok(Typed::Set(value)) => value,
                Ok(Typed::Clear) => Value::Null,
                // What cannot be read was never what stood there: it equals nothing.
                Err(_) => Value::from(saw.join(", ")),
            };
            intent.base.insert(name(self.key), value);
        }
        intent
    }

    /// The oldest open write of this field after the one whose value the person saw.
    fn first_unseen(&self, saw: &[String]) -> Option<&Write> {
        let is_open = |write: &&Write| write.state.is_open() && touches(write, self.key);
        let open: Vec<&Write> = self.writes.iter().filter(is_open).collect();
        let seen = open.iter().rposition(|write| self.is(wanted(write, self.key), saw));
        open.get(seen.map_or(0, |place| place + 1)).copied()
    }

    /// Whether an editor that begins with this value begins with what was seen.
    fn is(&self, value: Option<&Value>, saw: &[String]) -> bool {
        let begins = value.map(|value| catalog::start(self.editor, value)).unwrap_or_default();
        let plain = |texts: &[String]| -> Vec<String> {
            texts.iter().filter(|text| !text.is_empty()).cloned().collect()
        };
        plain(&begins) == plain(saw)
    }
}

/// Bases an edit of several fields on what its person saw, where that is not what stands there now; `differs` says
/// so. `open` is the record's open writes, oldest first.
pub(crate) fn based(
    mut intent: Intent,
    saw: &Map<String, Value>,
    differs: impl Fn(&str, &Value) -> bool,
    open: &[Write],
) -> Intent {
    let Effect::Set { fields } = &intent.effect else { return intent };
    let is_old = |field: &&String| saw.get(*field).is_some_and(|seen| differs(field, seen));
    let old: Vec<String> = fields.keys().filter(is_old).cloned().collect();
    let sets_one = |write: &&Write| {
        let theirs = &write.intent.effect;
        let is_set = |fields: &Map<String, Value>| old.iter().any(|field| fields.contains_key(field));
        write.state.is_open() && matches!(theirs, Effect::Set { fields } if is_set(fields))
    };
    if let Some(unseen) = open.iter().find(sets_one) {
        intent.base.insert(UNSEEN.to_owned(), Value::from(unseen.id.to_string()));
    }
    for field in old {
        intent.base.insert(field.clone(), saw[&field].clone());
    }
    intent
}

fn name(key: &FieldKey) -> String {
    match key {
        FieldKey::Standard(field) => field.wire().to_owned(),
        FieldKey::Custom(id) => format!("customFields.{id}"),
    }
}

fn wanted<'w>(write: &'w Write, key: &FieldKey) -> Option<&'w Value> {
    match &write.intent.effect {
        Effect::Set { fields } => fields.get(&name(key)),
        _ => None,
    }
}

/// Whether a write sets this field.
pub(crate) fn touches(write: &Write, key: &FieldKey) -> bool {
    wanted(write, key).is_some()
}

#[cfg(test)]
mod tests {
    use domain::ids::{PersonId, WriteId};
    use domain::person::Role;
    use domain::write::overlay;
    use highlevel::{ContactId, LocationId};
    use jiff::Timestamp;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::reference::tests::doc;
    use crate::{Member, intents};

    fn maya() -> Member {
        Member {
            person: PersonId::from_uuid(Uuid::from_u128(7)),
            name: "Maya".into(),
            location: LocationId::new("loc").unwrap(),
            role: Role::Member,
            user: None,
        }
    }

    fn city(value: &str) -> Intent {
        let (ada, key) = (ContactId::new("ada").unwrap(), "city".parse().unwrap());
        intents::field(&maya(), &ada, &doc(json!({"city": "Rome"})), &key, &Typed::Set(json!(value)))
    }

    fn based(saw: &str, on_the_way: &[&str]) -> Value {
        let writes: Vec<Write> = (1..)
            .zip(on_the_way)
            .map(|(number, value)| {
                Write::intended(
                    WriteId::from_uuid(Uuid::from_u128(number)),
                    city(value),
                    Timestamp::UNIX_EPOCH,
                )
            })
            .collect();
        let (mirror, key) = (doc(json!({"city": "Rome"})), "city".parse().unwrap());
        let shown = overlay(&mirror, &writes).doc;
        let seen = Seen { editor: &Editor::Text, key: &key, mirror: &mirror, shown: &shown, writes: &writes };
        Value::Object(seen.base(city("Bern"), Some(&[saw.to_owned()])).base)
    }

    #[test]
    fn who_saw_what_stands_writes_on_top_of_it() {
        assert_eq!(based("Rome", &[]), json!({"city": "Rome"}));
        assert_eq!(based("Oslo", &["Oslo"]), json!({"city": "Rome"}));
    }

    #[test]
    fn a_value_that_changed_since_it_was_seen_is_not_taken_for_seen() {
        assert_eq!(based("Kyiv", &[]), json!({"city": "Kyiv"}));
    }

    #[test]
    fn a_write_on_its_way_that_the_person_had_not_seen_is_somebody_elses() {
        let first = WriteId::from_uuid(Uuid::from_u128(1)).to_string();
        let second = WriteId::from_uuid(Uuid::from_u128(2)).to_string();

        assert_eq!(based("Rome", &["Oslo"]), json!({"city": "Rome", "unseen": first}));
        assert_eq!(based("Oslo", &["Oslo", "Lima"]), json!({"city": "Oslo", "unseen": second}));
    }
}
