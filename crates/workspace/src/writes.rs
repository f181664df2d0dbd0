//! Writes that need a person: sent once more, put aside, taken back.
//!
//! Here: retry, discard and undo, and the words for what was just done. Not here: the ledger in motion (`gateway`).
//!
//! Promise: taking back is a write like any other; what HighLevel already has is undone by the opposite write.

mod inverse;

use domain::ids::WriteId;
use domain::record::Kind;
use domain::write::{Effect, Intent, State, Write};
use gateway::GatewayError;
use highlevel::ContactId;
use serde_json::{Map, Value};

use crate::contact::overlaid;
use crate::member::must_write;
use crate::{Member, Refusal, Rooms, rooms};

/// The ledger, as far as people touch it.
#[derive(Debug, Clone)]
pub struct Writes {
    rooms: Rooms,
}

/// What was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// A few words: "Task completed".
    pub text: String,
    /// Whether it can be taken back.
    pub undoable: bool,
    /// Whose page it is on.
    pub contact: Option<ContactId>,
}

impl Writes {
    /// Writes of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    async fn find(&self, member: &Member, id: WriteId) -> Result<Write, Refusal> {
        let write = self.rooms.store.read().await?.write_find(&member.location, id).await?;
        write.ok_or(Refusal::NotFound { what: "write" })
    }

    /// The words for what a write does, for the page it leads to. Nothing for one that is not there.
    pub async fn said(&self, member: &Member, id: WriteId) -> Result<Option<Said>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let Some(write) = tx.write_find(&member.location, id).await? else { return Ok(None) };
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let what = overlaid::what(&write, &reference);
        let text = match (&write.intent.effect, write.intent.kind) {
            (Effect::Set { .. }, Kind::Contact) => format!("{what} changed"),
            (Effect::Create { .. }, Kind::Contact) => {
                format!("{what}. It appears here once HighLevel has it")
            }
            (Effect::Delete, kind) => format!("Deleting the {kind}"),
            _ => what,
        };
        let takes_back = inverse::of(&write).is_some() || write.state == State::Intended;
        let undoable =
            takes_back && !matches!(write.state, State::Cancelled) && !write.state.needs_a_person();
        Ok(Some(Said { text, undoable, contact: write.intent.contact }))
    }

    /// Sends a stuck write once more, as the record stands now. "Use mine" for one that was overtaken.
    pub async fn retry(&self, member: &Member, id: WriteId) -> Result<WriteId, Refusal> {
        must_write(member)?;
        let write = self.find(member, id).await?;
        if !write.state.needs_a_person() {
            return Err(Refusal::Conflict(
                "This write needs no second try: it is on its way or settled.".to_owned(),
            ));
        }
        let intent = self.anew(member, &write).await?;
        let again = self.rooms.submit(intent).await?.id;
        self.rooms.gateway.dismiss(&member.location, id).await?;
        Ok(again)
    }

    /// The same wish, on top of what the record holds now.
    async fn anew(&self, member: &Member, write: &Write) -> Result<Intent, Refusal> {
        let mut intent = write.intent.clone();
        intent.cause = domain::change::Cause::Person { person: member.person, write: None };
        intent.base = Map::new();
        if let (Some(record), Effect::Set { fields }) = (&intent.record, &intent.effect) {
            let row =
                self.rooms.store.read().await?.record_find(&member.location, intent.kind, record).await?;
            let doc = row.map(|row| row.stored.doc).unwrap_or_default();
            intent.base = crate::intents::base_of(&doc, fields);
        }
        Ok(intent)
    }

    /// Puts a write aside: a stuck one is read and done with, one that waits does not leave.
    pub async fn discard(&self, member: &Member, id: WriteId) -> Result<(), Refusal> {
        must_write(member)?;
        let write = self.find(member, id).await?;
        let moved = match write.state {
            state if state.needs_a_person() => self.rooms.gateway.dismiss(&member.location, id).await,
            _ => self.rooms.gateway.cancel(&member.location, id).await,
        };
        moved?;
        Ok(())
    }

    /// Takes a write back: it is cancelled while it waits, and undone by the opposite write afterwards.
    pub async fn undo(&self, member: &Member, id: WriteId) -> Result<(), Refusal> {
        must_write(member)?;
        let write = self.find(member, id).await?;
        if write.state.needs_a_person() || write.state == State::Cancelled {
            return self.discard(member, id).await;
        }
        if write.state == State::Intended {
            match self.rooms.gateway.cancel(&member.location, id).await {
                Ok(_) => return Ok(()),
                Err(GatewayError::WrongState(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let write = self.find(member, id).await?;
        let intent = inverse::of(&write).ok_or_else(|| {
            Refusal::Conflict(
                "HighLevel cannot take this back. Wait until it is through, then change it again.".to_owned(),
            )
        })?;
        let cause = domain::change::Cause::Person { person: member.person, write: None };
        self.rooms.submit(Intent { cause, ..intent }).await?;
        Ok(())
    }
}

/// The values a write wants, by field.
fn wanted(write: &Write) -> Option<&Map<String, Value>> {
    match &write.intent.effect {
        Effect::Set { fields } => Some(fields),
        _ => None,
    }
}
