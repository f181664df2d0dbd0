//! The world's records, one type per noun.

mod calendar;
mod contact;
mod conversation;
mod opportunity;
mod place;
mod shared;
mod task;

pub use calendar::{
    AppointmentNote, Blocked, Booking, Calendar, CalendarKind, DateHours, Group, Hours, OpenHours, Span,
    SpanUnit, Turn,
};
pub use contact::{
    Attribution, Channel, Contact, CustomValue, DndSetting, DndStatus, Enrolment, FieldValue, InboundDnd,
    Kind, LabelledPhone, Text,
};
pub use conversation::{
    Call, Conversation, Direction, Message, MessageKind, MessageSource, MessageStatus, Paper, Prose, Step,
};
pub use opportunity::{LostReason, Opportunity, OpportunityStatus};
pub use place::{
    Business, Campaign, Company, CustomField, DataType, Duplicates, FileRule, Location, MatchKey, Pipeline,
    Stage, StoredValue, Tag, User, Workflow,
};
pub use shared::{Common, CommonText, FoundBy};
pub use task::{Appointment, AppointmentStatus, Note, Task};
