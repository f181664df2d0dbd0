//! Reading the frame, and remembering what is dear to count.

use domain::change::Seq;
use domain::progress::{Progress, Stage, State};
use domain::record::{Kind, RecordId};
use highlevel::LocationId;
use jiff::Timestamp;
use store::{StoreError, Tx};

use super::{Copying, Shell};
use crate::{Freshness, Member, Refusal, Rooms, reference};

/// Reads frames.
#[derive(Debug, Clone)]
pub struct Shells {
    rooms: Rooms,
}

impl Shells {
    /// Frames of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// The frame of this person's pages.
    pub async fn of(&self, member: &Member) -> Result<Shell, Refusal> {
        let (location, now) = (&member.location, self.rooms.now());
        let mut tx = self.rooms.store.read().await?;
        let own = tx.record_find(location, Kind::Location, &RecordId::from(location)).await?;
        let own = own.map(|row| row.stored.doc);
        let seq = tx.change_last_seq(location).await?;
        let copying = self.copying(location, &tx.progress_list(location).await?, now);
        let freshness = freshness(&mut tx, location, copying.is_some(), now).await?;
        let words =
            reference::Reference::of(reference::Lists { location: own.clone(), ..Default::default() });
        let text = |field: &str| own.as_ref().and_then(|doc| doc.text(field)).map(str::to_owned);
        Ok(Shell {
            location: text("name").unwrap_or_else(|| location.to_string()),
            company: text("companyName"),
            person: member.name.clone(),
            role: member.role,
            editing: self.rooms.editing(&mut tx, member).await?,
            contacts: self.rooms.counts.contacts(&mut tx, location, seq, now).await?,
            freshness,
            unread: tx.thread_count_unread(location).await?,
            writes_waiting: tx.write_count_open(location).await?,
            writes_stuck: tx.write_count_stuck(location).await?,
            copying,
            seq,
            now,
            zone: words.zone,
        })
    }
}

impl Shells {
    /// The stage of the first copy that is under way.
    fn copying(&self, location: &LocationId, stages: &[Progress], now: Timestamp) -> Option<Copying> {
        let Some(running) = stages.iter().find(|stage| stage.state == State::Running) else {
            self.rooms.paces.forget(location);
            return None;
        };
        let per_second = self.rooms.paces.look(location, running.stage, running.done, now);
        Some(Copying {
            what: what(running.stage).to_owned(),
            done: running.done,
            total: running.total,
            per_second,
        })
    }
}

fn what(stage: Stage) -> &'static str {
    match stage {
        Stage::Lists => "the location's lists",
        Stage::Contacts => "contacts",
        Stage::Tasks => "tasks",
        Stage::Opportunities => "opportunities",
        Stage::Conversations => "conversations",
        Stage::Appointments => "appointments, contact by contact",
        Stage::Notes => "notes, contact by contact",
    }
}

/// How current the location is, by its connection, its last call and its last change.
pub(crate) async fn freshness(
    tx: &mut Tx<'_>,
    location: &LocationId,
    copying: bool,
    now: Timestamp,
) -> Result<Freshness, StoreError> {
    let connection = tx.connection_find(location).await?;
    let last = tx.change_last_seq(location).await?;
    let changed =
        tx.change_since(location, Seq::new(last.number() - 1), 1).await?.first().map(|change| change.at);
    let answered = tx.call_last_answered(location).await?;
    Ok(Freshness::of(connection.as_ref(), changed.max(answered), copying, now))
}
