//! Opening a conversation, answering it, and marking it.

use domain::budget::Lane;
use domain::change::Cause;
use domain::conversation::closed;
use domain::ids::WriteId;
use domain::record::{Doc, Kind, RecordId};
use domain::write::overlay;
use highlevel::operation::{Operation, conversations as row};
use highlevel::{ContactId, ConversationId};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use store::{StoreError, Tx};

use super::draft::Outgoing;
use super::found::{Found, ways};
use super::{MessageDraft, ThreadPage};
use crate::draft::Form;
use crate::member::must_write;
use crate::{Member, Problem, Refusal, Rooms, intents, rooms, shell};

/// Messages on one page of a thread.
const STRETCH: u32 = 50;
/// A conversation that was read so lately is not read anew when it is opened.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// Conversations.
#[derive(Debug, Clone)]
pub struct Conversations {
    pub(super) rooms: Rooms,
}

impl Conversations {
    /// Conversations of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// A conversation's page, at once from the mirror; it is read anew behind the page, at most once a minute.
    pub async fn open(
        &self,
        member: &Member,
        id: &ConversationId,
        before: Option<Timestamp>,
    ) -> Result<ThreadPage, Refusal> {
        let found = self.found(member, id, before).await?;
        let now = self.rooms.now();
        let is_fresh = found
            .conversation
            .as_ref()
            .is_some_and(|row| now.duration_since(row.refreshed_at) < FRESH && !found.messages.is_empty());
        if !is_fresh && before.is_none() {
            self.refresh_behind(member, &found.id, id, Lane::Repair);
        }
        Ok(found.page(id))
    }

