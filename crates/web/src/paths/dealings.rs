//! Addresses of conversations, opportunities, businesses and followers.

use std::fmt;

use domain::ids::WriteId;
use highlevel::{BusinessId, ContactId, ConversationId, OpportunityId};
use jiff::Timestamp;
use serde::Deserialize;

use super::Segment;

fixed_path! {
    /// What was said with contacts. With a query: searched and filtered.
    Conversations = "/conversations";
    /// The companies that contacts work for.
    Businesses = "/businesses";
}

record_path! {
    /// One conversation.
    Conversation { conversation: ConversationId = "Which conversation." }
        = "/conversations/{conversation}", "/conversations/{conversation}";
    /// Answers in a conversation (POST `channel`, `subject`, `text`, `files`).
    ConversationSend { conversation: ConversationId = "Which conversation." }
        = "/conversations/{conversation}/messages", "/conversations/{conversation}/messages";
    /// Nobody needs to read it any more (POST).
    ConversationRead { conversation: ConversationId = "Which conversation." }
        = "/conversations/{conversation}/read", "/conversations/{conversation}/read";
    /// Gives it a star or takes it (POST `state`, `on` or `off`).
    ConversationStar { conversation: ConversationId = "Which conversation." }
        = "/conversations/{conversation}/star", "/conversations/{conversation}/star";
    /// Reads it anew, now (POST).
    ConversationRefresh { conversation: ConversationId = "Which conversation." }
        = "/conversations/{conversation}/refresh", "/conversations/{conversation}/refresh";
    /// Writes to a contact (POST `channel`, `subject`, `text`, `files`).
    Messages { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/messages", "/contacts/{contact}/messages";
    /// The form for a new opportunity.
    NewOpportunity { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/opportunities/new", "/contacts/{contact}/opportunities/new";
    /// Adds an opportunity (POST `name`, `stage`, `status`, `value`, `owner`).
    Opportunities { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/opportunities", "/contacts/{contact}/opportunities";
    /// One opportunity: GET the form, POST what was typed.
    Opportunity { contact: ContactId = "Which contact.", opportunity: OpportunityId = "Which opportunity." }
        = "/contacts/{contact}/opportunities/{opportunity}", "/contacts/{contact}/opportunities/{opportunity}";
    /// Deletes an opportunity (POST).
    OpportunityDelete { contact: ContactId = "Which contact.", opportunity: OpportunityId = "Which opportunity." }
        = "/contacts/{contact}/opportunities/{opportunity}/delete",
        "/contacts/{contact}/opportunities/{opportunity}/delete";
    /// Puts a contact into a business, or out of its own (POST `business`, empty for none).
    ContactBusiness { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/business", "/contacts/{contact}/business";
    /// Lets a user follow a contact, or stop to (POST `user` and `state`, `on` or `off`).
    Followers { contact: ContactId = "Which contact." }
        = "/contacts/{contact}/followers", "/contacts/{contact}/followers";
    /// One business.
    Business { business: BusinessId = "Which business." } = "/businesses/{business}", "/businesses/{business}";
}

/// What was said in a conversation before a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OlderMessages {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Before this moment.
    pub before: Timestamp,
}

impl fmt::Display for OlderMessages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thread = Conversation { conversation: self.conversation.clone() };
        write!(f, "{thread}?before={}", self.before.as_millisecond())
    }
}

/// The form for a new opportunity, filled with what was sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOpportunityAgain {
    /// Which contact.
    pub contact: ContactId,
    /// The write that carried it.
    pub write: WriteId,
}

impl fmt::Display for NewOpportunityAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = NewOpportunity { contact: self.contact.clone() };
        write!(f, "{form}?again={}", Segment(&self.write))
    }
}

/// A conversation with its composer filled with what was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationAgain {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The write that carried it.
    pub write: WriteId,
}

impl fmt::Display for ConversationAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thread = Conversation { conversation: self.conversation.clone() };
        write!(f, "{thread}?again={}#composer", Segment(&self.write))
    }
}
