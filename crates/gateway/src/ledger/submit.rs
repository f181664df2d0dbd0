//! Taking an intent down.
//!
//! Promise: what cannot be sent for lack of a scope is refused here, before anything is queued; what is taken
//! down has its job in the same transaction.

use domain::{
    connection::Connection,
    ids::{JobId, WriteId},
    job::{Job, Kind},
    record::Kind as Record,
    write::{Effect, Intent, News, Write},
};
use highlevel::{
    LocationId, Scope, Scopes,
    operation::{self, Operation},
};
use serde_json::Value;
use store::Tx;

use super::{lane_of, verdict::KNOWN};
use crate::{error::GatewayError, gateway::Gateway};

impl Gateway {
    /// Takes an intent down, with the job that carries it out.
    ///
    /// # Errors
    /// `LacksScope` when the connection may not do it, `NotConnected`, `NotAWrite`, and the store's.
    pub async fn submit(&self, intent: Intent) -> Result<Write, GatewayError> {
        let mut tx = self.store().begin().await?;
        let write = self.submit_in(&mut tx, intent).await?;
        tx.commit().await?;
        Ok(write)
    }

    /// The same within a transaction of the caller's.
    ///
    /// # Errors
    /// As [`Gateway::submit`].
    pub async fn submit_in(&self, tx: &mut Tx<'_>, intent: Intent) -> Result<Write, GatewayError> {
        let write = self.take_down(tx, intent).await?;
        let job = JobId::from_uuid(self.inner.clock.uuid());
        let kind = Kind::CarryOut { write: write.id };
        let lane = lane_of(&write.intent.cause);
        tx.job_add(&Job::due_now(job, write.intent.location.clone(), kind, lane, self.now())).await?;
        Ok(write)
    }

    /// Takes an intent down without a job: whoever asks carries it on.
    pub(crate) async fn take_down(&self, tx: &mut Tx<'_>, mut intent: Intent) -> Result<Write, GatewayError> {
        let row = operation::find(&intent.operation).filter(|row| row.is_write());
        let row = row.ok_or_else(|| GatewayError::NotAWrite(intent.operation.clone()))?;
        self.may_send(tx, &intent, row).await?;
        self.refuse_lossy(tx, &intent).await?;
        if let (Effect::Create { .. }, Some(contact)) = (&intent.effect, &intent.contact)
            // What was said before is told by its time, and may be much.
            && intent.kind != Record::Message
        {
            let known = tx.record_list_of(&intent.location, contact, intent.kind).await?;
            let known = known.into_iter().map(|record| Value::from(record.id.as_str())).collect();
            intent.base.insert(KNOWN.to_owned(), Value::Array(known));
        }
        let write = Write::intended(WriteId::from_uuid(self.inner.clock.uuid()), intent, self.now());
        tx.write_add(&write).await?;
        Ok(write)
    }

    /// Whether the connection holds what the operation needs, as far as HighLevel has told us.
    async fn may_send(&self, tx: &mut Tx<'_>, intent: &Intent, row: &Operation) -> Result<(), GatewayError> {
        let connection = tx.connection_find(&intent.location).await?;
        let connection = connection.ok_or_else(|| GatewayError::NotConnected(intent.location.clone()))?;
        match self.lacks(&connection, row) {
            Some(scope) => Err(GatewayError::LacksScope(scope)),
            None => Ok(()),
        }
    }

    /// The scope that the connection lacks for this operation, as far as HighLevel has told us.
    pub fn lacks(&self, connection: &Connection, row: &Operation) -> Option<Scope> {
        let held = Scopes::parse(&connection.scopes);
        let missing = |scope: &&Scope| {
            (!held.is_empty() && !held.contains(scope)) || self.inner.health.lacks(connection, scope)
        };
        row.scopes.iter().find(missing).cloned()
    }

    /// Takes a write back that has not left yet.
    ///
    /// # Errors
    /// `WrongState` when it has left or is over.
    pub async fn cancel(&self, location: &LocationId, id: WriteId) -> Result<Write, GatewayError> {
        let write = self.write(location, id).await?;
        self.move_on(&write, News::Cancelled).await
    }

    /// Tries a write now that waits for its next moment.
    ///
    /// # Errors
    /// `WrongState` when it is under way or over.
    pub async fn hurry(&self, location: &LocationId, id: WriteId) -> Result<Write, GatewayError> {
        let mut tx = self.store().begin().await?;
        let write = tx.write_advance(location, id, News::Hurried, self.now()).await?;
        let write = write.ok_or(GatewayError::UnknownWrite(id))?;
        let job = JobId::from_uuid(self.inner.clock.uuid());
        let (kind, lane) = (Kind::CarryOut { write: id }, lane_of(&write.intent.cause));
        tx.job_add(&Job::due_now(job, location.clone(), kind, lane, self.now())).await?;
        tx.commit().await?;
        Ok(write)
    }

    /// Puts a refused, overtaken or dropped value aside.
    ///
    /// # Errors
    /// `WrongState` when there is nothing to put aside.
    pub async fn dismiss(&self, location: &LocationId, id: WriteId) -> Result<Write, GatewayError> {
        let write = self.write(location, id).await?;
        self.move_on(&write, News::Dismissed).await
    }
}
