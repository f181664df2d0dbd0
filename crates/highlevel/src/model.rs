//! The records HighLevel speaks of.
//!
//! Here: what a contact, an appointment, an opportunity, a message and their neighbours look like on the wire, and the
//! shapes that write them. Not here: what Rankr makes of them (`domain`).
//!
//! Promise: v2 and v3 spellings read into the same record, unknown members stay in `extra`, and a record read and
//! written again says the same.

mod appointment;
mod booking;
mod business;
mod calendar;
mod contact;
mod contact_write;
mod conversation;
mod custom_field;
mod dnd;
mod list;
mod location;
mod note;
mod opportunity;
mod search;
mod tag;
mod task;
mod user;

pub use crate::record::{Doc, NotARecord};
pub use appointment::{Appointment, AppointmentStatus, AppointmentTime};
pub use booking::{
    AppointmentCreate, AppointmentNote, AppointmentUpdate, BlockedSlot, BlockedSlotWrite, CalendarGroup,
    FreeSlots, Whose,
};
pub use business::{Business, BusinessWrite};
pub use calendar::Calendar;
pub use contact::{AdditionalEmail, AdditionalPhone, Attribution, Contact};
pub use contact_write::{ContactCreate, ContactUpdate, ContactUpsert};
pub use conversation::{Channel, Conversation, ConversationSearch, Message, MessageSend};
pub use custom_field::{CustomField, CustomFieldCreate, CustomFieldValue, CustomFieldWrite, DataType};
pub use dnd::{Dnd, DndSettings, DndStatus, InboundDndSettings};
pub use list::{Campaign, CustomValue, Workflow};
pub use location::{Location, LocationSettings};
pub use note::{Note, NoteWrite};
pub use opportunity::{
    LostReason, Opportunity, OpportunityCreate, OpportunityFieldValue, OpportunityFieldWrite,
    OpportunitySearch, OpportunityStatus, OpportunityUpdate, Pipeline, Stage,
};
pub use search::{
    ContactSearch, Direction, Filter, Junction, ListAfter, Operator, Range, SearchAfter, Sort, TaskSearch,
};
pub use tag::Tag;
pub use task::{LocationTask, Task, TaskCreate, TaskUpdate};
pub use user::{User, UserRoles};
