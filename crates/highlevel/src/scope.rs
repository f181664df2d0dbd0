//! Scopes: what a token may do.
//!
//! Here: the scopes of the operations table and sets of them as HighLevel writes them, separated by blanks.
//! Not here: whether a token's class fits a route (`operation::Token`).
//!
//! Promise: a scope we have no constant for is kept and compared like any other.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One scope, for example `contacts.readonly`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scope(Cow<'static, str>);

macro_rules! scopes {
    ($($name:ident = $text:literal;)*) => {
        impl Scope {
            $(#[doc = concat!("`", $text, "`")] pub const $name: Self = Self(Cow::Borrowed($text));)*

            /// Every scope this crate has a constant for.
            pub const KNOWN: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

scopes! {
    CONTACTS_READONLY = "contacts.readonly";
    CONTACTS_WRITE = "contacts.write";
    LOCATIONS_READONLY = "locations.readonly";
    TAGS_READONLY = "locations/tags.readonly";
    TAGS_WRITE = "locations/tags.write";
    CUSTOM_FIELDS_READONLY = "locations/customFields.readonly";
    CUSTOM_FIELDS_WRITE = "locations/customFields.write";
    CUSTOM_VALUES_READONLY = "locations/customValues.readonly";
    CUSTOM_VALUES_WRITE = "locations/customValues.write";
    TASKS_READONLY = "locations/tasks.readonly";
    USERS_READONLY = "users.readonly";
    BUSINESSES_READONLY = "businesses.readonly";
    BUSINESSES_WRITE = "businesses.write";
    CALENDARS_READONLY = "calendars.readonly";
    CALENDAR_EVENTS_READONLY = "calendars/events.readonly";
    CALENDAR_EVENTS_WRITE = "calendars/events.write";
    CALENDAR_GROUPS_READONLY = "calendars/groups.readonly";
    CAMPAIGNS_READONLY = "campaigns.readonly";
    WORKFLOWS_READONLY = "workflows.readonly";
    OPPORTUNITIES_READONLY = "opportunities.readonly";
    OPPORTUNITIES_WRITE = "opportunities.write";
    CONVERSATIONS_READONLY = "conversations.readonly";
    CONVERSATIONS_WRITE = "conversations.write";
    MESSAGES_READONLY = "conversations/message.readonly";
    MESSAGES_WRITE = "conversations/message.write";
    OAUTH_READONLY = "oauth.readonly";
    OAUTH_WRITE = "oauth.write";
}

impl Scope {
    /// Any scope, known or not.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Cow::Owned(text.into()))
    }

    /// The scope as HighLevel writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A set of scopes. On the wire it is one text, separated by blanks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Reads scopes separated by blanks; commas are forgiven.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        text.split([' ', ',', '\n', '\t']).filter(|scope| !scope.is_empty()).map(Scope::new).collect()
    }

    /// Whether this scope is among them.
    #[must_use]
    pub fn contains(&self, scope: &Scope) -> bool {
        self.0.contains(scope)
    }

    /// Whether every one of these scopes is among them.
    pub fn contains_all<'a>(&self, scopes: impl IntoIterator<Item = &'a Scope>) -> bool {
        scopes.into_iter().all(|scope| self.contains(scope))
    }

    /// The scopes in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds one.
    pub fn insert(&mut self, scope: Scope) {
        self.0.insert(scope);
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, scope) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl FromStr for Scopes {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::parse(text))
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_and_written_as_one_line() {
        let scopes = Scopes::parse("contacts.write  contacts.readonly locations/odd.scope");

        assert!(scopes.contains_all([&Scope::CONTACTS_READONLY, &Scope::CONTACTS_WRITE]));
        assert!(scopes.contains(&Scope::new("locations/odd.scope")));
        assert!(!scopes.contains(&Scope::USERS_READONLY));
        assert_eq!(scopes.to_string(), "contacts.readonly contacts.write locations/odd.scope");
    }
}
