//! One alteration of the world, as it is applied and as it is kept on disk.
//!
//! Promise: every alteration is an entry. What the journal replays is what the living world went through, so a
//! reopened world is the same world.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::id::{
    AppointmentId, BusinessId, CalendarId, CampaignId, ContactId, CustomFieldId, GroupId, NoteId,
    StoredValueId, TagId, TaskId, UserId, WorkflowId,
};
use super::record::{
    Appointment, AppointmentNote, Blocked, Business, Calendar, Campaign, Company, Contact, CustomField,
    Group, Location, Note, Pipeline, StoredValue, Tag, Task, User, Workflow,
};

use super::id::{ConversationId, OpportunityId};
use super::record::{Conversation, LostReason, Message, Opportunity};

/// One alteration. A record entry puts the record's whole new state; a `…Gone` entry takes it away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Entry {
    Company(Company),
    Location(Box<Location>),
    User(User),
    UserGone(UserId),
    Tag(Tag),
    TagGone(TagId),
    CustomField(CustomField),
    CustomFieldGone(CustomFieldId),
    Calendar(Calendar),
    CalendarGone(CalendarId),
    Group(Group),
    GroupGone(GroupId),
    StoredValue(StoredValue),
    StoredValueGone(StoredValueId),
    Blocked(Blocked),
    BlockedGone(AppointmentId),
    AppointmentNote(AppointmentNote),
    AppointmentNoteGone(AppointmentId, NoteId),
    Business(Business),
    BusinessGone(BusinessId),
    Campaign(Campaign),
    CampaignGone(CampaignId),
    Workflow(Workflow),
    WorkflowGone(WorkflowId),
    Pipeline(Pipeline),
    Contact(Box<Contact>),
    ContactGone(ContactId),
    Task(Task),
    TaskGone(ContactId, TaskId),
    Note(Note),
    NoteGone(ContactId, NoteId),
    Appointment(Appointment),
    AppointmentGone(ContactId, AppointmentId),
    LostReason(LostReason),
    Opportunity(Box<Opportunity>),
    OpportunityGone(OpportunityId),
    Conversation(Conversation),
    ConversationGone(ConversationId),
    Message(Box<Message>),
    /// How many ids have been drawn since the world was made.
    Drawn(u64),
    /// A JSON record some other part of the sandbox keeps with the world.
    Shelved {
        shelf: Box<str>,
        key: Box<str>,
        value: Value,
    },
    /// Such a record taken away.
    Unshelved {
        shelf: Box<str>,
        key: Box<str>,
    },
}
