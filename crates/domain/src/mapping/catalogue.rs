//! Keys and ids of custom fields in one location: people and mappings use keys, HighLevel wants ids.

use std::collections::BTreeMap;

use highlevel::CustomField;
use serde_json::{Map, Value};

use super::{FieldKey, Mapping};
use crate::{merge::flat, record::Doc};

const BY_ID: &str = "customFields.";

/// The custom fields of one location.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    ids: BTreeMap<FieldKey, String>,
    keys: BTreeMap<String, FieldKey>,
}

impl Catalogue {
    /// The location's custom fields.
    pub fn of(fields: &[CustomField]) -> Self {
        let known = fields.iter().filter_map(|field| {
            Some((FieldKey::custom(field.field_key.as_deref()?), field.id.as_str().to_owned()))
        });
        let ids: BTreeMap<FieldKey, String> = known.collect();
        let keys = ids.iter().map(|(key, id)| (id.clone(), key.clone())).collect();
        Self { ids, keys }
    }

    /// A contact's record by keys, as mappings read it. A custom field that the location does not know keeps its id.
    pub fn by_key(&self, doc: &Doc) -> Map<String, Value> {
        let name = |field: String| match field.strip_prefix(BY_ID).and_then(|id| self.keys.get(id)) {
            Some(key) => key.as_str().to_owned(),
            None => field,
        };
        flat(doc).into_iter().map(|(field, value)| (name(field), value)).collect()
    }

    /// A record by keys, as HighLevel's flat fields (`customFields.ID`).
    ///
    /// # Errors
    /// The keys that this location does not have.
    pub fn by_id(&self, record: &Map<String, Value>) -> Result<BTreeMap<String, Value>, Vec<FieldKey>> {
        let mut fields = BTreeMap::new();
        let mut missing = Vec::new();
        for (name, value) in record {
            match self.flat_name(&FieldKey::new(name.as_str())) {
                Some(flat) => {
                    fields.insert(flat, value.clone());
                }
                None => missing.push(FieldKey::new(name.as_str())),
            }
        }
        if missing.is_empty() { Ok(fields) } else { Err(missing) }
    }

    /// The flat name of a field in this location; none for a key it does not have.
    pub fn flat_name(&self, key: &FieldKey) -> Option<String> {
        if key.custom_key().is_none() {
            return Some(key.as_str().to_owned());
        }
        self.ids.get(key).map(|id| format!("{BY_ID}{id}"))
    }

    /// The custom fields that a mapping from elsewhere speaks of and this location does not have.
    pub fn missing(&self, mapping: &Mapping) -> Vec<FieldKey> {
        let targets = mapping.rows.iter().map(|row| &row.target);
        let sources = mapping.rows.iter().filter_map(|row| row.source_field());
        let mut missing: Vec<FieldKey> =
            targets.chain(sources).filter(|key| self.flat_name(key).is_none()).cloned().collect();
        missing.sort();
        missing.dedup();
        missing
    }
}
