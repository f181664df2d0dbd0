//! Sealing: secrets at rest are bytes that only the holder of the key can read.
//!
//! Promise: a wrong key is told apart from a damaged row, and says so plainly (`StoreError::Sealed`).

use std::{fmt, path::Path, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroize};
use uuid::Uuid;

use crate::StoreError;

const NONCE: usize = 24;

/// The text or file holds no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}: expected 32 bytes in base64, such as `openssl rand -base64 32` prints")]
pub struct WrongSealKey(String);

/// The key that secrets are sealed with.
#[derive(Clone)]
pub struct SealKey(Box<[u8; 32]>);

impl SealKey {
    /// A new key from chance.
    pub fn generate() -> Self {
        let mut bytes = Box::new([0_u8; 32]);
        // Each UUID brings 122 random bits; three of them, hashed, make a key of full strength.
        let chance: Vec<u8> = (0..3).flat_map(|_| Uuid::new_v4().into_bytes()).collect();
        bytes.copy_from_slice(&<sha2::Sha256 as sha2::Digest>::digest(&chance));
        Self(bytes)
    }

    /// Reads the key from a file.
    pub fn read(path: &Path) -> Result<Self, WrongSealKey> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            WrongSealKey(format!("the key file {} cannot be read ({error})", path.display()))
        })?;
        text.parse()
    }

    /// The key as text, to be written into a key file once.
    pub fn to_text(&self) -> SecretString {
        SecretString::from(STANDARD.encode(*self.0))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }

    /// Seals a secret. `place` is sealed with it, so that a row cannot be moved to another place.
    pub(crate) fn seal(&self, place: &str, secret: &SecretString) -> Vec<u8> {
        let mut nonce = [0_u8; NONCE];
        nonce[..16].copy_from_slice(Uuid::new_v4().as_bytes());
        nonce[16..].copy_from_slice(&Uuid::new_v4().as_bytes()[8..]);
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: place.as_bytes() };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("secrets are far below the cipher's bound of 256 GB");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens a secret that was sealed at this place.
    pub(crate) fn open(&self, place: &str, sealed: &[u8]) -> Result<SecretString, StoreError> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(StoreError::Sealed)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| StoreError::Sealed)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let bytes = self.cipher().decrypt(&XNonce::from(nonce), payload).map_err(|_| StoreError::Sealed)?;
        String::from_utf8(bytes).map(SecretString::from).map_err(|_| StoreError::Sealed)
    }
}

impl FromStr for SealKey {
    type Err = WrongSealKey;

    fn from_str(text: &str) -> Result<Self, WrongSealKey> {
        let mut bytes =
            STANDARD.decode(text.trim()).map_err(|_| WrongSealKey("the key is not base64".to_owned()))?;
        let key = <[u8; 32]>::try_from(bytes.as_slice())
            .map(|key| Self(Box::new(key)))
            .map_err(|_| WrongSealKey(format!("the key has {} bytes", bytes.len())));
        bytes.zeroize();
        key
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Drop for SealKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_with_its_own_key_at_its_own_place_only() {
        let key = SealKey::generate();
        let sealed = key.seal("here", &SecretString::from("token"));

        assert_eq!(key.open("here", &sealed).unwrap().expose_secret(), "token");
        assert!(matches!(key.open("there", &sealed), Err(StoreError::Sealed)));
        assert!(matches!(SealKey::generate().open("here", &sealed), Err(StoreError::Sealed)));
        assert!(matches!(key.open("here", b"short"), Err(StoreError::Sealed)));
    }

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let key = SealKey::generate();
        let same: SealKey = key.to_text().expose_secret().parse().unwrap();

        let sealed = key.seal("here", &SecretString::from("token"));

        assert!(same.open("here", &sealed).is_ok());
    }

    #[test]
    fn half_a_key_is_refused_in_words() {
        let refused = "c2hvcnQ=".parse::<SealKey>().unwrap_err().to_string();

        assert!(refused.contains("5 bytes"), "{refused}");
        assert!(refused.contains("32 bytes"), "{refused}");
    }
}
