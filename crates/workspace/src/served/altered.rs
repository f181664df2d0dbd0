//! What programs have just altered where no answer tells the mirror how it stands now.
//!
//! Here: contacts changed in bulk, and lists of the location. Not here: single records, whose new state comes with
//! the answer and goes into the mirror with it.
//!
//! Promise: who writes and reads again reads what was written.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::record::Kind;
use highlevel::LocationId;
use highlevel::operation::{App, Operation};
use serde_json::{Map, Value};
use tokio::time::Instant;

/// A list is asked of HighLevel for so long; by then it was compared.
const LASTS: Duration = Duration::from_secs(15 * 60);
/// So many are remembered; then those that are over are forgotten.
const REMEMBERED: usize = 10_000;

/// What was altered, and when.
#[derive(Debug, Default)]
pub(super) struct Altered(Mutex<HashMap<(LocationId, Part), Instant>>);

/// A part of the mirror.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    Contact(String),
    List(Kind),
}

impl Altered {
    /// Notes what a write has altered.
    pub(super) fn note(&self, location: &LocationId, row: &Operation, body: &Map<String, Value>) {
        let parts = parts(row, body);
        if parts.is_empty() {
            return;
        }
        let mut altered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if altered.len() >= REMEMBERED {
            altered.retain(|_, at| at.elapsed() < LASTS);
        }
        altered.extend(parts.into_iter().map(|part| ((location.clone(), part), Instant::now())));
    }

    /// Whether this contact has to be read anew.
    pub(super) fn has_contact(&self, location: &LocationId, contact: &str) -> bool {
        self.has(location, Part::Contact(contact.to_owned()))
    }

    /// The contact was read anew.
    pub(super) fn read(&self, location: &LocationId, contact: &str) {
        let mut altered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        altered.remove(&(location.clone(), Part::Contact(contact.to_owned())));
    }

    /// Whether this list has to be asked of HighLevel.
    pub(super) fn has_list(&self, location: &LocationId, kind: Kind) -> bool {
        self.has(location, Part::List(kind))
    }

    fn has(&self, location: &LocationId, part: Part) -> bool {
        let altered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !altered.is_empty()
            && altered.get(&(location.clone(), part)).is_some_and(|at| at.elapsed() < LASTS)
    }
}

fn parts(row: &Operation, body: &Map<String, Value>) -> Vec<Part> {
    let lists = [("/tags", Kind::Tag), ("/customFields", Kind::CustomField)];
    match row.app {
        App::Contacts if row.path.starts_with("/contacts/bulk/") => ["contacts", "ids"]
            .into_iter()
            .filter_map(|name| body.get(name)?.as_array())
            .flatten()
            .filter_map(|id| id.as_str().map(|id| Part::Contact(id.to_owned())))
            .collect(),
        App::Locations => {
            lists.iter().filter(|(path, _)| row.path.contains(path)).map(|(_, kind)| Part::List(*kind)).collect()
        }
        App::Users => vec![Part::List(Kind::User)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use highlevel::operation::{contacts, locations};
    use serde_json::json;

    use super::*;

    #[test]
    fn contacts_changed_in_bulk_are_read_anew_once() {
        let (altered, here) = (Altered::default(), LocationId::new("loc").unwrap());
        let body = json!({ "contacts": ["ada"], "tags": ["vip"] }).as_object().unwrap().clone();

        altered.note(&here, &contacts::CREATE_ASSOCIATION, &body);

        assert!(altered.has_contact(&here, "ada") && !altered.has_contact(&here, "bo"));
        altered.read(&here, "ada");
        assert!(!altered.has_contact(&here, "ada"));
    }

    #[test]
    fn a_list_that_was_altered_is_asked_of_highlevel() {
        let (altered, here) = (Altered::default(), LocationId::new("loc").unwrap());

        altered.note(&here, &locations::UPDATE_TAG, &Map::new());

        assert!(altered.has_list(&here, Kind::Tag) && !altered.has_list(&here, Kind::CustomField));
    }
}
