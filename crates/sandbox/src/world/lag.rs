//! The index that is behind: what lists and searches still see of contacts, opportunities and conversations that
//! changed a moment ago.
//!
//! Here: remembering the older form of recent changes. Not here: reads by id, which are never behind.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use super::dealings::{Dealings, Thread};
use super::entry::Entry;
use super::id::{ContactId, ConversationId, LocationId, OpportunityId};
use super::moment::Moment;
use super::record::{Contact, Opportunity};
use super::register::Register;
use super::state::State;

/// Older forms of what changed within the lag.
#[derive(Clone, Debug, Default)]
pub(super) struct Lag {
    millis: u32,
    contacts: Trail<ContactId, Contact>,
    opportunities: Trail<OpportunityId, Opportunity>,
    threads: Trail<ConversationId, Thread>,
}

/// Changes of one kind of record, the oldest first.
#[derive(Clone, Debug)]
struct Trail<I, R>(VecDeque<Changed<I, R>>);

#[derive(Clone, Debug)]
struct Changed<I, R> {
    at: Moment,
    id: I,
    before: Option<Box<R>>,
}

impl<I, R> Default for Trail<I, R> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<I: Copy + Eq + Hash, R: Clone> Trail<I, R> {
    fn note(&mut self, at: Moment, id: I, before: Option<&R>) {
        self.0.push_back(Changed { at, id, before: before.cloned().map(Box::new) });
    }

    fn forget_until(&mut self, oldest: Moment) {
        while self.0.front().is_some_and(|change| change.at <= oldest) {
            self.0.pop_front();
        }
    }

    /// The form in which the index still has what changed since; `None` where it has none.
    fn since(&self, seen_until: Moment) -> HashMap<I, Option<&R>> {
        let mut older = HashMap::new();
        for change in self.0.iter().filter(|change| change.at > seen_until) {
            older.entry(change.id).or_insert(change.before.as_deref());
        }
        older
    }
}

impl Lag {
    /// Sets how long the index is behind; 0 forgets everything.
    pub(super) fn set(&mut self, millis: u32) {
        *self = if millis == 0 { Self::default() } else { Self { millis, ..std::mem::take(self) } };
    }

    /// How long the index is behind.
    pub(super) fn millis(&self) -> u32 {
        self.millis
    }

    /// Remembers what the entry is about to change.
    pub(super) fn note(&mut self, now: Moment, entry: &Entry, register: &Register, dealings: &Dealings) {
        if self.millis == 0 {
            return;
        }
        self.forget_until(self.seen_until(now));
        match entry {
            Entry::Contact(contact) => self.note_contact(now, contact.id, register),
            Entry::ContactGone(id) => {
                self.note_contact(now, *id, register);
                for one in dealings.opportunities().of(id) {
                    self.opportunities.note(now, one.id, Some(one));
                }
                if let Some(thread) = dealings.conversations().of(id) {
                    self.threads.note(now, thread.conversation.id, Some(thread));
                }
            }
            Entry::Opportunity(one) => self.note_opportunity(now, one.id, dealings),
            Entry::OpportunityGone(id) => self.note_opportunity(now, *id, dealings),
            Entry::Conversation(one) => self.note_thread(now, one.id, dealings),
            Entry::ConversationGone(id) => self.note_thread(now, *id, dealings),
            Entry::Message(message) => self.note_thread(now, message.conversation, dealings),
            _ => {}
        }
    }

    fn note_contact(&mut self, now: Moment, id: ContactId, register: &Register) {
        self.contacts.note(now, id, register.folder(&id).map(|folder| &folder.contact));
    }

    fn note_opportunity(&mut self, now: Moment, id: OpportunityId, dealings: &Dealings) {
        self.opportunities.note(now, id, dealings.opportunities().find(&id));
    }

    fn note_thread(&mut self, now: Moment, id: ConversationId, dealings: &Dealings) {
        self.threads.note(now, id, dealings.conversations().find(&id));
    }

