//! `POST /conversations/messages/inbound`: logs what a contact sent by a way HighLevel does not see.
//!
//! Promise: the message arrives in the contact's conversation, unread. A text that says STOP closes the channel to
//! further texts, as HighLevel's own number does.

use axum::body::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

use super::content::Content;
use super::one;
use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::body::{Body, Need};
use crate::contacts::desk::Desk;
use crate::world::record::{
    Call, Channel, Contact, Direction, DndSetting, DndStatus, Message, MessageKind, MessageSource,
    MessageStatus, Prose,
};
use crate::world::{Act, Moment};

struct Input {
    content: Content,
    conversation: String,
    email: Option<String>,
    direction: Direction,
    date: Option<Moment>,
    call: Option<Call>,
}

impl Input {
    fn read(bytes: &Bytes) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let content = Content::take(&mut body, MessageKind::ALL);
        let conversation = body.words("conversationId", Need::Required).set().unwrap_or_default();
        if content.paper.provider.is_none() {
            body.fault("conversationProviderId must be a string");
        }
        let direction = match body.take("direction").set().as_ref().and_then(Value::as_str) {
            Some("outbound") => Direction::Outbound,
            _ => Direction::Inbound,
        };
        let email = body.text("emailMessageId", Need::Optional).set();
        let date = body.moment("date", Need::Optional).set();
        let call = body.object("call", Need::Optional).set();
        let status = call.as_ref().and_then(|call| call.get("status")).and_then(Value::as_str);
        let is_call = matches!(content.kind, MessageKind::Call | MessageKind::Ivr | MessageKind::Voicemail);
        let call = is_call.then(|| Call { seconds: 0, status: status.unwrap_or("completed").into() });
        body.finish_leniently()?;
        Ok(Self { content, conversation, email, direction, date, call })
    }
}

/// The operation.
pub(super) async fn log(desk: Desk, body: Bytes) -> Outcome {
    let input = Input::read(&body)?;
    desk.world.act(|act| {
        let contact = desk.folder(act, &input.content.contact)?.contact.clone();
        let conversation = one::find(&desk, act, &input.conversation)?.conversation.clone();
        if conversation.contact != contact.id {
            return Err(bad("The conversation does not belong to the contact"));
        }
        if contact.inbound_dnd.as_ref().is_some_and(|inbound| inbound.active) {
            return Err(bad("Cannot receive message as inbound DND is active"));
        }
        let message = written(act, &input, conversation.id);
        let answer = json!({
            "success": true,
            "conversationId": conversation.id,
            "messageId": message.id,
            "message": "Message added successfully",
            "contactId": contact.id,
            "dateAdded": message.added.to_string(),
        });
        let stops = is_stop(&message);
        act.message_save(message);
        if stops {
            close(act, contact);
        }
        Ok(Answer::ok(answer))
    })
}

fn bad(text: &str) -> Refusal {
    Refusal::Message { status: StatusCode::BAD_REQUEST, text: text.to_owned(), code: None }
}

fn written(act: &mut Act<'_>, input: &Input, conversation: crate::world::id::ConversationId) -> Message {
    let now = act.now();
    let mut paper = input.content.paper.clone();
    paper.reply_to = input.email.as_deref().map(Box::from).or(paper.reply_to);
    if input.content.kind == MessageKind::Email {
        paper.email = Some(act.fresh());
    }
    paper.call.clone_from(&input.call);
    let said = input.content.said().or(input.content.message.as_deref());
    Message {
        id: act.fresh(),
        conversation,
        kind: input.content.kind,
        direction: input.direction,
        status: MessageStatus::Delivered,
        source: MessageSource::Api,
        body: Prose::Owned(said.unwrap_or_default().to_owned()),
        added: input.date.unwrap_or(now),
        updated: now,
        user: None,
        next: None,
        paper: Some(Box::new(paper)),
    }
}

fn is_stop(message: &Message) -> bool {
    let texted = message.kind == MessageKind::Sms && message.direction == Direction::Inbound;
    texted && ["STOP", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"].contains(&&*message.body.trim().to_uppercase())
}

fn close(act: &mut Act<'_>, mut contact: Contact) {
    let setting = DndSetting { status: DndStatus::Active, message: Some("Texted STOP".into()), code: None };
    contact.dnd_settings.insert(Channel::Sms, setting);
    act.contact_save(contact);
}
