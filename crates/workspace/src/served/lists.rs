//! What a location has few of: itself, tags, custom fields, users, calendars.

use domain::progress::Stage;
use domain::record::{Kind, RecordId};
use highlevel::LocationId;
use serde_json::{Value, json};
use store::{RecordRow, Tx};

use super::contacts::is_copied;
use super::{Asked, Found, Read, Trouble, show};

/// One of these lists.
#[derive(Clone, Copy)]
pub(super) struct List {
    kind: Kind,
    /// The member of the answer that holds it.
    member: &'static str,
    /// The member that holds one of it; the whole body where there is none.
    one: Option<&'static str>,
    /// The name of its id in paths.
    id: &'static str,
}

/// Tags.
pub(super) const TAGS: List = List { kind: Kind::Tag, member: "tags", one: Some("tag"), id: "tagId" };
/// Custom fields.
pub(super) const FIELDS: List =
    List { kind: Kind::CustomField, member: "customFields", one: Some("customField"), id: "id" };
/// Users.
pub(super) const USERS: List = List { kind: Kind::User, member: "users", one: None, id: "userId" };
/// Calendars.
pub(super) const CALENDARS: List =
    List { kind: Kind::Calendar, member: "calendars", one: Some("calendar"), id: "calendarId" };

/// Which list an operation reads.
pub(super) fn kind_of(operation: &str) -> Option<Kind> {
    match operation {
        "get-location-tags" | "get-tag-by-id" => Some(Kind::Tag),
        "get-custom-fields" | "get-custom-field" => Some(Kind::CustomField),
        "get-user-by-location" | "get-user" => Some(Kind::User),
        _ => None,
    }
}

/// `GET /locations/{locationId}`
pub(super) async fn location(tx: &mut Tx<'_>, location: &LocationId) -> Read {
    let row = tx.record_find(location, Kind::Location, &RecordId::from(location)).await?;
    Ok(row
        .filter(|row| row.deleted_at().is_none() && row.stored.whole.is_some())
        .map(|row| Found { body: json!({ "location": shown(&row) }), checked_at: Some(row.refreshed_at) }))
}

/// A whole list.
pub(super) async fn all(tx: &mut Tx<'_>, location: &LocationId, asked: &Asked, list: List) -> Read {
    let narrowed = match list.kind {
        Kind::CustomField => asked.query("model").is_some_and(|model| model != "contact"),
        Kind::Calendar => asked.query("groupId").is_some() || asked.query("showDrafted").is_some(),
        _ => false,
    };
    if narrowed || !is_read(tx, location, list.kind).await? {
        return Ok(None);
    }
    let mut rows = tx.record_list(location, list.kind).await?;
    rows.sort_by_key(|row| row.refreshed_at);
    let oldest = rows.first().map(|row| row.refreshed_at);
    let shown: Value = rows.iter().map(shown).collect();
    Ok(Some(Found { body: json!({ list.member: shown }), checked_at: oldest }))
}

/// One of a list. One that the mirror does not know may be new, so HighLevel is asked.
pub(super) async fn one(tx: &mut Tx<'_>, location: &LocationId, asked: &Asked, list: List) -> Read {
    let id = asked.name(list.id);
    let row = match RecordId::new(id) {
        Ok(id) => tx.record_find(location, list.kind, &id).await?,
        Err(_) => None,
    };
    let row = match row {
        None if list.kind == Kind::CustomField => by_key(tx, location, id).await?,
        row => row,
    };
    Ok(row.filter(|row| row.deleted_at().is_none()).map(|row| Found {
        body: match list.one {
            Some(member) => json!({ member: shown(&row) }),
            None => shown(&row),
        },
        checked_at: Some(row.refreshed_at),
    }))
}

/// A custom field by its key, such as `contact.favourite_colour`.
async fn by_key(tx: &mut Tx<'_>, location: &LocationId, key: &str) -> Result<Option<RecordRow>, Trouble> {
    let fields = tx.record_list(location, Kind::CustomField).await?;
    Ok(fields.into_iter().find(|row| row.doc().text("fieldKey") == Some(key)))
}

/// Whether the copy has read this list: the connection may not be allowed to.
async fn is_read(tx: &mut Tx<'_>, location: &LocationId, kind: Kind) -> Result<bool, Trouble> {
    if !is_copied(tx, location, Stage::Lists).await? {
        return Ok(false);
    }
    let progress = tx.progress_load(location, Stage::Lists).await?;
    let missing = progress.and_then(|progress| progress.cursor).unwrap_or_default();
    Ok(!missing.split(' ').skip(1).any(|word| word == kind.as_str()))
}

/// A record with the members that HighLevel shows empty and the mirror does not keep.
fn shown(row: &RecordRow) -> Value {
    let doc = row.doc();
    let text = || json!("");
    match row.kind {
        Kind::Location => show::whole(
            doc,
            &[("domain", text()), ("logoUrl", text()), ("social", json!({})), ("reseller", json!({}))],
        ),
        Kind::CustomField if doc.get("picklistOptions").is_some() => {
            show::whole(doc, &[("placeholder", text()), ("picklistImageOptions", json!([]))])
        }
        Kind::CustomField => show::whole(doc, &[("placeholder", text())]),
        Kind::User => show::whole(doc, &[("extension", text())]),
        Kind::Calendar => show::whole(
            doc,
            &[
                ("description", text()),
                ("notes", text()),
                ("openHours", json!([])),
                ("availabilities", json!([])),
            ],
        ),
        _ => show::whole(doc, &[]),
    }
}
