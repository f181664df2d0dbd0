//! Conversations by id, by contact and by their last message, and what their messages wait for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::world::id::{ContactId, ConversationId, LocationId, MessageId};
use crate::world::moment::Moment;
use crate::world::record::{Conversation, Message};

/// A conversation with its messages.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// The conversation.
    pub conversation: Conversation,
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
}

impl Thread {
    /// The newest message that has left or arrived.
    pub fn last(&self) -> Option<&Message> {
        self.messages.iter().rev().find(|message| message.is_out())
    }

    /// When something was last said, or when the conversation was opened.
    pub fn last_at(&self) -> Moment {
        self.last().map_or(self.conversation.added, |message| message.added)
    }
}

/// The conversations of every location.
#[derive(Clone, Debug, Default)]
pub struct Conversations {
    threads: HashMap<ConversationId, Box<Thread>>,
    of_contact: HashMap<ContactId, ConversationId>,
    holders: HashMap<MessageId, ConversationId>,
    by_last: BTreeMap<LocationId, BTreeSet<(Moment, ConversationId)>>,
    waiting: BTreeSet<(Moment, MessageId)>,
}

impl Conversations {
    /// A conversation.
    pub fn find(&self, id: &ConversationId) -> Option<&Thread> {
        self.threads.get(id).map(|thread| &**thread)
    }

    /// The conversation with a contact: one at most.
    pub fn of(&self, contact: &ContactId) -> Option<&Thread> {
        self.find(self.of_contact.get(contact)?)
    }

    /// A message with its conversation.
    pub fn message(&self, id: &MessageId) -> Option<(&Thread, &Message)> {
        let thread = self.find(self.holders.get(id)?)?;
        Some((thread, thread.messages.iter().find(|message| message.id == *id)?))
    }

    /// The conversations of a location, those with the newest message first.
    pub fn newest<'c>(&'c self, location: &LocationId) -> impl Iterator<Item = &'c Thread> + use<'c> {
        let order = self.by_last.get(location).into_iter().flat_map(|order| order.iter().rev());
        order.filter_map(|(_, id)| self.find(id))
    }

    /// How many a location has.
    pub fn count(&self, location: &LocationId) -> usize {
        self.by_last.get(location).map_or(0, BTreeSet::len)
    }

    /// When the next message gets on.
    pub fn next_due(&self) -> Option<Moment> {
        self.waiting.first().map(|(at, _)| *at)
    }

    /// The next message that gets on by `now`.
    pub fn due(&self, now: Moment) -> Option<&Message> {
        let (_, id) = self.waiting.first().filter(|(at, _)| *at <= now)?;
        self.message(id).map(|(_, message)| message)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Thread> {
        self.by_last.values().flatten().filter_map(|(_, id)| self.find(id))
    }

    pub(super) fn put(&mut self, conversation: Conversation) {
        self.of_contact.insert(conversation.contact, conversation.id);
        match self.threads.get_mut(&conversation.id) {
            Some(thread) => thread.conversation = conversation,
            None => {
                let order = self.by_last.entry(conversation.location).or_default();
                order.insert((conversation.added, conversation.id));
                let thread = Thread { conversation, messages: Vec::new() };
                self.threads.insert(thread.conversation.id, Box::new(thread));
            }
        }
    }

    pub(super) fn put_message(&mut self, message: Message) {
        let Some(thread) = self.threads.get_mut(&message.conversation) else { return };
        let before = thread.last_at();
        self.holders.insert(message.id, message.conversation);
        if let Some(step) = message.next {
            self.waiting.insert((step.at, message.id));
        }
        match thread.messages.iter().position(|kept| kept.id == message.id) {
            Some(at) => {
                if let Some(step) = thread.messages[at].next.filter(|step| message.next != Some(*step)) {
                    self.waiting.remove(&(step.at, message.id));
                }
                thread.messages[at] = message;
            }
            None => {
                thread.messages.reserve_exact(1);
                thread.messages.push(message);
            }
        }
        if !thread.messages.is_sorted_by_key(|message| message.added) {
            thread.messages.sort_by_key(|message| message.added);
        }
        let (id, after) = (thread.conversation.id, thread.last_at());
        if let Some(order) = self.by_last.get_mut(&thread.conversation.location) {
            order.remove(&(before, id));
            order.insert((after, id));
        }
    }

    pub(super) fn take(&mut self, id: &ConversationId) {
        let Some(thread) = self.threads.remove(id) else { return };
        self.of_contact.remove(&thread.conversation.contact);
        if let Some(order) = self.by_last.get_mut(&thread.conversation.location) {
            order.remove(&(thread.last_at(), *id));
        }
        for message in &thread.messages {
            self.holders.remove(&message.id);
            if let Some(step) = message.next {
                self.waiting.remove(&(step.at, message.id));
            }
        }
    }

    pub(super) fn take_of(&mut self, contact: &ContactId) {
        if let Some(id) = self.of_contact.get(contact).copied() {
            self.take(&id);
        }
    }
}
