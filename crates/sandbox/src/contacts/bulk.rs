//! Many contacts at once: tags, and the business they belong to.

use axum::body::Bytes;
use axum::extract::Path;
use serde_json::{Value, json};

use super::body::{Body, Given, Need};
use super::desk::Desk;
use super::normal;
use super::tags::{add_missing, remove_present};
use crate::answer::{Answer, Outcome, Refusal};
use crate::world::id::{BusinessId, ContactId};
use crate::world::record::{CommonText, Contact};
use crate::world::{Act, Entry};

/// The most contacts one business call takes.
const MOST_IDS: usize = 50;

struct Change {
    contacts: Vec<String>,
    tags: Vec<CommonText>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Add,
    Remove,
    RemoveAll,
}

/// `POST /contacts/bulk/tags/update/{type}`
pub(super) async fn tags(desk: Desk, Path(kind): Path<String>, body: Bytes) -> Outcome {
    let change = read_change(&desk, &kind, &body)?;
    desk.world.act(|act| {
        let answers: Vec<Result<Value, Value>> =
            change.contacts.iter().map(|id| change_tags(act, &desk, id, &change)).collect();
        let errors = answers.iter().filter(|answer| answer.is_err()).count();
        let responses: Value =
            answers.into_iter().map(|answer| answer.unwrap_or_else(|error| error)).collect();
        let Value::Object(mut answer) = desk.done() else { return Ok(Answer::created(responses)) };
        answer.insert("errorCount".into(), errors.into());
        answer.insert("responses".into(), responses);
        Ok(Answer::created(Value::Object(answer)))
    })
}

fn read_change(desk: &Desk, kind: &str, body: &Bytes) -> Result<Change, Refusal> {
    let mut body = Body::read(body)?;
    let location = body.words("locationId", Need::Required).set().unwrap_or_default();
    let contacts = body.texts("contacts", Need::Required).set().unwrap_or_default();
    let tags = body.texts("tags", Need::Required).set().unwrap_or_default();
    let all = body.flag("removeAllTags", Need::Optional).set().unwrap_or_default();
    let kind = match (kind, all) {
        ("add", false) => Kind::Add,
        ("remove", false) => Kind::Remove,
        ("remove", true) => Kind::RemoveAll,
        ("add", true) => {
            body.fault("removeAllTags can only be used with remove type");
            Kind::Add
        }
        _ => {
            body.fault("type must be one of the following values: add, remove");
            Kind::Add
        }
    };
    body.finish()?;
    desk.owns(&location)?;
    Ok(Change { contacts, tags: normal::tags(tags), kind })
}

fn change_tags(act: &mut Act<'_>, desk: &Desk, id: &str, change: &Change) -> Result<Value, Value> {
    let error = |message: &str| json!({ "contactId": id, "message": message, "type": "error" });
    let parsed = ContactId::parse(id).ok_or_else(|| error("contact id is not a valid firebase id"))?;
    let folder = act.register().folder(&parsed).ok_or_else(|| error("contact is deleted"))?;
    if folder.contact.location != desk.location {
        return Err(error("contact does not belong to location"));
    }
    let mut contact = folder.contact.clone();
    let old = contact.tags.clone();
    let (added, removed) = match change.kind {
        Kind::Add => (add_missing(&mut contact.tags, &change.tags), Vec::new()),
        Kind::Remove => (Vec::new(), remove_present(&mut contact.tags, &change.tags)),
        Kind::RemoveAll => (Vec::new(), std::mem::take(&mut contact.tags)),
    };
    if contact.tags != old {
        act.contact_save(contact);
    }
    Ok(json!({
        "contactId": id, "message": "Tags updated", "type": "success", "oldTags": old,
        "tagsAdded": added, "tagsRemoved": removed,
    }))
}

/// `POST /contacts/bulk/business`: null takes the contacts out of their business. Sends no event.
pub(super) async fn business(desk: Desk, body: Bytes) -> Outcome {
    let mut body = Body::read(&body)?;
    let location = body.words("locationId", Need::Required).set().unwrap_or_default();
    let ids = body.texts("ids", Need::Required).set().unwrap_or_default();
    if ids.len() > MOST_IDS {
        body.fault(format!("ids must contain no more than {MOST_IDS} elements"));
    }
    let business = match body.take("businessId") {
        Given::Set(Value::String(id)) => Some(id),
        Given::Null => None,
        Given::Absent | Given::Set(_) => {
            body.fault("businessId must be a string");
            None
        }
    };
    body.finish()?;
    desk.owns(&location)?;
    desk.world.act(|act| {
        let business = business.map(|id| desk.business(act, &id)).transpose()?;
        let moved: Vec<&String> = ids.iter().filter(|id| move_to(act, &desk, id, business)).collect();
        Ok(Answer::ok(json!({ "success": true, "ids": moved })))
    })
}

/// Moves one contact; one that is not there is left out of the answer.
fn move_to(act: &mut Act<'_>, desk: &Desk, id: &str, business: Option<BusinessId>) -> bool {
    let Ok(folder) = desk.folder(act, id) else { return false };
    let contact = Contact { business, updated: act.now(), ..folder.contact.clone() };
    act.put(Entry::Contact(Box::new(contact)));
    true
}
