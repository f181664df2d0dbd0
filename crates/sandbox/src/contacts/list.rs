//! The plain lists: all contacts by cursor, and the search for duplicates.

use std::collections::HashMap;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use highlevel::answering::query::{either_key, limit};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::desk::Desk;
use super::normal;
use super::show::{Listed, Single};
use crate::answer::{Answer, Outcome};
use crate::door::Version;
use crate::query::Query;
use crate::search::text::Words;
use crate::world::id::ContactId;
use crate::world::record::{Contact, Duplicates, MatchKey};
use crate::world::{Moment, State};

pub(super) type Asked = HashMap<String, String>;

const DEFAULT_LIMIT: usize = 20;

/// `GET /contacts/`: newest first. Both halves of the cursor, or page one again.
pub(super) async fn list(desk: Desk, headers: HeaderMap, Query(asked): Query<Asked>) -> Outcome {
    desk.owns(asked.get("locationId").map_or("", String::as_str))?;
    let limit = limit(asked.get("limit").map(String::as_str), DEFAULT_LIMIT)?;
    let after = cursor(&asked);
    let words = Words::of(asked.get("query").map_or("", String::as_str));
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    desk.world.look(|state| {
        let now = desk.world.now();
        let fits = |contact: &&Contact| words.are_in(contact);
        let mut rest = state.indexed(&desk.location, now, after).filter(fits);
        let page: Vec<&Contact> = rest.by_ref().take(limit).collect();
        let more = rest.next().is_some();
        let (total, before) = counted(state, &desk, now, &words, after);
        let place = Place { total, number: before / limit + 1, more };
        let meta = meta(&place, page.last().copied(), limit, &asked, host);
        let contacts = page.into_iter().map(|contact| listed(contact, desk.version)).collect();
        Ok(Answer::ok(Paged { contacts, meta }))
    })
}

#[derive(Serialize)]
struct Paged<'s> {
    contacts: Vec<Listed<'s, (i64, ContactId)>>,
    meta: Value,
}

fn listed(contact: &Contact, version: Version) -> Listed<'_, (i64, ContactId)> {
    Listed { contact, version, start_after: (contact.added.millis(), contact.id) }
}

/// How many contacts fit in all, and how many of them come before the page.
fn counted(
    state: &State,
    desk: &Desk,
    now: Moment,
    words: &Words,
    after: Option<(Moment, ContactId)>,
) -> (usize, usize) {
    let before = |contact: &Contact| after.is_some_and(|after| (contact.added, contact.id) >= after);
    if words.is_empty() {
        let total = state.indexed_count(&desk.location, now);
        let ahead = after.map_or(0, |after| state.indexed_ahead(&desk.location, now, after));
        return (total, ahead);
    }
    let fitting = state.indexed(&desk.location, now, None).filter(|contact| words.are_in(contact));
    fitting.fold((0, 0), |(total, ahead), contact| (total + 1, ahead + usize::from(before(contact))))
}

/// The cursor, when both halves are there and make sense.
fn cursor(asked: &Asked) -> Option<(Moment, ContactId)> {
    let added: i64 = asked.get("startAfter")?.parse().ok()?;
    Some((Moment::from_millis(added), ContactId::parse(asked.get("startAfterId")?)?))
}

struct Place {
    total: usize,
    number: usize,
    more: bool,
}

/// The cursor is there on the last page too, and on a page of one; only an empty page has none.
fn meta(place: &Place, last: Option<&Contact>, limit: usize, asked: &Asked, host: &str) -> Value {
    let mut meta = Map::new();
    meta.insert("total".into(), place.total.into());
    if let Some(last) = last {
        let location = last.location.as_str();
        let (added, id) = (last.added.millis(), last.id);
        let mut url = format!("http://{host}/contacts/?locationId={location}&limit={limit}");
        if let Some(query) = asked.get("query").filter(|query| !query.is_empty()) {
            let query = percent_encoding::utf8_percent_encode(query, percent_encoding::NON_ALPHANUMERIC);
            url.push_str(&format!("&query={query}"));
        }
        url.push_str(&format!("&startAfter={added}&startAfterId={id}"));
        meta.insert("nextPageUrl".into(), url.into());
        meta.insert("startAfterId".into(), json!(id));
        meta.insert("startAfter".into(), added.into());
    }
    meta.insert("currentPage".into(), place.number.into());
    meta.insert("nextPage".into(), if place.more { (place.number + 1).into() } else { Value::Null });
    meta.insert("prevPage".into(), if place.number > 1 { (place.number - 1).into() } else { Value::Null });
    Value::Object(meta)
}

/// `GET /contacts/search/duplicate`: `contact` is null when there is none.
pub(super) async fn duplicate(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    desk.owns(asked.get("locationId").map_or("", String::as_str))?;
    let given = |name: &str| asked.get(name).filter(|text| !text.is_empty());
    let (number, email) = (given("number"), given("email"));
    either_key(number.map(String::as_str), email.map(String::as_str))?;
    let number = number.and_then(|number| as_dialled(number));
    desk.world.look(|state| {
        let location = state.location(&desk.location);
        let first = match location {
            Some(location) if location.duplicates == Duplicates::Forbidden => location.match_first,
            _ => MatchKey::Email,
        };
        let found = [first, first.other()].into_iter().find_map(|key| {
            let value = if key == MatchKey::Email { email.map(String::as_str) } else { number.as_deref() };
            state.register().owner(&desk.location, key, value?)
        });
        Ok(Answer::ok(json!({ "contact": found.map(|contact| Single { contact, version: desk.version }) })))
    })
}

/// A phone as it is looked up. A `+` that was not percent-encoded has become a blank, and finds nobody.
fn as_dialled(number: &str) -> Option<Box<str>> {
    if number.starts_with(' ') { None } else { normal::phone(number) }
}
