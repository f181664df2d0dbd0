//! The ledger's rows, as the gateway moves them.
//!
//! Promise: each method is one transaction; the one that settles a write also moves the mirror and wakes the next
//! write of the same record.

use domain::{
    change::Cause,
    ids::{JobId, WriteId},
    job::{Job, Kind as Work},
    mirror::News as MirrorNews,
    record::{Doc, Kind, RecordId},
    write::{Effect, News, State, Write},
};
use highlevel::{ContactId, LocationId};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use store::Tx;

use super::lane_of;
use crate::{error::GatewayError, gateway::Gateway};

/// A write whose next look comes no sooner than this lets its echo pass.
const ECHO: SignedDuration = SignedDuration::from_mins(1);

impl Gateway {
    pub(crate) async fn write(&self, location: &LocationId, id: WriteId) -> Result<Write, GatewayError> {
        let found = self.store().read().await?.write_find(location, id).await?;
        found.ok_or(GatewayError::UnknownWrite(id))
    }

    /// Moves a write that is not over yet.
    pub(crate) async fn move_on(&self, write: &Write, news: News) -> Result<Write, GatewayError> {
        let mut tx = self.store().begin().await?;
        let moved = tx.write_advance(&write.intent.location, write.id, news, self.now()).await?;
        let moved = moved.ok_or(GatewayError::UnknownWrite(write.id))?;
        if moved.state.is_settled() {
            self.wake_next(&mut tx, write).await?;
        }
        tx.commit().await?;
        Ok(moved)
    }

    /// Ends a write, with what the mirror learns from it.
    pub(crate) async fn settle(
        &self,
        write: &Write,
        news: News,
        mirror: Vec<MirrorNews>,
        answer: Option<&Value>,
    ) -> Result<Write, GatewayError> {
        let mut tx = self.store().begin().await?;
        let settled = self.settle_in(&mut tx, write, news, mirror).await?;
        if let (Some(answer), Cause::Run { .. }) = (answer, &settled.intent.cause) {
            tx.effect_answer(&write.intent.location, write.id, answer).await?;
        }
        tx.commit().await?;
        Ok(settled)
    }

    /// The same within a transaction that does more.
    pub(crate) async fn settle_in(
        &self,
        tx: &mut Tx<'_>,
        write: &Write,
        news: News,
        mirror: Vec<MirrorNews>,
    ) -> Result<Write, GatewayError> {
        let location = &write.intent.location;
        let settled = tx.write_advance(location, write.id, news, self.now()).await?;
        let settled = settled.ok_or(GatewayError::UnknownWrite(write.id))?;
        // What stands there now was not our doing.
        let cause =
            if settled.state == State::Overtaken { Cause::Opened } else { settled.intent.cause.clone() };
        tx.mirror_apply_many(location, &mirror, &cause, self.now()).await?;
        if mirror.is_empty() && settled.state == State::Confirmed && settled.intent.effect != Effect::Nothing
        {
            self.ask_for_reading(tx, &settled).await?;
        }
        self.follow(tx, &settled).await?;
        self.wake_next(tx, write).await?;
        Ok(settled)
    }

    /// Has the contact of a write read anew, soon.
    pub(crate) async fn read_anew(&self, write: &Write) -> Result<(), GatewayError> {
        let mut tx = self.store().begin().await?;
        self.ask_for_reading(&mut tx, write).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn ask_for_reading(&self, tx: &mut Tx<'_>, write: &Write) -> Result<(), GatewayError> {
        let Some(contact) = write.intent.contact.clone() else { return Ok(()) };
        self.add(tx, write, Work::Hydrate { contact, delivery: None }).await
    }

    /// The next write of the same record goes now, not when its pause is over.
    pub(crate) async fn wake_next(&self, tx: &mut Tx<'_>, write: &Write) -> Result<(), GatewayError> {
        match tx.write_after(write).await? {
            // A run carries its own writes on, and so does who waits for a program's; both ask again in a moment.
            Some(next) if matches!(next.intent.cause, Cause::Run { .. } | Cause::ApiKey { .. }) => Ok(()),
            Some(next) => self.add(tx, &next, Work::CarryOut { write: next.id }).await,
            None => Ok(()),
        }
    }

    async fn add(&self, tx: &mut Tx<'_>, write: &Write, work: Work) -> Result<(), GatewayError> {
        let id = JobId::from_uuid(self.inner.clock.uuid());
        let lane = lane_of(&write.intent.cause);
        tx.job_add(&Job::due_now(id, write.intent.location.clone(), work, lane, self.now())).await?;
        Ok(())
    }

    /// Whether an earlier write of the same record is still open.
    pub(crate) async fn is_behind(&self, write: &Write) -> Result<bool, GatewayError> {
        Ok(self.store().read().await?.write_before(write).await?.is_some())
    }

    /// Whether a write about this contact is out just now, so that news of it may be our own echo: whoever takes
    /// events in waits a moment, and the change is then the write's. A write that waits long for its look (the calls
    /// of a day are used up) holds nothing up.
    ///
    /// # Errors
    /// The store's.
    pub async fn is_in_flight(
        &self,
        tx: &mut Tx<'_>,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<bool, GatewayError> {
        let soon = self.now().checked_add(ECHO).unwrap_or(Timestamp::MAX);
        Ok(tx.write_is_out(location, contact, soon).await?)
    }

    /// What the mirror holds of a record.
    pub(crate) async fn doc(
        &self,
        location: &LocationId,
        kind: Kind,
        id: &RecordId,
    ) -> Result<Option<Doc>, GatewayError> {
        let record = self.store().read().await?.record_find(location, kind, id).await?;
        Ok(record.filter(|record| record.deleted_at().is_none()).map(|record| record.stored.doc))
    }
}
