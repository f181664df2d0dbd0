//! Tokens as text: made, and read back.
//!
//! Here: the signed form of access and refresh tokens, and what they claim.
//! Not here: whether the grant behind a token still stands (`oauth`), what it may do (`door`).
//!
//! Promise: a token nobody here signed is never read. Known difference: HighLevel signs with RS256, the
//! sandbox with its own Ed25519 key (`alg` is `EdDSA`); clients must not look inside either.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer, SigningKey};
use highlevel::scope::{Scope, Scopes};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::door::AuthClass;

/// How long an access token holds: a day less a second, as `expires_in` says.
pub(crate) const ACCESS_LIFE: SignedDuration = SignedDuration::from_secs(86_399);
/// How long a location's token made by its agency holds: measured, and a second longer than the other.
pub(crate) const LOCATION_ACCESS_LIFE: SignedDuration = SignedDuration::from_secs(86_400);
/// How long an unused refresh token holds.
pub(crate) const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(24 * 365);

/// What an access token claims, in HighLevel's members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessClaims {
    /// `Location` or `Company`.
    pub auth_class: String,
    /// The id of that location or company.
    pub auth_class_id: String,
    /// Always `INTEGRATION`.
    pub source: String,
    /// The client id.
    pub source_id: String,
    /// Always `OAUTH`.
    pub channel: String,
    /// The id the grant was given for.
    pub primary_auth_class_id: String,
    /// What the token may do.
    pub oauth_meta: OauthMeta,
    /// When it was made, in seconds.
    pub iat: i64,
    /// When it ends, in seconds.
    pub exp: i64,
    /// Its own name.
    pub jti: String,
    /// Which generation of the installation's tokens it belongs to.
    pub generation: u64,
}

/// The part of the claims that carries scopes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OauthMeta {
    /// Every scope.
    pub scopes: Vec<Scope>,
    /// The app.
    pub client: String,
    /// The installed version of the app.
    pub version_id: String,
}

/// What a refresh token claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefreshClaims {
    /// Tells it from an access token.
    pub token_use: RefreshUse,
    /// `Location` or `Company`.
    pub auth_class: String,
    /// The id of that location or company.
    pub auth_class_id: String,
    /// When it was made, in seconds.
    pub iat: i64,
    /// When it ends, in seconds.
    pub exp: i64,
    /// The name the grant book knows it by.
    pub jti: String,
}

/// The only value of `tokenUse`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RefreshUse {
    /// It is for refreshing.
    Refresh,
}

impl AccessClaims {
    /// Whom the token is for.
    pub(crate) fn class(&self) -> AuthClass {
        if self.auth_class == AuthClass::Company.as_str() { AuthClass::Company } else { AuthClass::Location }
    }

    /// What the token may do.
    pub(crate) fn scopes(&self) -> Scopes {
        self.oauth_meta.scopes.iter().cloned().collect()
    }

    /// Whether its day is over.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        now.as_second() >= self.exp
    }
}

/// Signs claims into the three dotted parts of a token.
pub(crate) fn seal<T: Serialize>(key: &SigningKey, claims: &T) -> String {
    let head = URL_SAFE_NO_PAD.encode(br#"{"alg":"EdDSA","typ":"JWT"}"#);
    let body = serde_json::to_vec(claims).expect("claims are plain text and numbers");
    let mut text = format!("{head}.{}", URL_SAFE_NO_PAD.encode(body));
    let signature = key.sign(text.as_bytes());
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(signature.to_bytes(), &mut text);
    text
}

/// Reads a token this key has signed; none for any other text.
pub(crate) fn open<T: DeserializeOwned>(key: &SigningKey, token: &str) -> Option<T> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (_, body) = signed.split_once('.')?;
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    key.verifying_key().verify_strict(signed.as_bytes(), &signature).ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> RefreshClaims {
        RefreshClaims {
            token_use: RefreshUse::Refresh,
            auth_class: "Location".into(),
            auth_class_id: "loc".into(),
            iat: 1,
            exp: 2,
            jti: "one".into(),
        }
    }

    #[test]
    fn a_token_reads_back_under_the_key_that_signed_it_only() {
        let (ours, theirs) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));

        let token = seal(&ours, &claims());

        assert_eq!(open::<RefreshClaims>(&ours, &token), Some(claims()));
        assert_eq!(open::<RefreshClaims>(&theirs, &token), None);
    }

    #[test]
    fn a_refresh_token_is_no_access_token() {
        let key = SigningKey::from_bytes(&[1; 32]);

        assert!(open::<AccessClaims>(&key, &seal(&key, &claims())).is_none());
    }

    #[test]
    fn garbage_is_no_token() {
        let key = SigningKey::from_bytes(&[1; 32]);

        for text in ["", "a", "a.b", "a.b.c", "....", "eyJ.eyJ.\u{1f600}"] {
            assert!(open::<RefreshClaims>(&key, text).is_none(), "{text}");
        }
    }
}
