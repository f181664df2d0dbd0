//! What expressions see of the mirror: the contact and the record something is about, who looks after it, and where.
//!
//! Promise: everything comes out of the mirror; a look costs no call.

use domain::{
    automation::run::Run,
    change::Change,
    record::{Kind, RecordId},
};
use highlevel::{ContactId, LocationId};
use serde_json::{Map, Value as Json, json};
use store::Tx;

use crate::{engine::Engine, error::RunError};

/// Named values, as an expression asks for them.
pub(crate) type Values = Map<String, Json>;

/// What a look is about.
pub(crate) struct Subject<'s> {
    pub(crate) contact: Option<&'s ContactId>,
    pub(crate) record: Option<(Kind, RecordId)>,
}

impl<'s> Subject<'s> {
    /// What a change is about.
    pub(crate) fn of_change(change: &'s Change) -> Self {
        Self { contact: change.contact.as_ref(), record: Some((change.kind, change.record.clone())) }
    }

    /// What a run is about: its contact, and the record of what started it.
    fn of_run(run: &'s Run) -> Self {
        let text = |name: &str| run.trigger.get(name).and_then(Json::as_str);
        let kind = text("kind").and_then(|word| word.parse::<Kind>().ok());
        let record = text("record").and_then(|id| RecordId::new(id).ok());
        Self { contact: run.contact.as_ref(), record: kind.zip(record) }
    }
}

impl Engine {
    /// What a run's expressions see.
    pub(crate) async fn seen(&self, location: &LocationId, run: &Run) -> Result<Values, RunError> {
        let mut tx = self.inner.store.read().await?;
        let mut seen = look(&mut tx, location, Subject::of_run(run)).await?;
        if let Some(change) = run.trigger.get("change") {
            seen.insert("change".to_owned(), change.clone());
        }
        Ok(seen)
    }
}

/// What the mirror shows of a subject.
pub(crate) async fn look(
    tx: &mut Tx<'_>,
    location: &LocationId,
    subject: Subject<'_>,
) -> Result<Values, RunError> {
    let mut seen = Values::new();
    if let Some((kind, id)) = &subject.record
        && *kind != Kind::Contact
    {
        let row = tx.record_find(location, *kind, id).await?;
        let doc = row.map_or_else(|| id_alone(id.as_str()), |row| row.stored.doc.into_fields());
        seen.insert(kind.as_str().to_owned(), Json::Object(doc));
    }
    if let Some(id) = subject.contact {
        let contact = contact(tx, location, id).await?;
        if let Some(owner) = contact.get("assignedTo").and_then(Json::as_str)
            && let Some(user) = one(tx, location, Kind::User, owner).await?
        {
            seen.insert("user".to_owned(), Json::Object(user));
        }
        if let (Some(business), Ok(kind)) =
            (contact.get("businessId").and_then(Json::as_str), "business".parse::<Kind>())
            && let Some(business) = one(tx, location, kind, business).await?
        {
            seen.insert("business".to_owned(), Json::Object(business));
        }
        seen.insert("contact".to_owned(), Json::Object(contact));
    }
    let mut place = one(tx, location, Kind::Location, location.as_str()).await?.unwrap_or_default();
    place.insert("id".to_owned(), Json::from(location.as_str()));
    seen.insert("location".to_owned(), Json::Object(place));
    Ok(seen)
}

async fn one(
    tx: &mut Tx<'_>,
    location: &LocationId,
    kind: Kind,
    id: &str,
) -> Result<Option<Values>, RunError> {
    let Ok(id) = RecordId::new(id) else { return Ok(None) };
    Ok(tx.record_find(location, kind, &id).await?.map(|row| row.stored.doc.into_fields()))
}

fn id_alone(id: &str) -> Values {
    Values::from_iter([("id".to_owned(), Json::from(id))])
}

/// A contact as expressions see it: with its whole name, and its custom fields by key under `custom`.
async fn contact(tx: &mut Tx<'_>, location: &LocationId, id: &ContactId) -> Result<Values, RunError> {
    let row = tx.contact_find(location, id).await?;
    let mut doc = row.map_or_else(|| id_alone(id.as_str()), |row| row.stored.doc.into_fields());
    if !doc.contains_key("name") {
        let part = |name: &str| doc.get(name).and_then(Json::as_str).unwrap_or_default().trim().to_owned();
        let whole = format!("{} {}", part("firstName"), part("lastName")).trim().to_owned();
        if !whole.is_empty() {
            doc.insert("name".to_owned(), Json::from(whole));
        }
    }
    let custom = match doc.get("customFields").and_then(Json::as_array) {
        Some(values) if !values.is_empty() => by_key(tx, location, values).await?,
        _ => Values::new(),
    };
    doc.insert("custom".to_owned(), Json::Object(custom));
    Ok(doc)
}

/// Custom fields by the key people know, such as `roof_type`.
async fn by_key(tx: &mut Tx<'_>, location: &LocationId, values: &[Json]) -> Result<Values, RunError> {
    let fields = tx.record_list(location, Kind::CustomField).await?;
    let value_of = |id: &str| {
        let held = values.iter().find(|value| value.get("id").and_then(Json::as_str) == Some(id))?;
        ["value", "fieldValue", "field_value"].iter().find_map(|name| held.get(name)).cloned()
    };
    let named = fields.iter().filter_map(|row| {
        let key = row.doc().text("fieldKey")?;
        let key = key.rsplit_once('.').map_or(key, |(_, key)| key);
        Some((key.to_owned(), value_of(row.id.as_str())?))
    });
    Ok(named.collect())
}

/// What an expression sees as `trigger` of a run that a change has opened.
pub(crate) fn trigger_of(change: &Change, on: domain::automation::On) -> Json {
    json!({
        "on": on.as_str(),
        "seq": change.seq.number(),
        "at": change.at.to_string(),
        "kind": change.kind.as_str(),
        "record": change.record.as_str(),
        "change": domain::automation::matching::change_seen(change),
    })
}
