//! The catalog's events as rows: what each means and what it carries.

use std::sync::LazyLock;

use super::EventKind;
use super::kind::Group;
use crate::operation::Param;
use crate::operation::row::{flag, number, object, objects, text, texts};
use crate::scope::Scope;

/// One event of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The event.
    pub kind: EventKind,
    /// What it is about.
    pub group: Group,
    /// The scope an app needs to be sent it.
    pub scope: Option<Scope>,
    /// What it carries beside the envelope. A dot leads into a member.
    pub fields: &'static [Param],
    /// A short title, ours.
    pub title: &'static str,
    /// One sentence, ours.
    pub description: &'static str,
}

/// The 29 events of the catalog.
#[must_use]
pub fn rows() -> &'static [Row] {
    &ROWS
}

/// Events that carry the same.
struct Section {
    group: Group,
    scope: Option<Scope>,
    events: &'static [(EventKind, &'static str, &'static str)],
    fields: &'static [Param],
}

impl Section {
    fn rows(&self) -> impl Iterator<Item = Row> {
        self.events.iter().map(|(kind, title, description)| Row {
            kind: kind.clone(),
            group: self.group,
            scope: self.scope.clone(),
            fields: self.fields,
            title,
            description,
        })
    }
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| SECTIONS.iter().flat_map(Section::rows).collect());

