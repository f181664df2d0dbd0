//! Which event it is.

open_enum! {
    /// What happened. The catalog's 29 have names here; any other keeps its own.
    pub enum EventKind {
        /// An app was installed in a location or a company.
        Install = "INSTALL",
        /// An app was removed from a location or a company.
        Uninstall = "UNINSTALL",
        /// A contact was added.
        ContactCreate = "ContactCreate",
        /// Some fields of a contact changed.
        ContactUpdate = "ContactUpdate",
        /// A contact was removed.
        ContactDelete = "ContactDelete",
        /// A contact gained or lost tags.
        ContactTagUpdate = "ContactTagUpdate",
        /// A contact opened or closed a channel.
        ContactDndUpdate = "ContactDndUpdate",
        /// A task was added.
        TaskCreate = "TaskCreate",
        /// A task was marked as done.
        TaskComplete = "TaskComplete",
        /// A task was removed.
        TaskDelete = "TaskDelete",
        /// A note was added.
        NoteCreate = "NoteCreate",
        /// A note was rewritten.
        NoteUpdate = "NoteUpdate",
        /// A note was removed.
        NoteDelete = "NoteDelete",
        /// An appointment was booked.
        AppointmentCreate = "AppointmentCreate",
        /// An appointment was moved or changed.
        AppointmentUpdate = "AppointmentUpdate",
        /// An appointment was removed.
        AppointmentDelete = "AppointmentDelete",
        /// An opportunity was added.
        OpportunityCreate = "OpportunityCreate",
        /// An opportunity changed.
        OpportunityUpdate = "OpportunityUpdate",
        /// An opportunity was removed.
        OpportunityDelete = "OpportunityDelete",
        /// An opportunity reached another stage.
        OpportunityStageUpdate = "OpportunityStageUpdate",
        /// An opportunity was won, lost, abandoned or opened again.
        OpportunityStatusUpdate = "OpportunityStatusUpdate",
        /// An opportunity is worth more or less than before.
        OpportunityMonetaryValueUpdate = "OpportunityMonetaryValueUpdate",
        /// Another user looks after an opportunity.
        OpportunityAssignedToUpdate = "OpportunityAssignedToUpdate",
        /// A contact sent a message.
        InboundMessage = "InboundMessage",
        /// A message to a contact went out.
        OutboundMessage = "OutboundMessage",
        /// A conversation has more or fewer unread messages.
        ConversationUnreadUpdate = "ConversationUnreadUpdate",
        /// A campaign moved on with a contact.
        CampaignStatusUpdate = "CampaignStatusUpdate",
        /// A location's details changed.
        LocationUpdate = "LocationUpdate",
        /// A user was added to a location.
        UserCreate = "UserCreate",
    }
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Apps coming and going.
    App,
    /// Contacts.
    Contact,
    /// Tasks.
    Task,
    /// Notes.
    Note,
    /// Appointments.
    Appointment,
    /// Opportunities.
    Opportunity,
    /// Conversations and messages.
    Conversation,
    /// Campaigns.
    Campaign,
    /// Locations.
    Location,
    /// Users.
    User,
}

impl EventKind {
    /// What it is about; `None` for an event the catalog does not have.
    #[must_use]
    pub const fn group(&self) -> Option<Group> {
        Some(match self {
            Self::Install | Self::Uninstall => Group::App,
            Self::ContactCreate
            | Self::ContactUpdate
            | Self::ContactDelete
            | Self::ContactDndUpdate
            | Self::ContactTagUpdate => Group::Contact,
            Self::TaskCreate | Self::TaskComplete | Self::TaskDelete => Group::Task,
            Self::NoteCreate | Self::NoteUpdate | Self::NoteDelete => Group::Note,
            Self::AppointmentCreate | Self::AppointmentUpdate | Self::AppointmentDelete => Group::Appointment,
            Self::OpportunityCreate
            | Self::OpportunityUpdate
            | Self::OpportunityDelete
            | Self::OpportunityStageUpdate
            | Self::OpportunityStatusUpdate
            | Self::OpportunityMonetaryValueUpdate
            | Self::OpportunityAssignedToUpdate => Group::Opportunity,
            Self::InboundMessage | Self::OutboundMessage | Self::ConversationUnreadUpdate => {
                Group::Conversation
            }
            Self::CampaignStatusUpdate => Group::Campaign,
            Self::LocationUpdate => Group::Location,
            Self::UserCreate => Group::User,
            Self::Other(_) => return None,
        })
    }
}
