//! Work that lost its job: deliveries that wait and writes that are due, with nobody to carry them on.
//!
//! Here: finding them. Not here: giving them a job again (`sync`).
//!
//! Promise: what has an open job, waiting or held, is not among them.

use domain::{
    ids::{DeliveryId, WriteId},
    job::Kind,
};
use highlevel::ids::LocationId;
use jiff::Timestamp;

use crate::{
    StoreError, Tx,
    row::{text, values},
};

impl Tx<'_> {
    /// Deliveries that arrived before this moment and wait without an open job, as the jobs they lack.
    pub async fn orphan_list_deliveries(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<(LocationId, Kind)>, StoreError> {
        let sql = "SELECT d.location_id, d.id FROM delivery AS d
            WHERE d.state = 'waiting' AND d.received_at < $1
                AND NOT EXISTS (SELECT 1 FROM job AS j
                    WHERE j.location_id = d.location_id AND j.work = 'take_in/' || d.id AND j.state = 'open')
            ORDER BY d.received_at, d.id LIMIT $2";
        let rows = self.rows("delivery", sql, values![before, i64::from(limit)]).await?;
        rows.iter()
            .map(|row| {
                Ok((row.word("location_id")?, Kind::TakeIn { delivery: row.word::<DeliveryId>("id")? }))
            })
            .collect()
    }

    /// Open writes that were due before this moment and have no open job, as the jobs they lack. Those of a run are
    /// the run's to carry on.
    pub async fn orphan_list_writes(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<(LocationId, Kind)>, StoreError> {
        let sql = "SELECT w.location_id, w.id FROM write_ledger AS w
            WHERE w.state IN ('intended', 'sent', 'unknown') AND w.next_at < $1
                AND NOT EXISTS (SELECT 1 FROM job AS j
                    WHERE j.location_id = w.location_id AND j.work = 'carry_out/' || w.id AND j.state = 'open')
                AND NOT EXISTS (SELECT 1 FROM effect AS e
                    WHERE e.location_id = w.location_id AND e.write_id = w.id)
            ORDER BY w.next_at, w.id LIMIT $2";
        let rows = self.rows("write_ledger", sql, values![before, i64::from(limit)]).await?;
        rows.iter()
            .map(|row| Ok((row.word("location_id")?, Kind::CarryOut { write: row.word::<WriteId>("id")? })))
            .collect()
    }

    /// Whether this work has an open job, waiting or held.
    pub async fn orphan_has_job(&mut self, location: &LocationId, kind: &Kind) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM job WHERE location_id = $1 AND work = $2 AND state = 'open'";
        Ok(self.row("job", sql, values![text(location), kind.key()]).await?.is_some())
    }
}
