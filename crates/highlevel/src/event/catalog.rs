//! The catalog's events as rows: what each means and what it carries.

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
    /// What it carries beside the envelope.
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

static ROWS: [Row; 29] = [
    row(
        EventKind::Install,
        Group::App,
        None,
        INSTALL,
        "App installed",
        "An app was installed in a location or a company.",
    ),
    row(
        EventKind::Uninstall,
        Group::App,
        None,
        UNINSTALL,
        "App removed",
        "An app was removed from a location or a company.",
    ),
    row(
        EventKind::ContactCreate,
        Group::Contact,
        Some(Scope::CONTACTS_READONLY),
        CONTACT,
        "Contact created",
        "A contact was added.",
    ),
    row(
        EventKind::ContactUpdate,
        Group::Contact,
        Some(Scope::CONTACTS_READONLY),
        CONTACT,
        "Contact changed",
        "Some fields of a contact changed.",
    ),
    row(
        EventKind::ContactDelete,
        Group::Contact,
        Some(Scope::CONTACTS_READONLY),
        CONTACT,
        "Contact deleted",
        "A contact was removed.",
    ),
    row(
        EventKind::ContactDndUpdate,
        Group::Contact,
        Some(Scope::CONTACTS_READONLY),
        CONTACT_DND,
        "Do not disturb changed",
        "A contact opened or closed a channel.",
    ),
    row(
        EventKind::ContactTagUpdate,
        Group::Contact,
        Some(Scope::CONTACTS_READONLY),
        CONTACT,
        "Tags changed",
        "A contact gained or lost tags.",
    ),
    row(
        EventKind::TaskCreate,
        Group::Task,
        Some(Scope::CONTACTS_READONLY),
        TASK,
        "Task created",
        "A task was added.",
    ),
    row(
        EventKind::TaskComplete,
        Group::Task,
        Some(Scope::CONTACTS_READONLY),
        TASK,
        "Task done",
        "A task was marked as done.",
    ),
    row(
        EventKind::TaskDelete,
        Group::Task,
        Some(Scope::CONTACTS_READONLY),
        TASK,
        "Task deleted",
        "A task was removed.",
    ),
    row(
        EventKind::NoteCreate,
        Group::Note,
        Some(Scope::CONTACTS_READONLY),
        NOTE,
        "Note created",
        "A note was added.",
    ),
    row(
        EventKind::NoteUpdate,
        Group::Note,
        Some(Scope::CONTACTS_READONLY),
        NOTE,
        "Note changed",
        "A note was rewritten.",
    ),
    row(
        EventKind::NoteDelete,
        Group::Note,
        Some(Scope::CONTACTS_READONLY),
        NOTE,
        "Note deleted",
        "A note was removed.",
    ),
    row(
        EventKind::AppointmentCreate,
        Group::Appointment,
        Some(Scope::CALENDAR_EVENTS_READONLY),
        APPOINTMENT,
        "Appointment booked",
        "An appointment was booked.",
    ),
    row(
        EventKind::AppointmentUpdate,
        Group::Appointment,
        Some(Scope::CALENDAR_EVENTS_READONLY),
        APPOINTMENT,
        "Appointment changed",
        "An appointment was moved or changed.",
    ),
    row(
        EventKind::AppointmentDelete,
        Group::Appointment,
        Some(Scope::CALENDAR_EVENTS_READONLY),
        APPOINTMENT,
        "Appointment deleted",
        "An appointment was removed.",
    ),
    row(
        EventKind::OpportunityCreate,
        Group::Opportunity,
        Some(Scope::OPPORTUNITIES_READONLY),
        OPPORTUNITY,
        "Opportunity created",
        "An opportunity was added.",
    ),
    row(
        EventKind::OpportunityUpdate,
        Group::Opportunity,
        Some(Scope::OPPORTUNITIES_READONLY),
        OPPORTUNITY,
        "Opportunity changed",
        "An opportunity changed.",
    ),
    row(
        EventKind::OpportunityDelete,
        Group::Opportunity,
        Some(Scope::OPPORTUNITIES_READONLY),
        OPPORTUNITY,
        "Opportunity deleted",
        "An opportunity was removed.",
    ),
    row(
        EventKind::OpportunityStageUpdate,
        Group::Opportunity,
        Some(Scope::OPPORTUNITIES_READONLY),
        OPPORTUNITY,
        "Opportunity stage changed",
        "An opportunity reached another stage.",
    ),
    row(
        EventKind::OpportunityStatusUpdate,
        Group::Opportunity,
        Some(Scope::OPPORTUNITIES_READONLY),
        OPPORTUNITY,
        "Opportunity status changed",
        "An opportunity was won, lost, abandoned or opened again.",
    ),
    row(
        EventKind::OpportunityMonetaryValueUpdate,
        Group::Opportunity,
        Some(Scope::OPPORTUNITIES_READONLY),
        OPPORTUNITY,
        "Opportunity value changed",
        "An opportunity is worth more or less than before.",
    ),
    row(
        EventKind::OpportunityAssignedToUpdate,
        Group::Opportunity,
        Some(Scope::OPPORTUNITIES_READONLY),
        OPPORTUNITY,
        "Opportunity reassigned",
        "Another user looks after an opportunity.",
    ),
    row(
        EventKind::InboundMessage,
        Group::Conversation,
        Some(Scope::MESSAGES_READONLY),
        INBOUND_MESSAGE,
        "Message received",
        "A contact sent a message.",
    ),
    row(
        EventKind::OutboundMessage,
        Group::Conversation,
        Some(Scope::MESSAGES_READONLY),
        OUTBOUND_MESSAGE,
        "Message sent",
        "A message to a contact went out.",
    ),
    row(
        EventKind::ConversationUnreadUpdate,
        Group::Conversation,
        Some(Scope::CONVERSATIONS_READONLY),
        CONVERSATION_UNREAD,
        "Unread count changed",
        "A conversation has more or fewer unread messages.",
    ),
    row(
        EventKind::CampaignStatusUpdate,
        Group::Campaign,
        Some(Scope::CAMPAIGNS_READONLY),
        CAMPAIGN,
        "Campaign status changed",
        "A campaign moved on with a contact.",
    ),
    row(
        EventKind::LocationUpdate,
        Group::Location,
        Some(Scope::LOCATIONS_READONLY),
        LOCATION,
        "Location changed",
        "A location's details changed.",
    ),
    row(
        EventKind::UserCreate,
        Group::User,
        Some(Scope::USERS_READONLY),
        USER,
        "User added",
        "A user was added to a location.",
    ),
];

