//! Usage: what each call cost, what the headers said, and how the connection is.
//!
//! Here: the usage row, the bucket's correction, a connection's health. Not here: bodies, which are kept nowhere.
//!
//! Promise: a call is noted whatever came of it; a note that fails is logged and never turns an answer into an
//! error; health is written when it changes, not with each call.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use domain::{
    connection::{Connection, State},
    ids::ConnectionId,
};
use highlevel::{
    CallError, Limits, Scope,
    client::{Answer, Call},
};
use jiff::Timestamp;
use tracing::{Span, debug, warn};

use crate::{door::Pass, gateway::Gateway};

/// What this process knows of its connections, beyond what is on disk.
#[derive(Default)]
pub(crate) struct Health {
    unreachable: Mutex<HashMap<ConnectionId, Timestamp>>,
    /// By the pair of tokens that was refused: the next one may hold more.
    lacking: Mutex<HashSet<(ConnectionId, i64, Scope)>>,
}

impl Health {
    /// Since when HighLevel cannot be reached; none when this is not new.
    fn lost(&self, connection: ConnectionId, now: Timestamp) -> Option<Timestamp> {
        let mut lost = self.unreachable.lock().unwrap_or_else(PoisonError::into_inner);
        (!lost.contains_key(&connection)).then(|| *lost.entry(connection).or_insert(now))
    }

    /// Whether it was lost and is there again.
    fn back(&self, connection: ConnectionId) -> bool {
        self.unreachable.lock().unwrap_or_else(PoisonError::into_inner).remove(&connection).is_some()
    }

    /// Whether HighLevel has refused this scope to the connection, since this process began.
    pub(crate) fn lacks(&self, connection: &Connection, scope: &Scope) -> bool {
        self.lacking.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|(id, pair, lacking)| {
            (*id, *pair) == (connection.id, connection.token_version) && lacking == scope
        })
    }

    fn remember_lack(&self, connection: &Connection, scope: &Scope) {
        let lack = (connection.id, connection.token_version, scope.clone());
        let mut lacking = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        lacking.retain(|(id, pair, _)| *id != connection.id || *pair == connection.token_version);
        lacking.insert(lack);
    }
}

impl Gateway {
    /// Notes one call: its row, its limits, and how the connection is.
    pub(crate) async fn note(
        &self,
        pass: &Pass,
        call: &Call,
        sent: &Result<Answer, CallError>,
        lasted: Lasted,
    ) {
        let refusal = refusal(sent);
        let status = sent.as_ref().ok().map(|answer| answer.status);
        Span::current().record("status", status).record("took_ms", lasted.took_ms);
        let noted =
            self.note_down(pass, call, Noted { sent, refusal: refusal.as_ref(), status, lasted }).await;
        if let Err(error) = noted {
            warn!(error = %error, "a call could not be noted");
        }
        self.note_health(pass, call, sent, refusal.as_ref()).await;
    }

    async fn note_health(
        &self,
        pass: &Pass,
        call: &Call,
        sent: &Result<Answer, CallError>,
        refusal: Option<&CallError>,
    ) {
        let id = pass.connection.id;
        if let (Some(CallError::MissingScope { .. }), Some(row)) = (refusal, call.operation()) {
            // Of several scopes one cannot tell which is missing.
            if let [scope] = row.scopes {
                self.inner.health.remember_lack(&pass.connection, scope);
            }
        }
        match sent {
            Ok(_) if self.inner.health.back(id) || pass.connection.reason.is_some() => {
                debug!("{} is reachable again", pass.connection.location);
                self.save_state(&pass.connection, State::Live, None).await;
            }
            Err(CallError::Unreachable(_)) => {
                if let Some(since) = self.inner.health.lost(id, self.now()) {
                    warn!("HighLevel cannot be reached for {}", pass.connection.location);
                    let reason = format!("HighLevel cannot be reached since {since}.");
                    self.save_state(&pass.connection, State::Live, Some(reason)).await;
                }
            }
            _ => {}
        }
    }

    /// HighLevel does not know the tokens any more: the connection waits for somebody to authorise it again.
    pub(crate) async fn refused(&self, connection: &Connection, message: &str) {
        let reason =
            format!("HighLevel no longer accepts this connection ({message}). Connect the location again.");
        self.save_state(connection, State::Refused, Some(reason)).await;
    }

    async fn save_state(&self, connection: &Connection, state: State, reason: Option<String>) {
        if let Err(error) = self.set_state(connection, state, reason).await {
            warn!(error = %error, "the state of the connection of {} could not be written", connection.location);
        }
    }
}

/// One call and what came of it.
pub(crate) struct Noted<'n> {
    pub(crate) sent: &'n Result<Answer, CallError>,
    pub(crate) refusal: Option<&'n CallError>,
    pub(crate) status: Option<u16>,
    pub(crate) lasted: Lasted,
}

/// How long a call took, and when its answer was there or it was given up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lasted {
    pub(crate) took_ms: u32,
    pub(crate) ended_at: Timestamp,
}

impl Noted<'_> {
    pub(crate) fn limits(&self) -> Limits {
        self.sent.as_ref().map(|answer| answer.limits).unwrap_or_default()
    }
}

fn refusal(sent: &Result<Answer, CallError>) -> Option<CallError> {
    let answer = sent.as_ref().ok()?;
    answer.clone().accepted().err()
}
