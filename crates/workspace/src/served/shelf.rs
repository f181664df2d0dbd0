//! Contacts as they were written last, so that the next read of one is a look into memory.
//!
//! Here: keeping, finding and throwing away. Not here: how a contact is shown (`show`).
//!
//! Promise: a read that begins after a change was committed does not find what was written before it. Changes are
//! told in their order by the store's signals, and each look hears them first; whoever misses one throws all away.
//! What makes no change (when HighLevel was last asked) may be older, by [`LASTS`] at most.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use highlevel::version::Spelling;
use highlevel::{ContactId, LocationId};
use jiff::Timestamp;
use store::{Signal, Store};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;
use tokio::time::Instant;

/// How long a contact is kept without being written anew.
const LASTS: Duration = Duration::from_secs(5);
/// Bytes of each of the two generations.
const LARGEST: usize = 16 * 1024 * 1024;
/// What an entry costs beside its text.
const ENTRY: usize = 256;

/// A contact as it leaves, but for its trace.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) text: Bytes,
    pub(super) etag: String,
    pub(super) checked_at: Option<Timestamp>,
    written_at: Instant,
}

impl Written {
    /// Writes it now.
    pub(super) fn now(text: Bytes, etag: String, checked_at: Option<Timestamp>) -> Self {
        Self { text, etag, checked_at, written_at: Instant::now() }
    }
}

/// The moment at which a look into the database began, by the changes that were known then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark(u64);

/// Where written contacts are kept. Those that nobody asked for in a while are the older generation, and go first.
#[derive(Debug)]
pub(super) struct Shelf(Mutex<Inside>);

#[derive(Debug)]
struct Inside {
    signals: Receiver<Signal>,
    young: HashMap<Box<str>, Arc<Written>>,
    old: HashMap<Box<str>, Arc<Written>>,
    bytes: usize,
    changes: u64,
}

/// Under what a contact is kept.
pub(super) fn key(location: &LocationId, contact: &str, spelling: Spelling) -> String {
    let spelling = if spelling.is_v3() { '3' } else { '2' };
    format!("{location}/{spelling}/{contact}")
}

impl Shelf {
    /// An empty one that hears of every change of this store from now on.
    pub(super) fn new(store: &Store) -> Self {
        Self(Mutex::new(Inside {
            signals: store.signals(),
            young: HashMap::new(),
            old: HashMap::new(),
            bytes: 0,
            changes: 0,
        }))
    }

    /// The contact, if nothing has changed in it since it was written.
    pub(super) fn find(&self, key: &str) -> Option<Arc<Written>> {
        let mut inside = self.hearing();
        if let Some(written) = inside.young.get(key) {
            return is_good(written).then(|| Arc::clone(written));
        }
        let written = inside.old.remove(key).filter(|written| is_good(written))?;
        inside.put(key, Arc::clone(&written));
        Some(written)
    }

    /// The mark that a look into the database begins with.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.hearing().changes)
    }

    /// Keeps what a look since that mark has shown, unless something changed meanwhile.
    pub(super) fn keep(&self, key: &str, written: Written, mark: Mark) {
        let mut inside = self.hearing();
        if Mark(inside.changes) == mark {
            inside.put(key, Arc::new(written));
        }
    }

    /// What is inside, once every change that was committed has been heard.
    fn hearing(&self) -> MutexGuard<'_, Inside> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match inside.signals.try_recv() {
                Ok(Signal::Change { location, contact, .. }) => inside.forget(&location, contact.as_ref()),
                Ok(_) => {}
                Err(TryRecvError::Lagged(_)) => inside.forget_all(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return inside,
            }
        }
    }
}

impl Inside {
    fn put(&mut self, key: &str, written: Arc<Written>) {
        self.bytes += written.text.len() + ENTRY;
        self.young.insert(key.into(), written);
        if self.bytes > LARGEST {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
    }

    /// Many changes of one transaction are told without a contact: then everything of the location goes.
    fn forget(&mut self, location: &LocationId, contact: Option<&ContactId>) {
        self.changes += 1;
        match contact {
            Some(contact) => {
                for spelling in [Spelling::V2, Spelling::V3] {
                    let key = key(location, contact.as_str(), spelling);
                    self.young.remove(key.as_str());
                    self.old.remove(key.as_str());
                }
            }
            None => {
                let prefix = format!("{location}/");
                self.young.retain(|key, _| !key.starts_with(&prefix));
                self.old.retain(|key, _| !key.starts_with(&prefix));
            }
        }
    }

    fn forget_all(&mut self) {
        self.changes += 1;
        self.young.clear();
        self.old.clear();
        self.bytes = 0;
    }
}

fn is_good(written: &Written) -> bool {
    written.written_at.elapsed() < LASTS
}

#[cfg(test)]
mod tests {
    use domain::change::Cause;
    use domain::mirror::News;
    use domain::record::{Coverage, Kind, RecordId, Snapshot};
    use serde_json::json;
    use store::{Clock, DatabaseUrl, SealKey};

    use super::*;

    fn here() -> LocationId {
        LocationId::new("loc").unwrap()
    }

    async fn store(folder: &tempfile::TempDir) -> Store {
        let url = DatabaseUrl::Sqlite(folder.path().join("rankr.db"));
        Store::open(&url, Clock::system(), SealKey::generate()).await.unwrap()
    }

    async fn moves_to(store: &Store, city: &str) {
        let body = json!({ "id": "ada", "city": city }).as_object().unwrap().clone();
        let now = store.clock().now();
        let snapshot = Snapshot::of(Kind::Contact, RecordId::new("ada").unwrap(), body, Coverage::Whole, now);
        let mut tx = store.begin().await.unwrap();
        tx.mirror_apply(&here(), &News::Seen(snapshot), &Cause::Opened, now).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn written(text: &'static str) -> Written {
        Written::now(Bytes::from_static(text.as_bytes()), "W/\"1\"".to_owned(), None)
    }

    #[tokio::test]
    async fn a_change_is_heard_before_the_next_look() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let (shelf, key) = (Shelf::new(&store), key(&here(), "ada", Spelling::V2));
        shelf.keep(&key, written("{}"), shelf.mark());
        assert!(shelf.find(&key).is_some());

        moves_to(&store, "Rome").await;

        assert!(shelf.find(&key).is_none());
    }

    #[tokio::test]
    async fn what_was_read_before_a_change_is_not_kept_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let (shelf, key) = (Shelf::new(&store), key(&here(), "ada", Spelling::V2));

        let mark = shelf.mark();
        moves_to(&store, "Rome").await;
        shelf.keep(&key, written("{}"), mark);

        assert!(shelf.find(&key).is_none());
    }
}
