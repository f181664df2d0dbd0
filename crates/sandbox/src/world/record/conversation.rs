//! Conversations and their messages.
//!
//! Here: the fields, lean where every message has them, on a paper of its own where few do. Not here: how a route
//! spells them (`conversations::show`), how a message gets on (`conversations::postman`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::contact::{Channel, Text};
use super::shared::Common;
use crate::world::id::{ContactId, ConversationId, LocationId, MessageId};
use crate::world::moment::Moment;

/// What somebody wrote. Words of the seed are not copied.
pub type Prose = Cow<'static, str>;

/// Everything said between the business and one contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// With whom.
    pub contact: ContactId,
    /// The location it belongs to.
    pub location: LocationId,
    /// When it was opened.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
    /// Messages of the contact nobody has read.
    #[serde(default)]
    pub unread: u32,
    /// Whether somebody starred it.
    #[serde(default)]
    pub starred: bool,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// By which way it travels.
    pub kind: MessageKind,
    /// From or to the contact.
    pub direction: Direction,
    /// How far it got.
    pub status: MessageStatus,
    /// What it was made by.
    pub source: MessageSource,
    /// What it says.
    #[serde(default)]
    pub body: Prose,
    /// When it was written; when it left, once it has.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
    /// The user who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Common,
    /// What happens to it next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Step>,
    /// What few messages have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Box<Paper>>,
}

impl Message {
    /// Whether it has left, or arrived.
    pub fn is_out(&self) -> bool {
        !matches!(self.status, MessageStatus::Scheduled | MessageStatus::Pending)
    }
}

/// What happens to a message next, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// What it becomes.
    pub to: MessageStatus,
}

/// What only some messages have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Paper {
    /// Of an e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Text,
    /// Who sent it: an address or a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Text,
    /// Who gets it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Box<str>>,
    /// Who gets it too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cc: Vec<Box<str>>,
    /// Who gets it unseen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bcc: Vec<Box<str>>,
    /// Addresses of files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Box<str>>,
    /// The provider it travels with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Text,
    /// The e-mail's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<MessageId>,
    /// The e-mail thread it belongs to, as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Text,
    /// The message it answers, as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Text,
    /// The provider's own id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt_id: Text,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Text,
    /// Of a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
}

/// What is known of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// In seconds.
    pub seconds: u32,
    /// `completed`, `no-answer`..
    pub status: Box<str>,
}

/// From or to the contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The contact wrote.
    Inbound,
    /// The business did.
    Outbound,
}

impl Direction {
    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

/// What a message was made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageSource {
    /// A call of the API.
    Api,
    /// Somebody at a screen.
    App,
    /// A workflow.
    Workflow,
}

impl MessageSource {
    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::App => "app",
            Self::Workflow => "workflow",
        }
    }
}

/// How far a message got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageStatus {
    /// Waits for its time.
    Scheduled,
    /// Waits to leave.
    Pending,
    /// Has left.
    Sent,
    /// Has arrived.
    Delivered,
    /// Was read.
    Read,
    /// Did not leave.
    Failed,
    /// Left and did not arrive.
    Undelivered,
}

impl MessageStatus {
    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Undelivered => "undelivered",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $number:literal $long:literal $event:literal [$($short:literal)*];)*) => {
        /// By which way a message travels. The numbers are HighLevel's where they are known; those of RCS and
        /// TikTok are our choice.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum MessageKind { $($(#[$doc])* $name,)* }

        impl MessageKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The number reads show as `type`.
            pub fn number(self) -> u32 {
                match self { $(Self::$name => $number,)* }
            }

            /// The name reads show, such as `TYPE_SMS`.
            pub fn long(self) -> &'static str {
                match self { $(Self::$name => $long,)* }
            }

            /// The name events show, such as `SMS`.
            pub fn in_events(self) -> &'static str {
                match self { $(Self::$name => $event,)* }
            }

            /// The kind a write calls `text`.
            pub fn written(text: &str) -> Option<Self> {
                match text { $($($short)|* => Some(Self::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    /// Telephone.
    Call 1 "TYPE_CALL" "CALL" ["Call" "Campaign_Call"];
    /// Text message.
    Sms 2 "TYPE_SMS" "SMS" ["SMS"];
    /// E-mail.
    Email 3 "TYPE_EMAIL" "Email" ["Email"];
    /// Chat on the web site.
    WebChat 5 "TYPE_WEBCHAT" "WebChat" ["WebChat"];
    /// A message left on a phone.
    Voicemail 10 "TYPE_CAMPAIGN_VOICEMAIL" "VoiceMail" ["Campaign_VoiceMail"];
    /// Facebook.
    Facebook 11 "TYPE_FACEBOOK" "FB" ["FB"];
    /// Google's business messages.
    Gmb 15 "TYPE_GMB" "GMB" ["GMB"];
    /// Instagram.
    Instagram 18 "TYPE_INSTAGRAM" "IG" ["IG"];
    /// WhatsApp.
    WhatsApp 19 "TYPE_WHATSAPP" "WhatsApp" ["WhatsApp"];
    /// A provider of one's own.
    Custom 20 "TYPE_CUSTOM_SMS" "Custom" ["Custom"];
    /// A call answered by a machine.
    Ivr 24 "TYPE_IVR_CALL" "IVR_CALL" ["IVR_Call"];
    /// Live chat.
    LiveChat 29 "TYPE_LIVE_CHAT" "Live Chat" ["Live_Chat" "ALL_IN_ONE_CHAT"];
    /// Rich text message.
    Rcs 39 "TYPE_RCS" "RCS" ["RCS"];
    /// TikTok.
    Tiktok 40 "TYPE_TIKTOK" "TikTok" ["TIKTOK"];
    /// A form of the web site.
    Form 43 "TYPE_FORM_SUBMISSION" "FORM_SUBMISSION" ["FORM_SUBMISSION"];
}

impl MessageKind {
    /// The channel that do-not-disturb closes for it, where there is one.
    pub fn channel(self) -> Option<Channel> {
        match self {
            Self::Call | Self::Ivr | Self::Voicemail => Some(Channel::Call),
            Self::Sms => Some(Channel::Sms),
            Self::Email => Some(Channel::Email),
            Self::Facebook => Some(Channel::Fb),
            Self::Gmb => Some(Channel::Gmb),
            Self::WhatsApp => Some(Channel::WhatsApp),
            Self::Rcs => Some(Channel::Rcs),
            Self::WebChat | Self::Instagram | Self::Custom | Self::LiveChat | Self::Tiktok | Self::Form => {
                None
            }
        }
    }

    /// Whether it goes to a phone number.
    pub fn needs_phone(self) -> bool {
        matches!(self, Self::Call | Self::Sms | Self::WhatsApp | Self::Rcs | Self::Voicemail | Self::Ivr)
    }

    /// The kind reads call `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.long() == text)
    }
}
