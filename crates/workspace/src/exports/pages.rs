//! Every record of a kind, page by page.

use domain::record::Kind;
use serde_json::{Map, Value};
use store::RecordRow;

use super::{Exports, LARGEST_PAGE, Page, Trouble};
use crate::api_keys::Caller;

impl Exports {
    /// A page of one kind, in the order of the ids, after this one.
    pub async fn page(
        &self,
        caller: &Caller,
        kind: Kind,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page, Trouble> {
        self.page_at(&caller.location, kind, after, limit.clamp(1, LARGEST_PAGE)).await
    }
}

/// A record as the mirror keeps it; a contact's custom fields also by their keys, under `custom`.
pub(super) fn shown(row: RecordRow, keys: &Map<String, Value>) -> Value {
    let (kind, contact) = (row.kind, row.stored.contact.clone());
    let mut fields = row.stored.doc.into_fields();
    if kind == Kind::Contact {
        let custom = by_key(fields.get("customFields"), keys);
        fields.insert("custom".to_owned(), Value::Object(custom));
    } else if let Some(contact) = contact {
        fields.entry("contactId").or_insert_with(|| contact.as_str().into());
    }
    Value::Object(fields)
}

/// Values by the key of their field; HighLevel tells the field's id alone.
fn by_key(fields: Option<&Value>, keys: &Map<String, Value>) -> Map<String, Value> {
    let fields = fields.and_then(Value::as_array).into_iter().flatten();
    fields
        .filter_map(|field| {
            let id = field.get("id")?.as_str()?;
            let key = keys.get(id).and_then(Value::as_str).unwrap_or(id);
            Some((key.to_owned(), field.get("value")?.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn custom_fields_are_told_by_their_keys_and_by_their_ids_where_nobody_knows_the_key() {
        let keys = json!({ "f1": "contact.colour" }).as_object().unwrap().clone();
        let fields = json!([{ "id": "f1", "value": "red" }, { "id": "f2", "value": [1] }]);

        let told = by_key(Some(&fields), &keys);

        assert_eq!(Value::Object(told), json!({ "contact.colour": "red", "f2": [1] }));
    }
}
