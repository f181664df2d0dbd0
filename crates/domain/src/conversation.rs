//! Conversations: by which way a message travels, how far it got, and what may be sent.
//!
//! Here: HighLevel's words for channels, directions and states, each read once; whether a contact may be written to
//! (`consent`); how long a text message is (`length`). Not here: records (`record`), sending (`gateway`).
//!
//! Promise: pure. A word nobody knows is shown as itself and never taken for another.

mod consent;
mod length;

pub use consent::{Closed, closed};
pub use length::{Encoding, Length, measure};

use serde::{Deserialize, Serialize};

use crate::record::{Doc, words};

/// By which way a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Text message.
    Sms,
    /// E-mail.
    Email,
    /// WhatsApp.
    WhatsApp,
    /// Telephone.
    Call,
    /// A message left on a phone.
    Voicemail,
    /// Chat on a web site.
    Chat,
    /// Facebook.
    Facebook,
    /// Instagram.
    Instagram,
    /// Google's business messages.
    Google,
    /// A form of the web site.
    Form,
    /// Anything else.
    Other,
}

words!(Channel, "channel", {
    Sms = "sms",
    Email = "email",
    WhatsApp = "whatsapp",
    Call = "call",
    Voicemail = "voicemail",
    Chat = "chat",
    Facebook = "facebook",
    Instagram = "instagram",
    Google = "google",
    Form = "form",
    Other = "other",
});

impl Channel {
    /// Reads HighLevel's name of it: `TYPE_SMS` in records, `SMS` in events.
    pub fn read(text: &str) -> Self {
        let word = text.strip_prefix("TYPE_").unwrap_or(text).to_ascii_uppercase().replace([' ', '-'], "_");
        match word.as_str() {
            "SMS" | "CUSTOM_SMS" | "CAMPAIGN_SMS" | "CUSTOM" | "RCS" => Self::Sms,
            "EMAIL" | "CAMPAIGN_EMAIL" | "CUSTOM_EMAIL" => Self::Email,
            "WHATSAPP" => Self::WhatsApp,
            "CALL" | "IVR_CALL" | "CAMPAIGN_CALL" => Self::Call,
            "VOICEMAIL" | "CAMPAIGN_VOICEMAIL" => Self::Voicemail,
            "WEBCHAT" | "LIVE_CHAT" => Self::Chat,
            "FACEBOOK" | "FB" | "FB_MESSENGER" => Self::Facebook,
            "INSTAGRAM" | "IG" => Self::Instagram,
            "GMB" => Self::Google,
            "FORM_SUBMISSION" => Self::Form,
            _ => Self::Other,
        }
    }

    /// Its name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Email => "Email",
            Self::WhatsApp => "WhatsApp",
            Self::Call => "Call",
            Self::Voicemail => "Voicemail",
            Self::Chat => "Chat",
            Self::Facebook => "Facebook",
            Self::Instagram => "Instagram",
            Self::Google => "Google messages",
            Self::Form => "Form",
            Self::Other => "Message",
        }
    }
}

/// The name records have for a message's type, from the one that events and writes have.
pub fn type_in_records(word: &str) -> String {
    if word.starts_with("TYPE_") {
        return word.to_owned();
    }
    let word = word.to_ascii_uppercase().replace([' ', '-'], "_");
    format!(
        "TYPE_{}",
        match word.as_str() {
            "FB" => "FACEBOOK",
            "IG" => "INSTAGRAM",
            "CUSTOM" => "CUSTOM_SMS",
            "VOICEMAIL" => "CAMPAIGN_VOICEMAIL",
            other => other,
        }
    )
}

/// From or to the contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The contact wrote.
    Inbound,
    /// The location did.
    Outbound,
}

words!(Direction, "direction", { Inbound = "inbound", Outbound = "outbound" });

/// How far a message got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// HighLevel keeps it until its time.
    Scheduled,
    /// HighLevel has it and has not sent it yet.
    Queued,
    /// It has left.
    Sent,
    /// It has arrived.
    Delivered,
    /// It was read.
    Read,
    /// It was not sent.
    Failed,
    /// It left and did not arrive.
    Undelivered,
}

words!(Fate, "fate of a message", {
    Scheduled = "scheduled",
    Queued = "queued",
    Sent = "sent",
    Delivered = "delivered",
    Read = "read",
    Failed = "failed",
    Undelivered = "undelivered",
});

impl Fate {
    /// How far the message of this document got; none where HighLevel does not say, or says it in a word of its own.
    pub fn of(message: &Doc) -> Option<Self> {
        Some(match message.text("status")? {
            "scheduled" => Self::Scheduled,
            "pending" | "queued" | "sending" => Self::Queued,
            "sent" | "completed" | "connected" => Self::Sent,
            "delivered" => Self::Delivered,
            "read" | "opened" | "clicked" => Self::Read,
            "failed" => Self::Failed,
            "undelivered" => Self::Undelivered,
            _ => return None,
        })
    }

    /// Whether it may still get further by itself.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Queued | Self::Sent)
    }

    /// Whether it did not reach the contact.
    pub const fn is_lost(self) -> bool {
        matches!(self, Self::Failed | Self::Undelivered)
    }
}

/// From or to whom the message of this document goes; what says nothing came in.
pub fn direction_of(message: &Doc) -> Direction {
    match message.text("direction") {
        Some("outbound") => Direction::Outbound,
        _ => Direction::Inbound,
    }
}

/// By which way the message of this document travels.
pub fn channel_of(message: &Doc) -> Channel {
    message.text("messageType").map_or(Channel::Other, Channel::read)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_channel_is_the_same_in_a_record_and_in_an_event() {
        for (record, event) in [("TYPE_SMS", "SMS"), ("TYPE_EMAIL", "Email"), ("TYPE_CALL", "CALL")] {
            assert_eq!(Channel::read(record), Channel::read(event));
            assert_eq!(type_in_records(event), record);
        }
        assert_eq!(Channel::read("TYPE_SOMETHING_NEW"), Channel::Other);
    }

    #[test]
    fn a_message_whose_state_nobody_knows_has_no_fate() {
        let doc = |status: &str| Doc::from_fields(json!({"status": status}).as_object().unwrap().clone());

        assert_eq!(Fate::of(&doc("pending")), Some(Fate::Queued));
        assert_eq!(Fate::of(&doc("beamed")), None);
        assert!(Fate::Sent.is_under_way() && !Fate::Delivered.is_under_way());
    }
}
