//! Webhook signatures: Ed25519 over the body exactly as it arrived.
//!
//! Here: keys and verifying. Not here: fetching the header, or remembering what was seen before.
//!
//! Promise: an unsigned or wrongly signed body never passes, whatever its header says. The older RSA header is not
//! looked at; HighLevel has announced its end.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::pkcs8::DecodePublicKey as _;
use ed25519_dalek::{Signature, VerifyingKey};

/// The header that carries the signature.
pub const HEADER: &str = "x-ghl-signature";

/// HighLevel's own key, the same for all apps: SPKI in base64. It can change; keep keys configurable.
pub const HIGHLEVEL_KEY: &str = "MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=";

/// The keys that may have signed a delivery. More than one is valid while keys change.
#[derive(Debug, Clone)]
pub struct PublicKeys(Vec<VerifyingKey>);

/// Text that is no public key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// Neither PEM nor base64 of an Ed25519 key.
    #[error("key {place} is neither PEM nor base64 of an Ed25519 public key")]
    Unreadable {
        /// Its place in the list, from 1.
        place: usize,
    },
    /// The list is empty.
    #[error("without a public key no delivery can be verified")]
    None,
}

/// Why a delivery is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// No header, an empty one, or `N/A`.
    #[error("the delivery is not signed")]
    Missing,
    /// Not 64 bytes in base64.
    #[error("the signature cannot be read")]
    Unreadable,
    /// Not made by any of the keys over this body.
    #[error("the signature does not fit the body")]
    Wrong,
}

impl PublicKeys {
    /// HighLevel's own key.
    #[must_use]
    pub fn highlevel() -> Self {
        Self::read([HIGHLEVEL_KEY]).expect("HighLevel's key is a key")
    }

    /// Reads keys, each as PEM or as base64 of its SPKI form.
    ///
    /// # Errors
    /// One bad key spoils the list; so does an empty list.
    pub fn read<'k>(keys: impl IntoIterator<Item = &'k str>) -> Result<Self, BadKey> {
        let keys = keys
            .into_iter()
            .enumerate()
            .map(|(place, key)| read_key(key).ok_or(BadKey::Unreadable { place: place + 1 }))
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(BadKey::None) } else { Ok(Self(keys)) }
    }

    /// Whether one of the keys signed this body. `header` is the value of [`HEADER`].
    ///
    /// # Errors
    /// Anything but a valid signature.
    pub fn verify(&self, body: &[u8], header: Option<&str>) -> Result<(), BadSignature> {
        let header =
            header.map(str::trim).filter(|text| !text.is_empty() && !text.eq_ignore_ascii_case("n/a"));
        let bytes =
            STANDARD.decode(header.ok_or(BadSignature::Missing)?).map_err(|_| BadSignature::Unreadable)?;
        let signature = Signature::from_slice(&bytes).map_err(|_| BadSignature::Unreadable)?;
        let fits = self.0.iter().any(|key| key.verify_strict(body, &signature).is_ok());
        if fits { Ok(()) } else { Err(BadSignature::Wrong) }
    }
}

fn read_key(text: &str) -> Option<VerifyingKey> {
    let text = text.trim();
    if text.starts_with("-----") {
        return VerifyingKey::from_public_key_pem(text).ok();
    }
    let der = STANDARD.decode(text).ok()?;
    VerifyingKey::from_public_key_der(&der).ok()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::pkcs8::{EncodePublicKey as _, spki::der::pem::LineEnding};
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::*;

    fn pair(seed: u8) -> (SigningKey, String) {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let pem = key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        (key, pem)
    }

    fn sign(key: &SigningKey, body: &[u8]) -> String {
        STANDARD.encode(key.sign(body).to_bytes())
    }

    #[test]
    fn a_body_signed_by_any_of_the_keys_passes() {
        let (old, old_pem) = pair(1);
        let (new, new_pem) = pair(2);
        let keys = PublicKeys::read([old_pem.as_str(), new_pem.as_str()]).unwrap();

        for key in [old, new] {
            assert_eq!(keys.verify(b"{}", Some(&sign(&key, b"{}"))), Ok(()));
        }
    }

    #[test]
    fn one_changed_byte_does_not_pass() {
        let (key, pem) = pair(1);
        let keys = PublicKeys::read([pem.as_str()]).unwrap();

        assert_eq!(keys.verify(b"{ }", Some(&sign(&key, b"{}"))), Err(BadSignature::Wrong));
    }

    #[test]
    fn not_applicable_means_unsigned() {
        let keys = PublicKeys::highlevel();

        for header in [None, Some(""), Some("N/A"), Some(" n/a ")] {
            assert_eq!(keys.verify(b"{}", header), Err(BadSignature::Missing));
        }
        assert_eq!(keys.verify(b"{}", Some("AAAA")), Err(BadSignature::Unreadable));
    }

    #[test]
    fn a_bad_key_says_which_one_it_is() {
        assert_eq!(PublicKeys::read([HIGHLEVEL_KEY, "junk"]).unwrap_err(), BadKey::Unreadable { place: 2 });
        assert_eq!(PublicKeys::read([]).unwrap_err(), BadKey::None);
    }

    #[test]
    fn highlevels_key_is_the_published_one() {
        let der = STANDARD.decode(HIGHLEVEL_KEY).unwrap();

        assert_eq!(der.len(), 44);
        assert_eq!(PublicKeys::highlevel().0[0].as_bytes(), &der[12..]);
    }
}
