//! Keys that were found good a moment ago, by the hash of their secret.
//!
//! Promise: a key that was forgotten while it was being looked up does not come back by that look; secrets
//! themselves are not held.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use domain::api_key::ApiKey;
use domain::ids::ApiKeyId;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::{CHECKED_FOR, Caller, Pace};

/// Keys remembered at once.
const MOST: usize = 10_000;
/// A use is written down at most this often, in milliseconds.
const NOTED_EVERY_MS: i64 = 60_000;

pub(super) type Hash = [u8; 32];

/// What a secret is remembered by.
pub(super) fn hash(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}

/// Keys found good.
#[derive(Debug, Default)]
pub(super) struct Known(RwLock<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    keys: HashMap<Hash, Arc<Found>>,
    /// Moves whenever a key is forgotten.
    forgotten: u64,
}

/// A key that was found good.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) caller: Caller,
    expires_at: Option<Timestamp>,
    checked_at: Instant,
    noted_at: AtomicI64,
}

impl Known {
    /// The key of this secret, if it was found good a moment ago.
    pub(super) fn find(&self, hash: &Hash, now: Timestamp) -> Option<Arc<Found>> {
        let shelf = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = shelf.keys.get(hash)?;
        let is_good = found.checked_at.elapsed() < CHECKED_FOR
            && found.expires_at.is_none_or(|expires_at| expires_at > now);
        is_good.then(|| Arc::clone(found))
    }

    /// The mark that a look begins with.
    pub(super) fn mark(&self) -> u64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).forgotten
    }

    /// Remembers a key that a look since that mark has found good.
    pub(super) fn keep(&self, hash: Hash, key: &ApiKey, mark: u64) -> Arc<Found> {
        let mut shelf = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = shelf.keys.get(&hash);
        let found = Arc::new(Found {
            caller: Caller {
                key: key.id,
                location: key.location.clone(),
                scopes: Arc::new(key.scopes.clone()),
                pace: before.map_or_else(Arc::<Pace>::default, |before| Arc::clone(&before.caller.pace)),
            },
            expires_at: key.expires_at,
            checked_at: Instant::now(),
            noted_at: AtomicI64::new(key.used_at.map_or(0, Timestamp::as_millisecond)),
        });
        if shelf.forgotten == mark {
            if shelf.keys.len() >= MOST {
                shelf.keys.clear();
            }
            shelf.keys.insert(hash, Arc::clone(&found));
        }
        found
    }

    /// Forgets a key, and whatever is being looked up just now.
    pub(super) fn forget(&self, id: ApiKeyId) {
        let mut shelf = self.0.write().unwrap_or_else(PoisonError::into_inner);
        shelf.forgotten += 1;
        shelf.keys.retain(|_, found| found.caller.key != id);
    }
}

impl Found {
    /// Whether this use is to be written down: the first one in a while.
    pub(super) fn is_to_be_noted(&self, now: Timestamp) -> bool {
        let (now, before) = (now.as_millisecond(), self.noted_at.load(Ordering::Relaxed));
        now - before >= NOTED_EVERY_MS
            && self.noted_at.compare_exchange(before, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}
