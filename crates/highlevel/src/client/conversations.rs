//! Conversations and messages.

use serde_json::{Value, json};

use super::Client;
use super::answer::Answer;
use super::call::Call;
use crate::error::CallError;
use crate::ids::{ContactId, ConversationId, LocationId, MessageId};
use crate::model::{Conversation, ConversationSearch, Message, MessageSend};
use crate::operation::{Operation, conversations as row};
use crate::record::Doc;

/// Calls about conversations.
#[derive(Debug, Clone, Copy)]
pub struct Conversations<'c> {
    client: &'c Client,
}

/// One page of a conversation's messages, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct MessagePage {
    /// The messages of this page.
    pub messages: Vec<Message>,
    /// Where the next page begins, where there is one.
    pub before: Option<MessageId>,
}

/// What became of a message that was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Its conversation.
    pub conversation: ConversationId,
    /// The message.
    pub message: MessageId,
    /// How far it got, where HighLevel says.
    pub status: Option<String>,
}

impl<'c> Conversations<'c> {
    pub(super) fn of(client: &'c Client) -> Self {
        Self { client }
    }

    /// One page of a location's conversations, latest message first.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn search(
        &self,
        location: &LocationId,
        search: &ConversationSearch,
    ) -> Result<Vec<Conversation>, CallError> {
        let call = Call::of(&row::SEARCH_CONVERSATION)
            .query("locationId", location)
            .query_if("contactId", search.contact.as_ref())
            .query_if("query", search.query.as_ref())
            .query_if("status", search.status.as_ref())
            .query_if("limit", search.limit)
            .query_if("startAfterDate", search.start_after_date);
        self.client.raw(call).await?.member("conversations")
    }

    /// One conversation.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn get(&self, conversation: &ConversationId) -> Result<Conversation, CallError> {
        let answer = self.client.raw(about(&row::GET_CONVERSATION, conversation)).await?;
        // Published both bare and wrapped.
        match answer.member_if("conversation")? {
            Some(conversation) => Ok(conversation),
            None => answer.json(),
        }
    }

    /// Opens a conversation with a contact that has none.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn create(
        &self,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<Conversation, CallError> {
        let body = json!({"locationId": location, "contactId": contact});
        self.client.raw(Call::of(&row::CREATE_CONVERSATION).json(&body)?).await?.member("conversation")
    }

    /// Changes what may be changed: `unreadCount` and `starred`.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update(
        &self,
        location: &LocationId,
        conversation: &ConversationId,
        mut change: Doc,
    ) -> Result<Conversation, CallError> {
        change.insert("locationId".to_owned(), json!(location));
        let call = about(&row::UPDATE_CONVERSATION, conversation).json(&change)?;
        self.client.raw(call).await?.member("conversation")
    }

    /// Removes a conversation with its messages.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete(&self, conversation: &ConversationId) -> Result<(), CallError> {
        self.client.raw(about(&row::DELETE_CONVERSATION, conversation)).await.map(drop)
    }

    /// One page of a conversation's messages, newest first.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn messages(
        &self,
        conversation: &ConversationId,
        limit: u32,
        before: Option<&MessageId>,
    ) -> Result<MessagePage, CallError> {
        let call =
            about(&row::GET_MESSAGES, conversation).query("limit", limit).query_if("lastMessageId", before);
        page(&self.client.raw(call).await?)
    }

    /// One message.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn message(&self, message: &MessageId) -> Result<Message, CallError> {
        let answer = self.client.raw(Call::of(&row::GET_MESSAGE).path("id", message)).await?;
        match answer.member_if("message")? {
            Some(message) => Ok(message),
            None => answer.json(),
        }
    }

    /// Sends a message.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn send(&self, message: &MessageSend) -> Result<Sent, CallError> {
        let answer = self.client.raw(Call::of(&row::SEND_A_NEW_MESSAGE).json(message)?).await?;
        Ok(Sent {
            conversation: answer.member("conversationId")?,
            message: answer.member("messageId")?,
            status: answer.member_if("status")?,
        })
    }

    /// Records a message a contact sent outside HighLevel. `message` holds what the operation's row lists.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn log_inbound(&self, message: &Doc) -> Result<MessageId, CallError> {
        self.client.raw(Call::of(&row::ADD_AN_INBOUND_MESSAGE).json(message)?).await?.member("messageId")
    }
}

fn about(row: &'static Operation, conversation: &ConversationId) -> Call {
    Call::of(row).path("conversationId", conversation)
}

/// Published flat, reported nested: `{messages: {lastMessageId, nextPage, messages}}`. Both are read.
fn page(answer: &Answer) -> Result<MessagePage, CallError> {
    let mut doc: Doc = answer.json()?;
    if let Some(Value::Object(inner)) = doc.get("messages") {
        doc = inner.clone();
    }
    let unreadable =
        |error: serde_json::Error| CallError::Unreadable { reason: format!("messages: {error}") };
    let messages = serde_json::from_value(doc.shift_remove("messages").unwrap_or_default());
    let more = doc.get("nextPage").and_then(Value::as_bool).unwrap_or(false);
    let last = doc.get("lastMessageId").and_then(Value::as_str).and_then(|id| MessageId::new(id).ok());
    Ok(MessagePage { messages: messages.map_err(unreadable)?, before: last.filter(|_| more) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_messages_reads_the_same_flat_and_nested() {
        let flat = json!({"lastMessageId": "m2", "nextPage": true, "messages": [{"id": "m1"}, {"id": "m2"}]});
        let nested = json!({"messages": flat});

        let [flat, nested] = [flat, nested].map(|body| page(&Answer::of_json(200, &body)).unwrap());

        assert_eq!(flat.messages.len(), 2);
        assert_eq!(flat.before.as_ref().map(MessageId::as_str), Some("m2"));
        assert_eq!(flat, nested);
    }

    #[test]
    fn the_last_page_leads_nowhere_though_it_names_its_last_message() {
        let body = json!({"lastMessageId": "m1", "nextPage": false, "messages": [{"id": "m1"}]});

        assert_eq!(page(&Answer::of_json(200, &body)).unwrap().before, None);
    }
}
