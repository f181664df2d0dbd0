//! Budgets: one bucket a connection, shared by every process of the database.

use domain::{budget::Bucket, ids::ConnectionId};
use highlevel::ids::LocationId;

use crate::{
    StoreError, Tx,
    row::{json, text, values},
};

impl Tx<'_> {
    /// The bucket, held until this transaction ends, so that two processes cannot spend the same call.
    pub async fn budget_load_for_update(
        &mut self,
        location: &LocationId,
        connection: ConnectionId,
    ) -> Result<Bucket, StoreError> {
        self.lock(&format!("budget/{connection}")).await?;
        self.budget_load(location, connection).await
    }

    /// The bucket, to look at.
    pub async fn budget_load(
        &mut self,
        location: &LocationId,
        connection: ConnectionId,
    ) -> Result<Bucket, StoreError> {
        let sql =
            "SELECT connection_id AS id, bucket FROM budget WHERE location_id = $1 AND connection_id = $2";
        let row = self.row("budget", sql, values![text(location), text(connection)]).await?;
        row.map_or_else(|| Ok(Bucket::default()), |row| row.json("bucket"))
    }

    /// Saves the bucket.
    pub async fn budget_save(
        &mut self,
        location: &LocationId,
        connection: ConnectionId,
        bucket: &Bucket,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO budget (location_id, connection_id, bucket) VALUES ($1, $2, $3)
            ON CONFLICT (location_id, connection_id) DO UPDATE SET bucket = excluded.bucket";
        self.run(sql, values![text(location), text(connection), json(bucket)]).await?;
        Ok(())
    }
}
