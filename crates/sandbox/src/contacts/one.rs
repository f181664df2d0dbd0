//! One contact: read, create, update, upsert, delete.

use axum::body::Bytes;
use axum::extract::Path;
use serde::Serialize;
use serde_json::{Value, json};

use super::apply::lay_over;
use super::body::Given;
use super::desk::Desk;
use super::input::{Input, Purpose};
use super::show::{Created, Single};
use crate::answer::{Answer, Outcome, Refusal};
use crate::door::Version;
use crate::world::record::{Attribution, Contact, Duplicates, MatchKey};
use crate::world::{Act, State};

#[derive(Serialize)]
struct One<C> {
    contact: C,
}

/// `GET /contacts/{contactId}`
pub(super) async fn get(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.look(|state| {
        let folder = desk.folder(state, &id)?;
        Ok(Answer::ok(One { contact: Single { contact: &folder.contact, version: desk.version } }))
    })
}

/// `POST /contacts/`
pub(super) async fn create(desk: Desk, body: Bytes) -> Outcome {
    let input = Input::read(&body, Purpose::Create, desk.version)?;
    desk.owns(&input.location)?;
    desk.world.act(|act| {
        if forbids_duplicates(act, &desk) {
            refuse_duplicate(act, &desk, &input, None)?;
        }
        let contact = born(act, &desk, &input)?;
        let shown = Created(Single { contact: &contact, version: desk.version });
        Ok(Answer::created(One { contact: shown }))
    })
}

/// `PUT /contacts/{contactId}`
pub(super) async fn update(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let input = Input::read(&body, Purpose::Update, desk.version)?;
    desk.world.act(|act| {
        let mut contact = desk.folder(act, &id)?.contact.clone();
        if forbids_duplicates(act, &desk) {
            refuse_duplicate(act, &desk, &input, Some(&contact))?;
        }
        lay_over(&mut contact, &input, act)?;
        let mut shown = saved(act, contact, desk.version);
        let Value::Object(mut answer) = desk.done() else { return Ok(Answer::ok(shown)) };
        answer.insert("contact".into(), shown.take());
        Ok(Answer::ok(Value::Object(answer)))
    })
}

/// `DELETE /contacts/{contactId}`
pub(super) async fn delete(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.act(|act| {
        let id = desk.folder(act, &id)?.contact.id;
        act.contact_delete(&id);
        Ok(Answer::ok(desk.done()))
    })
}

/// `POST /contacts/upsert`: always 200; `new` tells what happened.
pub(super) async fn upsert(desk: Desk, body: Bytes) -> Outcome {
    let input = Input::read(&body, Purpose::Upsert, desk.version)?;
    desk.owns(&input.location)?;
    desk.world.act(|act| {
        let allowed = !forbids_duplicates(act, &desk);
        let known =
            if allowed && input.even_if_duplicate { None } else { first_match(act, &desk, &input).cloned() };
        let (new, contact) = match known {
            None => (true, shown(&born(act, &desk, &input)?, desk.version)),
            Some(known) => (false, upsert_known(act, &desk, input, known)?),
        };
        Ok(Answer::ok(json!({ "new": new, "contact": contact })))
    })
}

/// Updates the contact an upsert has hit. A key that belongs to somebody else is ignored without a word; so is the
/// gender. An additional address that was hit becomes the primary one, and the old primary one is lost.
fn upsert_known(
    act: &mut Act<'_>,
    desk: &Desk,
    mut input: Input,
    mut contact: Contact,
) -> Result<Value, Refusal> {
    for key in [MatchKey::Email, MatchKey::Phone] {
        let Some(value) = key_of(&input, key) else { continue };
        let owner = act.register().matching(&desk.location, key, value).map(|owner| owner.id);
        let taken = owner.is_some_and(|owner| owner != contact.id);
        match key {
            MatchKey::Email if taken => input.email = Given::Absent,
            MatchKey::Phone if taken => input.phone = Given::Absent,
            MatchKey::Email => contact.additional_emails.retain(|more| !more.eq_ignore_ascii_case(value)),
            MatchKey::Phone => contact.additional_phones.retain(|more| *more.phone != *value),
        }
    }
    lay_over(&mut contact, &input, act)?;
    Ok(saved(act, contact, desk.version))
}

fn saved(act: &mut Act<'_>, mut contact: Contact, version: Version) -> Value {
    contact.last_activity = Some(act.now());
    let id = contact.id;
    act.contact_save(contact);
    let kept = act.register().folder(&id).map(|folder| shown(&folder.contact, version));
    kept.unwrap_or(Value::Null)
}

fn shown(contact: &Contact, version: Version) -> Value {
    json!(Single { contact, version })
}

/// Makes a new contact of a write.
fn born(act: &mut Act<'_>, desk: &Desk, input: &Input) -> Result<Contact, Refusal> {
    let id = act.fresh();
    let mut contact = Contact::new(id, desk.location, act.now());
    lay_over(&mut contact, input, act)?;
    if let Given::Set(gender) = &input.gender {
        contact.gender = (!gender.is_empty()).then(|| gender.as_str().into());
    }
    if contact.country.is_none() {
        contact.country = act.location(&desk.location).map(|location| (&*location.country).into());
    }
    let found = Attribution {
        session_source: Some("CRM UI".into()),
        medium: Some("manual".into()),
        ..Attribution::default()
    };
    contact.attribution = Some(found.into());
    act.contact_save(contact.clone());
    Ok(contact)
}

fn forbids_duplicates(state: &State, desk: &Desk) -> bool {
    state.location(&desk.location).is_some_and(|location| location.duplicates == Duplicates::Forbidden)
}

fn key_of(input: &Input, key: MatchKey) -> Option<&str> {
    match (key, &input.email, &input.phone) {
        (MatchKey::Email, Given::Set(email), _) => Some(email),
        (MatchKey::Phone, _, Given::Set(phone)) => Some(phone),
        _ => None,
    }
}

/// The keys in the order the location tries them.
fn keys(state: &State, desk: &Desk) -> [MatchKey; 2] {
    let first = state.location(&desk.location).map_or(MatchKey::Email, |location| location.match_first);
    [first, first.other()]
}

fn first_match<'s>(state: &'s State, desk: &Desk, input: &Input) -> Option<&'s Contact> {
    let found = |key| state.register().owner(&desk.location, key, key_of(input, key)?);
    keys(state, desk).into_iter().find_map(found)
}

/// Refuses a key that another contact has.
fn refuse_duplicate(state: &State, desk: &Desk, input: &Input, own: Option<&Contact>) -> Result<(), Refusal> {
    for key in keys(state, desk) {
        let Some(value) = key_of(input, key) else { continue };
        let others = |contact: &&Contact| own.is_none_or(|own| own.id != contact.id);
        if let Some(other) = state.register().sharing(&desk.location, key, value).find(others) {
            return Err(Refusal::Duplicate {
                contact: other.id.to_string(),
                name: other.full_name().unwrap_or_default(),
                matching: key.as_str(),
            });
        }
    }
    Ok(())
}
