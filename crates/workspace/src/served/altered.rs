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
use domain::write::{Effect, Intent};
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
    /// Notes what a write has altered. An answer that shows a list alone leaves the contact's own time of change open.
    pub(super) fn note(&self, row: &Operation, intent: &Intent) {
        let (location, mut parts) = (&intent.location, parts(row, &intent.body));
        if let (Effect::Add { .. } | Effect::Remove { .. }, Some(contact)) = (&intent.effect, &intent.contact)
        {
            parts.push(Part::Contact(contact.to_string()));
        }
        if parts.is_empty() {
            return;
        }
        let mut altered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if altered.len() >= REMEMBERED {
            altered.retain(|_, at| at.elapsed() < LASTS);
        }
        altered.extend(parts.into_iter().map(|part| ((location.clone(), part), Instant::now())));
    }

    /// Notes a contact that only the answer names, as that of an upsert does.
    pub(super) fn note_contact(&self, location: &LocationId, contact: &str) {
        let mut altered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        altered.insert((location.clone(), Part::Contact(contact.to_owned())), Instant::now());
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
        !altered.is_empty() && altered.get(&(location.clone(), part)).is_some_and(|at| at.elapsed() < LASTS)
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
        App::Locations => lists
            .iter()
            .filter(|(path, _)| row.path.contains(path))
            .map(|(_, kind)| Part::List(*kind))
            .collect(),
        App::Users => vec![Part::List(Kind::User)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use highlevel::operation::{contacts, locations};
    use serde_json::json;

    use super::*;

    fn intent(operation: &Operation, effect: Effect, body: Value) -> Intent {
        Intent {
            location: LocationId::new("loc").unwrap(),
            contact: highlevel::ContactId::new("bo").ok(),
            kind: Kind::Contact,
            record: None,
            operation: operation.id.to_owned(),
            path: indexmap::IndexMap::new(),
            body: body.as_object().unwrap().clone(),
            effect,
            base: Map::new(),
            cause: domain::change::Cause::Opened,
        }
    }

    #[test]
    fn contacts_changed_in_bulk_are_read_anew_once() {
        let (altered, here) = (Altered::default(), LocationId::new("loc").unwrap());
        let body = json!({ "contacts": ["ada"], "tags": ["vip"] });

        let row = &contacts::CREATE_ASSOCIATION;
        altered.note(row, &intent(row, Effect::Nothing, body));

        assert!(altered.has_contact(&here, "ada") && !altered.has_contact(&here, "bo"));
        altered.read(&here, "ada");
        assert!(!altered.has_contact(&here, "ada"));
    }

    #[test]
    fn a_contact_whose_tags_moved_is_read_anew() {
        let (altered, here) = (Altered::default(), LocationId::new("loc").unwrap());
        let added = Effect::Add { field: "tags".to_owned(), values: vec!["vip".to_owned()] };

        altered.note(&contacts::ADD_TAGS, &intent(&contacts::ADD_TAGS, added, json!({ "tags": ["vip"] })));

        assert!(altered.has_contact(&here, "bo"));
    }

    #[test]
    fn a_list_that_was_altered_is_asked_of_highlevel() {
        let (altered, here) = (Altered::default(), LocationId::new("loc").unwrap());

        let row = &locations::UPDATE_TAG;
        altered.note(row, &intent(row, Effect::Nothing, json!({})));

        assert!(altered.has_list(&here, Kind::Tag) && !altered.has_list(&here, Kind::CustomField));
    }
}
