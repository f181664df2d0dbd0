//! The search over every task of a location.

use std::collections::HashMap;

use domain::progress::Stage;
use domain::record::{Doc, Kind, RecordId};
use highlevel::answering::Refusal;
use highlevel::answering::body::{Body, Need};
use highlevel::{ContactId, LocationId};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::{RecordRow, Tx};

use super::contacts::is_copied;
use super::{Asked, Found, Read, Trouble, show};

const PAGE: usize = 25;
const LARGEST_PAGE: usize = 500;
/// More tasks than this are looked through by HighLevel, whose index has them in its order.
const MOST: u64 = 20_000;
/// Records read at a time.
const STEP: u32 = 1_000;

/// What a search asks for.
struct Wanted {
    contacts: Option<Vec<String>>,
    completed: Option<bool>,
    assigned: Option<Vec<String>>,
    query: String,
    business: Option<String>,
    limit: usize,
    skip: usize,
}

impl Wanted {
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let wanted = Self {
            contacts: body.texts("contactId", Need::Optional).set().filter(|ids| !ids.is_empty()),
            completed: body.flag("completed", Need::Optional).set(),
            assigned: body.texts("assignedTo", Need::Optional).set().filter(|ids| !ids.is_empty()),
            query: body.text("query", Need::Optional).set().unwrap_or_default().to_lowercase(),
            business: body.text("businessId", Need::Optional).set(),
            limit: body.count("limit", PAGE),
            skip: body.count("skip", 0),
        };
        body.finish()?;
        if !(1..=LARGEST_PAGE).contains(&wanted.limit) {
            return Err(Refusal::Bad(format!("limit must be from 1 to {LARGEST_PAGE}")));
        }
        Ok(wanted)
    }

    fn takes(&self, doc: &Doc) -> bool {
        let among = |ids: &Option<Vec<String>>, id: Option<&str>| {
            ids.as_ref().is_none_or(|ids| id.is_some_and(|id| ids.iter().any(|wanted| wanted == id)))
        };
        let title = doc.text("title").unwrap_or_default();
        among(&self.assigned, doc.text("assignedTo"))
            && self.completed.is_none_or(|completed| doc.flag("completed").unwrap_or_default() == completed)
            && (self.query.is_empty() || title.to_lowercase().contains(&self.query))
    }
}

/// `POST /locations/{locationId}/tasks/search`: newest first.
pub(super) async fn search(tx: &mut Tx<'_>, location: &LocationId, asked: &Asked) -> Read {
    let wanted = Wanted::read(&asked.body)?;
    if wanted.business.is_some() || !is_copied(tx, location, Stage::Tasks).await? {
        return Ok(None);
    }
    let Some(mut rows) = candidates(tx, location, &wanted).await? else { return Ok(None) };
    rows.retain(|row| wanted.takes(row.doc()));
    if rows.iter().any(|row| born(row.doc()).is_none()) {
        return Ok(None);
    }
    rows.sort_by(|one, two| (born(two.doc()), &two.id).cmp(&(born(one.doc()), &one.id)));
    let page: Vec<RecordRow> = rows.into_iter().skip(wanted.skip).take(wanted.limit).collect();
    let around = Around::of(tx, location, &page).await?;
    let tasks: Value = page.iter().map(|row| around.shown(row.doc())).collect();
    Ok(Some(Found::of(json!({ "tasks": tasks }))))
}

/// The tasks to look through; nothing where there are too many.
async fn candidates(
    tx: &mut Tx<'_>,
    location: &LocationId,
    wanted: &Wanted,
) -> Result<Option<Vec<RecordRow>>, Trouble> {
    let mut rows = Vec::new();
    if let Some(contacts) = &wanted.contacts {
        for contact in contacts {
            let Ok(contact) = ContactId::new(contact) else { continue };
            rows.extend(tx.record_list_of(location, &contact, Kind::Task).await?);
        }
        return Ok(Some(rows));
    }
    if tx.record_count(location, Kind::Task).await? > MOST {
        return Ok(None);
    }
    let mut after: Option<RecordId> = None;
    loop {
        let step = tx.record_list_after(location, Kind::Task, after.as_ref(), STEP).await?;
        let Some(last) = step.last() else { return Ok(Some(rows)) };
        after = Some(last.id.clone());
        rows.extend(step.into_iter().filter(|row| row.deleted_at().is_none()));
    }
}

/// When the search says that a task was made; only the search tells.
fn born(doc: &Doc) -> Option<Timestamp> {
    doc.time("dateAdded")
}

/// Whose tasks they are, and who is to do them.
struct Around {
    contacts: HashMap<RecordId, Doc>,
    users: HashMap<RecordId, Doc>,
}

impl Around {
    async fn of(tx: &mut Tx<'_>, location: &LocationId, rows: &[RecordRow]) -> Result<Self, Trouble> {
        let mut contacts: Vec<&str> =
            rows.iter().filter_map(|row| Some(row.stored.contact.as_ref()?.as_str())).collect();
        contacts.sort_unstable();
        contacts.dedup();
        let docs = |rows: Vec<RecordRow>| rows.into_iter().map(|row| (row.id, row.stored.doc)).collect();
        Ok(Self {
            contacts: docs(tx.record_find_many(location, Kind::Contact, &contacts).await?),
            users: docs(tx.record_list(location, Kind::User).await?),
        })
    }

    fn shown(&self, doc: &Doc) -> Value {
        let Value::Object(mut shown) = show::whole(doc, &[]) else { return Value::Null };
        let id = shown.shift_remove("id").unwrap_or_default();
        let person = |docs: &HashMap<RecordId, Doc>, id: Option<&str>| {
            id.and_then(|id| RecordId::new(id).ok()).and_then(|id| docs.get(&id).cloned())
        };
        let completed = doc.flag("completed").unwrap_or_default();
        let group = if completed { "closed" } else { "open" };
        if doc.text("statusGroup") != Some(group) {
            shown.insert("status".to_owned(), if completed { "completed" } else { "incomplete" }.into());
            shown.insert("statusGroup".to_owned(), group.into());
        }
        let at = born(doc).map_or(0, Timestamp::as_millisecond);
        shown.insert("searchAfter".to_owned(), json!([at, id]));
        shown.insert("_id".to_owned(), id);
        shown.insert("deleted".to_owned(), false.into());
        let contact = person(&self.contacts, doc.text("contactId")).unwrap_or_default();
        let names = json!({ "firstName": contact.get("firstName"), "lastName": contact.get("lastName") });
        shown.insert("contactDetails".to_owned(), names);
        if let Some(assigned) = doc.text("assignedTo") {
            let user = person(&self.users, Some(assigned));
            let names = |user: Doc| json!({ "id": assigned, "firstName": user.get("firstName"), "lastName": user.get("lastName") });
            shown.insert("assignedToUserDetails".to_owned(), user.map_or(Value::Null, names));
        }
        Value::Object(shown)
    }
}
