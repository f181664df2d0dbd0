//! `POST /contacts/search`.

use axum::body::Bytes;
use highlevel::answering::search::{Asked, Filter, Order, Place, Start};
use serde::Serialize;

use super::desk::Desk;
use super::show::Searched;
use crate::answer::{Answer, Outcome, Refusal};
use crate::search::request::Search;
use crate::search::text::Words;
use crate::world::State;
use crate::world::id::ContactId;

/// The search. Its cursor sits on each contact, the last page's included.
pub(super) async fn search(desk: Desk, body: Bytes) -> Outcome {
    let asked = Asked::read(&body)?;
    desk.owns(&asked.location)?;
    desk.world.look(|state| {
        let search = understood(&asked, &desk, state)?;
        let page = search.page(state, &desk.location, desk.world.now());
        let shown =
            |(contact, search_after)| Searched { contact, state, version: desk.version, search_after };
        let contacts = page.contacts.into_iter().map(shown).collect();
        Ok(Answer::ok(Found { contacts, total: page.total }))
    })
}

#[derive(Serialize)]
struct Found<'s> {
    contacts: Vec<Searched<'s, Place<ContactId>>>,
    total: usize,
}

fn understood(asked: &Asked, desk: &Desk, state: &State) -> Result<Search, Refusal> {
    let around = (state, &desk.location);
    let order = Order::read(&asked.sort, around)?;
    Ok(Search {
        words: Words::of(&asked.query),
        filter: Filter::read(&asked.filters, around)?,
        start: Start::read(asked.page, asked.after.as_deref(), asked.limit, &order)?,
        order,
        limit: asked.limit,
    })
}
