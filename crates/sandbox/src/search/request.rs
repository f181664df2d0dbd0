//! A whole search: what was asked, and the page that answers it.

use serde_json::Value;

use super::filter::Filter;
use super::order::{Order, Place};
use super::text::Words;
use crate::answer::Refusal;
use crate::world::id::LocationId;
use crate::world::record::Contact;
use crate::world::{Moment, State};

/// The largest page. Documented second-hand; 100 is proven.
pub const LARGEST_PAGE: usize = 500;
/// How far page numbers reach.
pub const REACH_OF_PAGES: usize = 10_000;
/// The longest full-text query.
pub const LONGEST_QUERY: usize = 75;

/// A search that has been read.
#[derive(Clone, Debug)]
pub struct Search {
    /// Full text.
    pub words: Words,
    /// Conditions.
    pub filter: Filter,
    /// Order.
    pub order: Order,
    /// From where.
    pub start: Start,
    /// How many.
    pub limit: usize,
}

/// Where a page starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// After so many contacts.
    Skip(usize),
    /// After a place.
    After(Place),
}

/// A page of a search.
#[derive(Debug)]
pub struct Page<'s> {
    /// The contacts, each with the cursor it carries.
    pub contacts: Vec<(&'s Contact, Vec<Value>)>,
    /// How many contacts fit in all.
    pub total: usize,
}

impl Start {
    /// Reads `page` and `searchAfter`, which do not go together.
    pub fn read(
        page: Option<f64>,
        after: Option<&[Value]>,
        limit: usize,
        order: &Order,
    ) -> Result<Self, Refusal> {
        let number = match page {
            None => 1,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked to be small and whole"
            )]
            Some(page) if page >= 1.0 && page.fract() == 0.0 && page < 1e9 => page as usize,
            Some(_) => return Err(Refusal::invalid("page must not be less than 1")),
        };
        match after {
            Some(_) if number > 1 => Err(Refusal::Bad("page cannot be combined with searchAfter".to_owned())),
            Some(cursor) => order.read_place(cursor).map(Self::After),
            None if number * limit > REACH_OF_PAGES => {
                let text = format!("page reaches the first {REACH_OF_PAGES} records only, use searchAfter");
                Err(Refusal::Bad(text))
            }
            None => Ok(Self::Skip((number - 1) * limit)),
        }
    }
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

    fn fits(&self, contact: &Contact, state: &State) -> bool {
        self.filter.fits(contact, state) && self.words.are_in(contact)
    }

    /// The register is in this order already: nothing is sorted, and without conditions only the page is looked at.
    fn page_by_register<'s>(&self, state: &'s State, location: &LocationId, now: Moment) -> Page<'s> {
        let (after, skip) = match &self.start {
            Start::Skip(skip) => (None, *skip),
            Start::After(place) => (place.in_register(), 0),
        };
        let with_cursor = |contact| (contact, self.order.place(contact, state).cursor());
        if self.filter.is_open() && self.words.is_empty() {
            let page = state.indexed(location, now, after).skip(skip).take(self.limit);
            return Page {
                contacts: page.map(with_cursor).collect(),
                total: state.indexed_count(location, now),
            };
        }
        let fitting = state.indexed(location, now, None).filter(|contact| self.fits(contact, state));
        let mut page = Page { contacts: Vec::new(), total: 0 };
        let mut passed = 0;
        for contact in fitting {
            page.total += 1;
            let ahead = after.is_none_or(|after| (contact.added, contact.id) < after);
            passed += usize::from(ahead);
            if ahead && passed > skip && page.contacts.len() < self.limit {
                page.contacts.push(with_cursor(contact));
            }
        }
        page
    }

    /// Only the page itself is sorted, the rest is merely looked at.
    fn page_by_order<'s>(&self, state: &'s State, location: &LocationId, now: Moment) -> Page<'s> {
        let fitting = state.indexed(location, now, None).filter(|contact| self.fits(contact, state));
        let mut placed: Vec<(Place, &Contact)> =
            fitting.map(|contact| (self.order.place(contact, state), contact)).collect();
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
        let page = placed.into_iter().skip(skip).map(|(place, contact)| (contact, place.cursor()));
        Page { contacts: page.collect(), total }
    }
}
