//! Passwords, hashed and compared where no other work waits for it.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};

use crate::{Problem, Refusal};

/// The fewest characters of a password.
const SHORTEST: usize = 12;
/// The most; a longer one only costs time.
const LONGEST: usize = 200;

/// Refuses what is too short to hold.
pub(super) fn check(password: &SecretString) -> Result<(), Problem> {
    match password.expose_secret().chars().count() {
        ..SHORTEST => Err(Problem::with("password", format!("Use at least {SHORTEST} characters."))),
        SHORTEST..=LONGEST => Ok(()),
        _ => Err(Problem::with("password", format!("Use at most {LONGEST} characters."))),
    }
}

/// The hash that is kept.
pub(super) async fn hash(password: SecretString) -> Result<String, Refusal> {
    let salt: [u8; 16] = rand::random();
    let work = move || {
        let hashed: Result<PasswordHash, _> =
            Argon2::default().hash_password_with_salt(password.expose_secret().as_bytes(), &salt);
        hashed.map(|hash| hash.to_string())
    };
    let hashed = tokio::task::spawn_blocking(work).await.map_err(|error| Refusal::Broken(Box::new(error)))?;
    hashed.map_err(|error| Refusal::Broken(error.to_string().into()))
}

/// Whether the password is the one. Without a kept hash it takes as long and is not.
pub(super) async fn matches(password: SecretString, kept: Option<String>) -> Result<bool, Refusal> {
    let work = move || {
        let password = password.expose_secret().as_bytes();
        match kept.as_deref().map(PasswordHash::new) {
            Some(Ok(hash)) => Argon2::default().verify_password(password, &hash).is_ok(),
            _ => {
                let spent: Result<PasswordHash, _> =
                    Argon2::default().hash_password_with_salt(password, &[0; 16]);
                drop(spent);
                false
            }
        }
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| Refusal::Broken(Box::new(error)))
}
