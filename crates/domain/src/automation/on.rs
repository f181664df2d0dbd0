//! What an automation can be started by: the 29 events of the catalog and the triggers of our own.

use highlevel::event::EventKind;
use serde::{Deserialize, Serialize};

use crate::record::words;

/// What starts an automation, or wakes a waiting run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[expect(missing_docs, reason = "the word beside each one says it; `label` says it to people")]
pub enum On {
    AppInstalled,
    AppUninstalled,
    ContactCreated,
    ContactUpdated,
    ContactDeleted,
    ContactTagsChanged,
    ContactDndChanged,
    TaskCreated,
    TaskCompleted,
    TaskDeleted,
    NoteCreated,
    NoteUpdated,
    NoteDeleted,
    AppointmentCreated,
    AppointmentUpdated,
    AppointmentDeleted,
    OpportunityCreated,
    OpportunityUpdated,
    OpportunityDeleted,
    OpportunityStageChanged,
    OpportunityStatusChanged,
    OpportunityValueChanged,
    OpportunityOwnerChanged,
    MessageInbound,
    MessageOutbound,
    ConversationUnreadChanged,
    CampaignStatusChanged,
    LocationUpdated,
    UserCreated,
    FieldChanged,
    TagAdded,
    TagRemoved,
    TaskDue,
    TaskOverdue,
    TaskEdited,
    AppointmentAboutToStart,
    AppointmentNotHeld,
    ContactQuiet,
    ViewEntered,
    ViewLeft,
    MessageReply,
    ContactOpened,
    TaskOpened,
    Schedule,
    Manual,
    Webhook,
}

words!(On, "trigger", {
    AppInstalled = "app.installed",
    AppUninstalled = "app.uninstalled",
    ContactCreated = "contact.created",
    ContactUpdated = "contact.updated",
    ContactDeleted = "contact.deleted",
    ContactTagsChanged = "contact.tags_changed",
    ContactDndChanged = "contact.dnd_changed",
    TaskCreated = "task.created",
    TaskCompleted = "task.completed",
    TaskDeleted = "task.deleted",
    NoteCreated = "note.created",
    NoteUpdated = "note.updated",
    NoteDeleted = "note.deleted",
    AppointmentCreated = "appointment.created",
    AppointmentUpdated = "appointment.updated",
    AppointmentDeleted = "appointment.deleted",
    OpportunityCreated = "opportunity.created",
    OpportunityUpdated = "opportunity.updated",
    OpportunityDeleted = "opportunity.deleted",
    OpportunityStageChanged = "opportunity.stage_changed",
    OpportunityStatusChanged = "opportunity.status_changed",
    OpportunityValueChanged = "opportunity.value_changed",
    OpportunityOwnerChanged = "opportunity.owner_changed",
    MessageInbound = "message.inbound",
    MessageOutbound = "message.outbound",
    ConversationUnreadChanged = "conversation.unread_changed",
    CampaignStatusChanged = "campaign.status_changed",
    LocationUpdated = "location.updated",
    UserCreated = "user.created",
    FieldChanged = "contact.field_changed",
    TagAdded = "contact.tag_added",
    TagRemoved = "contact.tag_removed",
    TaskDue = "task.due",
    TaskOverdue = "task.overdue",
    TaskEdited = "task.edited",
    AppointmentAboutToStart = "appointment.about_to_start",
    AppointmentNotHeld = "appointment.not_held",
    ContactQuiet = "contact.quiet",
    ViewEntered = "view.entered",
    ViewLeft = "view.left",
    MessageReply = "message.reply",
    ContactOpened = "contact.opened",
    TaskOpened = "task.opened",
    Schedule = "schedule",
    Manual = "manual",
    Webhook = "webhook",
});

/// What a trigger is about, so that an expression can ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names of the records say it")]
pub enum About {
    Contact,
    Task,
    Note,
    Appointment,
    Opportunity,
    Message,
    Campaign,
    Location,
    User,
    App,
    Nothing,
}

impl About {
    /// The name an expression asks for it by.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Task => "task",
            Self::Note => "note",
            Self::Appointment => "appointment",
            Self::Opportunity => "opportunity",
            Self::Message => "message",
            Self::Campaign => "campaign",
            Self::Location => "location",
            Self::User => "user",
            Self::App => "app",
            Self::Nothing => "nothing",
        }
    }

    /// Whether a contact comes with it.
    #[must_use]
    pub const fn has_contact(self) -> bool {
        !matches!(self, Self::Location | Self::User | Self::App | Self::Nothing)
    }
}

