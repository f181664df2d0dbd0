//! Conversations and their messages.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{ContactId, ConversationId, LocationId, MessageId, UserId};

record! {
    /// Everything said between a location and one contact.
    pub struct Conversation(ConversationId) {
        /// Its contact.
        contact_id: ContactId = "contactId",
        /// The location.
        location_id: LocationId = "locationId",
        /// The contact's name.
        full_name: String = "fullName" | "contactName",
        /// The contact's e-mail address.
        email: String = "email",
        /// The contact's phone number.
        phone: String = "phone",
        /// The channel it began on: a word in searches, a number elsewhere.
        kind: Value = "type",
        /// The last message's text.
        last_message_body: String = "lastMessageBody",
        /// The last message's channel, for example `TYPE_SMS`.
        last_message_type: String = "lastMessageType",
        /// `inbound` or `outbound`.
        last_message_direction: String = "lastMessageDirection",
        /// When the last message was sent.
        last_message_date: Timestamp = "lastMessageDate",
        /// Messages not read yet.
        unread_count: i64 = "unreadCount",
        /// The user who looks after it.
        assigned_to: UserId = "assignedTo",
        /// Whether it is starred.
        starred: bool = "starred",
        /// Whether it is in the inbox.
        inbox: bool = "inbox",
        /// Whether it was removed.
        deleted: bool = "deleted",
        /// When it began.
        date_added: Timestamp = "dateAdded",
        /// When it last changed.
        date_updated: Timestamp = "dateUpdated",
    }
}

record! {
    /// One message of a conversation.
    pub struct Message(MessageId) {
        /// Its conversation.
        conversation_id: ConversationId = "conversationId",
        /// Its contact.
        contact_id: ContactId = "contactId",
        /// The location.
        location_id: LocationId = "locationId",
        /// The channel as a number.
        kind: i64 = "type",
        /// The channel as a word, for example `TYPE_SMS`.
        message_type: String = "messageType",
        /// `inbound` or `outbound`.
        direction: String = "direction",
        /// How far it got: `pending`, `sent`, `delivered`, `read`, `failed` and others.
        status: String = "status",
        /// Text.
        body: String = "body",
        /// The form of the text.
        content_type: String = "contentType",
        /// Addresses of files.
        attachments: Vec<String> = "attachments",
        /// What sent it: `app`, `workflow`, `api` and others.
        source: String = "source",
        /// The user who sent it.
        user_id: UserId = "userId",
        /// Calls and e-mails say more here.
        meta: Value = "meta",
        /// When it was sent.
        date_added: Timestamp = "dateAdded",
        /// When it last changed.
        date_updated: Timestamp = "dateUpdated",
    }
}

open_enum! {
    /// The channel a message goes out by.
    pub enum Channel {
        /// Text message.
        Sms = "SMS",
        /// Rich text message.
        Rcs = "RCS",
        /// E-mail.
        Email = "Email",
        /// WhatsApp.
        WhatsApp = "WhatsApp",
        /// Instagram.
        Instagram = "IG",
        /// Facebook Messenger.
        Facebook = "FB",
        /// A provider of one's own.
        Custom = "Custom",
        /// The chat of the location's website.
        LiveChat = "Live_Chat",
        /// TikTok.
        TikTok = "TIKTOK",
    }
}

/// The body of a message to send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageSend {
    /// The channel.
    #[serde(rename = "type")]
    pub channel: Channel,
    /// Whom it goes to.
    pub contact_id: ContactId,
    /// Text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The e-mail's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// The e-mail's subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Addresses of files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// The e-mail's sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_from: Option<String>,
    /// The e-mail's receiver, where it is not the contact's first address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_to: Option<String>,
    /// The message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_message_id: Option<MessageId>,
    /// When to send it, in seconds since 1970; at once unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_timestamp: Option<i64>,
}

impl MessageSend {
    /// A text message.
    pub fn sms(contact: ContactId, text: impl Into<String>) -> Self {
        Self { message: Some(text.into()), ..Self::empty(Channel::Sms, contact) }
    }

    /// An e-mail.
    pub fn email(contact: ContactId, subject: impl Into<String>, html: impl Into<String>) -> Self {
        Self {
            subject: Some(subject.into()),
            html: Some(html.into()),
            ..Self::empty(Channel::Email, contact)
        }
    }

    /// A message by this channel that says nothing yet.
    #[must_use]
    pub fn empty(channel: Channel, contact: ContactId) -> Self {
        Self {
            channel,
            contact_id: contact,
            message: None,
            html: None,
            subject: None,
            attachments: Vec::new(),
            email_from: None,
            email_to: None,
            reply_message_id: None,
            scheduled_timestamp: None,
        }
    }
}

/// Which conversations to find.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConversationSearch {
    /// Of this contact.
    pub contact: Option<ContactId>,
    /// Words of the contact's name or of the messages.
    pub query: Option<String>,
    /// `all`, `read`, `unread`, `starred` or `recents`.
    pub status: Option<String>,
    /// Conversations on one page; HighLevel gives at most 100.
    pub limit: Option<u32>,
    /// Begins after a conversation whose last message was sent at this time, in milliseconds since 1970.
    pub start_after_date: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_message_says_its_channel_and_no_more_than_it_holds() {
        let sms = MessageSend::sms(ContactId::new("c1").unwrap(), "On my way");

        assert_eq!(
            serde_json::to_value(&sms).unwrap(),
            serde_json::json!({"type": "SMS", "contactId": "c1", "message": "On my way"})
        );
    }
}
