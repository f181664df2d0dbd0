//! Conversations and messages.

use crate::operation::row::Answer::{Flag, Many, One};
use crate::operation::row::Method::{Delete, Get, Post, Put};
use crate::operation::row::{App, Operation, any, choice, flag, number, object, text, texts};
use crate::scope::Scope;
use crate::version::Version::V2021_04_15;

/// Every row of this file.
pub static ALL: &[&Operation] = &[
    &SEARCH_CONVERSATION,
    &CREATE_CONVERSATION,
    &GET_CONVERSATION,
    &UPDATE_CONVERSATION,
    &DELETE_CONVERSATION,
    &GET_MESSAGES,
    &GET_MESSAGE,
    &SEND_A_NEW_MESSAGE,
    &ADD_AN_INBOUND_MESSAGE,
];

/// `GET /conversations/search`
pub static SEARCH_CONVERSATION: Operation =
    Operation::new(App::Conversations, "search-conversation", Get, "/conversations/search")
        .says(
            "Search conversations",
            "Finds a location's conversations by contact, text, status or last message.",
        )
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CONVERSATIONS_READONLY])
        .query(&[
            text("locationId").required(),
            text("contactId"),
            text("assignedTo"),
            text("followers"),
            text("mentions"),
            text("query"),
            choice("sort", &["asc", "desc"]),
            any("startAfterDate"),
            text("id"),
            number("limit"),
            text("lastMessageType"),
            choice("lastMessageAction", &["automated", "manual"]),
            choice("lastMessageDirection", &["inbound", "outbound"]),
            choice("status", &["all", "read", "unread", "starred", "recents"]),
            choice(
                "sortBy",
                &["last_manual_message_date", "last_message_date", "score_profile", "overdue_at", "due_at"],
            ),
            text("sortScoreProfile"),
            text("scoreProfile"),
            number("scoreProfileMin"),
            number("scoreProfileMax"),
            number("startDate"),
            number("endDate"),
        ])
        .answers(200, Many("conversations"));

/// `POST /conversations/`
pub static CREATE_CONVERSATION: Operation =
    Operation::new(App::Conversations, "create-conversation", Post, "/conversations/")
        .says("Create conversation", "Opens a conversation with a contact that has none.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CONVERSATIONS_WRITE])
        .body(&[text("locationId").required(), text("contactId").required()])
        .answers(201, One("conversation"));

/// `GET /conversations/{conversationId}`
pub static GET_CONVERSATION: Operation =
    Operation::new(App::Conversations, "get-conversation", Get, "/conversations/{conversationId}")
        .says("Get conversation", "Reads one conversation.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CONVERSATIONS_READONLY])
        .path_params(&[text("conversationId")]);

/// `PUT /conversations/{conversationId}`
pub static UPDATE_CONVERSATION: Operation =
    Operation::new(App::Conversations, "update-conversation", Put, "/conversations/{conversationId}")
        .says("Update conversation", "Sets a conversation's star or its count of unread messages.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CONVERSATIONS_WRITE])
        .path_params(&[text("conversationId")])
        .body(&[text("locationId").required(), number("unreadCount"), flag("starred"), object("feedback")])
        .answers(200, One("conversation"));

/// `DELETE /conversations/{conversationId}`
pub static DELETE_CONVERSATION: Operation =
    Operation::new(App::Conversations, "delete-conversation", Delete, "/conversations/{conversationId}")
        .says("Delete conversation", "Removes one conversation.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::CONVERSATIONS_WRITE])
        .path_params(&[text("conversationId")])
        .answers(200, Flag("success"));

/// `GET /conversations/{conversationId}/messages`
pub static GET_MESSAGES: Operation =
    Operation::new(App::Conversations, "get-messages", Get, "/conversations/{conversationId}/messages")
        .says("List messages", "Lists the messages of a conversation, newest first.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::MESSAGES_READONLY])
        .path_params(&[text("conversationId")])
        .query(&[text("lastMessageId"), number("limit"), text("type")])
        .answers(200, Many("messages"));

/// `GET /conversations/messages/{id}`
pub static GET_MESSAGE: Operation =
    Operation::new(App::Conversations, "get-message", Get, "/conversations/messages/{id}")
        .says("Get message", "Reads one message.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::MESSAGES_READONLY])
        .path_params(&[text("id")]);

// Published with `subType` and `status` as required; callers that leave them out are served.
/// `POST /conversations/messages`
pub static SEND_A_NEW_MESSAGE: Operation =
    Operation::new(App::Conversations, "send-a-new-message", Post, "/conversations/messages")
        .says("Send message", "Sends a contact a message by text, e-mail, WhatsApp or another channel.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::MESSAGES_WRITE])
        .body(&[
            choice("type", &["SMS", "RCS", "Email", "WhatsApp", "IG", "FB", "Custom", "Live_Chat", "TIKTOK"])
                .required(),
            object("subType"),
            text("contactId").required(),
            text("appointmentId"),
            texts("attachments"),
            text("emailFrom"),
            texts("emailCc"),
            texts("emailBcc"),
            text("html"),
            text("message"),
            text("subject"),
            text("replyMessageId"),
            text("templateId"),
            text("threadId"),
            number("scheduledTimestamp"),
            text("conversationProviderId"),
            text("emailTo"),
            text("customSubtypeId"),
            choice("emailReplyMode", &["reply", "reply_all"]),
            text("fromNumber"),
            text("toNumber"),
            object("forward"),
            choice("status", &["delivered", "failed", "pending", "read"]),
            flag("usesNativeSchedulingAi"),
            choice("optimizationPeriod", &["24h", "48h", "72h"]),
        ]);

/// `POST /conversations/messages/inbound`
pub static ADD_AN_INBOUND_MESSAGE: Operation =
    Operation::new(App::Conversations, "add-an-inbound-message", Post, "/conversations/messages/inbound")
        .says("Log inbound message", "Records a message a contact sent outside HighLevel.")
        .version(Some(V2021_04_15))
        .scopes(&[Scope::MESSAGES_WRITE])
        .body(&[
            text("type").required(),
            texts("attachments"),
            text("message"),
            text("conversationId").required(),
            text("contactId").required(),
            text("conversationProviderId").required(),
            text("html"),
            text("subject"),
            text("emailFrom"),
            text("emailTo"),
            texts("emailCc"),
            texts("emailBcc"),
            text("emailMessageId"),
            text("altId"),
            object("direction"),
            text("date"),
            object("call"),
        ]);
