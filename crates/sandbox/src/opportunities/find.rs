//! `POST /opportunities/search`: words, filters, order and cursor, in the grammar of the contacts' search.
//!
//! Promise: a field outside the table is refused by name. The cursor is on each opportunity; with one, `page` does
//! not count. Pages begin at 0 under `v3`, at 1 under the dated versions, where 0 is page one too [our choice].

use axum::body::Bytes;
use highlevel::answering::search::{Filter, LARGEST_PAGE, LONGEST_QUERY, Order, Place};
use serde_json::{Map, Value, json};

use super::column::{Field, contact};
use super::show;
use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::body::{Body, Need};
use crate::contacts::desk::Desk;
use crate::contacts::show::{ShownAppointment, ShownNote, ShownTask};
use crate::search::text::{Words, holds};
use crate::world::State;
use crate::world::id::OpportunityId;
use crate::world::record::Opportunity;

/// The search.
pub(super) async fn search(desk: Desk, body: Bytes) -> Outcome {
    let asked = Asked::read(&body, desk.version.is_v3())?;
    desk.owns(&asked.location)?;
    desk.world.look(|state| {
        let around = (state, &desk.location);
        let order: Order<Field> = Order::read(&asked.sort, around)?;
        let filter: Filter<Field> = Filter::read(&asked.filters, around)?;
        let after = asked.after.as_deref().map(|cursor| order.read_place(cursor)).transpose()?;
        let all = state.indexed_opportunities(&desk.location, desk.world.now()).into_iter();
        let fitting = all.filter(|one| filter.fits(one, around) && has_words(one, state, &asked.query));
        let mut placed: Vec<(Place<OpportunityId>, &Opportunity)> =
            fitting.map(|one| (order.place(one, around), one)).collect();
        let total = placed.len();
        if let Some(after) = &after {
            placed.retain(|(here, _)| order.compare(here, after).is_gt());
        }
        placed.sort_by(|(one, _), (two, _)| order.compare(one, two));
        let skip = if after.is_some() { 0 } else { asked.skip };
        let page = placed.iter().skip(skip).take(asked.limit);
        let shown: Value = page.map(|(place, one)| asked.shown(place, one, state)).collect();
        Ok(Answer::ok(json!({ "opportunities": shown, "total": total, "aggregations": {} })))
    })
}

/// Whether each word is in the opportunity's name or in its contact.
pub(super) fn has_words(one: &Opportunity, state: &State, query: &str) -> bool {
    let contact = contact(one, state);
    query.split_whitespace().all(|word| {
        holds(&one.name, &word.to_lowercase())
            || contact.is_some_and(|contact| Words::of(word).are_in(contact))
    })
}

struct Asked {
    location: String,
    query: String,
    limit: usize,
    skip: usize,
    after: Option<Vec<Value>>,
    details: Map<String, Value>,
    filters: Vec<Value>,
    sort: Vec<Value>,
}

impl Asked {
    fn read(bytes: &Bytes, from_zero: bool) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let location = body.words("locationId", Need::Required).set().unwrap_or_default();
        let query = body.text("query", Need::Required).set().unwrap_or_default();
        if query.chars().count() > LONGEST_QUERY {
            body.fault(format!("query must be shorter than or equal to {LONGEST_QUERY} characters"));
        }
        let limit = whole(&mut body, "limit", 1);
        let page = whole(&mut body, "page", 0);
        let after = body.array("searchAfter", Need::Required).set().filter(|cursor| !cursor.is_empty());
        let details = details(&mut body);
        let filters = body.array("filters", Need::Optional).set().unwrap_or_default();
        let sort = body.array("sort", Need::Optional).set().unwrap_or_default();
        body.finish()?;
        if limit > LARGEST_PAGE {
            return Err(Refusal::Bad(format!("limit must not be greater than {LARGEST_PAGE}")));
        }
        let page = if from_zero { page } else { page.saturating_sub(1) };
        let skip = page.saturating_mul(limit);
        Ok(Self { location, query, limit, skip, after, details, filters, sort })
    }

    fn shown(&self, place: &Place<OpportunityId>, one: &Opportunity, state: &State) -> Value {
        let mut shown = show::opportunity(one, state);
        let wants = |name: &str| self.details.get(name) == Some(&Value::Bool(true));
        add_details(&mut shown, one, state, wants);
        shown["sort"] = json!(place);
        shown
    }
}

/// Puts what belongs to the opportunity's contact beside it, where it is wanted.
pub(super) fn add_details(shown: &mut Value, one: &Opportunity, state: &State, wants: impl Fn(&str) -> bool) {
    let Some(folder) = one.contact.and_then(|id| state.register().folder(&id)) else { return };
    if wants("notes") {
        shown["notes"] = folder.notes.iter().map(|note| json!(ShownNote(note))).collect();
    }
    if wants("tasks") {
        shown["tasks"] = folder.tasks.iter().map(|task| json!(ShownTask(task))).collect();
    }
    if wants("calendarEvents") {
        let zone = state.location(&one.location).map_or("UTC", |location| &*location.timezone);
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let events = folder.appointments.iter();
        let told = |appointment| json!(ShownAppointment { appointment, zone: &zone });
        shown["calendarEvents"] = events.map(told).collect();
    }
    if wants("unReadConversations") {
        let thread = state.conversations().of(&folder.contact.id);
        shown["unReadConversations"] = thread.map_or(0, |thread| thread.conversation.unread).into();
    }
}

fn details(body: &mut Body) -> Map<String, Value> {
    let details = body.object("additionalDetails", Need::Required).set().unwrap_or_default();
    for (name, value) in &details {
        if !["notes", "tasks", "calendarEvents", "unReadConversations"].contains(&name.as_str()) {
            body.fault(format!("additionalDetails.property {name} should not exist"));
        } else if !value.is_boolean() {
            body.fault(format!("additionalDetails.{name} must be a boolean value"));
        }
    }
    details
}

fn whole(body: &mut Body, name: &str, least: usize) -> usize {
    let Some(number) = body.number(name, Need::Required).set() else { return least };
    if number.fract() != 0.0 {
        body.fault(format!("{name} must be an integer number"));
        return least;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a negative number is cut to 0 and refused below"
    )]
    let whole = number as usize;
    if number < 0.0 || whole < least {
        body.fault(format!("{name} must not be less than {least}"));
    }
    whole
}
