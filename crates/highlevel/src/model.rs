//! The records HighLevel speaks of.
//!
//! Here: what a contact, task, note, appointment, tag, custom field, user, calendar or location looks like on the
//! wire, and the shapes that write them. Not here: what Rankr makes of them (`domain`).
//!
//! Promise: v2 and v3 spellings read into the same record, unknown members stay in `extra`, and a record read and
//! written again says the same.

mod appointment;
mod calendar;
mod contact;
mod contact_write;
mod custom_field;
mod dnd;
mod location;
mod note;
mod opportunity;
mod search;
mod tag;
mod task;
mod user;

pub use crate::record::{Doc, NotARecord};
pub use appointment::{Appointment, AppointmentStatus, AppointmentTime};
pub use calendar::Calendar;
pub use contact::{AdditionalEmail, AdditionalPhone, Attribution, Contact};
pub use contact_write::{ContactCreate, ContactUpdate, ContactUpsert};
pub use custom_field::{CustomField, CustomFieldCreate, CustomFieldValue, CustomFieldWrite, DataType};
pub use dnd::{Dnd, DndSettings, DndStatus, InboundDndSettings};
pub use location::{Location, LocationSettings};
pub use note::{Note, NoteWrite};
pub use opportunity::Opportunity;
pub use search::{
    ContactSearch, Direction, Filter, Junction, ListAfter, Operator, Range, SearchAfter, Sort, TaskSearch,
};
pub use tag::Tag;
pub use task::{LocationTask, Task, TaskCreate, TaskUpdate};
pub use user::{User, UserRoles};
