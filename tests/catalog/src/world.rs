//! The sandbox's world before and after a call.
//!
//! Here: every record as the control side shows it, what differs, and whether a value is to be found.
//! Not here: what ought to differ (`sample`).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use jiff::Timestamp;
use serde_json::Value;

use crate::stage::Stage;

/// Every record of the location in use, by kind and id.
#[derive(Clone, Debug, Default)]
pub(crate) struct World(BTreeMap<(String, String), Value>);

impl World {
    /// Reads the world of a sandbox.
    ///
    /// # Errors
    /// When the control side refuses.
    pub(crate) async fn of(stage: &Stage) -> Result<Self> {
        let mut records = BTreeMap::new();
        let about = stage.control("world").await?;
        for kind in about["kinds"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let listed = stage.control(&format!("world/{kind}")).await?;
            for record in listed[kind].as_array().into_iter().flatten() {
                keep(&mut records, kind, record);
                for note in record["appointmentNotes"].as_array().into_iter().flatten() {
                    keep(&mut records, "appointmentNotes", note);
                }
            }
        }
        anyhow::ensure!(!records.is_empty(), "GET /sandbox/world lists no kinds");
        Ok(Self(records))
    }

    /// The records of a kind.
    pub(crate) fn all<'w>(&'w self, kind: &'static str) -> impl Iterator<Item = &'w Value> {
        self.0.iter().filter(move |((known, _), _)| known == kind).map(|(_, record)| record)
    }

    /// The record of this id.
    #[must_use]
    pub(crate) fn find(&self, id: &str) -> Option<&Value> {
        self.0.iter().find(|((_, known), _)| known == id).map(|(_, record)| record)
    }

    /// Whether any record has this id.
    #[must_use]
    pub(crate) fn has(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    /// Every value that stands in the records that came or changed since `before`.
    #[must_use]
    pub(crate) fn news(&self, before: &Self) -> Values {
        let mut values = Values::default();
        for (key, record) in &self.0 {
            if before.0.get(key) != Some(record) {
                values.take("", record);
            }
        }
        values
    }

    /// Whether anything differs.
    #[must_use]
    pub(crate) fn differs(&self, other: &Self) -> bool {
        self.0 != other.0
    }
}

fn keep(records: &mut BTreeMap<(String, String), Value>, kind: &str, record: &Value) {
    let id = record["id"].as_str().unwrap_or_default().to_owned();
    records.insert((kind.to_owned(), id), record.clone());
}

/// Values that stand somewhere in some records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    texts: BTreeSet<String>,
    named: BTreeSet<(String, String)>,
}

impl Values {
    fn take(&mut self, name: &str, value: &Value) {
        match value {
            Value::Null => {}
            Value::Object(members) => members.iter().for_each(|(name, value)| self.take(name, value)),
            Value::Array(items) => items.iter().for_each(|item| self.take(name, item)),
            value => {
                let text = plain(value);
                self.named.insert((name.to_lowercase(), text.clone()));
                self.texts.insert(text);
            }
        }
    }

    /// Whether a value that was sent stands here: anywhere when it is a text, under its own name when it is too
    /// common for that.
    #[must_use]
    pub(crate) fn hold(&self, name: &str, sent: &Value) -> bool {
        match sent {
            Value::Object(members) => members.values().all(|value| self.hold(name, value)),
            Value::Array(items) => items.iter().all(|item| self.hold(name, item)),
            Value::Bool(_) => self.named.contains(&(name.to_lowercase(), plain(sent))),
            sent => self.texts.contains(&plain(sent)),
        }
    }
}

/// A value as text, the same for every spelling of a time, a number or a phone.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => match text.parse::<Timestamp>() {
            Ok(at) => at.as_second().to_string(),
            Err(_) => text.to_lowercase(),
        },
        // Numbers that are times are told in milliseconds.
        Value::Number(number) => match number.as_i64() {
            Some(millis) if millis > 100_000_000_000 => (millis / 1000).to_string(),
            Some(whole) => whole.to_string(),
            None => number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_time_is_found_in_any_spelling() {
        let mut values = Values::default();
        values
            .take("", &json!({"due": "2026-01-05T10:00:00.000Z", "at": 1_767_607_200_000_i64, "done": true}));

        assert!(values.hold("dueDate", &json!("2026-01-05T04:00:00-06:00")));
        assert!(values.hold("done", &json!(true)));
        assert!(!values.hold("done", &json!(false)) && !values.hold("title", &json!("Call")));
    }
}
