//! Browsing: the records of one kind, searched and paged.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Frame, Said,
    nouns::{NOUNS, Noun, detail, label},
    shown,
};
use crate::{
    control::records::{Page, records},
    search::text::Words,
    shell::Shell,
    world::{State as World, id::LocationId},
};

const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "page/records.html")]
struct Records {
    frame: Frame,
    noun: &'static Noun,
    nouns: &'static [Noun],
    location: String,
    locations: Vec<(String, String)>,
    query: String,
    rows: Vec<Row>,
    skip: usize,
    earlier: Option<String>,
    later: Option<String>,
}

/// A line of a list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) detail: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    location: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    skip: usize,
}

/// `GET /sandbox/records/{kind}`
pub(super) async fn list(
    State(shell): State<Shell>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    Query(said): Query<Said>,
) -> Response {
    let Some(noun) = Noun::find(&kind) else { return StatusCode::NOT_FOUND.into_response() };
    let page = shell.world.look(|state| {
        let location = location(state, &asked.location);
        let mut found = found(state, noun, &location, &asked);
        let more = found.len() > SHOWN;
        found.truncate(SHOWN);
        let locations = state.locations().map(|one| (one.id.to_string(), one.name.to_string()));
        let skip_to = |skip: usize| {
            let pairs = [
                ("location", location.to_string()),
                ("query", asked.query.clone()),
                ("skip", skip.to_string()),
            ];
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        };
        Records {
            frame: Frame::of(&shell, "records", noun.title, said),
            noun,
            nouns: NOUNS,
            location: location.to_string(),
            locations: locations.collect(),
            query: asked.query.clone(),
            rows: found.iter().map(Row::of).collect(),
            skip: asked.skip,
            earlier: (asked.skip > 0).then(|| skip_to(asked.skip.saturating_sub(SHOWN))),
            later: more.then(|| skip_to(asked.skip + SHOWN)),
        }
    });
    shown(&page)
}

/// The location that was asked for, or the one in use.
pub(super) fn location(state: &World, text: &str) -> LocationId {
    let asked = LocationId::parse(text).filter(|id| state.location(id).is_some());
    asked.unwrap_or_else(|| state.location_in_use().id)
}

fn found(state: &World, noun: &Noun, location: &LocationId, asked: &Asked) -> Vec<Value> {
    let page = Page { skip: asked.skip, limit: SHOWN + 1 };
    if asked.query.is_empty() && noun.kind != "contacts" {
        return records(state, noun.kind, location, page).unwrap_or_default();
    }
    if noun.kind == "contacts" {
        let words = Words::of(&asked.query);
        let contacts = state.register().newest(location).map(|folder| &folder.contact);
        let fitting = contacts.filter(|contact| words.is_empty() || words.are_in(contact));
        return fitting.skip(page.skip).take(page.limit).map(|contact| json!(contact)).collect();
    }
    let wanted = asked.query.to_lowercase();
    let all = records(state, noun.kind, location, Page { skip: 0, limit: usize::MAX }).unwrap_or_default();
    let fitting = all.into_iter().filter(|record| record.to_string().to_lowercase().contains(&wanted));
    fitting.skip(page.skip).take(page.limit).collect()
}

impl Row {
    pub(super) fn of(record: &Value) -> Self {
        let id = record.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        Self { id, label: label(record), detail: detail(record) }
    }
}
