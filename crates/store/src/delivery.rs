//! The inbox: every webhook delivery, exactly as it arrived.
//!
//! Here: keeping a delivery once, handing out the oldest waiting one, settling it. Not here: checking signatures
//! (`web`), understanding events (`sync`).
//!
//! Promise: a delivery that was kept is on disk. HighLevel may send it twice; one is kept.

use std::collections::HashSet;

use domain::{
    delivery::{Delivery, Kept, State},
    ids::DeliveryId,
};
use highlevel::ids::LocationId;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    Store, StoreError, Tx,
    prune::delivery_before,
    row::{Row, text, values},
    tx::{ROWS_PER_STATEMENT, places},
};

/// A delivery and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDelivery {
    /// The delivery.
    pub delivery: Delivery,
    /// Where it stands.
    pub state: State,
    /// Since when it is settled.
    pub settled_at: Option<Timestamp>,
    /// Why nothing could be made of it.
    pub reason: Option<String>,
}

const COLUMNS: &str = "location_id, id, webhook, event, body, received_at, state, settled_at, reason";

impl Store {
    /// Keeps the delivery and its job in one commit with whatever else arrives in these milliseconds.
    ///
    /// Answers once it is on disk. When more is waiting than can be kept soon, it is `StoreError::Busy` at once,
    /// so that HighLevel is told to come again.
    pub async fn delivery_keep_grouped(&self, delivery: Delivery) -> Result<Kept, StoreError> {
        crate::delivery_group::keep(self.mailbox(), delivery).await
    }
}

impl Tx<'_> {
    /// Keeps the delivery, or says that it was kept already.
    pub async fn delivery_keep(&mut self, delivery: &Delivery) -> Result<Kept, StoreError> {
        let kept = self.delivery_keep_many(std::slice::from_ref(delivery)).await?;
        Ok(kept.first().copied().unwrap_or(Kept::Already))
    }

    /// Keeps many, each once, and says of each whether it was new.
    pub async fn delivery_keep_many(&mut self, deliveries: &[Delivery]) -> Result<Vec<Kept>, StoreError> {
        let mut new: HashSet<DeliveryId> = HashSet::new();
        for chunk in deliveries.chunks(ROWS_PER_STATEMENT) {
            let sql = format!(
                "INSERT INTO delivery (location_id, id, webhook, event, body, received_at, state) VALUES {} \
                 ON CONFLICT (location_id, webhook) DO NOTHING RETURNING id",
                places(chunk.len(), 7, 1)
            );
            let all = chunk.iter().flat_map(|delivery| {
                values![
                    text(&delivery.location),
                    text(delivery.id),
                    delivery.webhook.as_str(),
                    delivery.event.as_str(),
                    delivery.body.clone(),
                    delivery.received_at,
                    State::Waiting.as_str(),
                ]
            });
            for row in self.rows("delivery", AssertSqlSafe(sql), all.collect()).await? {
                new.insert(row.word("id")?);
            }
        }
        let kept = |delivery: &Delivery| if new.contains(&delivery.id) { Kept::New } else { Kept::Already };
        Ok(deliveries.iter().map(kept).collect())
    }

    /// One delivery.
    pub async fn delivery_find(
        &mut self,
        location: &LocationId,
        id: DeliveryId,
    ) -> Result<Option<KeptDelivery>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM delivery WHERE location_id = $1 AND id = $2");
        let row = self.row("delivery", AssertSqlSafe(sql), values![text(location), text(id)]).await?;
        row.as_ref().map(KeptDelivery::try_from).transpose()
    }

    /// The oldest delivery that waits, of any location.
    pub async fn delivery_next(&mut self) -> Result<Option<Delivery>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM delivery WHERE state = 'waiting' ORDER BY received_at, id LIMIT 1"
        );
        let row = self.row("delivery", AssertSqlSafe(sql), Vec::new()).await?;
        row.as_ref().map(|row| KeptDelivery::try_from(row).map(|kept| kept.delivery)).transpose()
    }

    /// How many deliveries wait, in all locations.
    pub async fn delivery_count_waiting(&mut self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS found FROM delivery WHERE state = 'waiting'";
        self.row("delivery", sql, Vec::new()).await?.map_or(Ok(0), |row| row.count("found"))
    }

    /// How many different deliveries of one event the mirror knows.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn delivery_count_taken_in(
        &mut self,
        location: &LocationId,
        event: &str,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS found FROM delivery WHERE location_id = $1 AND event = $2 AND state = 'taken_in'";
        let row = self.row("delivery", sql, values![text(location), event]).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }

    /// The mirror knows what it says.
    pub async fn delivery_done(
        &mut self,
        location: &LocationId,
        id: DeliveryId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.delivery_settle(location, id, State::TakenIn, at, None).await
    }

    /// Nothing could be made of it; the reason stays with it.
    pub async fn delivery_failed(
        &mut self,
        location: &LocationId,
        id: DeliveryId,
        at: Timestamp,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.delivery_settle(location, id, State::Failed, at, Some(reason.to_owned())).await
    }

    async fn delivery_settle(
        &mut self,
        location: &LocationId,
        id: DeliveryId,
        state: State,
        at: Timestamp,
        reason: Option<String>,
    ) -> Result<(), StoreError> {
        let sql =
            "UPDATE delivery SET state = $3, settled_at = $4, reason = $5 WHERE location_id = $1 AND id = $2";
        self.run(sql, values![text(location), text(id), state.as_str(), at, reason]).await?;
        Ok(())
    }

    /// Forgets settled deliveries of a location that arrived before this moment, so many at most; says how many.
    pub(crate) async fn delivery_forget_before(
        &mut self,
        location: &LocationId,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        // The id says where in the table to look; the arrival decides.
        let sql = "DELETE FROM delivery WHERE location_id = $1 AND id IN (
                SELECT id FROM delivery
                WHERE location_id = $1 AND id < $2 AND received_at < $3 AND state <> 'waiting'
                ORDER BY id LIMIT $4)";
        let values = values![text(location), text(delivery_before(before)), before, i64::from(limit)];
        self.run(sql, values).await
    }
}

impl TryFrom<&Row> for KeptDelivery {
    type Error = StoreError;

    fn try_from(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            delivery: Delivery {
                id: row.word("id")?,
                location: row.word("location_id")?,
                webhook: row.text("webhook")?,
                event: row.text("event")?,
                body: row.bytes("body")?,
                received_at: row.time("received_at")?,
            },
            state: row.word("state")?,
            settled_at: row.maybe_time("settled_at")?,
            reason: row.maybe_text("reason")?,
        })
    }
}