    fn forget_until(&mut self, oldest: Moment) {
        self.contacts.forget_until(oldest);
        self.opportunities.forget_until(oldest);
        self.threads.forget_until(oldest);
    }

    fn seen_until(&self, now: Moment) -> Moment {
        now.plus(-i64::from(self.millis))
    }
}

/// Everything current, but what changed since in its `older` form, the largest by `order` first.
fn behind<'s, I: Eq + Hash, R, K: Ord>(
    current: impl Iterator<Item = &'s R> + 's,
    older: &HashMap<I, Option<&'s R>>,
    id: impl Fn(&R) -> I,
    order: impl Fn(&R) -> K,
) -> Vec<&'s R> {
    if older.is_empty() {
        return current.collect();
    }
    let mut seen: Vec<&R> = current.filter(|record| !older.contains_key(&id(record))).collect();
    seen.extend(older.values().flatten());
    seen.sort_by_key(|record| Reverse(order(record)));
    seen
}

/// The index that lists and searches read.
impl State {
    /// The contacts the index of a location has at `now`, newest first, from the one after `after` on.
    pub fn indexed(
        &self,
        location: &LocationId,
        now: Moment,
        after: Option<(Moment, ContactId)>,
    ) -> Box<dyn Iterator<Item = &Contact> + '_> {
        let mut older = self.lag.contacts.since(self.lag.seen_until(now));
        if older.is_empty() {
            return match after {
                None => Box::new(self.register.newest(location).map(|folder| &folder.contact)),
                Some((added, id)) => {
                    Box::new(self.register.newest_after(location, added, id).map(|folder| &folder.contact))
                }
            };
        }
        older
            .values_mut()
            .for_each(|before| *before = before.filter(|contact| contact.location == *location));
        let current = self.register.newest(location).map(|folder| &folder.contact);
        let place = |contact: &Contact| (contact.added, contact.id);
        let mut seen = behind(current, &older, |contact| contact.id, place);
        seen.retain(|contact| after.is_none_or(|after| place(contact) < after));
        Box::new(seen.into_iter())
    }

    /// The opportunities the index of a location has at `now`, newest first.
    pub fn indexed_opportunities(&self, location: &LocationId, now: Moment) -> Vec<&Opportunity> {
        let mut older = self.lag.opportunities.since(self.lag.seen_until(now));
        older.values_mut().for_each(|before| *before = before.filter(|one| one.location == *location));
        let current = self.opportunities().newest(location);
        behind(current, &older, |one| one.id, |one| (one.added, one.id))
    }

    /// The conversations the index of a location has at `now`, those with the newest message first.
    pub fn indexed_threads(&self, location: &LocationId, now: Moment) -> Vec<&Thread> {
        let mut older = self.lag.threads.since(self.lag.seen_until(now));
        let here = |thread: &&Thread| thread.conversation.location == *location;
        older.values_mut().for_each(|before| *before = before.filter(here));
        let current = self.conversations().newest(location);
        behind(
            current,
            &older,
            |thread| thread.conversation.id,
            |thread| (thread.last_at(), thread.conversation.id),
        )
    }

    /// How many contacts the index of a location has at `now`.
    pub fn indexed_count(&self, location: &LocationId, now: Moment) -> usize {
        if self.lag.contacts.since(self.lag.seen_until(now)).is_empty() {
            return self.register.count(location);
        }
        self.indexed(location, now, None).count()
    }

    /// How many contacts that index has before (`added`, `id`) and with it.
    pub fn indexed_ahead(&self, location: &LocationId, now: Moment, after: (Moment, ContactId)) -> usize {
        if self.lag.contacts.since(self.lag.seen_until(now)).is_empty() {
            return self.register.count_ahead(location, after);
        }
        let ahead = self.indexed(location, now, None);
        ahead.take_while(|contact| (contact.added, contact.id) >= after).count()
    }
}
