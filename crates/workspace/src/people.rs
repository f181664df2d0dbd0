//! People: how they come in, and who they are.
//!
//! Here: one-time links, passwords, sessions, one's own account. Not here: cookies (`web::session`), what a role
//! covers (`member`).
//!
//! Promise: a password is kept as an Argon2id hash alone, a link works once, and guessing gets slower each time.

mod password;
mod service;
mod throttle;

use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

pub use service::People;

/// What a browser shows to be let in. Its `Debug` shows nothing.
#[derive(Debug, Clone)]
pub struct SessionToken(SecretString);

/// Letters of a token: 32 random bytes in URL-safe base64.
const TOKEN_LETTERS: usize = 43;

/// The text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no session token")]
pub struct NotAToken;

impl SessionToken {
    /// The secret itself, for the cookie.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    pub(crate) fn secret(&self) -> &SecretString {
        &self.0
    }

    /// A new one, from the system's randomness.
    pub(crate) fn new() -> Self {
        use base64::Engine as _;
        let bytes: [u8; 32] = rand::random();
        Self(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes).into())
    }
}

impl FromStr for SessionToken {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, NotAToken> {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if text.len() == TOKEN_LETTERS && text.bytes().all(letters) {
            Ok(Self(text.into()))
        } else {
            Err(NotAToken)
        }
    }
}

/// A session that has just begun.
#[derive(Debug, Clone)]
pub struct Begun {
    /// For the cookie.
    pub token: SessionToken,
    /// How long the browser may keep it.
    pub lasts: Duration,
}

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name.
    pub name: String,
    /// The email one signs in with.
    pub email: Option<String>,
    /// Whether a password was set.
    pub has_password: bool,
}

/// A new password.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    /// The email to sign in with; only taken where none is known yet.
    pub email: String,
    /// The password until now, where there is one.
    pub current: SecretString,
    /// The new one.
    pub new: SecretString,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_made_and_nothing_else_is_one() {
        let token = SessionToken::new();

        assert_eq!(token.reveal().parse::<SessionToken>().unwrap().reveal(), token.reveal());
        assert!("".parse::<SessionToken>().is_err());
        assert!("x; Path=/".parse::<SessionToken>().is_err());
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
