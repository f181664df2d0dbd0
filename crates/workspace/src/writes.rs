//! Writes as people touch them: listed, sent once more, put aside, taken back.
//!
//! Here: retry, discard and undo, the words for what was just done, the list of what waits or needs somebody.
//! Not here: the ledger in motion (`gateway`).
//!
//! Promise: taking back is a write like any other; what HighLevel already has is undone by the opposite write, and
//! what was deleted is made again from its last state, once.

mod inverse;
mod ledger;

pub(crate) use ledger::one_value;
pub use ledger::{EditAgain, LedgerLine, Stage, Ways, Whose, WritesPage};

use domain::change::Cause;
use domain::ids::WriteId;
use domain::record::Kind;
use domain::write::{Effect, Intent, State, Write};
use gateway::GatewayError;
use highlevel::ContactId;
use jiff::Timestamp;
use serde_json::{Map, Value};
use store::Tx;

use crate::contact::overlaid;
use crate::member::must_write;
use crate::{Member, Refusal, Rooms, intents, rooms};

/// As many of the newest writes are compared before something is made again.
const COMPARED: u32 = 500;

const NO_OPPOSITE: &str = "HighLevel cannot take this back. Wait until it is through, then change it again.";
const MADE_ALREADY: &str = "It was made again already, or is on its way.";
const NO_SECOND_TRY: &str = "This write needs no second try: it is on its way or settled.";
const IS_MADE: &str =
    "HighLevel has made it, without everything that was asked. Open it and set what is missing.";

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

    /// The contact a write is about, for the way back to it; the one it has made, too.
    pub async fn contact_of(&self, member: &Member, id: WriteId) -> Result<Option<ContactId>, Refusal> {
        let intent = self.find(member, id).await?.intent;
        let made = intent.record.filter(|_| intent.kind == Kind::Contact);
        Ok(intent.contact.or_else(|| made.and_then(|record| ContactId::new(record.as_str()).ok())))
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
        let undoable = !matches!(write.state, State::Cancelled)
            && !write.state.needs_a_person()
            && (write.state == State::Intended || opposite(&mut tx, member, &write).await?.is_some());
        Ok(Some(Said { text, undoable, contact: write.intent.contact }))
    }

    /// Sends a stuck write once more, as the record stands now. "Use mine" for one that was overtaken.
    pub async fn retry(&self, member: &Member, id: WriteId) -> Result<WriteId, Refusal> {
        must_write(member)?;
        let write = self.find(member, id).await?;
        if !write.state.needs_a_person() {
            return Err(Refusal::Conflict(NO_SECOND_TRY.to_owned()));
        }
        if matches!(write.intent.effect, Effect::Create { .. }) && write.intent.record.is_some() {
            return Err(Refusal::Conflict(IS_MADE.to_owned()));
        }
        let intent = self.anew(member, &write).await?;
        Ok(self.rooms.submit_instead(intent, Some(id)).await?.id)
    }

    /// The same wish, on top of what the record holds now.
    async fn anew(&self, member: &Member, write: &Write) -> Result<Intent, Refusal> {
        let mut intent = write.intent.clone();
        intent.cause = Cause::Person { person: member.person, write: None };
        intent.base = Map::new();
        if let (Some(record), Effect::Set { fields }) = (&intent.record, &intent.effect) {
            let row =
                self.rooms.store.read().await?.record_find(&member.location, intent.kind, record).await?;
            let doc = row.map(|row| row.stored.doc).unwrap_or_default();
            intent.base = intents::base_of(&doc, fields);
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

    /// Tries a write now that waits for its next moment.
    pub async fn hurry(&self, member: &Member, id: WriteId) -> Result<(), Refusal> {
        must_write(member)?;
        self.rooms.gateway.hurry(&member.location, id).await?;
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
        let intent = opposite(&mut self.rooms.store.read().await?, member, &write).await?;
        let intent = intent.ok_or_else(|| Refusal::Conflict(NO_OPPOSITE.to_owned()))?;
        if let (Effect::Create { .. }, Some(settled)) = (&intent.effect, write.settled_at) {
            once(&self.rooms, &intent, settled).await?;
        }
        let cause = Cause::Person { person: member.person, write: None };
        self.rooms.submit(Intent { cause, ..intent }).await?;
        Ok(())
    }
}

/// The write that takes this one back, where there is one by now.
async fn opposite(tx: &mut Tx<'_>, member: &Member, write: &Write) -> Result<Option<Intent>, Refusal> {
    let intent = &write.intent;
    match (&intent.effect, &intent.record, write.state) {
        (Effect::Delete, Some(record), State::Confirmed) => {
            let last = tx.record_find(&intent.location, intent.kind, record).await?;
            Ok(last
                .and_then(|row| intents::make_again(member, intent.kind, intent.contact.as_ref(), row.doc())))
        }
        _ => Ok(inverse::of(write)),
    }
}

/// Refuses to make something again that was made again since then, or is on its way.
pub(crate) async fn once(rooms: &Rooms, intent: &Intent, since: Timestamp) -> Result<(), Refusal> {
    let mut tx = rooms.store.read().await?;
    let mut known = tx.write_list_taken(&intent.location, since, COMPARED).await?;
    known.extend(tx.write_list_unsettled(&intent.location, COMPARED).await?);
    let same = |write: &Write| {
        let theirs = &write.intent;
        write.created_at >= since
            && theirs.kind == intent.kind
            && theirs.path == intent.path
            && theirs.effect == intent.effect
    };
    if known.iter().any(same) { Err(Refusal::Conflict(MADE_ALREADY.to_owned())) } else { Ok(()) }
}

/// The values a write wants, by field.
fn wanted(write: &Write) -> Option<&Map<String, Value>> {
    match &write.intent.effect {
        Effect::Set { fields } => Some(fields),
        _ => None,
    }
}
