//! Altering conversations and messages, and what that sends.
//!
//! Promise: a contact has one conversation at most. A message sends one event: one of the contact when it arrives,
//! one to the contact when it leaves or fails to. The count of unread messages is told whenever it changes.

use super::act::Act;
use super::entry::Entry;
use super::event::EventKind;
use super::id::{ContactId, ConversationId, LocationId};
use super::payload;
use super::record::{Conversation, Direction, Message};

impl Act<'_> {
    /// The conversation with a contact, opened if there is none.
    pub fn conversation_with(&mut self, contact: ContactId, location: LocationId) -> Conversation {
        if let Some(thread) = self.conversations().of(&contact) {
            return thread.conversation.clone();
        }
        let (id, now) = (self.fresh(), self.now());
        let opened =
            Conversation { id, contact, location, added: now, updated: now, unread: 0, starred: false };
        self.put(Entry::Conversation(opened.clone()));
        opened
    }

    /// Saves a conversation that exists.
    pub fn conversation_save(&mut self, mut conversation: Conversation) {
        let Some(before) = self.conversations().find(&conversation.id) else { return };
        let told = before.conversation.unread != conversation.unread;
        conversation.updated = self.now();
        if told {
            let payload = payload::unread(&conversation);
            self.tell(EventKind::ConversationUnreadUpdate, conversation.location, payload);
        }
        self.put(Entry::Conversation(conversation));
    }

    /// Deletes a conversation with its messages. Sends nothing.
    pub fn conversation_delete(&mut self, id: &ConversationId) {
        self.put(Entry::ConversationGone(*id));
    }

    /// Saves a message, new or altered, of a conversation that exists.
    pub fn message_save(&mut self, mut message: Message) {
        let Some(thread) = self.conversations().find(&message.conversation) else { return };
        let mut conversation = thread.conversation.clone();
        let before = thread.messages.iter().find(|kept| kept.id == message.id);
        let was_out = before.is_some_and(Message::is_out);
        message.updated = self.now();
        let arrived = message.is_out() && !was_out;
        let inbound = message.direction == Direction::Inbound;
        if arrived {
            let kind = if inbound { EventKind::InboundMessage } else { EventKind::OutboundMessage };
            self.tell(kind, conversation.location, payload::message(&conversation, &message));
        }
        self.put(Entry::Message(Box::new(message)));
        if arrived && inbound {
            conversation.unread = conversation.unread.saturating_add(1);
            self.conversation_save(conversation);
        }
    }
}
