//! What can be browsed, and the operations by which a person changes it.

use highlevel::operation::{self, Method, Operation};
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
    /// Where the API has them, without a closing slash.
    path: &'static str,
    /// The member of a contact's folder or none: then it stands by itself.
    pub with_contact: bool,
}

const fn noun(kind: &'static str, title: &'static str, one: &'static str, path: &'static str) -> Noun {
    Noun { kind, title, one, path, with_contact: false }
}

const fn with_contact(noun: Noun) -> Noun {
    Noun { with_contact: true, ..noun }
}

/// Every kind, those people look for first.
pub(super) const NOUNS: &[Noun] = &[
    noun("contacts", "Contacts", "contact", "/contacts"),
    with_contact(noun("tasks", "Tasks", "task", "/contacts/{contactId}/tasks")),
    with_contact(noun("notes", "Notes", "note", "/contacts/{contactId}/notes")),
    with_contact(noun("appointments", "Appointments", "appointment", "/calendars/events/appointments")),
    with_contact(noun("opportunities", "Opportunities", "opportunity", "/opportunities")),
    with_contact(noun("conversations", "Conversations", "conversation", "/conversations")),
    with_contact(noun("messages", "Messages", "message", "/conversations/messages")),
    noun("businesses", "Businesses", "business", "/businesses"),
    noun("tags", "Tags", "tag", "/locations/{locationId}/tags"),
    noun("customFields", "Custom fields", "custom field", "/locations/{locationId}/customFields"),
    noun("customValues", "Custom values", "custom value", "/locations/{locationId}/customValues"),
    noun("users", "Users", "user", "/users"),
    noun("calendars", "Calendars", "calendar", "/calendars"),
    noun("calendarGroups", "Calendar groups", "calendar group", "/calendars/groups"),
    noun("blockedSlots", "Blocked times", "blocked time", "/calendars/events/block-slots"),
    noun("pipelines", "Pipelines", "pipeline", "/opportunities/pipelines"),
    noun("lostReasons", "Lost reasons", "lost reason", "/opportunities/lost-reason"),
    noun("workflows", "Workflows", "workflow", "/workflows"),
    noun("campaigns", "Campaigns", "campaign", "/campaigns"),
    noun("locations", "Locations", "location", "/locations"),
];

/// Where both appointments and blocked times are removed.
const EVENTS: &str = "/calendars/events";

impl Noun {
    /// The noun of that kind.
    pub(super) fn find(kind: &str) -> Option<&'static Self> {
        NOUNS.iter().find(|noun| noun.kind == kind)
    }

    /// Reads one.
    pub(super) fn get(&self) -> Option<&'static Operation> {
        of_one(Method::Get, self.path)
    }

    /// Makes one.
    pub(super) fn create(&self) -> Option<&'static Operation> {
        operation(|one| one.method == Method::Post && one.path.trim_end_matches('/') == self.path)
    }

    /// Changes one.
    pub(super) fn update(&self) -> Option<&'static Operation> {
        of_one(Method::Put, self.path)
    }

    /// Takes one away.
    pub(super) fn delete(&self) -> Option<&'static Operation> {
        of_one(Method::Delete, if self.path.starts_with(EVENTS) { EVENTS } else { self.path })
    }
}

/// The operation on one record below a path.
fn of_one(method: Method, path: &str) -> Option<&'static Operation> {
    let is_one = |rest: &str| rest.starts_with("/{") && !rest[1..].contains('/');
    operation(|one| one.method == method && one.path.strip_prefix(path).is_some_and(is_one))
}

fn operation(wanted: impl Fn(&Operation) -> bool) -> Option<&'static Operation> {
    operation::ALL.iter().copied().find(|one| wanted(one))
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
    fn what_can_be_done_with_a_record_is_what_the_api_can_do() {
        let ids = |kind: &str| {
            let noun = Noun::find(kind).unwrap();
            [noun.get(), noun.create(), noun.update(), noun.delete()]
                .map(|found| found.map_or("", |one| one.id))
        };

        assert_eq!(ids("contacts"), ["get-contact", "create-contact", "update-contact", "delete-contact"]);
        assert_eq!(ids("tasks"), ["get-task", "create-task", "update-task", "delete-task"]);
        assert_eq!(
            ids("appointments"),
            ["get-appointment", "create-appointment", "edit-appointment", "delete-event"]
        );
        assert_eq!(ids("blockedSlots"), ["", "create-block-slot", "edit-block-slot", "delete-event"]);
        assert_eq!(ids("messages"), ["get-message", "send-a-new-message", "", ""]);
        assert_eq!(ids("tags"), ["get-tag-by-id", "create-tag", "update-tag", "delete-tag"]);
        assert_eq!(ids("calendars"), ["get-calendar", "", "", ""]);
        assert_eq!(ids("pipelines"), [""; 4]);
    }

    #[test]
    fn a_path_is_filled_from_what_is_known() {
        let path = |id| path_of(operation::find(id).unwrap(), "LOC", "CON", "REC");

        assert_eq!(path("get-task"), "/contacts/CON/tasks/REC");
        assert_eq!(path("get-tag-by-id"), "/locations/LOC/tags/REC");
        assert_eq!(path("create-contact"), "/contacts/");
    }
}
