//! Altering conversations and messages, and what that sends.
//!
//! Promise: a contact has one conversation at most. A message sends one event: one of the contact when it arrives,
//! one to the contact when it leaves or fails to. The count of unread messages is told whenever it changes.

use super::act::Act;
use super::entry::Entry;
use super::event::EventKind;
use super::id::{ContactId, ConversationId, LocationId, MessageId};
use super::pace::Pace;
use super::payload;
use super::record::{Conversation, Direction, Message, MessageKind, MessageStatus, Step};

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

/// Getting on.
impl Act<'_> {
    /// Does what a message's step says: it leaves or fails to, arrives or does not.
    pub fn message_get_on(&mut self, id: &MessageId, pace: Pace) {
        let Some((thread, message)) = self.conversations().message(id) else { return };
        let Some(step) = message.next.filter(|step| step.at <= self.now()) else { return };
        let (contact, mut message) = (thread.conversation.contact, message.clone());
        message.next = None;
        if step.to == MessageStatus::Sent {
            self.leave(&mut message, &contact, pace);
        } else {
            message.status = step.to;
        }
        self.message_save(message);
    }

    fn leave(&self, message: &mut Message, contact: &ContactId, pace: Pace) {
        if message.status == MessageStatus::Scheduled {
            message.added = self.now();
            let contact = self.register().folder(contact).map(|folder| &folder.contact);
            if let Some(channel) = message.kind.channel()
                && contact.is_some_and(|contact| contact.is_closed_to(channel))
            {
                return fail(message, &format!("DND is active for {}", channel.as_str()));
            }
        }
        let bounces = goes_nowhere(message);
        if bounces && message.kind != MessageKind::Email {
            return fail(message, "The number cannot be reached");
        }
        message.status = MessageStatus::Sent;
        let to = if bounces { MessageStatus::Undelivered } else { MessageStatus::Delivered };
        message.next = Some(Step { at: self.now().plus(pace.arrive), to });
    }
}

fn fail(message: &mut Message, why: &str) {
    message.status = MessageStatus::Failed;
    message.paper.get_or_insert_default().error = Some(why.into());
}

/// Whether nobody gets it: numbers that end in 555-0001 and addresses that begin with `bounce` are there to try
/// what happens then.
fn goes_nowhere(message: &Message) -> bool {
    let to = message.paper.as_ref().and_then(|paper| paper.to.first());
    to.is_some_and(|to| to.ends_with("5550001") || to.starts_with("bounce"))
}
