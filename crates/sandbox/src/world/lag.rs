//! The index that is behind: what list and search still see of contacts that changed a moment ago.
//!
//! Here: remembering the older form of recent changes. Not here: reads by id, which are never behind.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

use super::id::{ContactId, LocationId};
use super::moment::Moment;
use super::record::Contact;
use super::state::State;

/// Older forms of contacts that changed within the lag.
#[derive(Clone, Debug, Default)]
pub(super) struct Lag {
    millis: u32,
    changes: VecDeque<Changed>,
}

#[derive(Clone, Debug)]
struct Changed {
    at: Moment,
    id: ContactId,
    before: Option<Box<Contact>>,
}

impl Lag {
    /// Sets how long the index is behind; 0 forgets everything.
    pub(super) fn set(&mut self, millis: u32) {
        self.millis = millis;
        if millis == 0 {
            self.changes.clear();
        }
    }

    /// How long the index is behind.
    pub(super) fn millis(&self) -> u32 {
        self.millis
    }

    /// Remembers what a contact was before it changes.
    pub(super) fn note(&mut self, at: Moment, id: ContactId, before: impl FnOnce() -> Option<Contact>) {
        if self.millis == 0 {
            return;
        }
        let oldest = at.plus(-i64::from(self.millis));
        while self.changes.front().is_some_and(|change| change.at <= oldest) {
            self.changes.pop_front();
        }
        self.changes.push_back(Changed { at, id, before: before().map(Box::new) });
    }

    /// The form in which the index, at `now`, still has each contact that changed since; `None` where it has none.
    pub(super) fn older(&self, now: Moment) -> HashMap<ContactId, Option<&Contact>> {
        let seen_until = now.plus(-i64::from(self.millis));
        let mut older = HashMap::new();
        for change in self.changes.iter().filter(|change| change.at > seen_until) {
            older.entry(change.id).or_insert(change.before.as_deref());
        }
        older
    }
}

/// The index that list and search read.
impl State {
    /// The contacts the index of a location has at `now`, newest first, from the one after `after` on.
    pub fn indexed(
        &self,
        location: &LocationId,
        now: Moment,
        after: Option<(Moment, ContactId)>,
    ) -> Box<dyn Iterator<Item = &Contact> + '_> {
        let older = self.lag.older(now);
        if older.is_empty() {
            return match after {
                None => Box::new(self.register.newest(location).map(|folder| &folder.contact)),
                Some((added, id)) => {
                    Box::new(self.register.newest_after(location, added, id).map(|folder| &folder.contact))
                }
            };
        }
        let current = self.register.newest(location).map(|folder| &folder.contact);
        let mut seen: Vec<&Contact> = current.filter(|contact| !older.contains_key(&contact.id)).collect();
        seen.extend(older.values().flatten().filter(|contact| contact.location == *location));
        seen.retain(|contact| after.is_none_or(|after| (contact.added, contact.id) < after));
        seen.sort_by_key(|contact| Reverse((contact.added, contact.id)));
        Box::new(seen.into_iter())
    }

    /// How many contacts the index of a location has at `now`.
    pub fn indexed_count(&self, location: &LocationId, now: Moment) -> usize {
        if self.lag.older(now).is_empty() {
            return self.register.count(location);
        }
        self.indexed(location, now, None).count()
    }

    /// How many contacts that index has before (`added`, `id`) and with it.
    pub fn indexed_ahead(&self, location: &LocationId, now: Moment, after: (Moment, ContactId)) -> usize {
        if self.lag.older(now).is_empty() {
            return self.register.count_ahead(location, after);
        }
        let ahead = self.indexed(location, now, None);
        ahead.take_while(|contact| (contact.added, contact.id) >= after).count()
    }
}
