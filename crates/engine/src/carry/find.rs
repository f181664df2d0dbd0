//! Looking in the mirror: no call, and bounded.

use domain::{
    automation::step::Given,
    record::{Kind, RecordId},
};
use highlevel::{ContactId, LocationId};
use serde_json::{Value as Json, json};
use store::{ContactQuery, RecordRow, Tx};

use crate::{engine::Engine, error::RunError};

/// Records looked at in one page.
const PAGE: u32 = 1_000;
/// Pages looked through.
const PAGES: u32 = 300;

impl Engine {
    /// The records of a kind whose fields are these: `found`, `count`, and `first` for the common case.
    pub(crate) async fn find_records(
        &self,
        location: &LocationId,
        kind: Kind,
        matching: &Given,
        at_most: u32,
    ) -> Result<Json, RunError> {
        let mut tx = self.inner.store.read().await?;
        let most = at_most.clamp(1, 1_000) as usize;
        let mut found: Vec<Json> = Vec::new();
        let mut keep = |rows: Vec<RecordRow>| {
            let fits = rows.into_iter().filter(|row| row.deleted_at().is_none() && fits(row, matching));
            found.extend(fits.take(most - found.len().min(most)).map(shown));
            found.len() >= most
        };
        match near(&mut tx, location, kind, matching).await? {
            Some(rows) => {
                keep(rows);
            }
            None => {
                let mut after: Option<RecordId> = None;
                for _ in 0..PAGES {
                    let rows = tx.record_list_after(location, kind, after.as_ref(), PAGE).await?;
                    after = rows.last().map(|row| row.id.clone());
                    if after.is_none() || keep(rows) {
                        break;
                    }
                }
            }
        }
        Ok(json!({"first": found.first(), "count": found.len(), "found": found}))
    }
}

/// The few records among which it must be, where a field says which.
async fn near(
    tx: &mut Tx<'_>,
    location: &LocationId,
    kind: Kind,
    matching: &Given,
) -> Result<Option<Vec<RecordRow>>, RunError> {
    let text = |name: &str| matching.get(name).and_then(Json::as_str);
    if let Some(id) = text("id").and_then(|id| RecordId::new(id).ok()) {
        return Ok(Some(tx.record_find(location, kind, &id).await?.into_iter().collect()));
    }
    if kind == Kind::Contact {
        for (field, spelled) in [("email", text("email")), ("phone", text("phone"))] {
            if let Some(spelled) = spelled.filter(|spelled| !spelled.trim().is_empty()) {
                return Ok(Some(reached_by(tx, location, field, spelled).await?));
            }
        }
    }
    match text("contactId").and_then(|id| ContactId::new(id).ok()) {
        Some(contact) if kind.is_of_a_contact() && kind != Kind::Contact => {
            Ok(Some(tx.record_list_of(location, &contact, kind).await?))
        }
        _ => Ok(None),
    }
}

/// The contacts with this e-mail address or phone number, the one that came first at the front.
pub(crate) async fn reached_by(
    tx: &mut Tx<'_>,
    location: &LocationId,
    field: &str,
    spelled: &str,
) -> Result<Vec<RecordRow>, RunError> {
    let query = ContactQuery { search: spelled.trim().to_owned(), limit: 50, ..ContactQuery::default() };
    let mut found = Vec::new();
    for row in tx.contact_list(location, &query).await?.rows {
        if let Some(record) = tx.contact_find(location, &row.id).await?
            && record.doc().text(field).is_some_and(|held| same_reach(field, held, spelled))
        {
            found.push(record);
        }
    }
    found.sort_by_key(|record| record.doc().time("dateAdded"));
    Ok(found)
}

fn same_reach(field: &str, held: &str, wanted: &str) -> bool {
    if field == "phone" {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (held, wanted) = (digits(held), digits(wanted));
        return wanted.len() >= 7 && held.ends_with(wanted.trim_start_matches('0'));
    }
    held.trim().eq_ignore_ascii_case(wanted.trim())
}

fn fits(row: &RecordRow, matching: &Given) -> bool {
    matching.iter().all(|(field, wanted)| {
        let contact = row.stored.contact.as_ref().map(|id| Json::from(id.as_str()));
        let held = match field.as_str() {
            "id" => Some(Json::from(row.id.as_str())),
            "contactId" => row.doc().get(field).cloned().or(contact),
            _ => row.doc().get(field).cloned(),
        };
        if let ("phone", Some(held), Some(wanted)) =
            (field.as_str(), held.as_ref().and_then(Json::as_str), wanted.as_str())
        {
            return same_reach("phone", held, wanted);
        }
        same(held.as_ref().unwrap_or(&Json::Null), wanted)
    })
}

fn same(held: &Json, wanted: &Json) -> bool {
    match (held, wanted) {
        (Json::Array(items), wanted) if !wanted.is_array() => items.iter().any(|item| same(item, wanted)),
        (Json::Null, Json::String(text)) => text.is_empty(),
        (Json::String(held), Json::String(wanted)) => held.trim().eq_ignore_ascii_case(wanted.trim()),
        (held, wanted) => held == wanted || plain(held) == plain(wanted),
    }
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn shown(row: RecordRow) -> Json {
    let id = row.id.to_string();
    let mut fields = row.stored.doc.into_fields();
    fields.entry("id").or_insert_with(|| Json::from(id));
    Json::Object(fields)
}
