//! API keys: hashes of their secrets, what they may do, and when they were used.
//!
//! Promise: no secret is kept, and a key that was revoked stays revoked.

use domain::{
    api_key::ApiKey,
    ids::{ApiKeyId, PersonId},
};
use highlevel::{Scopes, ids::LocationId};
use jiff::Timestamp;
use secrecy::SecretString;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    row::{Row, maybe_text, text, values},
    session::hash,
};

const COLUMNS: &str = "location_id, id, name, ending, scopes, made_by, created_at, expires_at, used_at, revoked_at, \
     revoked_by";

impl Tx<'_> {
    /// Keeps a new key under its secret.
    pub async fn api_key_add(&mut self, key: &ApiKey, secret: &SecretString) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO api_key (location_id, id, name, secret_hash, ending, scopes, made_by, created_at,
                expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values = values![
            text(&key.location),
            text(key.id),
            key.name.as_str(),
            hash(secret),
            key.ending.as_str(),
            text(&key.scopes),
            maybe_text(key.made_by),
            key.created_at,
            key.expires_at,
        ];
        self.run(sql, values).await?;
        Ok(())
    }

    /// The key of a secret, also one that is revoked or has run out.
    pub async fn api_key_find_by_secret(
        &mut self,
        secret: &SecretString,
    ) -> Result<Option<ApiKey>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM api_key WHERE secret_hash = $1");
        let row = self.row("api_key", AssertSqlSafe(sql), values![hash(secret)]).await?;
        row.as_ref().map(ApiKey::read).transpose()
    }

    /// One key.
    pub async fn api_key_find(
        &mut self,
        location: &LocationId,
        id: ApiKeyId,
    ) -> Result<Option<ApiKey>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM api_key WHERE location_id = $1 AND id = $2");
        let row = self.row("api_key", AssertSqlSafe(sql), values![text(location), text(id)]).await?;
        row.as_ref().map(ApiKey::read).transpose()
    }

    /// Every key of a location, the newest first.
    pub async fn api_key_list(&mut self, location: &LocationId) -> Result<Vec<ApiKey>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM api_key WHERE location_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1000"
        );
        self.rows("api_key", AssertSqlSafe(sql), values![text(location)])
            .await?
            .iter()
            .map(ApiKey::read)
            .collect()
    }

    /// Takes a key back; false when it is not there or was taken back before.
    pub async fn api_key_revoke(
        &mut self,
        location: &LocationId,
        id: ApiKeyId,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE api_key SET revoked_at = $3, revoked_by = $4
            WHERE location_id = $1 AND id = $2 AND revoked_at IS NULL";
        Ok(self.run(sql, values![text(location), text(id), at, maybe_text(by)]).await? == 1)
    }

    /// It was used; an earlier moment than the one that is kept changes nothing.
    pub async fn api_key_used(
        &mut self,
        location: &LocationId,
        id: ApiKeyId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE api_key SET used_at = $3
            WHERE location_id = $1 AND id = $2 AND (used_at IS NULL OR used_at < $3)";
        self.run(sql, values![text(location), text(id), at]).await?;
        Ok(())
    }
}

trait Read: Sized {
    fn read(row: &Row) -> Result<Self, StoreError>;
}

impl Read for ApiKey {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.word("id")?,
            location: row.word("location_id")?,
            name: row.text("name")?,
            ending: row.text("ending")?,
            scopes: Scopes::parse(&row.text("scopes")?),
            made_by: row.maybe_word("made_by")?,
            created_at: row.time("created_at")?,
            expires_at: row.maybe_time("expires_at")?,
            used_at: row.maybe_time("used_at")?,
            revoked_at: row.maybe_time("revoked_at")?,
            revoked_by: row.maybe_word("revoked_by")?,
        })
    }
}