    /// Reads a conversation anew, now.
    pub async fn refresh(&self, member: &Member, id: &ConversationId) -> Result<(), Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let contact = contact_of(&mut tx, member, id).await?;
        drop(tx);
        self.refresh_behind(member, &contact, id, Lane::Person);
        Ok(())
    }

    fn refresh_behind(&self, member: &Member, contact: &ContactId, id: &ConversationId, lane: Lane) {
        let (gateway, location) = (self.rooms.gateway.clone(), member.location.clone());
        let (contact, id) = (contact.clone(), id.clone());
        tokio::spawn(async move {
            if let Err(error) = gateway.refresh_thread(&location, (&contact, &id), lane, Cause::Opened).await
            {
                tracing::warn!(%error, "a conversation that was opened could not be read anew");
            }
        });
    }

    async fn found(
        &self,
        member: &Member,
        id: &ConversationId,
        before: Option<Timestamp>,
    ) -> Result<Found, Refusal> {
        let (location, now) = (&member.location, self.rooms.now());
        let mut tx = self.rooms.store.read().await?;
        let thread = tx.thread_find(location, id).await?.ok_or(Refusal::NotFound { what: "conversation" })?;
        let contact = thread.contact.clone().ok_or(Refusal::NotFound { what: "conversation" })?;
        let mut rows = tx.message_list_of(location, &contact, before, STRETCH + 1).await?;
        let more = rows.len() > STRETCH as usize;
        rows.truncate(STRETCH as usize);
        let oldest = rows.last().and_then(|row| row.doc().time("dateAdded"));
        Ok(Found {
            contact: tx.contact_find(location, &contact).await?.filter(|row| !row.doc().is_empty()),
            conversation: tx.record_find(location, Kind::Conversation, &record(id)?).await?,
            messages: rows.into_iter().map(|row| (row.id, row.stored.doc)).collect(),
            older: oldest.filter(|_| more),
            is_newest: before.is_none(),
            writes: tx.write_list_shown(location, &contact).await?,
            reference: rooms::reference(&mut tx, location).await?,
            freshness: shell::freshness(&mut tx, location, false, now).await?,
            editing: self.rooms.editing(&mut tx, member).await?,
            cannot_send: self.cannot(&mut tx, member, &row::SEND_A_NEW_MESSAGE).await?,
            id: contact,
            thread,
        })
    }

    /// What the connection lacks to do that, in a sentence.
    async fn cannot(
        &self,
        tx: &mut Tx<'_>,
        member: &Member,
        operation: &Operation,
    ) -> Result<Option<String>, StoreError> {
        let connection = tx.connection_find(&member.location).await?;
        let missing = connection.and_then(|connection| self.rooms.gateway.lacks(&connection, operation));
        Ok(missing.map(|scope| {
            format!(
                "This connection may not send messages: the scope {scope} is missing. Connect the location again \
                 with it."
            )
        }))
    }

    /// What the connection may not read of conversations, in a sentence.
    pub(super) async fn missing(
        &self,
        tx: &mut Tx<'_>,
        member: &Member,
    ) -> Result<Option<String>, StoreError> {
        let Some(connection) = tx.connection_find(&member.location).await? else { return Ok(None) };
        let lacks = |operation: &'static Operation| self.rooms.gateway.lacks(&connection, operation);
        let missing = lacks(&row::SEARCH_CONVERSATION).or_else(|| lacks(&row::GET_MESSAGES));
        Ok(missing.map(|scope| {
            format!(
                "With the scope {scope} Rankr would also show what was said before it was connected. New messages \
                 are shown as they come."
            )
        }))
    }

    /// The conversation with a contact, where there is one.
    pub async fn of_contact(
        &self,
        member: &Member,
        contact: &ContactId,
    ) -> Result<Option<ConversationId>, Refusal> {
        let thread = self.rooms.store.read().await?.thread_find_of(&member.location, contact).await?;
        Ok(thread.map(|thread| thread.id))
    }

    /// With whom a conversation is.
    pub async fn contact_of(&self, member: &Member, id: &ConversationId) -> Result<ContactId, Refusal> {
        contact_of(&mut self.rooms.store.read().await?, member, id).await
    }

    /// Sends a message, in the place of the one that `replaces` names. Who does not want it is not written to.
    pub async fn send(
        &self,
        member: &Member,
        contact: &ContactId,
        draft: &MessageDraft,
        replaces: Option<WriteId>,
    ) -> Result<WriteId, Refusal> {
        must_write(member)?;
        let message = Outgoing::read(draft)?;
        let shown = self.shown(member, contact).await?;
        if closed(&shown, message.channel).is_some() {
            let way = ways(&shown).into_iter().find(|way| way.channel == message.channel);
            let why = way.and_then(|way| way.closed).unwrap_or_else(|| "This channel is closed.".to_owned());
            return Err(Problem::with("channel", format!("{why} Nothing was sent.")).into());
        }
        let intent = intents::send_message(member, contact, message.body(contact), message.fields());
        Ok(self.rooms.submit_instead(intent, replaces).await?.id)
    }

    /// The contact as it will be: a channel that somebody is closing counts as closed.
    async fn shown(&self, member: &Member, contact: &ContactId) -> Result<Doc, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let row = rooms::living(&mut tx, member, contact).await?;
        let mut writes = tx.write_list_shown(&member.location, contact).await?;
        writes.retain(|write| write.intent.kind == Kind::Contact);
        Ok(overlay(row.doc(), &writes).doc)
    }

    /// A message that was not sent, as it was typed.
    pub async fn again(
        &self,
        member: &Member,
        contact: &ContactId,
        write: WriteId,
    ) -> Result<Form<MessageDraft>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let (write, _) = rooms::sent_before(&mut tx, member, contact, Kind::Message, write).await?;
        let reason = write.reason.map(|reason| Problem::with("text", reason));
        Ok(Form { draft: MessageDraft::of(&write.intent.body), problems: reason.into_iter().collect() })
    }

    /// Nobody needs to read it any more.
    pub async fn mark_read(&self, member: &Member, id: &ConversationId) -> Result<WriteId, Refusal> {
        self.mark(member, id, "unreadCount", Value::from(0)).await
    }

    /// Gives a conversation a star, or takes it.
    pub async fn star(&self, member: &Member, id: &ConversationId, on: bool) -> Result<WriteId, Refusal> {
        self.mark(member, id, "starred", Value::Bool(on)).await
    }

    async fn mark(
        &self,
        member: &Member,
        id: &ConversationId,
        field: &str,
        value: Value,
    ) -> Result<WriteId, Refusal> {
        must_write(member)?;
        let contact = contact_of(&mut self.rooms.store.read().await?, member, id).await?;
        let intent = intents::mark_conversation(member, &contact, id, field, value);
        Ok(self.rooms.submit(intent).await?.id)
    }
}

async fn contact_of(tx: &mut Tx<'_>, member: &Member, id: &ConversationId) -> Result<ContactId, Refusal> {
    let thread = tx.thread_find(&member.location, id).await?;
    thread.and_then(|thread| thread.contact).ok_or(Refusal::NotFound { what: "conversation" })
}

fn record(id: &ConversationId) -> Result<RecordId, Refusal> {
    RecordId::new(id.as_str()).map_err(|_| Refusal::NotFound { what: "conversation" })
}
