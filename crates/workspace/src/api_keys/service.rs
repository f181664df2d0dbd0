//! Making, listing, revoking and checking keys.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::api_key::{ApiKey, Standing};
use domain::ids::{ApiKeyId, PersonId};
use highlevel::{LocationId, Scope};
use jiff::Timestamp;
use secrecy::SecretString;

use super::known::{Known, hash};
use super::{Caller, Left, Listed, Made, PREFIX, Wish};
use crate::member::must_connect;
use crate::{Member, Problem, Refusal, Rooms, rooms};

/// Letters of a secret after its prefix: 32 random bytes in URL-safe base64.
const LETTERS: usize = 43;
/// Letters of a secret that people are shown again.
const ENDING: usize = 4;
const LONGEST_NAME: usize = 80;

/// API keys of this Rankr.
#[derive(Debug, Clone)]
pub struct ApiKeys {
    rooms: Rooms,
    known: Arc<Known>,
}

impl ApiKeys {
    /// Keys of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone(), known: Arc::default() }
    }

    /// Makes a key for this person's location. Owners alone may.
    pub async fn make(&self, member: &Member, wish: Wish) -> Result<Made, Refusal> {
        must_connect(member)?;
        self.keep(&member.location, Some(member.person), wish).await
    }

    /// The same for whoever works on the machine itself.
    pub async fn make_on_the_machine(&self, location: &LocationId, wish: Wish) -> Result<Made, Refusal> {
        self.keep(location, None, wish).await
    }

    async fn keep(&self, location: &LocationId, by: Option<PersonId>, wish: Wish) -> Result<Made, Refusal> {
        let now = self.rooms.now();
        let name = checked(&wish, now)?;
        let bytes: [u8; 32] = rand::random();
        let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
        let key = ApiKey {
            id: ApiKeyId::from_uuid(self.rooms.store.clock().uuid()),
            location: location.clone(),
            name,
            ending: secret[secret.len() - ENDING..].to_owned(),
            scopes: wish.scopes,
            made_by: by,
            created_at: now,
            expires_at: wish.expires_at,
            used_at: None,
            revoked_at: None,
            revoked_by: None,
        };
        let secret = SecretString::from(secret);
        let mut tx = self.rooms.store.begin().await?;
        tx.api_key_add(&key, &secret).await?;
        tx.commit().await?;
        tracing::info!(key.id = %key.id, person.id = ?by, "the API key {} was made", key.id);
        Ok(Made { key, secret })
    }

    /// Every key of this person's location, the newest first. Owners alone may look.
    pub async fn list(&self, member: &Member) -> Result<Vec<Listed>, Refusal> {
        must_connect(member)?;
        self.list_on_the_machine(&member.location).await
    }

    /// The same for whoever works on the machine itself.
    pub async fn list_on_the_machine(&self, location: &LocationId) -> Result<Vec<Listed>, Refusal> {
        let now = self.rooms.now();
        let mut tx = self.rooms.store.read().await?;
        let people = rooms::people(&mut tx).await?;
        let keys = tx.api_key_list(location).await?;
        let listed = |key: ApiKey| Listed {
            made_by: key.made_by.and_then(|person| people.get(&person).cloned()),
            standing: key.standing(now),
            key,
        };
        Ok(keys.into_iter().map(listed).collect())
    }

    /// Takes a key back; from here on it opens nothing. Owners alone may.
    pub async fn revoke(&self, member: &Member, id: ApiKeyId) -> Result<(), Refusal> {
        must_connect(member)?;
        self.end(&member.location, id, Some(member.person)).await
    }

    /// The same for whoever works on the machine itself; other processes let it in for `CHECKED_FOR` at most.
    pub async fn revoke_on_the_machine(&self, location: &LocationId, id: ApiKeyId) -> Result<(), Refusal> {
        self.end(location, id, None).await
    }

    async fn end(&self, location: &LocationId, id: ApiKeyId, by: Option<PersonId>) -> Result<(), Refusal> {
        let mut tx = self.rooms.store.begin().await?;
        let known = tx.api_key_find(location, id).await?.is_some();
        let ended = tx.api_key_revoke(location, id, by, self.rooms.now()).await?;
        tx.commit().await?;
        self.known.forget(id);
        if !known {
            return Err(Refusal::NotFound { what: "API key" });
        }
        if ended {
            tracing::info!(key.id = %id, person.id = ?by, "the API key {id} was revoked");
        }
        Ok(())
    }

    /// The moment by which keys end and calls are counted.
    pub fn now(&self) -> Timestamp {
        self.rooms.now()
    }

    /// What is left to somebody who has not called yet.
    pub fn untouched(&self) -> Left {
        Left::untouched(self.rooms.now())
    }

    /// Whom this secret stands for; none when it is no key, or one that was revoked or has run out.
    pub async fn check(&self, secret: &str) -> Result<Option<Caller>, Refusal> {
        if secret.len() != PREFIX.len() + LETTERS || !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let (hash, now) = (hash(secret), self.rooms.now());
        let found = match self.known.find(&hash, now) {
            Some(found) => found,
            None => {
                let mark = self.known.mark();
                let mut tx = self.rooms.store.read().await?;
                let key = tx.api_key_find_by_secret(&SecretString::from(secret)).await?;
                drop(tx);
                match key.filter(|key| key.standing(now) == Standing::Good) {
                    Some(key) => self.known.keep(hash, &key, mark),
                    None => return Ok(None),
                }
            }
        };
        if found.is_to_be_noted(now) {
            self.note_use(found.caller.clone());
        }
        Ok(Some(found.caller.clone()))
    }

    /// Writes down that the key was used, without anybody waiting for it.
    fn note_use(&self, caller: Caller) {
        let (store, now) = (self.rooms.store.clone(), self.rooms.now());
        tokio::spawn(async move {
            let noted = async {
                let mut tx = store.begin().await?;
                tx.api_key_used(&caller.location, caller.key, now).await?;
                tx.commit().await
            };
            if let Err(error) = noted.await {
                tracing::warn!(%error, "the use of an API key could not be written down");
            }
        });
    }
}

/// What a key can be given: every scope that a location's token can hold.
pub fn scopes() -> impl Iterator<Item = &'static Scope> {
    Scope::KNOWN.iter().filter(|scope| **scope != Scope::OAUTH_READONLY && **scope != Scope::OAUTH_WRITE)
}

/// The name as it is kept, where the wish can be granted.
fn checked(wish: &Wish, now: Timestamp) -> Result<String, Refusal> {
    let name = wish.name.trim().to_owned();
    let mut problems = Vec::new();
    if name.is_empty() {
        problems.push(Problem::with("name", "Give the key a name, so that you know it again."));
    } else if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        problems.push(Problem::with("name", "A name has 80 letters at most, on one line."));
    }
    if wish.scopes.is_empty() {
        problems.push(Problem::with("scopes", "Choose at least one scope: without any it opens nothing."));
    }
    if let Some(unknown) = wish.scopes.iter().find(|scope| !scopes().any(|known| known == *scope)) {
        let text = format!("{unknown} is no scope that a key can have.");
        problems.push(Problem::with("scopes", text));
    }
    if wish.expires_at.is_some_and(|expires_at| expires_at <= now) {
        problems.push(Problem::with("expires", "Choose a day that is still to come."));
    }
    if problems.is_empty() { Ok(name) } else { Err(Refusal::Invalid(problems)) }
}
