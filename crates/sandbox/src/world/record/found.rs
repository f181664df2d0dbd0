//! An attribution many contacts share: kept once, however many were found that way.

use std::{
    collections::HashSet,
    ops::Deref,
    sync::{Arc, LazyLock},
};

use parking_lot::Mutex;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::contact::Attribution;

/// Every attribution there has been. There are as many as there are forms and campaigns, not as contacts.
static KNOWN: LazyLock<Mutex<HashSet<Arc<Attribution>>>> = LazyLock::new(Mutex::default);

/// How a contact was found, shared with all who were found that way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundBy(Arc<Attribution>);

impl From<Attribution> for FoundBy {
    fn from(attribution: Attribution) -> Self {
        let mut known = KNOWN.lock();
        if let Some(found) = known.get(&attribution) {
            return Self(Arc::clone(found));
        }
        let found = Arc::new(attribution);
        known.insert(Arc::clone(&found));
        Self(found)
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
}
