//! An action on many contacts, carried on part by part.
//!
//! Here: taking parts down as ordinary writes, a bounded number at once, and writing down how each ended; pausing,
//! going on, ending. Not here: the writes themselves (`ledger`), which contacts (`workspace`).
//!
//! Promise: a part and its write commit together, so whatever dies, each part is done at most once; what waits for a
//! person goes first, since parts are on the automation's lane.

use domain::{
    budget::Lane,
    bulk::{Bulk, ItemState, Order, State},
    change::Cause,
    ids::{BulkId, JobId},
    job::{Job, Kind},
    write::{Intent, News, State as WriteState, Write},
};
use highlevel::LocationId;
use jiff::{SignedDuration, Timestamp};
use store::{Tx, kill_point};

use crate::{error::GatewayError, gateway::Gateway};

/// Parts on their way at once.
const AT_ONCE: u32 = 20;
/// How long until the next look at the parts that are on their way.
const PAUSE: SignedDuration = SignedDuration::from_millis(100);

/// What became of an action for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bulked {
    /// It is over, or stands still until a person says otherwise.
    Rests,
    /// It goes on at this time.
    GoesOn(Timestamp),
}

impl Gateway {
    /// Carries an action on many contacts on. Safe to repeat at any point, also after a crash.
    ///
    /// # Errors
    /// The store's, and those of [`Gateway::submit_in`] that concern the whole connection.
    pub async fn carry_bulk(&self, location: &LocationId, id: BulkId) -> Result<Bulked, GatewayError> {
        let mut tx = self.store().begin().await?;
        let Some(mut bulk) = tx.bulk_find_for_update(location, id).await? else { return Ok(Bulked::Rests) };
        let open = self.settle_parts(&mut tx, &bulk).await?;
        let mut sent = 0;
        if bulk.state == State::Running {
            match self.take_parts_down(&mut tx, &bulk, AT_ONCE.saturating_sub(open)).await {
                Ok(taken) => sent = taken,
                // Nothing can be written until somebody connects the location again, and then says so.
                Err(GatewayError::NotConnected(_) | GatewayError::LacksScope(_)) => {
                    drop(tx);
                    self.order_bulk(location, id, Order::Pause).await?;
                    return Ok(Bulked::Rests);
                }
                Err(other) => return Err(other),
            }
        }
        let tally = tx.bulk_tally(location, id).await?;
        if tally.is_over() && bulk.ended_at.is_none() {
            bulk.state = if bulk.state == State::Cancelled { State::Cancelled } else { State::Done };
            bulk.ended_at = Some(self.now());
            tx.bulk_save(&bulk).await?;
        }
        kill_point("bulk_taken_down").await;
        tx.commit().await?;
        kill_point("bulk_sent").await;
        let rests = tally.is_over() || (bulk.state != State::Running && open + sent == 0);
        Ok(if rests { Bulked::Rests } else { Bulked::GoesOn(self.now() + PAUSE) })
    }

    /// Writes down how the parts on their way have ended; says how many have not.
    async fn settle_parts(&self, tx: &mut Tx<'_>, bulk: &Bulk) -> Result<u32, GatewayError> {
        let parts = tx.bulk_item_list(&bulk.location, bulk.id, &[ItemState::Sent], None, 4 * AT_ONCE).await?;
        let mut open = 0;
        for part in parts {
            let write = match part.write {
                Some(write) => tx.write_find(&bulk.location, write).await?,
                None => None,
            };
            // A write that was forgotten has ended long ago, and well.
            let state = write.as_ref().map_or(Some(ItemState::Done), |write| ItemState::by(write.state));
            let Some(state) = state else {
                open += 1;
                continue;
            };
            let reason = write.and_then(|write| write.reason).filter(|_| state == ItemState::Failed);
            let moved = (ItemState::Sent, state);
            tx.bulk_item_move(&bulk.location, bulk.id, part.place, moved, (None, reason.as_deref())).await?;
        }
        Ok(open)
    }

    /// Takes the next parts down as writes; says how many.
    async fn take_parts_down(&self, tx: &mut Tx<'_>, bulk: &Bulk, room: u32) -> Result<u32, GatewayError> {
        let parts = tx.bulk_item_list(&bulk.location, bulk.id, &[ItemState::Waiting], None, room).await?;
        let mut taken = 0;
        for part in parts {
            let Some(intent) = part.intent else {
                let moved = (ItemState::Waiting, ItemState::Skipped);
                tx.bulk_item_move(&bulk.location, bulk.id, part.place, moved, (None, None)).await?;
                continue;
            };
            let cause = Cause::Bulk { bulk: bulk.id, person: bulk.person, write: None };
            let write: Write = self.submit_in(tx, Intent { cause, ..intent }).await?;
            let moved = (ItemState::Waiting, ItemState::Sent);
            tx.bulk_item_move(&bulk.location, bulk.id, part.place, moved, (Some(write.id), None)).await?;
            taken += 1;
        }
        Ok(taken)
    }

    /// Begins, pauses, resumes or ends an action; none where there is no such action or the order makes no sense.
    ///
    /// # Errors
    /// The store's.
    pub async fn order_bulk(
        &self,
        location: &LocationId,
        id: BulkId,
        order: Order,
    ) -> Result<Option<Bulk>, GatewayError> {
        let mut tx = self.store().begin().await?;
        let Some(mut bulk) = tx.bulk_find_for_update(location, id).await? else { return Ok(None) };
        let Some(state) = bulk.state.after(order) else { return Ok(None) };
        let was_shown = bulk.state == State::Draft;
        bulk.state = state;
        match order {
            Order::Start => bulk.started_at = Some(self.now()),
            Order::Cancel if was_shown => bulk.ended_at = Some(self.now()),
            Order::Cancel => self.end_parts(&mut tx, &bulk).await?,
            Order::Pause | Order::Resume => {}
        }
        tx.bulk_save(&bulk).await?;
        let job = JobId::from_uuid(self.inner.clock.uuid());
        let kind = Kind::Bulk { bulk: id };
        tx.job_add(&Job::due_now(job, location.clone(), kind, Lane::Automation, self.now())).await?;
        tx.commit().await?;
        Ok(Some(bulk))
    }

    /// Nothing more leaves: what waits its turn is ended, and so is what is in the ledger and has not left.
    async fn end_parts(&self, tx: &mut Tx<'_>, bulk: &Bulk) -> Result<(), GatewayError> {
        tx.bulk_item_cancel_waiting(&bulk.location, bulk.id).await?;
        let parts = tx.bulk_item_list(&bulk.location, bulk.id, &[ItemState::Sent], None, 4 * AT_ONCE).await?;
        for write in parts.into_iter().filter_map(|part| part.write) {
            let found = tx.write_find(&bulk.location, write).await?;
            if found.is_some_and(|found| found.state == WriteState::Intended) {
                tx.write_advance(&bulk.location, write, News::Cancelled, self.now()).await?;
            }
        }
        Ok(())
    }
}
