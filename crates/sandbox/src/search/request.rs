//! A whole search: what was asked, and the page that answers it.

use highlevel::answering::search::{Filter, Order, Place, Start};

use super::field::{Around, Field};
use super::text::Words;
use crate::world::id::{ContactId, LocationId};
use crate::world::record::Contact;
use crate::world::{Moment, State};

/// A search that has been read.
#[derive(Clone, Debug)]
pub struct Search {
    /// Full text.
    pub words: Words,
    /// Conditions.
    pub filter: Filter<Field>,
    /// Order.
    pub order: Order<Field>,
    /// From where.
    pub start: Start<ContactId>,
    /// How many.
    pub limit: usize,
}

/// A page of a search.
#[derive(Debug)]
pub struct Page<'s> {
    /// The contacts, each with the place where a page after it starts.
    pub contacts: Vec<(&'s Contact, Place<ContactId>)>,
    /// How many contacts fit in all.
    pub total: usize,
}

impl Search {
    /// The page that answers the search.
    pub fn page<'s>(&self, state: &'s State, location: &LocationId, now: Moment) -> Page<'s> {
        if self.order.is_newest_first() {
            self.page_by_register(state, location, now)
        } else {
            self.page_by_order(state, location, now)
        }
    }

    fn fits(&self, contact: &Contact, around: Around<'_>) -> bool {
        self.filter.fits(contact, around) && self.words.are_in(contact)
    }

    /// The register is in this order already: nothing is sorted, and without conditions only the page is looked at.
    fn page_by_register<'s>(&self, state: &'s State, location: &LocationId, now: Moment) -> Page<'s> {
        let (after, skip) = match &self.start {
            Start::Skip(skip) => (None, *skip),
            Start::After(place) => (in_register(place), 0),
        };
        let placed = |contact| (contact, self.order.place(contact, (state, location)));
        if self.filter.is_open() && self.words.is_empty() {
            let page = state.indexed(location, now, after).skip(skip).take(self.limit);
            return Page { contacts: page.map(placed).collect(), total: state.indexed_count(location, now) };
        }
        let fitting =
            state.indexed(location, now, None).filter(|contact| self.fits(contact, (state, location)));
        let mut page = Page { contacts: Vec::new(), total: 0 };
        let mut passed = 0;
        for contact in fitting {
            page.total += 1;
            let ahead = after.is_none_or(|after| (contact.added, contact.id) < after);
            passed += usize::from(ahead);
            if ahead && passed > skip && page.contacts.len() < self.limit {
                page.contacts.push(placed(contact));
            }
        }
        page
    }

    /// Only the page itself is sorted, the rest is merely looked at.
    fn page_by_order<'s>(&self, state: &'s State, location: &LocationId, now: Moment) -> Page<'s> {
        let fitting =
            state.indexed(location, now, None).filter(|contact| self.fits(contact, (state, location)));
        let mut placed: Vec<(Place<ContactId>, &Contact)> =
            fitting.map(|contact| (self.order.place(contact, (state, location)), contact)).collect();
        let total = placed.len();
        let skip = match &self.start {
            Start::Skip(skip) => *skip,
            Start::After(place) => {
                placed.retain(|(here, _)| self.order.compare(here, place).is_gt());
                0
            }
        };
        let wanted = skip.saturating_add(self.limit);
        if wanted < placed.len() {
            placed.select_nth_unstable_by(wanted, |one, two| self.order.compare(&one.0, &two.0));
            placed.truncate(wanted);
        }
        placed.sort_by(|one, two| self.order.compare(&one.0, &two.0));
        let page = placed.into_iter().skip(skip).map(|(place, contact)| (contact, place));
        Page { contacts: page.collect(), total }
    }
}

/// The place in the register's own order.
fn in_register(place: &Place<ContactId>) -> Option<(Moment, ContactId)> {
    place.birth().map(|(millis, id)| (Moment::from_millis(millis), *id))
}