impl TryFrom<String> for On {
    type Error = crate::record::Unknown;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<On> for String {
    fn from(on: On) -> Self {
        on.as_str().to_owned()
    }
}

impl On {
    /// The triggers that are events of the catalog: all 29.
    pub fn catalog() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|on| on.event().is_some())
    }

    /// What it is about.
    #[must_use]
    pub fn about(self) -> About {
        match self.as_str().split('.').next().unwrap_or_default() {
            "contact" | "view" => About::Contact,
            "task" => About::Task,
            "note" => About::Note,
            "appointment" => About::Appointment,
            "opportunity" => About::Opportunity,
            "message" | "conversation" => About::Message,
            "campaign" => About::Campaign,
            "location" => About::Location,
            "user" => About::User,
            "app" => About::App,
            // Whoever starts it by hand chooses the contacts.
            "manual" => About::Contact,
            _ => About::Nothing,
        }
    }

    /// Whether it comes by the clock and not by something that happens.
    #[must_use]
    pub const fn is_timed(self) -> bool {
        matches!(
            self,
            Self::TaskDue
                | Self::TaskOverdue
                | Self::AppointmentAboutToStart
                | Self::AppointmentNotHeld
                | Self::ContactQuiet
                | Self::Schedule
        )
    }

    /// The event of the catalog it is.
    #[must_use]
    pub const fn event(self) -> Option<EventKind> {
        Some(match self {
            Self::AppInstalled => EventKind::Install,
            Self::AppUninstalled => EventKind::Uninstall,
            Self::ContactCreated => EventKind::ContactCreate,
            Self::ContactUpdated => EventKind::ContactUpdate,
            Self::ContactDeleted => EventKind::ContactDelete,
            Self::ContactTagsChanged => EventKind::ContactTagUpdate,
            Self::ContactDndChanged => EventKind::ContactDndUpdate,
            Self::TaskCreated => EventKind::TaskCreate,
            Self::TaskCompleted => EventKind::TaskComplete,
            Self::TaskDeleted => EventKind::TaskDelete,
            Self::NoteCreated => EventKind::NoteCreate,
            Self::NoteUpdated => EventKind::NoteUpdate,
            Self::NoteDeleted => EventKind::NoteDelete,
            Self::AppointmentCreated => EventKind::AppointmentCreate,
            Self::AppointmentUpdated => EventKind::AppointmentUpdate,
            Self::AppointmentDeleted => EventKind::AppointmentDelete,
            Self::OpportunityCreated => EventKind::OpportunityCreate,
            Self::OpportunityUpdated => EventKind::OpportunityUpdate,
            Self::OpportunityDeleted => EventKind::OpportunityDelete,
            Self::OpportunityStageChanged => EventKind::OpportunityStageUpdate,
            Self::OpportunityStatusChanged => EventKind::OpportunityStatusUpdate,
            Self::OpportunityValueChanged => EventKind::OpportunityMonetaryValueUpdate,
            Self::OpportunityOwnerChanged => EventKind::OpportunityAssignedToUpdate,
            Self::MessageInbound => EventKind::InboundMessage,
            Self::MessageOutbound => EventKind::OutboundMessage,
            Self::ConversationUnreadChanged => EventKind::ConversationUnreadUpdate,
            Self::CampaignStatusChanged => EventKind::CampaignStatusUpdate,
            Self::LocationUpdated => EventKind::LocationUpdate,
            Self::UserCreated => EventKind::UserCreate,
            _ => return None,
        })
    }

    /// The trigger that an event of the catalog is.
    #[must_use]
    pub fn of_event(kind: &EventKind) -> Option<Self> {
        Self::ALL.iter().copied().find(|on| on.event().as_ref() == Some(kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_29_events_of_the_catalog_is_a_trigger() {
        assert_eq!(On::catalog().count(), 29);
        for on in On::catalog() {
            assert_eq!(On::of_event(&on.event().unwrap()), Some(on));
        }
    }

    #[test]
    fn a_trigger_is_read_as_it_is_written() {
        for on in On::ALL {
            assert_eq!(on.as_str().parse::<On>().unwrap(), *on);
        }
    }
}
