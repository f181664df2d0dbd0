//! Taking fields out of a write: what both sides changed stays behind, the rest goes on.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Effect, Intent, Write};
use crate::ids::WriteId;

/// The name under which a write remembers the oldest write of ours that its person had not seen.
pub const UNSEEN: &str = "unseen";

const CUSTOM: &str = "customFields";

impl Intent {
    /// The same, of these fields alone. A custom field is `customFields.ID`.
    #[must_use]
    pub fn of_fields(&self, only: &BTreeSet<String>) -> Self {
        let Effect::Set { fields } = &self.effect else { return self.clone() };
        let is_set = |name: &String| fields.contains_key(name);
        let keeps = |name: &String| only.contains(name);
        let kept = fields.iter().filter(|(name, _)| keeps(name));
        let mut body = self.body.clone();
        body.retain(|name, _| keeps(name) || !is_set(name));
        if let Some(Value::Array(items)) = body.get_mut(CUSTOM) {
            items.retain(|item| custom(item).is_none_or(|name| keeps(&name) || !is_set(&name)));
            if items.is_empty() {
                body.remove(CUSTOM);
            }
        }
        let mut base = self.base.clone();
        base.retain(|name, _| keeps(name) || !is_set(name));
        let fields: Map<String, Value> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        Self { effect: Effect::Set { fields }, body, base, ..self.clone() }
    }
}

fn custom(item: &Value) -> Option<String> {
    Some(format!("{CUSTOM}.{}", item.get("id")?.as_str()?))
}

impl Write {
    /// Pure: this write without those fields, and another one that has them alone.
    #[must_use]
    pub fn without(self, apart: &BTreeSet<String>, id: WriteId) -> (Self, Self) {
        let names: BTreeSet<String> = match &self.intent.effect {
            Effect::Set { fields } => fields.keys().cloned().collect(),
            _ => BTreeSet::new(),
        };
        let rest: BTreeSet<String> = names.difference(apart).cloned().collect();
        let taken = self.intent.of_fields(apart);
        let taken =
            Self { id, intent: Intent { cause: taken.cause.clone().by(id), ..taken }, ..self.clone() };
        (Self { intent: self.intent.of_fields(&rest), ..self }, taken)
    }

    /// The oldest write of ours that the person who wanted this one had not seen.
    pub fn unseen(&self) -> Option<WriteId> {
        self.intent.base.get(UNSEEN)?.as_str()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{fields, set};
    use super::*;

    #[test]
    fn a_field_that_is_taken_out_leaves_the_body_and_the_rest_goes_on() {
        let mut write = set(1, json!({"city": "Bern", "customFields.a": 1, "customFields.b": 2}));
        write.intent.body = fields(json!({
            "city": "Bern", "customFields": [{"id": "a", "field_value": 1}, {"id": "b", "field_value": 2}]
        }));
        write.intent.base = fields(json!({"city": "Rome", "customFields.a": 0, "customFields.b": 0}));
        let apart = BTreeSet::from(["city".to_owned(), "customFields.b".to_owned()]);

        let other = WriteId::from_uuid(uuid::Uuid::from_u128(2));
        let (rest, taken) = write.without(&apart, other);

        assert_eq!(json!(rest.intent.body), json!({"customFields": [{"id": "a", "field_value": 1}]}));
        assert_eq!(rest.intent.effect, Effect::Set { fields: fields(json!({"customFields.a": 1})) });
        assert_eq!(json!(taken.intent.base), json!({"city": "Rome", "customFields.b": 0}));
        assert_eq!(taken.intent.cause.write(), Some(other));
    }
}
