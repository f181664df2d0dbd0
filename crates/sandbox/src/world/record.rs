//! The world's records, one type per noun.

mod contact;
mod place;
mod task;

pub use contact::{
    Attribution, Channel, Contact, CustomValue, DndSetting, DndStatus, FieldValue, InboundDnd, Kind,
    LabelledPhone, Text,
};
pub use place::{
    Business, Calendar, Campaign, Company, CustomField, DataType, Duplicates, Location, MatchKey, Pipeline,
    Stage, Tag, User, Workflow,
};
pub use task::{Appointment, AppointmentStatus, Note, Task};
