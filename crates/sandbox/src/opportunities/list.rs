//! `GET /opportunities/search`: the older search, by query and cursor.
//!
//! Promise: `location_id` and its siblings in snake case under the dated versions, where camel case is refused; in
//! camel case under `v3`, where the older spelling is let in too [our choice]. Both halves of the cursor, or page
//! one again; the last page has a cursor as well.

use std::collections::HashMap;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::column::contact;
use super::find::{add_details, has_words};
use super::pipelines::whole;
use super::show;
use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::desk::Desk;
use crate::query::Query;
use crate::world::id::OpportunityId;
use crate::world::record::Opportunity;
use crate::world::{Moment, State};

const DEFAULT_LIMIT: usize = 20;
const LARGEST_LIMIT: usize = 100;

/// The members that are spelled two ways.
const SPELLINGS: [(&str, &str); 5] = [
    ("location_id", "locationId"),
    ("pipeline_id", "pipelineId"),
    ("pipeline_stage_id", "pipelineStageId"),
    ("contact_id", "contactId"),
    ("assigned_to", "assignedTo"),
];

/// The search.
pub(super) async fn search(
    desk: Desk,
    headers: HeaderMap,
    Query(asked): Query<HashMap<String, String>>,
) -> Outcome {
    let asked = Asked(spelled(&desk, asked)?);
    desk.owns(asked.text("location_id").unwrap_or_default())?;
    let limit = whole("limit", asked.text("limit"), DEFAULT_LIMIT)?;
    if limit == 0 || limit > LARGEST_LIMIT {
        return Err(Refusal::Bad(format!("limit must be from 1 to {LARGEST_LIMIT}")));
    }
    let number = whole("page", asked.text("page"), 1)?.max(1);
    let up = asked.oldest_first()?;
    asked.check_status()?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    desk.world.look(|state| {
        let span = asked.span(&desk, state)?;
        let all = state.indexed_opportunities(&desk.location, desk.world.now()).into_iter();
        let mut found: Vec<&Opportunity> =
            all.filter(|one| asked.takes(one, state) && span.contains(&one.added)).collect();
        if up {
            found.reverse();
        }
        let skip = match asked.cursor() {
            Some(cursor) => found.iter().take_while(|one| !is_behind(one, cursor, up)).count(),
            None => (number - 1).saturating_mul(limit),
        };
        let page: Vec<&Opportunity> = found.iter().copied().skip(skip).take(limit).collect();
        let place = Place { total: found.len(), skip, limit };
        let shown: Value = page.iter().map(|one| asked.shown(one, state)).collect();
        let meta = meta(&place, page.last().copied(), &asked, host);
        Ok(Answer::ok(json!({ "opportunities": shown, "meta": meta, "aggregations": {} })))
    })
}

fn is_behind(one: &Opportunity, cursor: (Moment, OpportunityId), up: bool) -> bool {
    let here = (one.added, one.id);
    if up { here > cursor } else { here < cursor }
}

/// The query with every member in the older spelling, or a refusal of the wrong one.
fn spelled(desk: &Desk, mut asked: HashMap<String, String>) -> Result<HashMap<String, String>, Refusal> {
    let mut faults = Vec::new();
    for (older, newer) in SPELLINGS {
        let Some(value) = asked.remove(newer) else { continue };
        if desk.version.is_v3() {
            asked.insert(older.to_owned(), value);
        } else {
            faults.push(format!("property {newer} should not exist"));
        }
    }
    if asked.get("location_id").is_none_or(String::is_empty) {
        let name = if desk.version.is_v3() { "locationId" } else { "location_id" };
        faults.push(format!("{name} can't be undefined"));
    }
    if faults.is_empty() { Ok(asked) } else { Err(Refusal::Invalid(faults)) }
}

struct Asked(HashMap<String, String>);

impl Asked {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn oldest_first(&self) -> Result<bool, Refusal> {
        match self.text("order") {
            None | Some("added_desc") => Ok(false),
            Some("added_asc") => Ok(true),
            Some(_) => {
                Err(Refusal::invalid("order must be one of the following values: added_asc, added_desc"))
            }
        }
    }

