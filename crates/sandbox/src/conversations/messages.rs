//! The messages of a conversation, and one message.
//!
//! Promise: newest first, from the one after `lastMessageId` on. The list is flat, as the documents have it; turn
//! off the quirk `messages-flat` and it lies one level deeper under `messages`, as it was seen live.

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{one, show};
use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::desk::Desk;
use crate::query::Query;
use crate::world::id::MessageId;
use crate::world::record::{Message, MessageKind};

const DEFAULT_LIMIT: usize = 20;
const LARGEST_LIMIT: usize = 100;

/// Which messages to list.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Asked {
    last_message_id: Option<String>,
    limit: Option<String>,
    #[serde(rename = "type")]
    kinds: Option<String>,
}

/// `GET /conversations/{conversationId}/messages`
pub(super) async fn list(desk: Desk, Path(id): Path<String>, Query(asked): Query<Asked>) -> Outcome {
    let limit = limit(asked.limit.as_deref())?;
    let kinds = kinds(asked.kinds.as_deref())?;
    desk.world.messages_get_on();
    desk.world.look(|state| {
        let thread = one::find(&desk, state, &id)?;
        let newest: Vec<&Message> = thread.messages.iter().rev().collect();
        let from = match asked.last_message_id.as_deref().filter(|text| !text.is_empty()) {
            None => 0,
            Some(last) => match newest.iter().position(|message| message.id.as_str() == last) {
                Some(at) => at + 1,
                None => return Err(no_message(last)),
            },
        };
        let takes = |message: &&&Message| kinds.is_empty() || kinds.contains(&message.kind);
        let mut rest = newest[from..].iter().filter(takes);
        let page: Vec<&&Message> = rest.by_ref().take(limit).collect();
        let last = page.last().map_or("", |message| message.id.as_str());
        let messages: Value =
            page.iter().map(|message| show::message(&thread.conversation, message)).collect();
        let list = json!({ "lastMessageId": last, "nextPage": rest.next().is_some(), "messages": messages });
        Ok(Answer::ok(if state.nests_messages() { json!({ "messages": list }) } else { list }))
    })
}

fn limit(text: Option<&str>) -> Result<usize, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(DEFAULT_LIMIT) };
    let limit: usize = text.parse().map_err(|_| Refusal::invalid("limit must be a number string"))?;
    match limit {
        1..=LARGEST_LIMIT => Ok(limit),
        _ => Err(Refusal::Bad(format!("limit must be from 1 to {LARGEST_LIMIT}"))),
    }
}

/// The kinds named, with commas between. One that is not known here finds nothing.
fn kinds(text: Option<&str>) -> Result<Vec<MessageKind>, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Vec::new()) };
    let known: Vec<MessageKind> = text.split(',').filter_map(|name| MessageKind::read(name.trim())).collect();
    if known.is_empty() { Err(Refusal::invalid("type must be a valid enum value")) } else { Ok(known) }
}

/// `GET /conversations/messages/{id}`: a bare object.
pub(super) async fn get(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.messages_get_on();
    desk.world.look(|state| {
        let found = MessageId::parse(&id).and_then(|id| state.conversations().message(&id));
        let here = found.filter(|(thread, _)| thread.conversation.location == desk.location);
        let (thread, message) = here.ok_or_else(|| no_message(&id))?;
        Ok(Answer::ok(show::message(&thread.conversation, message)))
    })
}

fn no_message(id: &str) -> Refusal {
    Refusal::NoRecord { noun: "Message", id: id.to_owned() }
}
