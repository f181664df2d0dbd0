//! What the world tells the outside: an event for each webhook HighLevel would send.
//!
//! Here: the event and its payload. Not here: the envelope, signature and delivery (`webhooks`).

use serde_json::{Map, Value};

use super::id::LocationId;
use super::moment::Moment;

/// One event, not yet put into an envelope.
#[derive(Clone, Debug, PartialEq)]
pub struct Emitted {
    /// What happened.
    pub kind: EventKind,
    /// Where.
    pub location: LocationId,
    /// When.
    pub at: Moment,
    /// The event's own fields, without `type`, `locationId` and the other members of the envelope.
    pub payload: Map<String, Value>,
}

/// The kinds of events the world itself sends. App events are the shell's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum EventKind {
    ContactCreate,
    ContactUpdate,
    ContactDelete,
    ContactTagUpdate,
    ContactDndUpdate,
    TaskCreate,
    TaskComplete,
    TaskDelete,
    NoteCreate,
    NoteUpdate,
    NoteDelete,
    AppointmentCreate,
    AppointmentUpdate,
    AppointmentDelete,
    LocationCreate,
    LocationUpdate,
    UserCreate,
    CampaignStatusUpdate,
    OpportunityCreate,
    OpportunityUpdate,
    OpportunityDelete,
    OpportunityStageUpdate,
    OpportunityStatusUpdate,
    OpportunityMonetaryValueUpdate,
    OpportunityAssignedToUpdate,
    InboundMessage,
    OutboundMessage,
    ConversationUnreadUpdate,
}

impl EventKind {
    /// The `type` member.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ContactCreate => "ContactCreate",
            Self::ContactUpdate => "ContactUpdate",
            Self::ContactDelete => "ContactDelete",
            Self::ContactTagUpdate => "ContactTagUpdate",
            Self::ContactDndUpdate => "ContactDndUpdate",
            Self::TaskCreate => "TaskCreate",
            Self::TaskComplete => "TaskComplete",
            Self::TaskDelete => "TaskDelete",
            Self::NoteCreate => "NoteCreate",
            Self::NoteUpdate => "NoteUpdate",
            Self::NoteDelete => "NoteDelete",
            Self::AppointmentCreate => "AppointmentCreate",
            Self::AppointmentUpdate => "AppointmentUpdate",
            Self::AppointmentDelete => "AppointmentDelete",
            Self::LocationCreate => "LocationCreate",
            Self::LocationUpdate => "LocationUpdate",
            Self::UserCreate => "UserCreate",
            Self::CampaignStatusUpdate => "CampaignStatusUpdate",
            Self::OpportunityCreate => "OpportunityCreate",
            Self::OpportunityUpdate => "OpportunityUpdate",
            Self::OpportunityDelete => "OpportunityDelete",
            Self::OpportunityStageUpdate => "OpportunityStageUpdate",
            Self::OpportunityStatusUpdate => "OpportunityStatusUpdate",
            Self::OpportunityMonetaryValueUpdate => "OpportunityMonetaryValueUpdate",
            Self::OpportunityAssignedToUpdate => "OpportunityAssignedToUpdate",
            Self::InboundMessage => "InboundMessage",
            Self::OutboundMessage => "OutboundMessage",
            Self::ConversationUnreadUpdate => "ConversationUnreadUpdate",
        }
    }
}
