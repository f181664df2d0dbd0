//! Which operation a method and a path name.
//!
//! Here: the table's paths and the few that only `v3` knows, found without looking at each.
//! Not here: what the operation does.
//!
//! Promise: a trailing slash does not matter, case does. What is routed on is the table's own spelling, so a
//! route exists once whatever the caller writes.

use std::{collections::HashMap, sync::LazyLock};

use crate::operation::{self, Operation};
use crate::version::Spelling;

/// Paths HighLevel has under `v3` only, beside the table's spelling of the same operation.
const V3_ONLY: [(&str, &str); 3] = [
    ("get-location-access-token", "/oauth/location-token"),
    ("get-installed-location", "/oauth/installed-locations"),
    ("remove-contact-from-every-campaign", "/contacts/{contactId}/campaigns/remove-all"),
];

/// Every path of the table.
pub static TABLE: LazyLock<Paths> = LazyLock::new(|| Paths::of(operation::ALL.iter().copied()));

/// Paths by method and number of segments.
pub struct Paths(HashMap<(&'static str, usize), Vec<Entry>>);

impl Paths {
    /// The paths of these operations.
    pub fn of(operations: impl IntoIterator<Item = &'static Operation>) -> Self {
        let mut map: HashMap<_, Vec<Entry>> = HashMap::new();
        let mut enter = |operation: &'static Operation, path: &'static str, since| {
            let pattern: Vec<&str> = segments(path).collect();
            let entry = Entry { operation, pattern, since };
            map.entry((operation.method.as_str(), entry.pattern.len())).or_default().push(entry);
        };
        for operation in operations {
            enter(operation, operation.path, Since::Always);
            for (_, path) in V3_ONLY.into_iter().filter(|(id, _)| *id == operation.id) {
                enter(operation, path, Since::V3);
            }
        }
        for entries in map.values_mut() {
            entries.sort_by_key(|entry| entry.pattern.iter().map(|part| is_name(part)).collect::<Vec<_>>());
        }
        Self(map)
    }

    /// Finds the operation of a call; without a version it may be any but those that only `v3` knows.
    #[must_use]
    pub fn find(&self, method: &str, path: &str, spelling: Option<Spelling>) -> Found {
        let Some(asked) = asked(path) else { return Found::Nothing };
        let Some(entries) = self.0.get(&(method_of(method), asked.len())) else { return Found::Nothing };
        let known = |entry: &&Entry| entry.since == Since::Always || spelling == Some(Spelling::V3);
        if let Some(entry) =
            entries.iter().filter(known).find(|entry| entry.fits(&asked, |one, other| one == other))
        {
            return Found::Operation(entry.named(&asked));
        }
        let nearly = entries.iter().filter(known).any(|entry| entry.fits(&asked, str::eq_ignore_ascii_case));
        if nearly { Found::WrongCase } else { Found::Nothing }
    }

    /// Whether there is an operation of that id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.0.values().flatten().any(|entry| entry.operation.id == id)
    }
}

impl std::fmt::Debug for Paths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Paths({})", self.0.values().map(Vec::len).sum::<usize>())
    }
}

struct Entry {
    operation: &'static Operation,
    pattern: Vec<&'static str>,
    since: Since,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Since {
    Always,
    V3,
}

/// What a method and a path name.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// An operation.
    Operation(Named),
    /// An operation, but for the case of its path.
    WrongCase,
    /// Nothing.
    Nothing,
}

/// An operation found in a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The operation.
    pub operation: &'static Operation,
    /// The path as the table spells it.
    pub path: String,
    /// What stands for each `{name}` of the path, as the caller escaped it.
    pub names: Vec<(&'static str, String)>,
}

impl Named {
    /// The `{locationId}` in the path, where it has one.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.name("locationId")
    }

    /// What stands for a `{name}` of the path, as the caller escaped it.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<&str> {
        self.names.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// Every method of the API, as the map's keys spell it. What can be got can be asked for its head.
fn method_of(method: &str) -> &'static str {
    let method = if method == "HEAD" { "GET" } else { method };
    ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().find(|known| *known == method).unwrap_or("")
}

impl Entry {
    fn fits(&self, asked: &[&str], same: impl Fn(&str, &str) -> bool) -> bool {
        self.pattern.iter().zip(asked).all(|(part, asked)| is_name(part) || same(part, asked))
    }

    fn named(&self, asked: &[&str]) -> Named {
        let table: Vec<&str> = segments(self.operation.path).collect();
        let mut path = String::with_capacity(64);
        let mut names = Vec::new();
        for (part, asked) in table.iter().zip(asked) {
            path.push('/');
            path.push_str(if is_name(part) { asked } else { part });
            if let Some(name) = part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                names.push((name, (*asked).to_owned()));
            }
        }
        if self.operation.path.ends_with('/') {
            path.push('/');
        }
        Named { operation: self.operation, path, names }
    }
}

/// The segments of a caller's path. One with nothing in it, as where an id was forgotten, makes it no path.
fn asked(path: &str) -> Option<Vec<&str>> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let segments: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    (!segments.contains(&"")).then_some(segments)
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn is_name(part: &str) -> bool {
    part.starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(method: &str, path: &str) -> Option<&'static str> {
        match TABLE.find(method, path, Some(Spelling::V2)) {
            Found::Operation(named) => Some(named.operation.id),
            Found::WrongCase | Found::Nothing => None,
        }
    }

    #[test]
    fn a_trailing_slash_does_not_matter() {
        assert_eq!(id("GET", "/contacts"), id("GET", "/contacts/"));
        assert_eq!(id("GET", "/contacts/abc/"), Some("get-contact"));
    }

    #[test]
    fn a_path_with_a_forgotten_id_is_nobodys() {
        for path in ["/contacts//tasks", "//contacts/abc", "/contacts//", "/", ""] {
            assert_eq!(id("GET", path), None, "{path}");
        }
    }

    #[test]
    fn siblings_of_an_id_are_not_read_as_ids() {
        assert_eq!(id("POST", "/contacts/search"), Some("search-contacts-advanced"));
        assert_eq!(id("POST", "/contacts/upsert"), Some("upsert-contact"));
        assert_eq!(
            id("DELETE", "/contacts/abc/campaigns/removeAll"),
            Some("remove-contact-from-every-campaign")
        );
    }

    #[test]
    fn routes_get_the_tables_spelling() {
        let Found::Operation(named) =
            TABLE.find("DELETE", "/contacts/abc/campaigns/remove-all/", Some(Spelling::V3))
        else {
            panic!("not found")
        };

        assert_eq!(named.path, "/contacts/abc/campaigns/removeAll");
    }

    #[test]
    fn a_path_of_v3_is_none_under_an_older_version() {
        assert_eq!(TABLE.find("POST", "/oauth/location-token", Some(Spelling::V2)), Found::Nothing);
    }

    #[test]
    fn a_wrongly_cased_path_is_told_from_an_unknown_one() {
        assert_eq!(TABLE.find("GET", "/Contacts/abc", None), Found::WrongCase);
        assert_eq!(TABLE.find("GET", "/nothing/here", None), Found::Nothing);
    }
}
