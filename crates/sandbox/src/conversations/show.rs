//! How conversations and messages are spelled.
//!
//! Promise: the documents' required members are always there, as empty text where the contact has nothing. A
//! conversation nothing was said in yet has no text and the type of an activity [our choice].

use serde_json::{Map, Value, json};

use crate::contacts::show::put;
use crate::world::record::{Contact, Conversation, Direction, Message, MessageKind, MessageSource, Paper};
use crate::world::{State, Thread};

/// The type of a conversation nothing was said in yet.
pub(super) const NOTHING_SAID: &str = "TYPE_ACTIVITY_CONTACT";

/// The contact of a conversation.
pub(super) fn contact<'s>(conversation: &Conversation, state: &'s State) -> Option<&'s Contact> {
    state.register().folder(&conversation.contact).map(|folder| &folder.contact)
}

/// The kind of the newest message, as reads spell it.
pub(super) fn last_kind(thread: &Thread) -> &'static str {
    thread.last().map_or(NOTHING_SAID, |message| message.kind.long())
}

/// The form of `GET`: bare, its type a number.
pub(super) fn single(thread: &Thread, state: &State) -> Value {
    let conversation = &thread.conversation;
    let mut shown = Map::new();
    put(&mut shown, "id", Some(conversation.id.as_str()));
    put(&mut shown, "contactId", Some(conversation.contact.as_str()));
    put(&mut shown, "locationId", Some(conversation.location.as_str()));
    shown.insert("deleted".into(), false.into());
    shown.insert("inbox".into(), true.into());
    shown.insert("type".into(), kind(thread, state).0.into());
    shown.insert("unreadCount".into(), conversation.unread.into());
    put(&mut shown, "assignedTo", assigned(conversation, state));
    shown.insert("starred".into(), conversation.starred.into());
    Value::Object(shown)
}

/// The form a new one is answered with.
pub(super) fn opened(conversation: &Conversation, state: &State) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "id", Some(conversation.id.as_str()));
    put(&mut shown, "dateUpdated", Some(&conversation.updated.to_string()));
    put(&mut shown, "dateAdded", Some(&conversation.added.to_string()));
    shown.insert("deleted".into(), false.into());
    put(&mut shown, "contactId", Some(conversation.contact.as_str()));
    put(&mut shown, "locationId", Some(conversation.location.as_str()));
    put(&mut shown, "lastMessageDate", Some(&conversation.added.to_string()));
    put(&mut shown, "assignedTo", assigned(conversation, state));
    Value::Object(shown)
}

/// The form an update is answered with.
pub(super) fn written(thread: &Thread, state: &State) -> Value {
    let conversation = &thread.conversation;
    let mut shown = Map::new();
    put(&mut shown, "id", Some(conversation.id.as_str()));
    put(&mut shown, "locationId", Some(conversation.location.as_str()));
    put(&mut shown, "contactId", Some(conversation.contact.as_str()));
    put(&mut shown, "assignedTo", assigned(conversation, state));
    if let Some(last) = thread.last() {
        put(&mut shown, "lastMessageBody", Some(&last.body));
        put(&mut shown, "lastMessageDate", Some(&last.added.to_string()));
        put(&mut shown, "lastMessageType", Some(last.kind.long()));
    }
    shown.insert("unreadCount".into(), conversation.unread.into());
    shown.insert("inbox".into(), true.into());
    shown.insert("starred".into(), conversation.starred.into());
    shown.insert("deleted".into(), false.into());
    Value::Object(shown)
}

/// The form of the search: dates in milliseconds, the contact beside it, the cursor under `sort`.
pub(super) fn found(thread: &Thread, state: &State, key: i64) -> Value {
    let conversation = &thread.conversation;
    let contact = contact(conversation, state);
    let name = contact.and_then(Contact::full_name).unwrap_or_default();
    let text = |text: Option<&str>| Value::from(text.unwrap_or_default());
    let mut shown = json!({
        "id": conversation.id,
        "contactId": conversation.contact,
        "locationId": conversation.location,
        "dateAdded": conversation.added.millis(),
        "dateUpdated": conversation.updated.max(thread.last_at()).millis(),
        "lastMessageDate": thread.last_at().millis(),
        "lastMessageType": last_kind(thread),
        "lastMessageBody": text(thread.last().map(|message| &*message.body)),
        "type": kind(thread, state).1,
        "unreadCount": conversation.unread,
        "inbox": true,
        "starred": conversation.starred,
        "fullName": name,
        "contactName": name,
        "email": text(contact.and_then(|contact| contact.email.as_deref())),
        "phone": text(contact.and_then(|contact| contact.phone.as_deref())),
        "tags": contact.map_or_else(|| json!([]), |contact| json!(contact.tags)),
        "followers": contact.map_or_else(|| json!([]), |contact| json!(contact.followers)),
        "sort": [key, conversation.id],
    });
    if let Some(user) = assigned(conversation, state) {
        shown["assignedTo"] = user.into();
    }
    add_last(&mut shown, thread);
    shown
}

