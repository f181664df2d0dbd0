//! `POST /contacts/search`.

use axum::body::Bytes;
use serde_json::{Value, json};

use super::body::{Body, Need};
use super::desk::Desk;
use super::show;
use crate::answer::{Answer, Outcome, Refusal};
use crate::search::filter;
use crate::search::order::Order;
use crate::search::request::{LARGEST_PAGE, LONGEST_QUERY, Search, Start};
use crate::search::text::Words;
use crate::world::State;

/// The search. Its cursor sits on each contact, the last page's included.
pub(super) async fn search(desk: Desk, body: Bytes) -> Outcome {
    let asked = Asked::read(&body)?;
    desk.owns(&asked.location)?;
    desk.world.look(|state| {
        let search = asked.understood(&desk, state)?;
        let page = search.page(state, &desk.location, desk.world.now());
        let shown = |(contact, cursor)| show::searched(contact, state, desk.version, cursor);
        let contacts: Value = page.contacts.into_iter().map(shown).collect();
        Ok(Answer::ok(json!({ "contacts": contacts, "total": page.total })))
    })
}

struct Asked {
    location: String,
    limit: usize,
    page: Option<f64>,
    after: Option<Vec<Value>>,
    query: String,
    filters: Vec<Value>,
    sort: Vec<Value>,
}

impl Asked {
    fn read(bytes: &Bytes) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let location = body.words("locationId", Need::Required).set().unwrap_or_default();
        let limit = body.number("pageLimit", Need::Required).set();
        if limit.is_some_and(|limit| limit < 1.0) {
            body.fault("pageLimit must not be less than 1");
        }
        if limit.is_some_and(|limit| limit.fract() != 0.0) {
            body.fault("pageLimit must be an integer number");
        }
        let page = body.number("page", Need::Optional).set();
        let after = body.array("searchAfter", Need::Optional).set().filter(|cursor| !cursor.is_empty());
        let query = body.text("query", Need::Optional).set().unwrap_or_default();
        if query.chars().count() > LONGEST_QUERY {
            body.fault(format!("query must be shorter than or equal to {LONGEST_QUERY} characters"));
        }
        let filters = body.array("filters", Need::Optional).set().unwrap_or_default();
        let sort = body.array("sort", Need::Optional).set().unwrap_or_default();
        body.finish()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be at least 1"
        )]
        let limit = limit.unwrap_or(1.0) as usize;
        if limit > LARGEST_PAGE {
            return Err(Refusal::Bad(format!("pageLimit must not be greater than {LARGEST_PAGE}")));
        }
        Ok(Self { location, limit, page, after, query, filters, sort })
    }

    fn understood(&self, desk: &Desk, state: &State) -> Result<Search, Refusal> {
        let order = Order::read(&self.sort, state, &desk.location)?;
        Ok(Search {
            words: Words::of(&self.query),
            filter: filter::read(&self.filters, state, &desk.location)?,
            start: Start::read(self.page, self.after.as_deref(), self.limit, &order)?,
            order,
            limit: self.limit,
        })
    }
}
