//! Connections: a location's credentials, their secrets sealed.
//!
//! Promise: a new pair of tokens replaces exactly the pair it came from, so two refreshes cannot undo each other;
//! of all processes on one database, one at a time holds the right to renew it.

use domain::{
    connection::{Connection, Secrets, State},
    ids::ConnectionId,
};
use highlevel::ids::LocationId;
use jiff::Timestamp;
use secrecy::SecretString;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    row::{Row, maybe_text, text, values},
};

const COLUMNS: &str = "location_id, id, kind, state, reason, base_url, company_id, client_id, scopes, expires_at, \
     token_version, created_at";

/// Whether a process may renew a pair of tokens now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenewalClaim {
    /// It may, until the moment it asked for. Saving the new pair gives the claim back, and so does
    /// `connection_renewal_release`; a process that dies keeps others out no longer than that moment.
    Claimed,
    /// Another one is at it, until then at most: look again before.
    HeldUntil(Timestamp),
    /// The pair was replaced meanwhile, by this version: read it and use it.
    Newer(i64),
}

/// Where a secret stands: it is sealed together with this, so that it opens nowhere else.
fn place(id: ConnectionId, column: &str) -> String {
    format!("connection/{id}/{column}")
}

impl Tx<'_> {
    /// Keeps a new connection with its secrets.
    pub async fn connection_add(
        &mut self,
        connection: &Connection,
        secrets: &Secrets,
    ) -> Result<(), StoreError> {
        let seal = &self.core().seal;
        let sealed = |column: &str, secret: &SecretString| seal.seal(&place(connection.id, column), secret);
        let values = values![
            text(&connection.location),
            text(connection.id),
            connection.kind.as_str(),
            connection.state.as_str(),
            connection.reason.clone(),
            connection.base_url.as_str(),
            maybe_text(connection.company.as_ref()),
            connection.client_id.clone(),
            connection.scopes.as_str(),
            connection.expires_at,
            connection.token_version,
            sealed("access", &secrets.access),
            secrets.refresh.as_ref().map(|secret| sealed("refresh", secret)),
            secrets.client_secret.as_ref().map(|secret| sealed("client", secret)),
            connection.created_at,
        ];
        let sql =
            "INSERT INTO connection (location_id, id, kind, state, reason, base_url, company_id, client_id,
                scopes, expires_at, token_version, access_token, refresh_token, client_secret, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        self.run(sql, values).await?;
        Ok(())
    }

    /// Keeps the one connection of a location: in the place of the one it had, if it had one, so that its budget and
    /// its calls go on and two never stand side by side. Gives it as it is kept.
    pub async fn connection_keep(
        &mut self,
        connection: &Connection,
        secrets: &Secrets,
    ) -> Result<Connection, StoreError> {
        let known = self.connection_find(&connection.location).await?;
        let (id, token_version) = known.map_or((connection.id, connection.token_version), |known| {
            (known.id, known.token_version.max(connection.token_version) + 1)
        });
        let kept = Connection { id, token_version, ..connection.clone() };
        let sql = "DELETE FROM connection WHERE location_id = $1";
        self.run(sql, values![text(&connection.location)]).await?;
        self.connection_add(&kept, secrets).await?;
        Ok(kept)
    }

    /// Every connection, the oldest first.
    pub async fn connection_list(&mut self) -> Result<Vec<Connection>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM connection ORDER BY created_at, id");
        self.rows("connection", AssertSqlSafe(sql), Vec::new()).await?.iter().map(Connection::read).collect()
    }

    /// The connection that a location is worked with: a live one before others, then the newest.
    pub async fn connection_find(&mut self, location: &LocationId) -> Result<Option<Connection>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM connection WHERE location_id = $1
            ORDER BY CASE WHEN state = 'live' THEN 0 ELSE 1 END, created_at DESC, id DESC LIMIT 1"
        );
        let row = self.row("connection", AssertSqlSafe(sql), values![text(location)]).await?;
        row.as_ref().map(Connection::read).transpose()
    }

    /// A connection's secrets, opened.
    pub async fn connection_secrets(
        &mut self,
        location: &LocationId,
        id: ConnectionId,
    ) -> Result<Option<Secrets>, StoreError> {
        let sql = "SELECT id, access_token, refresh_token, client_secret FROM connection
            WHERE location_id = $1 AND id = $2";
        let row = self.row("connection", sql, values![text(location), text(id)]).await?;
        let Some(row) = row else { return Ok(None) };
        let seal = &self.core().seal;
        let open = |column: &str, sealed: Option<Vec<u8>>| {
            sealed.map(|sealed| seal.open(&place(id, column), &sealed)).transpose()
        };
        Ok(Some(Secrets {
            access: seal.open(&place(id, "access"), &row.bytes("access_token")?)?,
            refresh: open("refresh", row.maybe_bytes("refresh_token")?)?,
            client_secret: open("client", row.maybe_bytes("client_secret")?)?,
        }))
    }

    /// Replaces the pair of tokens `connection` was read with. None when another pair is there by now: read again
    /// and use that one. The connection is live from then on.
    pub async fn connection_save_tokens(
        &mut self,
        connection: &Connection,
        access: &SecretString,
        refresh: Option<&SecretString>,
        expires_at: Option<Timestamp>,
        scopes: &str,
    ) -> Result<Option<Connection>, StoreError> {
        let seal = &self.core().seal;
        let values = values![
            text(&connection.location),
            text(connection.id),
            connection.token_version,
            seal.seal(&place(connection.id, "access"), access),
            refresh.map(|secret| seal.seal(&place(connection.id, "refresh"), secret)),
            expires_at,
            scopes,
        ];
        let sql = "UPDATE connection SET access_token = $4, refresh_token = $5, expires_at = $6, scopes = $7,
                token_version = token_version + 1, state = 'live', reason = NULL,
                renewing_until = NULL, renewing_by = NULL
            WHERE location_id = $1 AND id = $2 AND token_version = $3";
        if self.run(sql, values).await? == 0 {
            return Ok(None);
        }
        Ok(Some(Connection {
            expires_at,
            scopes: scopes.to_owned(),
            token_version: connection.token_version + 1,
            state: State::Live,
            reason: None,
            ..connection.clone()
        }))
    }

    /// Asks for the right to renew the pair of tokens `connection` was read with, for the process named `by`.
    /// Commit before calling HighLevel. None when the connection is gone. Who holds the right may ask again, to
    /// hold it longer.
    pub async fn connection_renewal_claim(
        &mut self,
        connection: &Connection,
        by: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<RenewalClaim>, StoreError> {
        let sql = "UPDATE connection SET renewing_until = $5, renewing_by = $4
            WHERE location_id = $1 AND id = $2 AND token_version = $3
                AND (renewing_until IS NULL OR renewing_until <= $6 OR renewing_by = $4)";
        let (location, id, version) = (&connection.location, connection.id, connection.token_version);
        if self.run(sql, values![text(location), text(id), version, by, until, now]).await? == 1 {
            return Ok(Some(RenewalClaim::Claimed));
        }
        let sql =
            "SELECT id, token_version, renewing_until FROM connection WHERE location_id = $1 AND id = $2";
        let row = self.row("connection", sql, values![text(location), text(id)]).await?;
        let Some(row) = row else { return Ok(None) };
        let found = row.number("token_version")?;
        if found != version {
            return Ok(Some(RenewalClaim::Newer(found)));
        }
        // Given back between the two statements: free from now on.
        Ok(Some(RenewalClaim::HeldUntil(row.maybe_time("renewing_until")?.unwrap_or(now))))
    }

    /// Gives the right to renew back without a new pair, so that others need not wait for its end.
    pub async fn connection_renewal_release(
        &mut self,
        connection: &Connection,
        by: &str,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE connection SET renewing_until = NULL, renewing_by = NULL
            WHERE location_id = $1 AND id = $2 AND renewing_by = $3";
        self.run(sql, values![text(&connection.location), text(connection.id), by]).await?;
        Ok(())
    }

    /// Says how a connection is, and why.
    pub async fn connection_set_state(
        &mut self,
        location: &LocationId,
        id: ConnectionId,
        state: State,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE connection SET state = $3, reason = $4 WHERE location_id = $1 AND id = $2";
        self.run(sql, values![text(location), text(id), state.as_str(), maybe_text(reason)]).await?;
        Ok(())
    }

    /// Puts nothing in the place of every secret, and every connection waits for somebody to connect again.
    pub(crate) async fn connection_forget_secrets(&mut self, reason: &str) -> Result<(), StoreError> {
        for connection in self.connection_list().await? {
            let nothing = SecretString::from(String::new());
            let sealed = self.core().seal.seal(&place(connection.id, "access"), &nothing);
            let sql = "UPDATE connection SET access_token = $3, refresh_token = NULL, client_secret = NULL,
                    token_version = token_version + 1
                WHERE location_id = $1 AND id = $2";
            self.run(sql, values![text(&connection.location), text(connection.id), sealed]).await?;
            // What was uninstalled stays so.
            if connection.state == State::Live {
                self.connection_set_state(&connection.location, connection.id, State::Refused, Some(reason))
                    .await?;
            }
        }
        Ok(())
    }

    /// Forgets a connection and its secrets.
    pub async fn connection_remove(
        &mut self,
        location: &LocationId,
        id: ConnectionId,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM connection WHERE location_id = $1 AND id = $2";
        self.run(sql, values![text(location), text(id)]).await?;
        Ok(())
    }
}

trait Read: Sized {
    fn read(row: &Row) -> Result<Self, StoreError>;
}

impl Read for Connection {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.word("id")?,
            location: row.word("location_id")?,
            kind: row.word("kind")?,
            state: row.word("state")?,
            reason: row.maybe_text("reason")?,
            base_url: row.text("base_url")?,
            company: row.maybe_word("company_id")?,
            client_id: row.maybe_text("client_id")?,
            scopes: row.text("scopes")?,
            expires_at: row.maybe_time("expires_at")?,
            token_version: row.number("token_version")?,
            created_at: row.time("created_at")?,
        })
    }
}
