//! What an event asks of us: the records to read anew, decided from its type and the ids it carries.
//!
//! Here: the decision, pure. Not here: reading (`source`), applying (`take_in`).
//!
//! Promise: the payload is never believed for values. Contact payloads carry no time of change, task payloads lack
//! fields, so the record itself is asked; that makes doubled and late deliveries harmless.

use domain::record::RecordId;
use highlevel::event::{Event, EventKind, Payload};
use highlevel::ids::ContactId;
use highlevel::model::{Note, Task};

/// What has to be read so that the mirror knows what the event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Need {
    /// The contact by its id.
    Contact(ContactId),
    /// One task; its contact where the event says whose it is.
    Task {
        /// Which.
        id: RecordId,
        /// Whose, where it is said.
        contact: Option<ContactId>,
        /// Its title, by which the location's task search finds it when nobody says whose it is.
        title: Option<String>,
    },
    /// One note of a contact.
    Note {
        /// Which.
        id: RecordId,
        /// Whose.
        contact: ContactId,
    },
    /// The appointments of a contact.
    Appointments(ContactId),
    /// An opportunity; whose it is where the event says so.
    Opportunity(RecordId, Option<ContactId>),
    /// A message.
    Message(RecordId),
    /// A conversation, without what is said in it.
    Conversation(RecordId),
    /// The location itself.
    Location,
    /// The people who work in the location.
    Users,
    /// The connection: the app was put into the location.
    Installed,
    /// The connection: the app was taken off the location.
    Uninstalled,
    /// Nothing the mirror holds, or nothing we know: kept as it is.
    Nothing,
}

impl Need {
    /// Reads it off an event. An event that lacks the id it is about asks for nothing.
    pub(crate) fn of(event: &Event) -> Self {
        let needed = match (&event.kind, &event.payload) {
            (EventKind::Install, _) => Some(Self::Installed),
            (EventKind::Uninstall, _) => Some(Self::Uninstalled),
            (EventKind::LocationUpdate, _) => Some(Self::Location),
            (EventKind::UserCreate, _) => Some(Self::Users),
            (EventKind::Other(word), _) if matches!(&**word, "UserUpdate" | "UserDelete") => {
                Some(Self::Users)
            }
            (_, Payload::Contact(contact)) => Some(Self::Contact(contact.id.clone())),
            (_, Payload::Task(task)) => Self::task(task),
            (_, Payload::Note(note)) => Self::note(note),
            (_, Payload::Appointment(appointment)) => appointment.contact_id.clone().map(Self::Appointments),
            (_, Payload::Opportunity(one)) => {
                RecordId::new(one.id.as_str()).ok().map(|id| Self::Opportunity(id, one.contact_id.clone()))
            }
            (_, Payload::Message(message)) => {
                message.message_id.as_ref().and_then(|id| RecordId::new(id.as_str()).ok()).map(Self::Message)
            }
            (_, Payload::ConversationUnread(conversation)) => {
                RecordId::new(conversation.id.as_str()).ok().map(Self::Conversation)
            }
            _ => None,
        };
        needed.unwrap_or(Self::Nothing)
    }

    fn task(task: &Task) -> Option<Self> {
        let id = RecordId::new(task.id.as_str()).ok()?;
        Some(Self::Task { id, contact: task.contact_id.clone(), title: task.title.clone() })
    }

    fn note(note: &Note) -> Option<Self> {
        let id = RecordId::new(note.id.as_str()).ok()?;
        Some(Self::Note { id, contact: note.contact_id.clone()? })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn need(event: &str, body: &Value) -> Need {
        let mut doc = body.as_object().unwrap().clone();
        doc.insert("type".to_owned(), event.into());
        Need::of(&Event::from_doc(doc).unwrap())
    }

    #[test]
    fn every_contact_event_asks_for_the_contact_itself() {
        for event in
            ["ContactCreate", "ContactUpdate", "ContactDelete", "ContactTagUpdate", "ContactDndUpdate"]
        {
            let asked = need(event, &json!({"id": "c1", "email": "ada@example.com"}));

            assert_eq!(asked, Need::Contact(ContactId::new("c1").unwrap()), "{event}");
        }
    }

    #[test]
    fn a_task_whose_contact_nobody_names_is_looked_for_by_its_title() {
        let asked = need("TaskCreate", &json!({"id": "t1", "title": "Call Ada"}));

        let id = RecordId::new("t1").unwrap();
        assert_eq!(asked, Need::Task { id, contact: None, title: Some("Call Ada".to_owned()) });
    }

    #[test]
    fn an_appointment_names_its_contact_inside() {
        let asked = need("AppointmentUpdate", &json!({"appointment": {"id": "a1", "contactId": "c1"}}));

        assert_eq!(asked, Need::Appointments(ContactId::new("c1").unwrap()));
    }

    #[test]
    fn every_opportunity_event_asks_for_the_opportunity_and_a_message_for_itself() {
        let id = |text: &str| RecordId::new(text).unwrap();
        for event in ["OpportunityCreate", "OpportunityStageUpdate", "OpportunityDelete"] {
            let asked = need(event, &json!({"id": "o1", "contactId": "c1"}));

            assert_eq!(asked, Need::Opportunity(id("o1"), ContactId::new("c1").ok()), "{event}");
        }
        assert_eq!(need("InboundMessage", &json!({"messageId": "m1"})), Need::Message(id("m1")));
        assert_eq!(need("ConversationUnreadUpdate", &json!({"id": "v1"})), Need::Conversation(id("v1")));
    }

    #[test]
    fn what_nobody_knows_or_lacks_its_id_asks_for_nothing() {
        assert_eq!(need("SomethingNew", &json!({"id": "x"})), Need::Nothing);
        assert_eq!(need("NoteCreate", &json!({"id": "n1"})), Need::Nothing);
        assert_eq!(need("ContactUpdate", &json!({"id": ""})), Need::Nothing);
        assert_eq!(need("InboundMessage", &json!({"contactId": "c1"})), Need::Nothing);
    }
}