static SECTIONS: &[Section] = &[
    Section {
        group: Group::App,
        scope: None,
        events: &[(EventKind::Install, "App installed", "An app was installed in a location or a company.")],
        fields: &[
            text("appId"),
            text("companyId"),
            text("locationId"),
            text("userId"),
            text("planId"),
            object("trial"),
            flag("isWhitelabelCompany"),
            object("whitelabelDetails"),
            text("companyName"),
        ],
    },
    Section {
        group: Group::App,
        scope: None,
        events: &[(EventKind::Uninstall, "App removed", "An app was removed from a location or a company.")],
        fields: &[text("appId"), text("companyId"), text("locationId")],
    },
    Section {
        group: Group::Contact,
        scope: Some(Scope::CONTACTS_READONLY),
        events: &[
            (EventKind::ContactCreate, "Contact created", "A contact was added."),
            (EventKind::ContactUpdate, "Contact changed", "Some fields of a contact changed."),
            (EventKind::ContactDelete, "Contact deleted", "A contact was removed."),
            (EventKind::ContactTagUpdate, "Tags changed", "A contact gained or lost tags."),
        ],
        fields: &[
            text("locationId"),
            text("id"),
            text("address1"),
            text("city"),
            text("companyName"),
            text("country"),
            text("source"),
            text("dateAdded"),
            text("dateOfBirth"),
            flag("dnd"),
            text("email"),
            text("name"),
            text("firstName"),
            text("lastName"),
            text("phone"),
            text("postalCode"),
            text("state"),
            texts("tags"),
            text("website"),
            texts("attachments"),
            text("assignedTo"),
            objects("customFields"),
        ],
    },
    Section {
        group: Group::Contact,
        scope: Some(Scope::CONTACTS_READONLY),
        events: &[(
            EventKind::ContactDndUpdate,
            "Do not disturb changed",
            "A contact opened or closed a channel.",
        )],
        fields: &[
            text("locationId"),
            text("id"),
            text("address1"),
            text("city"),
            text("companyName"),
            text("country"),
            text("source"),
            text("dateAdded"),
            text("dateOfBirth"),
            flag("dnd"),
            object("dndSettings"),
            text("email"),
            text("name"),
            text("firstName"),
            text("lastName"),
            text("phone"),
            text("postalCode"),
            text("state"),
            texts("tags"),
            text("website"),
            texts("attachments"),
            text("assignedTo"),
            objects("customFields"),
        ],
    },
    Section {
        group: Group::Task,
        scope: Some(Scope::CONTACTS_READONLY),
        events: &[
            (EventKind::TaskCreate, "Task created", "A task was added."),
            (EventKind::TaskComplete, "Task done", "A task was marked as done."),
            (EventKind::TaskDelete, "Task deleted", "A task was removed."),
        ],
        fields: &[
            text("locationId"),
            text("id"),
            text("assignedTo"),
            text("body"),
            text("contactId"),
            text("title"),
            text("dateAdded"),
            text("dueDate"),
        ],
    },
    Section {
        group: Group::Note,
        scope: Some(Scope::CONTACTS_READONLY),
        events: &[
            (EventKind::NoteCreate, "Note created", "A note was added."),
            (EventKind::NoteUpdate, "Note changed", "A note was rewritten."),
            (EventKind::NoteDelete, "Note deleted", "A note was removed."),
        ],
        fields: &[text("locationId"), text("id"), text("body"), text("contactId"), text("dateAdded")],
    },
    Section {
        group: Group::Appointment,
        scope: Some(Scope::CALENDAR_EVENTS_READONLY),
        events: &[
            (EventKind::AppointmentCreate, "Appointment booked", "An appointment was booked."),
            (EventKind::AppointmentUpdate, "Appointment changed", "An appointment was moved or changed."),
            (EventKind::AppointmentDelete, "Appointment deleted", "An appointment was removed."),
        ],
        fields: &[
            text("locationId"),
            text("appointment.id"),
            text("appointment.address"),
            text("appointment.title"),
            text("appointment.calendarId"),
            text("appointment.contactId"),
            text("appointment.groupId"),
            text("appointment.appointmentStatus"),
            text("appointment.assignedUserId"),
            texts("appointment.users"),
            text("appointment.notes"),
            text("appointment.source"),
            text("appointment.startTime"),
            text("appointment.endTime"),
            text("appointment.dateAdded"),
            text("appointment.dateUpdated"),
        ],
    },
    Section {
        group: Group::Opportunity,
        scope: Some(Scope::OPPORTUNITIES_READONLY),
        events: &[
            (EventKind::OpportunityCreate, "Opportunity created", "An opportunity was added."),
            (EventKind::OpportunityUpdate, "Opportunity changed", "An opportunity changed."),
            (EventKind::OpportunityDelete, "Opportunity deleted", "An opportunity was removed."),
            (
                EventKind::OpportunityStageUpdate,
                "Opportunity stage changed",
                "An opportunity reached another stage.",
            ),
            (
                EventKind::OpportunityStatusUpdate,
                "Opportunity status changed",
                "An opportunity was won, lost, abandoned or opened again.",
            ),
            (
                EventKind::OpportunityMonetaryValueUpdate,
                "Opportunity value changed",
                "An opportunity is worth more or less than before.",
            ),
            (
                EventKind::OpportunityAssignedToUpdate,
                "Opportunity reassigned",
                "Another user looks after an opportunity.",
            ),
        ],
        fields: &[
            text("locationId"),
            text("id"),
            text("assignedTo"),
            text("contactId"),
            number("monetaryValue"),
            text("name"),
            text("pipelineId"),
            text("pipelineStageId"),
            text("source"),
            text("status"),
            text("dateAdded"),
        ],
    },
    Section {
        group: Group::Conversation,
        scope: Some(Scope::MESSAGES_READONLY),
        events: &[(EventKind::InboundMessage, "Message received", "A contact sent a message.")],
        fields: &[
            text("locationId"),
            texts("attachments"),
            text("body"),
            text("contactId"),
            text("contentType"),
            text("conversationId"),
            text("dateAdded"),
            text("direction"),
            text("messageType"),
            text("status"),
            text("messageId"),
            text("userId"),
            text("conversationProviderId"),
            number("callDuration"),
            text("callStatus"),
        ],
    },
    Section {
        group: Group::Conversation,
        scope: Some(Scope::MESSAGES_READONLY),
        events: &[(EventKind::OutboundMessage, "Message sent", "A message to a contact went out.")],
        fields: &[
            text("locationId"),
            texts("attachments"),
            text("body"),
            text("contactId"),
            text("contentType"),
            text("conversationId"),
            text("dateAdded"),
            text("direction"),
            text("messageType"),
            text("status"),
            text("messageId"),
            text("userId"),
            text("source"),
            text("conversationProviderId"),
            number("callDuration"),
            text("callStatus"),
        ],
    },
    Section {
        group: Group::Conversation,
        scope: Some(Scope::CONVERSATIONS_READONLY),
        events: &[(
            EventKind::ConversationUnreadUpdate,
            "Unread count changed",
            "A conversation has more or fewer unread messages.",
        )],
        fields: &[
            text("locationId"),
            text("id"),
            text("contactId"),
            number("unreadCount"),
            flag("inbox"),
            flag("starred"),
            flag("deleted"),
        ],
    },
    Section {
        group: Group::Campaign,
        scope: Some(Scope::CAMPAIGNS_READONLY),
        events: &[(
            EventKind::CampaignStatusUpdate,
            "Campaign status changed",
            "A campaign moved on with a contact.",
        )],
        fields: &[
            text("locationId"),
            text("id"),
            text("contactId"),
            text("status"),
            text("templateId"),
            text("replied"),
            text("dateAdded"),
        ],
    },
    Section {
        group: Group::Location,
        scope: Some(Scope::LOCATIONS_READONLY),
        events: &[(EventKind::LocationUpdate, "Location changed", "A location's details changed.")],
        fields: &[text("id"), text("name"), text("email"), text("stripeProductId"), text("companyId")],
    },
    Section {
        group: Group::User,
        scope: Some(Scope::USERS_READONLY),
        events: &[(EventKind::UserCreate, "User added", "A user was added to a location.")],
        fields: &[
            text("locationId"),
            text("companyId"),
            text("id"),
            text("firstName"),
            text("lastName"),
            text("email"),
            text("phone"),
            text("extension"),
            text("role"),
            object("permissions"),
            texts("locations"),
        ],
    },
];
