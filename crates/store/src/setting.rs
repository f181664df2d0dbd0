//! Settings: a text under a name, of one location or of the whole.

use base64::{Engine, engine::general_purpose::STANDARD};
use highlevel::ids::LocationId;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    StoreError, Tx,
    row::{text, values},
};

const SEAL_CHECK: &str = "seal.check";
const SEAL_WORD: &str = "rankr";

fn place(location: Option<&LocationId>) -> &str {
    location.map_or("", LocationId::as_str)
}

impl Tx<'_> {
    /// A setting of a location, or of the whole.
    pub async fn setting_find(
        &mut self,
        location: Option<&LocationId>,
        name: &str,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT name AS id, value FROM setting WHERE location_id = $1 AND name = $2";
        let row = self.row("setting", sql, values![text(place(location)), name]).await?;
        row.map(|row| row.text("value")).transpose()
    }

    /// Sets it.
    pub async fn setting_save(
        &mut self,
        location: Option<&LocationId>,
        name: &str,
        value: &str,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO setting (location_id, name, value) VALUES ($1, $2, $3)
            ON CONFLICT (location_id, name) DO UPDATE SET value = excluded.value";
        self.run(sql, values![text(place(location)), name, value]).await?;
        Ok(())
    }

    /// Forgets it.
    pub async fn setting_remove(
        &mut self,
        location: Option<&LocationId>,
        name: &str,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM setting WHERE location_id = $1 AND name = $2";
        self.run(sql, values![text(place(location)), name]).await?;
        Ok(())
    }

    /// A secret of the whole, opened.
    pub async fn setting_find_secret(&mut self, name: &str) -> Result<Option<SecretString>, StoreError> {
        let Some(sealed) = self.setting_find(None, name).await? else { return Ok(None) };
        let sealed = STANDARD.decode(sealed).map_err(|_| StoreError::Sealed)?;
        self.core().seal.open(name, &sealed).map(Some)
    }

    /// Sets it, sealed.
    pub async fn setting_save_secret(&mut self, name: &str, secret: &SecretString) -> Result<(), StoreError> {
        let sealed = STANDARD.encode(self.core().seal.seal(name, secret));
        self.setting_save(None, name, &sealed).await
    }

    /// Seals the known word with the key at hand, whatever it was sealed with before.
    pub(crate) async fn setting_seal_anew(&mut self) -> Result<(), StoreError> {
        self.setting_save_secret(SEAL_CHECK, &SecretString::from(SEAL_WORD)).await
    }

    /// Seals a known word at the first start, and refuses a key that cannot open it at every later one.
    pub(crate) async fn setting_check_seal(&mut self) -> Result<(), StoreError> {
        let seal = &self.core().seal;
        match self.setting_find(None, SEAL_CHECK).await? {
            None => self.setting_seal_anew().await,
            Some(sealed) => {
                let opened =
                    seal.open(SEAL_CHECK, &STANDARD.decode(sealed).map_err(|_| StoreError::Sealed)?)?;
                if opened.expose_secret() == SEAL_WORD { Ok(()) } else { Err(StoreError::Sealed) }
            }
        }
    }
}