    fn check_status(&self) -> Result<(), Refusal> {
        match self.text("status") {
            None | Some("open" | "won" | "lost" | "abandoned" | "all") => Ok(()),
            Some(_) => Err(Refusal::invalid(
                "status must be one of the following values: open, won, lost, abandoned, all",
            )),
        }
    }

    fn takes(&self, one: &Opportunity, state: &State) -> bool {
        let is = |name: &str, own: Option<&str>| self.text(name).is_none_or(|wanted| own == Some(wanted));
        let contact = contact(one, state);
        let campaigns = || contact.into_iter().flat_map(|contact| &contact.campaigns);
        is("id", Some(one.id.as_str()))
            && is("pipeline_id", Some(one.pipeline.as_str()))
            && is("pipeline_stage_id", Some(one.stage.as_str()))
            && is("contact_id", one.contact.as_ref().map(|id| id.as_str()))
            && is("assigned_to", one.assigned_to.as_deref())
            && self.text("status").is_none_or(|status| status == "all" || status == one.status.as_str())
            && is("country", contact.and_then(|contact| contact.country.as_deref()))
            && self.text("campaignId").is_none_or(|id| campaigns().any(|own| own.as_str() == id))
            && has_words(one, state, self.text("q").unwrap_or_default())
    }

    /// From `date` to the end of `endDate`, days of the location's own time.
    fn span(&self, desk: &Desk, state: &State) -> Result<std::ops::Range<Moment>, Refusal> {
        let zone = state.location(&desk.location).map_or("UTC", |location| &*location.timezone);
        let day = |name: &str, later: i64| match self.text(name) {
            None => Ok(None),
            Some(text) => day(text, zone, later)
                .map(Some)
                .ok_or_else(|| Refusal::invalid(format!("{name} must be a date as mm-dd-yyyy"))),
        };
        let from = day("date", 0)?.unwrap_or(Moment::from_millis(i64::MIN));
        let until = day("endDate", 1)?.unwrap_or(Moment::from_millis(i64::MAX));
        Ok(from..until)
    }

    fn cursor(&self) -> Option<(Moment, OpportunityId)> {
        let added: i64 = self.text("startAfter")?.parse().ok()?;
        Some((Moment::from_millis(added), OpportunityId::parse(self.text("startAfterId")?)?))
    }

    fn shown(&self, one: &Opportunity, state: &State) -> Value {
        let mut shown = show::opportunity(one, state);
        add_details(&mut shown, one, state, |name| {
            let asked = match name {
                "notes" => "getNotes",
                "tasks" => "getTasks",
                "calendarEvents" => "getCalendarEvents",
                _ => return false,
            };
            self.text(asked) == Some("true")
        });
        shown["sort"] = json!([one.added.millis(), one.id]);
        shown
    }
}

fn day(text: &str, zone: &str, later: i64) -> Option<Moment> {
    let parts: Vec<i16> = text.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [month, day, year] = parts[..] else { return None };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let date = date.checked_add(jiff::Span::new().days(later)).ok()?;
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    Some(date.to_zoned(zone).ok()?.timestamp().into())
}

struct Place {
    total: usize,
    skip: usize,
    limit: usize,
}

/// Pages that are not there are left out.
fn meta(place: &Place, last: Option<&Opportunity>, asked: &Asked, host: &str) -> Value {
    let number = place.skip / place.limit + 1;
    let mut meta = Map::new();
    meta.insert("total".into(), place.total.into());
    if let Some(last) = last {
        let (added, id) = (last.added.millis(), last.id);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &asked.0 {
            if !["startAfter", "startAfterId", "page"].contains(&name.as_str()) {
                query.append_pair(name, value);
            }
        }
        query.append_pair("startAfter", &added.to_string()).append_pair("startAfterId", id.as_str());
        meta.insert(
            "nextPageUrl".into(),
            format!("http://{host}/opportunities/search?{}", query.finish()).into(),
        );
        meta.insert("startAfterId".into(), json!(id));
        meta.insert("startAfter".into(), added.into());
    }
    meta.insert("currentPage".into(), number.into());
    if place.total > place.skip + place.limit {
        meta.insert("nextPage".into(), (number + 1).into());
    }
    if number > 1 {
        meta.insert("prevPage".into(), (number - 1).into());
    }
    Value::Object(meta)
}
