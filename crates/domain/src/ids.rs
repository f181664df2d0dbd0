//! Our own ids: a prefix that names the thing, and a UUIDv7, so that they sort by birth.
//!
//! Not here: HighLevel's ids (`highlevel::ids`). Promise: an id prints as it parses, and never as another kind.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// The text is not an id of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id of the form `{prefix}_…`")]
pub struct WrongId {
    /// What such an id begins with.
    pub prefix: &'static str,
    /// What was given instead.
    pub text: String,
}

fn parse(prefix: &'static str, text: &str) -> Result<Uuid, WrongId> {
    let wrong = || WrongId { prefix, text: text.chars().take(80).collect() };
    let rest = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or_else(wrong)?;
    if rest.len() != 32 || rest.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(wrong());
    }
    Uuid::try_parse(rest).map_err(|_| wrong())
}

macro_rules! prefixed_id {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What every such id begins with.
            pub const PREFIX: &'static str = $prefix;

            /// An id from a UUID that the caller's clock made.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            pub const fn uuid(&self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = WrongId;

            fn from_str(text: &str) -> Result<Self, WrongId> {
                parse($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

prefixed_id! {
    /// One webhook received.
    DeliveryId = "dlv";
    /// One write to HighLevel, before and after it left.
    WriteId = "wrt";
    /// One piece of work in the queue.
    JobId = "job";
    /// Somebody who may sign in.
    PersonId = "per";
    /// One browser that is signed in.
    SessionId = "ses";
    /// A location's credentials.
    ConnectionId = "con";
    /// One automation.
    AutomationId = "aut";
    /// One run of an automation.
    RunId = "run";
    /// A key to the served API.
    ApiKeyId = "key";
    /// One call that went to HighLevel.
    CallId = "cal";
    /// One field that both sides changed.
    ConflictId = "cfl";
    /// One action on many contacts.
    BulkId = "blk";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_prints_as_it_parses() {
        let id = WriteId::from_uuid(Uuid::from_u128(7));

        let text = id.to_string();

        assert_eq!(text, "wrt_00000000000000000000000000000007");
        assert_eq!(text.parse::<WriteId>(), Ok(id));
        assert_eq!(serde_json::from_str::<WriteId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let text = WriteId::from_uuid(Uuid::from_u128(7)).to_string();

        assert!(text.parse::<JobId>().is_err());
        assert!("wrt_".parse::<WriteId>().is_err());
        assert!("wrt_0000000000000000000000000000000G".parse::<WriteId>().is_err());
        assert!("wrt_ABCDEF00000000000000000000000007".parse::<WriteId>().is_err());
    }

    #[test]
    fn ids_sort_by_birth() {
        let first = JobId::from_uuid(Uuid::from_u128(1));
        let second = JobId::from_uuid(Uuid::from_u128(2));

        assert!(first < second);
        assert!(first.to_string() < second.to_string());
    }
}
