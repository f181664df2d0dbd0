//! The store, as calls need it: connections, the bucket, usage rows.
//!
//! Promise: each method is one short transaction; none is open while a call is out.

use std::time::Duration;

use domain::{
    budget::{Lane, Taken},
    connection::{Connection, Secrets, State},
    ids::CallId,
};
use highlevel::{CallError, LocationId, client::Call};
use jiff::Timestamp;
use store::{Call as UsageRow, CallOutcome, RenewalClaim, StoreError};

use crate::{door::Pass, gateway::Gateway, usage::Noted};

impl Gateway {
    pub(crate) async fn connection_secrets(
        &self,
        location: &LocationId,
    ) -> Result<Option<(Connection, Secrets)>, StoreError> {
        let mut tx = self.store().read().await?;
        let Some(connection) = tx.connection_find(location).await? else { return Ok(None) };
        let secrets = tx.connection_secrets(location, connection.id).await?;
        Ok(secrets.map(|secrets| (connection, secrets)))
    }

    /// Replaces the pair `connection` was read with; false when another one is there by now.
    pub(crate) async fn save_pair(
        &self,
        connection: &Connection,
        secrets: &Secrets,
    ) -> Result<bool, StoreError> {
        let mut tx = self.store().begin().await?;
        let saved = tx
            .connection_save_tokens(
                connection,
                &secrets.access,
                secrets.refresh.as_ref(),
                connection.expires_at,
                &connection.scopes,
            )
            .await?;
        tx.commit().await?;
        Ok(saved.is_some())
    }

    /// Asks for the right to renew the pair `connection` was read with; false while another process holds it.
    pub(crate) async fn claim_renewal(
        &self,
        connection: &Connection,
        lasts: Duration,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        let until = now.checked_add(lasts).unwrap_or(Timestamp::MAX);
        let mut tx = self.store().begin().await?;
        let claim = tx.connection_renewal_claim(connection, &self.inner.name, until, now).await?;
        tx.commit().await?;
        Ok(claim == Some(RenewalClaim::Claimed))
    }

    pub(crate) async fn release_renewal(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut tx = self.store().begin().await?;
        tx.connection_renewal_release(connection, &self.inner.name).await?;
        tx.commit().await
    }

    pub(crate) async fn set_state(
        &self,
        connection: &Connection,
        state: State,
        reason: Option<String>,
    ) -> Result<(), StoreError> {
        let mut tx = self.store().begin().await?;
        tx.connection_set_state(&connection.location, connection.id, state, reason.as_deref()).await?;
        tx.commit().await
    }

    pub(crate) async fn take_now(
        &self,
        connection: &Connection,
        lane: Lane,
        now: Timestamp,
    ) -> Result<Taken, StoreError> {
        let mut tx = self.store().begin().await?;
        let mut bucket = tx.budget_load_for_update(&connection.location, connection.id).await?;
        let taken = bucket.take(lane, now);
        tx.budget_save(&connection.location, connection.id, &bucket).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// The usage row and the bucket's correction, together.
    pub(crate) async fn note_down(
        &self,
        pass: &Pass,
        call: &Call,
        noted: Noted<'_>,
    ) -> Result<(), StoreError> {
        let (location, connection) = (&pass.connection.location, pass.connection.id);
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let mut bucket = tx.budget_load_for_update(location, connection).await?;
        match (noted.refusal, noted.sent) {
            (_, Err(CallError::Unreachable(_) | CallError::Configuration { .. })) => {
                bucket.give_back(pass.taken_at);
            }
            _ => bucket.answered(pass.taken_at, &noted.limits(), noted.lasted.ended_at),
        }
        if let Some(CallError::Limited { wait, .. }) = noted.refusal {
            bucket.block_until(now.checked_add(*wait).unwrap_or(Timestamp::MAX), now);
        }
        tx.budget_save(location, connection, &bucket).await?;
        tx.call_add(&UsageRow {
            id: CallId::from_uuid(self.inner.clock.uuid()),
            location: location.clone(),
            connection,
            operation: call.name().to_owned(),
            lane: pass.lane,
            cause: pass.cause.clone(),
            outcome: outcome(&noted),
            status: noted.status,
            took_ms: i64::from(noted.lasted.took_ms),
            at: now,
        })
        .await?;
        tx.commit().await
    }
}

fn outcome(noted: &Noted<'_>) -> CallOutcome {
    match (noted.sent, noted.refusal) {
        (Ok(_), None) => CallOutcome::Answered,
        (Ok(_), Some(CallError::Limited { .. })) => CallOutcome::Limited,
        (Ok(_), Some(_)) => CallOutcome::Refused,
        (Err(CallError::Unanswered(_)), _) => CallOutcome::Unanswered,
        (Err(_), _) => CallOutcome::Unreached,
    }
}
