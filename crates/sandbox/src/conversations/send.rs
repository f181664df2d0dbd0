//! `POST /conversations/messages`: a message to a contact.
//!
//! Promise: checked in this order: the body, the contact, whether anything is said, whether the channel is open,
//! whether there is an address. What passes is in the thread before the answer leaves.

use axum::body::Bytes;
use http::StatusCode;
use serde_json::json;

use super::content::Content;
use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::body::{Body, Need};
use crate::contacts::desk::Desk;
use crate::world::record::{
    Contact, Direction, Message, MessageKind, MessageSource, MessageStatus, Paper, Prose, Step, Text,
};
use crate::world::{Act, Moment, Pace, State};

/// The kinds that can be sent.
const KINDS: [MessageKind; 9] = [
    MessageKind::Sms,
    MessageKind::Rcs,
    MessageKind::Email,
    MessageKind::WhatsApp,
    MessageKind::Instagram,
    MessageKind::Facebook,
    MessageKind::Custom,
    MessageKind::LiveChat,
    MessageKind::Tiktok,
];

struct Input {
    content: Content,
    from_number: Text,
    to_number: Text,
    at: Option<Moment>,
}

impl Input {
    fn read(bytes: &Bytes) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let content = Content::take(&mut body, &KINDS);
        let mut number = |name: &str| {
            let text = body.text(name, Need::Optional).set().filter(|text| !text.is_empty());
            text.map(Box::from)
        };
        let (from_number, to_number) = (number("fromNumber"), number("toNumber"));
        let at = body.number("scheduledTimestamp", Need::Optional).set();
        #[expect(clippy::cast_possible_truncation, reason = "what is beyond time is cut to its end")]
        let at = at.map(|seconds| Moment::from_millis((seconds * 1_000.0) as i64));
        body.finish_leniently()?;
        Ok(Self { content, from_number, to_number, at })
    }
}

/// The operation.
pub(super) async fn send(desk: Desk, body: Bytes) -> Outcome {
    let input = Input::read(&body)?;
    let pace = desk.world.pace();
    desk.world.act(|act| {
        let contact = desk.folder(act, &input.content.contact)?.contact.clone();
        has_content(&input.content)?;
        is_open(&contact, input.content.kind)?;
        let paper = addressed(act, &contact, &input)?;
        let message = written(act, &desk, &contact, paper, &input, pace);
        let mut answer = json!({
            "conversationId": message.conversation,
            "messageId": message.id,
            "msg": "Message queued successfully.",
            "status": "pending",
        });
        if let Some(email) = message.paper.as_ref().and_then(|paper| paper.email) {
            answer["emailMessageId"] = json!(email);
        }
        act.message_save(message);
        Ok(Answer::with(StatusCode::OK, answer))
    })
}

fn has_content(content: &Content) -> Result<(), Refusal> {
    if content.said().is_some() || !content.paper.attachments.is_empty() {
        return Ok(());
    }
    Err(Refusal::Message {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        text: "There is no message or attachments for this message. Skip sending.".to_owned(),
        code: Some("CONVERSATIONS_MSG_NO_CONTENT"),
    })
}

/// Refuses what the contact does not want.
fn is_open(contact: &Contact, kind: MessageKind) -> Result<(), Refusal> {
    if kind == MessageKind::Email && contact.unsubscribe_email {
        let address = contact.email.as_deref().unwrap_or_default();
        return Err(bad(format!("Cannot send email as {address} has unsubscribed")));
    }
    match kind.channel() {
        Some(channel) if contact.is_closed_to(channel) => {
            Err(bad(format!("Cannot send message as DND is active for {}.", channel.as_str())))
        }
        _ if contact.dnd => Err(bad("Cannot send message as DND is active.")),
        _ => Ok(()),
    }
}

fn bad(text: impl Into<String>) -> Refusal {
    Refusal::Message { status: StatusCode::BAD_REQUEST, text: text.into(), code: None }
}

/// The paper with sender and receiver on it.
fn addressed(state: &State, contact: &Contact, input: &Input) -> Result<Paper, Refusal> {
    let mut paper = input.content.paper.clone();
    let location = state.location(&contact.location);
    let kind = input.content.kind;
    if kind == MessageKind::Email {
        if paper.to.is_empty() {
            let email = contact.email.clone().ok_or_else(|| bad("Missing email"))?;
            if contact.bounce_email || contact.valid_email == Some(false) {
                return Err(bad("Unable to send e-mail, contact's e-mail is invalid"));
            }
            paper.to = vec![email];
        }
        paper.from = paper.from.or_else(|| location.map(|location| location.email.clone()));
    } else if kind.needs_phone() {
        let to = input.to_number.clone().or_else(|| contact.phone.clone());
        paper.to = vec![to.ok_or_else(|| bad("Missing phone number"))?];
        let own = location.map(|location| location.phone.clone());
        paper.from = input.from_number.clone().or(own);
    } else if kind == MessageKind::Custom && paper.provider.is_none() {
        return Err(bad("conversationProviderId is required for messages of type Custom"));
    }
    Ok(paper)
}

fn written(
    act: &mut Act<'_>,
    desk: &Desk,
    contact: &Contact,
    mut paper: Paper,
    input: &Input,
    pace: Pace,
) -> Message {
    let now = act.now();
    let conversation = act.conversation_with(contact.id, desk.location).id;
    let id = act.fresh();
    if input.content.kind == MessageKind::Email {
        paper.email = Some(act.fresh());
        paper.thread = paper.thread.or_else(|| Some(Box::from(AsRef::<str>::as_ref(&id))));
    }
    let later = input.at.filter(|at| *at > now);
    let (status, next) = match later {
        Some(at) => (MessageStatus::Scheduled, Step { at, to: MessageStatus::Sent }),
        None => (MessageStatus::Pending, Step { at: now.plus(pace.leave), to: MessageStatus::Sent }),
    };
    Message {
        id,
        conversation,
        kind: input.content.kind,
        direction: Direction::Outbound,
        status,
        source: MessageSource::Api,
        body: Prose::Owned(input.content.said().unwrap_or_default().to_owned()),
        added: now,
        updated: now,
        user: desk.user.map(|user| user.as_str().into()),
        next: Some(next),
        paper: Some(Box::new(paper)),
    }
}
