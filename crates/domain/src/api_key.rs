//! API keys: what a program comes with to the served API.
//!
//! Not here: the secret (`workspace::api_keys` makes it, `store` keeps a hash). Promise: a key that was revoked or
//! has run out is good for nothing from that moment on.

use highlevel::{Scopes, ids::LocationId};
use jiff::Timestamp;

use crate::ids::{ApiKeyId, PersonId};

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Which.
    pub id: ApiKeyId,
    /// The one location it opens.
    pub location: LocationId,
    /// What people call it.
    pub name: String,
    /// The last letters of the secret, to tell keys apart.
    pub ending: String,
    /// What it may do, by HighLevel's names.
    pub scopes: Scopes,
    /// Who made it; nobody where it was made on the command line.
    pub made_by: Option<PersonId>,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when, if it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// Since when it is revoked, if it is.
    pub revoked_at: Option<Timestamp>,
    /// Who revoked it; nobody where that was done on the command line.
    pub revoked_by: Option<PersonId>,
}

/// How a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It opens.
    Good,
    /// It has run out.
    Expired,
    /// Somebody took it back.
    Revoked,
}

impl ApiKey {
    /// How it stands at that moment.
    pub fn standing(&self, now: Timestamp) -> Standing {
        if self.revoked_at.is_some() {
            Standing::Revoked
        } else if self.expires_at.is_some_and(|expires_at| expires_at <= now) {
            Standing::Expired
        } else {
            Standing::Good
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_key_ends_at_its_moment_and_at_once_when_it_is_revoked() {
        let key = ApiKey {
            id: ApiKeyId::from_uuid(Uuid::nil()),
            location: LocationId::new("loc").unwrap(),
            name: "warehouse".to_owned(),
            ending: "x1y2".to_owned(),
            scopes: Scopes::parse("contacts.readonly"),
            made_by: None,
            created_at: at(0),
            expires_at: Some(at(10)),
            used_at: None,
            revoked_at: None,
            revoked_by: None,
        };
        let revoked = ApiKey { revoked_at: Some(at(5)), ..key.clone() };

        assert_eq!(key.standing(at(9)), Standing::Good);
        assert_eq!(key.standing(at(10)), Standing::Expired);
        assert_eq!(revoked.standing(at(9)), Standing::Revoked);
    }
}
