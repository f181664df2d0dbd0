//! Contacts: one by its id, the plain list, and the search for duplicates.

use domain::progress::Stage;
use domain::record::Kind;
use highlevel::answering::{Refusal, query};
use highlevel::{ContactId, LocationId};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use store::{ContactQuery, ContactRow, Cursor, RecordRow, Sort, Tx};

use super::{Asked, Found, Read, Trouble, show};

const DEFAULT_LIMIT: usize = 20;

/// `GET /contacts/{contactId}`
pub(super) async fn single(tx: &mut Tx<'_>, location: &LocationId, asked: &Asked) -> Read {
    let text = asked.name("contactId");
    let Ok(id) = ContactId::new(text) else { return Ok(None) };
    let Some(row) = tx.contact_find(location, &id).await? else { return Ok(None) };
    if row.deleted_at().is_some() {
        return Err(Refusal::NoContact(text.to_owned()).into());
    }
    Ok(is_whole(&row).then(|| Found {
        body: json!({ "contact": show::single(row.doc(), asked.spelling()) }),
        checked_at: Some(row.refreshed_at),
    }))
}

/// Whether a source spoke of every field of the contact.
pub(super) fn is_whole(row: &RecordRow) -> bool {
    row.stored.whole.is_some()
}

/// `GET /contacts/`: newest first. Both halves of the cursor, or page one again.
pub(super) async fn list(tx: &mut Tx<'_>, location: &LocationId, asked: &Asked) -> Read {
    let limit = query::limit(asked.query("limit"), DEFAULT_LIMIT)?;
    if !is_copied(tx, location, Stage::Contacts).await? {
        return Ok(None);
    }
    let after = cursor(asked);
    let query = ContactQuery {
        search: asked.query("query").unwrap_or_default().to_owned(),
        sort: Sort::DateAdded,
        after: after.clone(),
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
        ..ContactQuery::default()
    };
    let page = tx.contact_list(location, &query).await?;
    let rows = documents(tx, location, &page.rows).await?;
    if rows.len() < page.rows.len() || !rows.iter().all(is_whole) {
        return Ok(None);
    }
    let total = tx.contact_count(location, &query, u32::MAX).await?;
    let before = match &after {
        Some(after) => tx.contact_count_until(location, &query, after).await?,
        None => 0,
    };
    let shown = page.rows.iter().zip(&rows).map(|(row, record)| {
        show::listed(record.doc(), asked.spelling(), json!([row.date_added.as_millisecond(), row.id]))
    });
    let contacts: Value = shown.collect();
    let place = Place { total, number: before / limit as u64 + 1, more: page.next.is_some() };
    Ok(Some(Found::of(json!({
        "contacts": contacts,
        "meta": meta(&place, page.rows.last(), location, limit, asked),
    }))))
}

/// Whether the first copy is through with this stage.
pub(super) async fn is_copied(tx: &mut Tx<'_>, location: &LocationId, stage: Stage) -> Result<bool, Trouble> {
    let progress = tx.progress_load(location, stage).await?;
    Ok(progress.is_some_and(|progress| progress.state == domain::progress::State::Done))
}

/// The documents of these rows, in their order.
pub(super) async fn documents(
    tx: &mut Tx<'_>,
    location: &LocationId,
    rows: &[ContactRow],
) -> Result<Vec<RecordRow>, Trouble> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    Ok(tx.record_find_many(location, Kind::Contact, &ids).await?)
}

/// The cursor, when both halves are there and make sense.
fn cursor(asked: &Asked) -> Option<Cursor> {
    let added: i64 = asked.query("startAfter")?.parse().ok()?;
    let added = Timestamp::from_millisecond(added).ok()?;
    Some(Cursor::at(added, &ContactId::new(asked.query("startAfterId")?).ok()?))
}

struct Place {
    total: u64,
    number: u64,
    more: bool,
}

/// The cursor is there on the last page too, and on a page of one; only an empty page has none.
fn meta(
    place: &Place,
    last: Option<&ContactRow>,
    location: &LocationId,
    limit: usize,
    asked: &Asked,
) -> Value {
    let mut meta = Map::new();
    meta.insert("total".into(), place.total.into());
    if let Some(last) = last {
        let added = last.date_added.as_millisecond();
        let mut url = format!("{}/contacts/?locationId={location}&limit={limit}", asked.base);
        if let Some(query) = asked.query("query") {
            url.push_str(&format!("&query={}", utf8_percent_encode(query, NON_ALPHANUMERIC)));
        }
        url.push_str(&format!("&startAfter={added}&startAfterId={}", last.id));
        meta.insert("nextPageUrl".into(), url.into());
        meta.insert("startAfterId".into(), last.id.as_str().into());
        meta.insert("startAfter".into(), added.into());
    }
    meta.insert("currentPage".into(), place.number.into());
    meta.insert("nextPage".into(), if place.more { (place.number + 1).into() } else { Value::Null });
    meta.insert("prevPage".into(), if place.number > 1 { (place.number - 1).into() } else { Value::Null });
    Value::Object(meta)
}

/// Contacts looked through for one key: more than share one would be another question.
const SHARING: u32 = 20;

/// `GET /contacts/search/duplicate`: `contact` is null when there is none. Which of two keys goes first is a setting
/// that HighLevel does not show, so where they lead to two contacts it is asked itself.
pub(super) async fn duplicate(tx: &mut Tx<'_>, location: &LocationId, asked: &Asked) -> Read {
    let (number, email) = (asked.query("number"), asked.query("email"));
    query::either_key(number, email)?;
    if !is_copied(tx, location, Stage::Contacts).await? {
        return Ok(None);
    }
    let mut found: Vec<ContactId> = Vec::new();
    if let Some(email) = email {
        let same = |row: &ContactRow| row.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(email));
        found.extend(sharing(tx, location, email, same).await?);
    }
    if let Some(number) = number {
        let is_plain = number.starts_with('+') && number[1..].bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain {
            return Ok(None);
        }
        let same = |row: &ContactRow| row.phone.as_deref() == Some(number);
        found.extend(sharing(tx, location, number, same).await?);
    }
    found.sort();
    found.dedup();
    match &found[..] {
        [] => Ok(Some(Found::of(json!({ "contact": null })))),
        [one] => {
            let row = tx.contact_find(location, one).await?.filter(is_whole);
            let shown = row.map(|row| json!({ "contact": show::single(row.doc(), asked.spelling()) }));
            Ok(shown.map(Found::of))
        }
        _ => Ok(None),
    }
}

/// The contacts that have this key.
async fn sharing(
    tx: &mut Tx<'_>,
    location: &LocationId,
    key: &str,
    same: impl Fn(&ContactRow) -> bool,
) -> Result<Vec<ContactId>, Trouble> {
    let query = ContactQuery { search: key.to_owned(), limit: SHARING, ..ContactQuery::default() };
    let page = tx.contact_list(location, &query).await?;
    Ok(page.rows.into_iter().filter(same).map(|row| row.id).collect())
}