fn add_last(shown: &mut Value, thread: &Thread) {
    if let Some(last) = thread.last() {
        shown["lastMessageDirection"] = last.direction.as_str().into();
    }
    if let Some(out) = last_outbound(thread) {
        shown["lastOutboundMessageAction"] = action(out).into();
    }
    if let Some(manual) = last_manual(thread) {
        shown["lastManualMessageDate"] = manual.added.millis().into();
    }
}

/// The newest message to the contact.
pub(super) fn last_outbound(thread: &Thread) -> Option<&Message> {
    let mut newest = thread.messages.iter().rev().filter(|message| message.is_out());
    newest.find(|message| message.direction == Direction::Outbound)
}

/// The newest message somebody wrote by hand, on either side.
pub(super) fn last_manual(thread: &Thread) -> Option<&Message> {
    let mut newest = thread.messages.iter().rev().filter(|message| message.is_out());
    newest.find(|message| action(message) == "manual")
}

/// Whether a person or a workflow wrote it.
pub(super) fn action(message: &Message) -> &'static str {
    if message.source == MessageSource::Workflow { "automated" } else { "manual" }
}

/// Who looks after it: who looks after the contact.
pub(super) fn assigned<'s>(conversation: &Conversation, state: &'s State) -> Option<&'s str> {
    contact(conversation, state)?.assigned_to.as_deref()
}

/// The way a conversation mainly goes, as number and name.
fn kind(thread: &Thread, state: &State) -> (u32, &'static str) {
    let last = thread.last().map(|message| message.kind);
    let phone = contact(&thread.conversation, state).is_some_and(|contact| contact.phone.is_some());
    match last {
        Some(MessageKind::Facebook | MessageKind::Instagram) => (3, "TYPE_FB_MESSENGER"),
        _ if phone => (1, "TYPE_PHONE"),
        _ => (2, "TYPE_EMAIL"),
    }
}

/// A message.
pub(super) fn message(conversation: &Conversation, message: &Message) -> Value {
    let blank = Paper::default();
    let paper = message.paper.as_deref().unwrap_or(&blank);
    let mut shown = Map::new();
    put(&mut shown, "id", Some(message.id.as_str()));
    shown.insert("type".into(), message.kind.number().into());
    put(&mut shown, "messageType", Some(message.kind.long()));
    put(&mut shown, "locationId", Some(conversation.location.as_str()));
    put(&mut shown, "contactId", Some(conversation.contact.as_str()));
    put(&mut shown, "conversationId", Some(conversation.id.as_str()));
    put(&mut shown, "dateAdded", Some(&message.added.to_string()));
    put(&mut shown, "body", Some(&*message.body).filter(|body| !body.is_empty()));
    put(&mut shown, "direction", Some(message.direction.as_str()));
    put(&mut shown, "status", Some(message.status.as_str()));
    let html = message.kind == MessageKind::Email;
    put(&mut shown, "contentType", Some(if html { "text/html" } else { "text/plain" }));
    shown.insert("attachments".into(), json!(paper.attachments));
    if let Some(meta) = meta(paper) {
        shown.insert("meta".into(), meta);
    }
    if message.direction == Direction::Outbound {
        put(&mut shown, "source", Some(message.source.as_str()));
    }
    put(&mut shown, "userId", message.user.as_deref());
    put(&mut shown, "conversationProviderId", paper.provider.as_deref());
    put(&mut shown, "from", paper.from.as_deref());
    put(&mut shown, "to", paper.to.first().map(|to| &**to));
    put(&mut shown, "subject", paper.subject.as_deref());
    put(&mut shown, "altId", paper.alt_id.as_deref());
    put(&mut shown, "error", paper.error.as_deref());
    Value::Object(shown)
}

fn meta(paper: &Paper) -> Option<Value> {
    if let Some(call) = &paper.call {
        return Some(json!({ "callDuration": call.seconds.to_string(), "callStatus": call.status }));
    }
    paper.email.map(|id| json!({ "email": { "messageIds": [id] } }))
}
