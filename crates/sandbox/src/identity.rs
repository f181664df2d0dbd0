//! The names and keys of one sandbox: its marketplace app, its private tokens, its signing keys.
//!
//! Here: deriving all of them from the world's seed.
//! Not here: tokens handed out later (`tokens`, `oauth`), keeping the seed (`world`).
//!
//! Promise: the same seed gives the same names and keys, so a kept world keeps them too.
//! Nothing here is a secret worth guarding: a sandbox holds invented data and listens on loopback.

use std::fmt::Write as _;

use ed25519_dalek::{
    SigningKey,
    pkcs8::{EncodePublicKey, spki::der::pem::LineEnding},
};
use sha2::{Digest, Sha256};

/// The names and keys of one sandbox.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// What all of it follows from.
    seed: u64,
    /// The marketplace app, `<24 hex>`.
    pub app_id: String,
    /// The version of the app that is installed, 24 hex.
    pub version_id: String,
    /// `<app id>-<8 letters and digits>`.
    pub client_id: String,
    /// A UUID, as HighLevel's are.
    pub client_secret: String,
    /// The private token with every scope of a location.
    pub full_token: String,
    /// The private token that may only read contacts.
    pub read_only_token: String,
    /// The private token of the second location, with every scope.
    pub second_token: String,
    /// The private token of the agency.
    pub agency_token: String,
    /// Signs access and refresh tokens.
    pub token_key: SigningKey,
    /// Signs webhooks.
    pub webhook_key: SigningKey,
}

impl Identity {
    /// Everything from the seed alone.
    pub(crate) fn derive(seed: u64) -> Self {
        let app_id = hex(&digest(seed, "app"), 24);
        let client_id = format!("{app_id}-{}", letters(&digest(seed, "client"), 8));
        Self {
            seed,
            version_id: hex(&digest(seed, "version"), 24),
            client_id,
            client_secret: uuid(seed, "client secret"),
            full_token: format!("pit-{}", uuid(seed, "private token")),
            read_only_token: format!("pit-{}", uuid(seed, "read only token")),
            second_token: format!("pit-{}", uuid(seed, "second location token")),
            agency_token: format!("pit-{}", uuid(seed, "agency token")),
            token_key: SigningKey::from_bytes(&digest(seed, "token key")),
            webhook_key: SigningKey::from_bytes(&digest(seed, "webhook key")),
            app_id,
        }
    }

    /// A private token beyond the first ones, by its number.
    pub(crate) fn private_token(&self, number: u32) -> String {
        format!("pit-{}", uuid(self.seed, &format!("private token {number}")))
    }

    /// The public half of the key webhooks are signed with.
    pub(crate) fn webhook_public_key(&self) -> String {
        pem(&self.webhook_key)
    }

    /// The public half of the key tokens are signed with.
    pub(crate) fn token_public_key(&self) -> String {
        pem(&self.token_key)
    }
}

fn pem(key: &SigningKey) -> String {
    key.verifying_key()
        .to_public_key_pem(LineEnding::LF)
        .expect("an Ed25519 public key always has a PEM form")
}

fn digest(seed: u64, label: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"rankr sandbox\0");
    hash.update(seed.to_be_bytes());
    hash.update(label.as_bytes());
    hash.finalize().into()
}

fn uuid(seed: u64, label: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest(seed, label)[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// The first `length` hexadecimal digits of `bytes`.
pub(crate) fn hex(bytes: &[u8], length: usize) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a String takes every write");
    }
    text.truncate(length);
    text
}

fn letters(bytes: &[u8], length: usize) -> String {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    bytes.iter().take(length).map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_names_and_keys() {
        let (one, again, other) = (Identity::derive(7), Identity::derive(7), Identity::derive(8));

        assert_eq!(one.full_token, again.full_token);
        assert_eq!(one.webhook_public_key(), again.webhook_public_key());
        assert_ne!(one.client_secret, other.client_secret);
    }

    #[test]
    fn names_have_the_shapes_highlevel_gives_them() {
        let identity = Identity::derive(1);

        let (app, suffix) = identity.client_id.split_once('-').unwrap();
        assert_eq!((app.len(), suffix.len()), (24, 8));
        assert_eq!(identity.full_token.len(), 40);
        assert!(identity.webhook_public_key().starts_with("-----BEGIN PUBLIC KEY-----\n"));
    }
}
