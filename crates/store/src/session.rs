//! Browsers that are signed in, and the links that sign one in once.
//!
//! Promise: the database holds hashes of their secrets only; a link works once and not after its end.

use domain::ids::{PersonId, SessionId};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::{
    StoreError, Tx,
    row::{Row, text, values},
};

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A link that signs somebody in once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// Whom.
    pub person: PersonId,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What the database keeps of a secret. The secrets are long and random, so a plain hash is enough.
pub(crate) fn hash(secret: &SecretString) -> String {
    Sha256::digest(secret.expose_secret()).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Tx<'_> {
    /// Keeps a new session under its cookie's secret.
    pub async fn session_add(&mut self, session: &Session, secret: &SecretString) -> Result<(), StoreError> {
        let sql = "INSERT INTO session (id, secret_hash, person_id, created_at, seen_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6)";
        let values = values![
            text(session.id),
            hash(secret),
            text(session.person),
            session.created_at,
            session.seen_at,
            session.expires_at,
        ];
        self.run(sql, values).await?;
        Ok(())
    }

    /// The session of a cookie's secret, unless it has ended.
    pub async fn session_find(
        &mut self,
        secret: &SecretString,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT id, person_id, created_at, seen_at, expires_at FROM session
            WHERE secret_hash = $1 AND expires_at > $2";
        self.row("session", sql, values![hash(secret), now])
            .await?
            .as_ref()
            .map(Session::try_from)
            .transpose()
    }

    /// It was used, so it lasts until then.
    pub async fn session_seen(
        &mut self,
        id: SessionId,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE session SET seen_at = $2, expires_at = $3 WHERE id = $1";
        self.run(sql, values![text(id), now, expires_at]).await?;
        Ok(())
    }

    /// Signs a browser out.
    pub async fn session_end(&mut self, id: SessionId) -> Result<(), StoreError> {
        self.run("DELETE FROM session WHERE id = $1", values![text(id)]).await?;
        Ok(())
    }

    /// Signs all browsers of a person out but this one, and says how many.
    pub async fn session_end_others(&mut self, person: PersonId, keep: SessionId) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE person_id = $1 AND id <> $2";
        self.run(sql, values![text(person), text(keep)]).await
    }

    /// Signs all browsers of a person out and spends their sign-in links, and says how many browsers.
    pub async fn session_end_all_of(&mut self, person: PersonId) -> Result<u64, StoreError> {
        self.run("DELETE FROM sign_in_link WHERE person_id = $1", values![text(person)]).await?;
        self.run("DELETE FROM session WHERE person_id = $1", values![text(person)]).await
    }

    /// The browsers a person is signed in with, the last used first.
    pub async fn session_list_of(
        &mut self,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let sql = "SELECT id, person_id, created_at, seen_at, expires_at FROM session
            WHERE person_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, id LIMIT 200";
        self.rows("session", sql, values![text(person), now]).await?.iter().map(Session::try_from).collect()
    }

    /// Forgets sessions and links that have ended, and says how many.
    pub async fn session_forget_ended(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let sessions = self.run("DELETE FROM session WHERE expires_at <= $1", values![now]).await?;
        let links = self.run("DELETE FROM sign_in_link WHERE expires_at <= $1", values![now]).await?;
        Ok(sessions + links)
    }

    /// Forgets the links of a person that nobody has used.
    pub async fn sign_in_link_forget_unused(&mut self, person: PersonId) -> Result<u64, StoreError> {
        let sql = "DELETE FROM sign_in_link WHERE person_id = $1 AND used_at IS NULL";
        self.run(sql, values![text(person)]).await
    }

    /// Keeps a link that signs somebody in once.
    pub async fn sign_in_link_add(
        &mut self,
        link: &SignInLink,
        secret: &SecretString,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO sign_in_link (secret_hash, person_id, created_at, expires_at)
            VALUES ($1, $2, $3, $4)";
        let values = values![hash(secret), text(link.person), link.created_at, link.expires_at];
        self.run(sql, values).await?;
        Ok(())
    }

    /// Uses a link up: whom it signs in; none when it is unknown, used or over.
    pub async fn sign_in_link_use(
        &mut self,
        secret: &SecretString,
        now: Timestamp,
    ) -> Result<Option<PersonId>, StoreError> {
        let sql = "UPDATE sign_in_link SET used_at = $2
            WHERE secret_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING person_id AS id";
        let row = self.row("sign_in_link", sql, values![hash(secret), now]).await?;
        row.map(|row| row.word("id")).transpose()
    }
}

impl TryFrom<&Row> for Session {
    type Error = StoreError;

    fn try_from(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.word("id")?,
            person: row.word("person_id")?,
            created_at: row.time("created_at")?,
            seen_at: row.time("seen_at")?,
            expires_at: row.time("expires_at")?,
        })
    }
}
