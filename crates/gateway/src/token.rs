//! Tokens: a live one for every call, renewed one at a time.
//!
//! Here: when a pair is renewed, that one renewal is under way per connection, and where the new pair goes.
//! Not here: letting an app in for the first time (`workspace`).
//!
//! Promise: a new pair is on disk before it is used; an error body never overwrites a pair; a refresh token is
//! spent only on a token that is dead or about to end. Of all processes on one database one renews at a time: it
//! holds a claim on the connection, and the others wait for its pair, however slow it is, and take it from disk.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{
    connection::{Connection, Kind, Secrets, State},
    ids::ConnectionId,
};
use highlevel::{
    CallError, Client, TokenPair,
    client::Direct,
    error::TransportError,
    oauth::{AppCredentials, UserType},
};
use jiff::Timestamp;
use tracing::{info, warn};

use crate::{
    door::base_url,
    gateway::{Gateway, held_back},
};

/// How long a claim holds: longer than a call may take, so that only a process that died loses it.
const CLAIM: Duration = Duration::from_secs(75);
/// How often to look whether another process is through.
const LOOK: Duration = Duration::from_millis(100);
/// How long a call waits for another process's pair; then it is tried again later.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long to look for a pair after HighLevel has called our refresh token spent.
const OTHERS_WRITE: Duration = Duration::from_secs(3);
/// A pair that does not say when it ends is taken to last this long.
const UNSAID: Duration = Duration::from_secs(3600);

/// Who renews a pair.
enum Claim {
    /// This process, and nobody else meanwhile.
    Ours(Connection, Secrets),
    /// Somebody has, since the pair was read.
    Renewed(Connection, Secrets),
}

/// One renewal at a time for each connection of this process.
#[derive(Default)]
pub(crate) struct Renewals(Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<()>>>>);

impl Renewals {
    fn of(&self, connection: ConnectionId) -> Arc<tokio::sync::Mutex<()>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(connection).or_default())
    }
}

impl Gateway {
    /// The same connection with a token that lives a while yet.
    pub(crate) async fn fresh(
        &self,
        connection: Connection,
        secrets: Secrets,
    ) -> Result<(Connection, Secrets), CallError> {
        if connection.kind == Kind::Private || !self.ends_soon(&connection) {
            return Ok((connection, secrets));
        }
        match self.renew(&connection).await {
            // It still lives: HighLevel may be back before it ends.
            Err(
                CallError::Unreachable(_)
                | CallError::Unanswered(_)
                | CallError::Failed { .. }
                | CallError::HeldBack(_),
            ) if connection.expires_at.is_some_and(|end| end > self.now()) => Ok((connection, secrets)),
            renewed => renewed,
        }
    }

    fn ends_soon(&self, connection: &Connection) -> bool {
        let limit = self.now().checked_add(self.inner.options.renew_before).unwrap_or(Timestamp::MAX);
        connection.expires_at.is_some_and(|end| end <= limit)
    }

    /// Trades the refresh token for a new pair, unless somebody has done so since this one was read.
    pub(crate) async fn renew(&self, stale: &Connection) -> Result<(Connection, Secrets), CallError> {
        let turn = self.inner.renewals.of(stale.id);
        let _turn = turn.lock().await;
        let (connection, secrets) = match self.claim(stale).await? {
            Claim::Ours(connection, secrets) => (connection, secrets),
            Claim::Renewed(connection, secrets) => return Ok((connection, secrets)),
        };
        match self.trade(&connection, &secrets).await {
            Ok(pair) => self.keep(&connection, secrets, pair).await,
            Err(CallError::DeadGrant { message }) => self.spent_by_another(&connection, message).await,
            Err(other) => {
                self.give_back(&connection).await;
                Err(other)
            }
        }
    }

    /// Waits until this process alone may renew the pair, or until another one has.
    async fn claim(&self, stale: &Connection) -> Result<Claim, CallError> {
        let mut waited = Duration::ZERO;
        while waited < PATIENCE {
            let (connection, secrets) = self.reread(stale).await?;
            if connection.token_version != stale.token_version {
                return Ok(Claim::Renewed(connection, secrets));
            }
            if connection.state != State::Live {
                let message = connection.reason.unwrap_or_else(|| "the connection has ended".to_owned());
                return Err(CallError::DeadGrant { message });
            }
            if self.claim_renewal(&connection, CLAIM).await.map_err(held_back)? {
                return Ok(Claim::Ours(connection, secrets));
            }
            tokio::time::sleep(LOOK).await;
            waited += LOOK;
        }
        Err(CallError::HeldBack(TransportError::new("another process renews the token and is not through")))
    }

    /// Lets others try. Should this not come about, the claim ends by itself.
    async fn give_back(&self, connection: &Connection) {
        if let Err(error) = self.release_renewal(connection).await {
            warn!(error = %error, "the claim on the token of {} was not given back", connection.location);
        }
    }

    async fn reread(&self, stale: &Connection) -> Result<(Connection, Secrets), CallError> {
        let found = self.connection_secrets(&stale.location).await.map_err(held_back)?;
        found.ok_or_else(|| CallError::DeadGrant { message: "the connection was removed".to_owned() })
    }

    async fn trade(&self, connection: &Connection, secrets: &Secrets) -> Result<TokenPair, CallError> {
        let missing = |what: &str| CallError::DeadGrant {
            message: format!("the connection has no {what}, so its token cannot be renewed"),
        };
        let app = AppCredentials {
            client_id: connection.client_id.clone().ok_or_else(|| missing("client id"))?,
            client_secret: secrets.client_secret.clone().ok_or_else(|| missing("client secret"))?,
        };
        let refresh = secrets.refresh.as_ref().ok_or_else(|| missing("refresh token"))?;
        let door = Direct::without_token(self.inner.http.clone()).at(base_url(connection)?);
        Client::through(Arc::new(door)).oauth().refresh(&app, refresh, &UserType::Location).await
    }

    /// Writes the new pair down, then hands it out.
    async fn keep(
        &self,
        connection: &Connection,
        old: Secrets,
        pair: TokenPair,
    ) -> Result<(Connection, Secrets), CallError> {
        let expires_in = if pair.expires_in.is_zero() { UNSAID } else { pair.expires_in };
        let expires_at = self.now().checked_add(expires_in).unwrap_or(Timestamp::MAX);
        let secrets = Secrets {
            access: pair.access_token,
            refresh: pair.refresh_token.or(old.refresh),
            client_secret: old.client_secret,
        };
        let scopes = if pair.scopes.is_empty() { connection.scopes.clone() } else { pair.scopes.to_string() };
        let next = Connection { expires_at: Some(expires_at), scopes, ..connection.clone() };
        if self.save_pair(&next, &secrets).await.map_err(held_back)? {
            info!("the token of {} was renewed", connection.location);
        }
        // Saved by us or by another process: what is on disk is what is used.
        self.reread(connection).await
    }

    /// The refresh token is not valid: either another process has spent it and its pair is on its way to disk,
    /// or the connection is dead.
    async fn spent_by_another(
        &self,
        stale: &Connection,
        message: String,
    ) -> Result<(Connection, Secrets), CallError> {
        let mut waited = Duration::ZERO;
        while waited < OTHERS_WRITE {
            let (connection, secrets) = self.reread(stale).await?;
            if connection.token_version != stale.token_version {
                return Ok((connection, secrets));
            }
            tokio::time::sleep(LOOK).await;
            waited += LOOK;
        }
        self.give_back(stale).await;
        warn!("the connection of {} has to be authorised again", stale.location);
        self.refused(stale, &message).await;
        Err(CallError::DeadGrant { message })
    }
}