const fn row(
    kind: EventKind,
    group: Group,
    scope: Option<Scope>,
    fields: &'static [Param],
    title: &'static str,
    description: &'static str,
) -> Row {
    Row { kind, group, scope, fields, title, description }
}

const INSTALL: &[Param] = &[
    text("appId"),
    text("companyId"),
    text("locationId"),
    text("userId"),
    text("planId"),
    object("trial"),
    flag("isWhitelabelCompany"),
    object("whitelabelDetails"),
    text("companyName"),
];

const UNINSTALL: &[Param] = &[text("appId"), text("companyId"), text("locationId")];

const CONTACT: &[Param] = &[
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
];

const CONTACT_DND: &[Param] = &[
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
];

const TASK: &[Param] = &[
    text("locationId"),
    text("id"),
    text("assignedTo"),
    text("body"),
    text("contactId"),
    text("title"),
    text("dateAdded"),
    text("dueDate"),
];

const NOTE: &[Param] = &[text("locationId"), text("id"), text("body"), text("contactId"), text("dateAdded")];

const APPOINTMENT: &[Param] = &[
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
];

const OPPORTUNITY: &[Param] = &[
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
];

const INBOUND_MESSAGE: &[Param] = &[
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
];

const OUTBOUND_MESSAGE: &[Param] = &[
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
];

const CONVERSATION_UNREAD: &[Param] = &[
    text("locationId"),
    text("id"),
    text("contactId"),
    number("unreadCount"),
    flag("inbox"),
    flag("starred"),
    flag("deleted"),
];

const CAMPAIGN: &[Param] = &[
    text("locationId"),
    text("id"),
    text("contactId"),
    text("status"),
    text("templateId"),
    text("replied"),
    text("dateAdded"),
];

const LOCATION: &[Param] =
    &[text("id"), text("name"), text("email"), text("stripeProductId"), text("companyId")];

const USER: &[Param] = &[
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
];
