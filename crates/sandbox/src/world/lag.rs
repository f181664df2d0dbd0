//! The index that is behind: what list and search still see of contacts that changed a moment ago.
//!
//! Here: remembering the older form of recent changes. Not here: reads by id, which are never behind.

use std::collections::{HashMap, VecDeque};

use super::id::ContactId;
use super::moment::Moment;
use super::record::Contact;

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
