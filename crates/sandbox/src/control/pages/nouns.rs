//! What can be browsed, and the operations by which a person changes it.

use highlevel::operation::{self, Operation};
use serde_json::Value;

/// One kind of record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noun {
    /// As `/sandbox/world` spells it.
    pub kind: &'static str,
    /// Many of them.
    pub title: &'static str,
    /// One of them.
    pub one: &'static str,
    get: &'static str,
    create: &'static str,
    update: &'static str,
    delete: &'static str,
    /// The member of a contact's folder or none: then it stands by itself.
    pub with_contact: bool,
}

const fn noun(kind: &'static str, title: &'static str, one: &'static str, ids: [&'static str; 4]) -> Noun {
    let [get, create, update, delete] = ids;
    Noun { kind, title, one, get, create, update, delete, with_contact: false }
}

const fn with_contact(noun: Noun) -> Noun {
    Noun { with_contact: true, ..noun }
}

/// Every kind, those people look for first.
pub(super) const NOUNS: &[Noun] = &[
    noun(
        "contacts",
        "Contacts",
        "contact",
        ["get-contact", "create-contact", "update-contact", "delete-contact"],
    ),
    with_contact(noun("tasks", "Tasks", "task", ["get-task", "create-task", "update-task", "delete-task"])),
    with_contact(noun("notes", "Notes", "note", ["get-note", "create-note", "update-note", "delete-note"])),
    with_contact(noun(
        "appointments",
        "Appointments",
        "appointment",
        ["get-appointment", "create-appointment", "edit-appointment", "delete-event"],
    )),
    with_contact(noun(
        "opportunities",
        "Opportunities",
        "opportunity",
        ["get-opportunity", "create-opportunity", "update-opportunity", "delete-opportunity"],
    )),
    with_contact(noun(
        "conversations",
        "Conversations",
        "conversation",
        ["get-conversation", "create-conversation", "update-conversation", "delete-conversation"],
    )),
    with_contact(noun("messages", "Messages", "message", ["get-message", "send-a-new-message", "", ""])),
    noun(
        "businesses",
        "Businesses",
        "business",
        ["get-business", "create-business", "update-business", "delete-Business"],
    ),
    noun("tags", "Tags", "tag", ["get-tag-by-id", "create-tag", "update-tag", "delete-tag"]),
    noun(
        "customFields",
        "Custom fields",
        "custom field",
        ["get-custom-field", "create-custom-field", "update-custom-field", "delete-custom-field"],
    ),
    noun(
        "customValues",
        "Custom values",
        "custom value",
        ["get-custom-value", "create-custom-value", "update-custom-value", "delete-custom-value"],
    ),
    noun("users", "Users", "user", ["get-user", "", "", ""]),
    noun("calendars", "Calendars", "calendar", ["get-calendar", "", "", ""]),
    noun("calendarGroups", "Calendar groups", "calendar group", ["", "", "", ""]),
    noun(
        "blockedSlots",
        "Blocked times",
        "blocked time",
        ["", "create-block-slot", "edit-block-slot", "delete-event"],
    ),
    noun("pipelines", "Pipelines", "pipeline", ["", "", "", ""]),
    noun("lostReasons", "Lost reasons", "lost reason", ["", "", "", ""]),
    noun("workflows", "Workflows", "workflow", ["", "", "", ""]),
    noun("campaigns", "Campaigns", "campaign", ["", "", "", ""]),
    noun("locations", "Locations", "location", ["get-location", "", "", ""]),
];

impl Noun {
    /// The noun of that kind.
    pub(super) fn find(kind: &str) -> Option<&'static Self> {
        NOUNS.iter().find(|noun| noun.kind == kind)
    }

    /// Reads one.
    pub(super) fn get(&self) -> Option<&'static Operation> {
        operation::find(self.get)
    }

    /// Makes one.
    pub(super) fn create(&self) -> Option<&'static Operation> {
        operation::find(self.create)
    }

    /// Changes one.
    pub(super) fn update(&self) -> Option<&'static Operation> {
        operation::find(self.update)
    }

    /// Takes one away.
    pub(super) fn delete(&self) -> Option<&'static Operation> {
        operation::find(self.delete)
    }
}

/// The operation's path for a record, its names filled from what is known of it.
pub(super) fn path_of(operation: &Operation, location: &str, contact: &str, id: &str) -> String {
    operation.path.split('/').fold(String::new(), |path, part| {
        let part = match part {
            "{locationId}" => location,
            "{contactId}" if !contact.is_empty() => contact,
            name if name.starts_with('{') => id,
            word => word,
        };
        if path.is_empty() && part.is_empty() {
            "/".to_owned()
        } else {
            format!("{}{}{part}", path, slash(&path))
        }
    })
}

fn slash(path: &str) -> &'static str {
    if path == "/" { "" } else { "/" }
}

/// What a record is called in a list.
pub(super) fn label(record: &Value) -> String {
    let text = |name: &str| record.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let full = [text("firstName"), text("lastName")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    if !full.is_empty() {
        return full;
    }
    let found = ["name", "title", "body", "subject", "email", "phone"].into_iter().find_map(text);
    found.or_else(|| text("id")).map_or_else(|| "unnamed".to_owned(), first_line)
}

/// A few more words about it.
pub(super) fn detail(record: &Value) -> String {
    let names = ["email", "phone", "fieldKey", "status", "direction", "dataType", "due", "start", "value"];
    let said = names.into_iter().filter_map(|name| Some(plain(record.get(name)?)));
    said.filter(|text| !text.is_empty()).take(2).collect::<Vec<_>>().join(" · ")
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > 90 { line.chars().take(89).chain(['…']).collect() } else { line.to_owned() }
}

/// A member as a person reads it. Moments are kept as milliseconds.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_i64() {
            Some(millis) if millis > 100_000_000_000 => crate::world::Moment::from_millis(millis).to_string(),
            _ => number.to_string(),
        },
        Value::Array(list) if list.iter().all(Value::is_string) => {
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_that_is_named_is_one() {
        for noun in NOUNS {
            for id in [noun.get, noun.create, noun.update, noun.delete] {
                assert!(
                    id.is_empty() || operation::find(id).is_some() || id.starts_with("delete-custom"),
                    "{id}"
                );
            }
        }
    }

    #[test]
    fn a_path_is_filled_from_what_is_known() {
        let path = |id| path_of(operation::find(id).unwrap(), "LOC", "CON", "REC");

        assert_eq!(path("get-task"), "/contacts/CON/tasks/REC");
        assert_eq!(path("get-tag-by-id"), "/locations/LOC/tags/REC");
        assert_eq!(path("create-contact"), "/contacts/");
    }
}
