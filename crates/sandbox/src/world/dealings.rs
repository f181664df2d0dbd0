//! What goes on with contacts: opportunities, the reasons they are lost for, conversations and their messages.
//!
//! Here: holding them, applying their entries, finding them. Not here: what may be altered (`act`).
//!
//! Promise: one is found by its id and by its contact without looking at any other, and listed newest first.

mod conversations;
mod opportunities;

use indexmap::IndexMap;

pub use conversations::{Conversations, Thread};
pub use opportunities::Opportunities;

use super::entry::Entry;
use super::id::{ContactId, LocationId, LostReasonId};
use super::record::LostReason;
use super::state::State;
use crate::quirks::Switch;

/// Opportunities and conversations of every location.
#[derive(Clone, Debug, Default)]
pub(super) struct Dealings {
    lost_reasons: IndexMap<LostReasonId, LostReason>,
    opportunities: Opportunities,
    conversations: Conversations,
}

/// Looking.
impl State {
    /// The opportunities of every location.
    pub fn opportunities(&self) -> &Opportunities {
        &self.dealings.opportunities
    }

    /// The conversations of every location.
    pub fn conversations(&self) -> &Conversations {
        &self.dealings.conversations
    }

    /// Whether a contact may have two opportunities in one pipeline.
    pub fn allows_duplicate_opportunities(&self) -> bool {
        !self.quirks.hold(Switch::OpportunityOnce)
    }

    /// Whether a list of messages lies one level deeper, as it was seen live.
    pub fn nests_messages(&self) -> bool {
        !self.quirks.hold(Switch::MessagesFlat)
    }

    /// Why opportunities of a location are lost.
    pub fn lost_reasons<'s>(
        &'s self,
        location: &LocationId,
    ) -> impl Iterator<Item = &'s LostReason> + use<'s> {
        let location = *location;
        self.dealings.lost_reasons.values().filter(move |reason| reason.location == location)
    }
}

/// Looking, where there is no whole state.
impl Dealings {
    pub(super) fn opportunities(&self) -> &Opportunities {
        &self.opportunities
    }

    pub(super) fn conversations(&self) -> &Conversations {
        &self.conversations
    }
}

/// Altering; only `State::apply` does.
impl Dealings {
    pub(super) fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::LostReason(reason) => drop(self.lost_reasons.insert(reason.id, reason)),
            Entry::Opportunity(opportunity) => self.opportunities.put(*opportunity),
            Entry::OpportunityGone(id) => self.opportunities.take(&id),
            Entry::Conversation(conversation) => self.conversations.put(conversation),
            Entry::ConversationGone(id) => self.conversations.take(&id),
            Entry::Message(message) => self.conversations.put_message(*message),
            _ => {}
        }
    }

    /// Takes away what went on with a contact that is gone.
    pub(super) fn forget(&mut self, contact: &ContactId) {
        self.opportunities.take_of(contact);
        self.conversations.take_of(contact);
    }

    /// The dealings taken apart, a few entries at a time, which put together make the same dealings.
    pub(super) fn entries(&self) -> impl Iterator<Item = Vec<Entry>> {
        let reasons = self.lost_reasons.values().cloned().map(Entry::LostReason).collect();
        let opportunities =
            self.opportunities.all().map(|one| vec![Entry::Opportunity(Box::new(one.clone()))]);
        let threads = self.conversations.all().map(|thread| {
            let messages = thread.messages.iter().map(|message| Entry::Message(Box::new(message.clone())));
            std::iter::once(Entry::Conversation(thread.conversation.clone())).chain(messages).collect()
        });
        std::iter::once(reasons).chain(opportunities).chain(threads)
    }
}
