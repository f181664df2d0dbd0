//! One call, from its preparation to its note.
//!
//! Here: finding the connection and its token, taking the call out of the budget, sending it, noting what it
//! cost and what the headers said. Not here: what the call is for.
//!
//! Promise: nothing leaves without a token that should live and a call taken from the budget. A dead token is
//! renewed once and the call made again, since a refused call did nothing; no other refusal touches the tokens.

use std::time::Instant;

use domain::{
    budget::Lane,
    change::Cause,
    connection::{Connection, Kind, Secrets, State},
};
use futures::FutureExt as _;
use highlevel::{
    CallError, LocationId,
    client::{Answer, BoxFuture, Call, Door, send_http},
};
use jiff::Timestamp;
use tracing::{Instrument as _, info_span};
use url::Url;

use crate::gateway::{Gateway, held_back};
use crate::overheard;
use crate::usage::Lasted;

/// A door for one location, lane and cause.
pub(crate) struct LaneDoor {
    pub(crate) gateway: Gateway,
    pub(crate) location: LocationId,
    pub(crate) lane: Lane,
    pub(crate) cause: Cause,
}

impl Door for LaneDoor {
    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        async move {
            let pass = self.gateway.pass(&self.location, self.lane, &self.cause).await?;
            self.gateway.leave(pass, call).await
        }
        .boxed()
    }
}

/// The right to make one call: a connection that works, its token, and a call taken from the budget.
#[derive(Clone)]
pub(crate) struct Pass {
    pub(crate) connection: Connection,
    pub(crate) secrets: Secrets,
    pub(crate) lane: Lane,
    pub(crate) cause: Cause,
    /// When the call was taken from the budget.
    pub(crate) taken_at: Timestamp,
}

impl Gateway {
    /// Everything a call needs before it may leave. When this fails, nothing was sent.
    pub(crate) async fn pass(
        &self,
        location: &LocationId,
        lane: Lane,
        cause: &Cause,
    ) -> Result<Pass, CallError> {
        let (connection, secrets) = self.connection(location).await?;
        let (connection, secrets) = self.fresh(connection, secrets).await?;
        let taken_at = self.take(&connection, lane).await?;
        Ok(Pass { connection, secrets, lane, cause: cause.clone(), taken_at })
    }

    /// The connection of a location, unless there is none or HighLevel does not know it any more.
    async fn connection(&self, location: &LocationId) -> Result<(Connection, Secrets), CallError> {
        let found = self.connection_secrets(location).await.map_err(held_back)?;
        let (connection, secrets) = found.ok_or_else(|| CallError::Configuration {
            message: format!("the location {location} is not connected"),
        })?;
        match connection.state {
            State::Live => Ok((connection, secrets)),
            State::Refused | State::Uninstalled => Err(CallError::DeadGrant {
                message: connection
                    .reason
                    .unwrap_or_else(|| "the location has to be connected again".to_owned()),
            }),
        }
    }

    /// Makes the call. A dead OAuth token is renewed, once.
    pub(crate) async fn leave(&self, pass: Pass, call: Call) -> Result<Answer, CallError> {
        match self.attempt(&pass, &call).await {
            Err(CallError::DeadToken { message }) => {
                let pass = self.revived(pass, message).await?;
                let again = self.attempt(&pass, &call).await;
                if let Err(CallError::DeadToken { message }) = &again {
                    self.refused(&pass.connection, message).await;
                }
                again
            }
            other => other,
        }
    }

    /// The same pass with a new token, and another call taken from the budget.
    async fn revived(&self, pass: Pass, message: String) -> Result<Pass, CallError> {
        if pass.connection.kind == Kind::Private {
            self.refused(&pass.connection, &message).await;
            return Err(CallError::DeadToken { message });
        }
        let (connection, secrets) = self.renew(&pass.connection).await?;
        let taken_at = self.take(&connection, pass.lane).await?;
        Ok(Pass { connection, secrets, taken_at, ..pass })
    }

    async fn attempt(&self, pass: &Pass, call: &Call) -> Result<Answer, CallError> {
        let span = info_span!(
            "call.highlevel",
            operation.id = call.name(),
            location.id = %pass.connection.location,
            lane = pass.lane.as_str(),
            cause = pass.cause.as_str(),
            status = tracing::field::Empty,
            took_ms = tracing::field::Empty,
        );
        self.timed(pass, call).instrument(span).await
    }

    async fn timed(&self, pass: &Pass, call: &Call) -> Result<Answer, CallError> {
        let base_url = base_url(&pass.connection)?;
        let (began, sent_at) = (Instant::now(), self.now());
        let sent = send_http(&self.inner.http, &base_url, Some(&pass.secrets.access), call).await;
        let took_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        let ended_at = self.now();
        if let Ok(answer) = &sent
            && let Some(date) = answer.headers.get("date").and_then(|date| date.to_str().ok())
        {
            self.inner.their_clocks.note(&pass.connection.location, date, sent_at, ended_at);
        }
        self.note(pass, call, &sent, Lasted { took_ms, ended_at }).await;
        let answer = sent?;
        overheard::note(call, &answer);
        answer.accepted()
    }
}

pub(crate) fn base_url(connection: &Connection) -> Result<Url, CallError> {
    connection.base_url.parse().map_err(|_| CallError::Configuration {
        message: format!("the address of the connection of {} is not an address", connection.location),
    })
}
