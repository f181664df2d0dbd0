//! What many records have alike: kept once, however many have it.
//!
//! Here: texts such as cities, staff and tags, and the ways contacts were found. Not here: texts of one's own, such
//! as e-mail addresses.
//!
//! Promise: what no record has any more is forgotten in time.

use std::{
    borrow::{Borrow, Cow},
    collections::HashSet,
    fmt,
    hash::Hash,
    ops::Deref,
    sync::{Arc, LazyLock},
};

use parking_lot::Mutex;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::contact::Attribution;

static TEXTS: LazyLock<Pool<str>> = LazyLock::new(Pool::new);
static WAYS: LazyLock<Pool<Attribution>> = LazyLock::new(Pool::new);

/// One copy of each.
struct Pool<T: ?Sized>(Mutex<Held<T>>);

struct Held<T: ?Sized> {
    known: HashSet<Arc<T>>,
    /// How many there are when those nobody has are looked for next.
    full: usize,
}

/// How many are held before anybody looks.
const FEW: usize = 1024;

impl<T: ?Sized + Eq + Hash> Pool<T> {
    fn new() -> Self {
        Self(Mutex::new(Held { known: HashSet::new(), full: FEW }))
    }

    fn share<G: Borrow<T> + Into<Arc<T>>>(&self, given: G) -> Arc<T> {
        let mut held = self.0.lock();
        if let Some(found) = held.known.get(given.borrow()) {
            return Arc::clone(found);
        }
        if held.known.len() >= held.full {
            held.known.retain(|one| Arc::strong_count(one) > 1);
            held.full = FEW.max(2 * held.known.len());
        }
        let new = given.into();
        held.known.insert(Arc::clone(&new));
        new
    }
}

/// A text many records have.
#[derive(Clone, PartialEq, Eq)]
pub struct CommonText(Arc<str>);

/// Such a text, where there may be none.
pub type Common = Option<CommonText>;

impl From<&str> for CommonText {
    fn from(text: &str) -> Self {
        Self(TEXTS.share(text))
    }
}

impl From<String> for CommonText {
    fn from(text: String) -> Self {
        Self::from(&*text)
    }
}

impl Deref for CommonText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CommonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for CommonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Serialize for CommonText {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for CommonText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        Ok(Self::from(&*text))
    }
}

/// How a contact was found, shared with all who were found that way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundBy(Arc<Attribution>);

impl From<Attribution> for FoundBy {
    fn from(attribution: Attribution) -> Self {
        Self(WAYS.share(attribution))
    }
}

impl Deref for FoundBy {
    type Target = Attribution;

    fn deref(&self) -> &Attribution {
        &self.0
    }
}

impl Serialize for FoundBy {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for FoundBy {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Attribution::deserialize(from).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_contacts_found_the_same_way_share_it() {
        let found = || FoundBy::from(Attribution { medium: Some("form".into()), ..Attribution::default() });

        assert!(Arc::ptr_eq(&found().0, &found().0));
    }

    #[test]
    fn a_text_that_nobody_has_any_more_is_forgotten() {
        let pool = Pool::<str>::new();
        let kept = pool.share("kept");

        for number in 0..2 * FEW {
            pool.share(number.to_string());
        }

        assert!(pool.0.lock().known.len() <= FEW + 1);
        assert!(Arc::ptr_eq(&kept, &pool.share("kept")));
    }
}
