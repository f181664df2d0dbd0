//! The fields of message events, and of a conversation's count of unread messages.

use serde_json::{Value, json};

use super::{Payload, put};
use crate::world::record::{Conversation, Direction, Message, MessageKind, Paper};

/// Fields of a message event. An e-mail has its own, and neither status nor form of text.
pub(in crate::world) fn message(conversation: &Conversation, message: &Message) -> Payload {
    let blank = Paper::default();
    let paper = message.paper.as_deref().unwrap_or(&blank);
    let mut fields = Payload::new();
    fields.insert("attachments".into(), json!(paper.attachments));
    put(&mut fields, "body", Some(&*message.body).filter(|body| !body.is_empty()));
    put(&mut fields, "contactId", Some(conversation.contact.as_str()));
    put(&mut fields, "conversationId", Some(conversation.id.as_str()));
    put(&mut fields, "dateAdded", Some(&message.added.to_string()));
    put(&mut fields, "direction", Some(message.direction.as_str()));
    put(&mut fields, "messageType", Some(message.kind.in_events()));
    put(&mut fields, "status", Some(message.status.as_str()));
    put(&mut fields, "messageId", Some(message.id.as_str()));
    put(&mut fields, "userId", message.user.as_deref());
    if message.direction == Direction::Outbound {
        put(&mut fields, "source", Some(message.source.as_str()));
    }
    put(&mut fields, "conversationProviderId", paper.provider.as_deref());
    put(&mut fields, "from", paper.from.as_deref());
    of_kind(&mut fields, message.kind, paper);
    fields
}

fn of_kind(fields: &mut Payload, kind: MessageKind, paper: &Paper) {
    if kind == MessageKind::Email {
        put(fields, "emailMessageId", paper.email.as_ref().map(|id| id.as_str()));
        put(fields, "threadId", paper.thread.as_deref());
        put(fields, "subject", paper.subject.as_deref());
        fields.insert("to".into(), json!(paper.to));
        return;
    }
    put(fields, "to", paper.to.first().map(|to| &**to));
    if let Some(call) = &paper.call {
        fields.insert("callDuration".into(), call.seconds.into());
        put(fields, "callStatus", Some(&call.status));
    } else {
        put(fields, "contentType", Some("text/plain"));
    }
}

/// Fields of `ConversationUnreadUpdate`.
pub(in crate::world) fn unread(conversation: &Conversation) -> Payload {
    let fields = json!({
        "id": conversation.id,
        "contactId": conversation.contact,
        "unreadCount": conversation.unread,
        "inbox": true,
        "starred": conversation.starred,
        "deleted": false,
    });
    let Value::Object(fields) = fields else { return Payload::new() };
    fields
}
