//! A contact's tags and followers: added to, taken from, never replaced here.

use axum::body::Bytes;
use axum::extract::Path;
use serde_json::json;

use super::body::{Body, Need};
use super::desk::Desk;
use super::normal;
use crate::answer::{Answer, Outcome, Refusal};
use crate::world::Entry;
use crate::world::record::{CommonText, Contact};

/// `POST /contacts/{contactId}/tags`: answers with the whole list.
pub(super) async fn add(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let given = normal::tags(read(&body, "tags")?);
    desk.world.act(|act| {
        let mut contact = desk.folder(act, &id)?.contact.clone();
        let added = add_missing(&mut contact.tags, &given);
        let answer = json!({ "tags": contact.tags, "tagsAdded": added });
        if !added.is_empty() {
            act.contact_save(contact);
        }
        Ok(Answer::created(answer))
    })
}

/// `DELETE /contacts/{contactId}/tags`, with a JSON body: answers with what remains.
pub(super) async fn remove(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let given = normal::tags(read(&body, "tags")?);
    desk.world.act(|act| {
        let mut contact = desk.folder(act, &id)?.contact.clone();
        let removed = remove_present(&mut contact.tags, &given);
        let answer = json!({ "tags": contact.tags, "tagsRemoved": removed });
        if !removed.is_empty() {
            act.contact_save(contact);
        }
        Ok(Answer::ok(answer))
    })
}

/// `POST /contacts/{contactId}/followers`. Sends no event.
pub(super) async fn follow(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let given = common(read(&body, "followers")?);
    desk.world.act(|act| {
        let mut contact = desk.folder(act, &id)?.contact.clone();
        let added = add_missing(&mut contact.followers, &given);
        let answer = json!({ "followers": contact.followers, "followersAdded": added });
        act.put(Entry::Contact(Box::new(touched(contact, act.now(), &added))));
        Ok(Answer::created(answer))
    })
}

/// `DELETE /contacts/{contactId}/followers`, with a JSON body. Sends no event.
pub(super) async fn unfollow(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let given = common(read(&body, "followers")?);
    desk.world.act(|act| {
        let mut contact = desk.folder(act, &id)?.contact.clone();
        let removed = remove_present(&mut contact.followers, &given);
        let answer = json!({ "followers": contact.followers, "followersRemoved": removed });
        act.put(Entry::Contact(Box::new(touched(contact, act.now(), &removed))));
        Ok(Answer::ok(answer))
    })
}

fn read(body: &Bytes, name: &str) -> Result<Vec<String>, Refusal> {
    let mut body = Body::read(body)?;
    let texts = body.texts(name, Need::Required).set().unwrap_or_default();
    body.finish()?;
    Ok(texts)
}

/// Texts as records keep them.
pub(crate) fn common(texts: Vec<String>) -> Vec<CommonText> {
    texts.into_iter().map(CommonText::from).collect()
}

fn touched(mut contact: Contact, now: crate::world::Moment, changed: &[CommonText]) -> Contact {
    if !changed.is_empty() {
        contact.updated = now;
    }
    contact
}

/// Adds what is missing and returns it.
pub(crate) fn add_missing(kept: &mut Vec<CommonText>, given: &[CommonText]) -> Vec<CommonText> {
    let mut added = Vec::new();
    for one in given {
        if !kept.contains(one) {
            kept.push(one.clone());
            added.push(one.clone());
        }
    }
    added
}

/// Takes away what is there and returns it.
pub(crate) fn remove_present(kept: &mut Vec<CommonText>, given: &[CommonText]) -> Vec<CommonText> {
    let removed: Vec<CommonText> = kept.iter().filter(|one| given.contains(one)).cloned().collect();
    kept.retain(|one| !given.contains(one));
    removed
}
