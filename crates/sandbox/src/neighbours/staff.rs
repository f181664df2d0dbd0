//! Members of the staff, made, altered and removed.
//!
//! Promise: a new user is told to the outside, one that is altered or removed is not: HighLevel's list of events has
//! no more. Nobody has two users with one e-mail address.

use axum::{body::Bytes, extract::Path};
use serde_json::json;

use super::{Desk, no_record, users::shown};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::{
        body::{Body, Need},
        desk::done,
    },
    world::{
        Entry, State,
        id::{LocationId, UserId},
        record::User,
    },
};

/// Members that are taken and have no effect here.
const WITHOUT_EFFECT: [&str; 7] = [
    "password",
    "permissions",
    "scopes",
    "scopesAssignedToOnly",
    "profilePhoto",
    "twilioPhone",
    "platformLanguage",
];

/// `POST /users/`: answers 201 with the bare user.
pub(super) async fn create(desk: Desk, body: Bytes) -> Outcome {
    let written = Written::take(&body, &desk, Need::Required)?;
    desk.world.act(|act| {
        free(act, written.email.as_deref(), None)?;
        let blank = User {
            id: act.fresh(),
            first_name: Box::default(),
            last_name: Box::default(),
            email: Box::default(),
            phone: Box::default(),
            extension: None,
            kind: "account".into(),
            role: "user".into(),
            locations: Vec::new(),
        };
        let user = written.over(blank);
        act.user_save(user.clone());
        Ok(Answer::created(shown(&user)))
    })
}

/// `PUT /users/{userId}`
pub(super) async fn update(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let written = Written::take(&body, &desk, Need::Optional)?;
    desk.world.act(|act| {
        let before = find(act, &desk, &id)?.clone();
        free(act, written.email.as_deref(), Some(before.id))?;
        let user = written.over(before);
        act.user_save(user.clone());
        Ok(Answer::ok(shown(&user)))
    })
}

/// `DELETE /users/{userId}`
pub(super) async fn remove(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.act(|act| {
        let user = find(act, &desk, &id)?.clone();
        act.put(Entry::UserGone(user.id));
        let mut answer = done(desk.caller.version);
        let text = format!(
            "Queued deleting user with e-mail {} and name {} {}. Will take effect in a few minutes.",
            user.email, user.first_name, user.last_name
        );
        answer["message"] = json!(text);
        Ok(Answer::ok(answer))
    })
}

fn find<'s>(state: &'s State, desk: &Desk, id: &str) -> Result<&'s User, Refusal> {
    let user = UserId::parse(id).and_then(|id| state.user(&id));
    let known = user.filter(|user| user.locations.iter().any(|location| desk.reaches(*location)));
    known.ok_or_else(|| no_record("User", id))
}

fn free(state: &State, email: Option<&str>, but: Option<UserId>) -> Result<(), Refusal> {
    let Some(email) = email else { return Ok(()) };
    let mut others = state.all_users().filter(|user| Some(user.id) != but);
    if others.any(|user| user.email.eq_ignore_ascii_case(email)) {
        return Err(Refusal::Bad(format!("A user with the email {email} already exists")));
    }
    Ok(())
}

/// What a write says.
struct Written {
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    kind: Option<String>,
    role: Option<String>,
    locations: Option<Vec<LocationId>>,
}

impl Written {
    fn take(bytes: &Bytes, desk: &Desk, need: Need) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let company = body.words("companyId", need).set();
        for name in WITHOUT_EFFECT {
            body.take(name);
        }
        let written = Self {
            first_name: body.words("firstName", need).set(),
            last_name: body.words("lastName", need).set(),
            email: body.words("email", need).set(),
            phone: body.text("phone", Need::Optional).set(),
            kind: one_of(&mut body, "type", need, ["account", "agency"]),
            role: one_of(&mut body, "role", need, ["admin", "user"]),
            locations: locations(&mut body, need),
        };
        body.finish()?;
        let foreign = company.is_some_and(|company| company != desk.caller.company.as_str());
        let known =
            |id: &LocationId| desk.reaches(*id) && desk.world.look(|state| state.location(id).is_some());
        if foreign || !written.locations.iter().flatten().all(known) {
            return Err(Refusal::WrongLocation);
        }
        Ok(written)
    }

    fn over(self, mut user: User) -> User {
        let lay = |field: &mut Box<str>, given: Option<String>| {
            if let Some(text) = given {
                *field = text.into();
            }
        };
        lay(&mut user.first_name, self.first_name);
        lay(&mut user.last_name, self.last_name);
        lay(&mut user.email, self.email);
        lay(&mut user.phone, self.phone);
        lay(&mut user.kind, self.kind);
        lay(&mut user.role, self.role);
        user.locations = self.locations.unwrap_or(user.locations);
        user
    }
}

fn one_of(body: &mut Body, name: &str, need: Need, words: [&str; 2]) -> Option<String> {
    let word = body.text(name, need).set()?;
    if !words.contains(&word.as_str()) {
        body.fault(format!("{name} must be one of the following values: {}", words.join(", ")));
    }
    Some(word)
}

fn locations(body: &mut Body, need: Need) -> Option<Vec<LocationId>> {
    let texts = body.texts("locationIds", need).set()?;
    // An id that has not the shape of one belongs to nobody.
    Some(texts.iter().map(|text| LocationId::parse(text).unwrap_or_default()).collect())
}
