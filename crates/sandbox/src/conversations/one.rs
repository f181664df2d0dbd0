//! One conversation: read, open, mark, delete.

use axum::body::Bytes;
use axum::extract::Path;
use serde_json::json;

use super::show;
use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::body::{Body, Need};
use crate::contacts::desk::Desk;
use crate::world::id::ConversationId;
use crate::world::{State, Thread};

/// `GET /conversations/{conversationId}`: a bare object.
pub(super) async fn get(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.look(|state| Ok(Answer::ok(show::single(find(&desk, state, &id)?, state))))
}

/// `POST /conversations/`
pub(super) async fn create(desk: Desk, body: Bytes) -> Outcome {
    let mut body = Body::read(&body)?;
    let location = body.words("locationId", Need::Required).set().unwrap_or_default();
    let contact = body.words("contactId", Need::Required).set().unwrap_or_default();
    body.finish()?;
    desk.owns(&location)?;
    desk.world.act(|act| {
        let contact = desk.folder(act, &contact)?.contact.id;
        if let Some(thread) = act.conversations().of(&contact) {
            return Err(Refusal::ConversationExists(thread.conversation.id.to_string()));
        }
        let opened = act.conversation_with(contact, desk.location);
        Ok(Answer::created(json!({ "success": true, "conversation": show::opened(&opened, act) })))
    })
}

/// `PUT /conversations/{conversationId}`: its star and its count of unread messages.
pub(super) async fn update(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let mut body = Body::read(&body)?;
    let location = body.words("locationId", Need::Required).set().unwrap_or_default();
    let starred = body.flag("starred", Need::Optional).set();
    let unread = body.number("unreadCount", Need::Optional).set();
    if unread.is_some_and(|unread| unread < 0.0 || unread.fract() != 0.0) {
        body.fault("unreadCount must be a whole number, 0 or more");
    }
    // Taken and not kept.
    body.take("feedback");
    body.finish()?;
    desk.owns(&location)?;
    desk.world.act(|act| {
        let mut conversation = find(&desk, act, &id)?.conversation.clone();
        conversation.starred = starred.unwrap_or(conversation.starred);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be whole and not negative; what is too large is cut"
        )]
        let unread = unread.map(|unread| unread as u32);
        conversation.unread = unread.unwrap_or(conversation.unread);
        let id = conversation.id;
        act.conversation_save(conversation);
        let shown = act.conversations().find(&id).map(|thread| show::written(thread, act));
        Ok(Answer::ok(json!({ "success": true, "conversation": shown })))
    })
}

/// `DELETE /conversations/{conversationId}`: with its messages. Sends no event.
pub(super) async fn delete(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.act(|act| {
        let id = find(&desk, act, &id)?.conversation.id;
        act.conversation_delete(&id);
        Ok(Answer::ok(json!({ "success": true })))
    })
}

/// The conversation whose id is `text`; one of another location is not there.
pub(super) fn find<'s>(desk: &Desk, state: &'s State, text: &str) -> Result<&'s Thread, Refusal> {
    let found = ConversationId::parse(text).and_then(|id| state.conversations().find(&id));
    found
        .filter(|thread| thread.conversation.location == desk.location)
        .ok_or_else(|| Refusal::NoRecord { noun: "Conversation", id: text.to_owned() })
}
