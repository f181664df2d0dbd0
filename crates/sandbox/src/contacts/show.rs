//! How records are spelled in answers: one model, one form for each way HighLevel shows it.
//!
//! A form is serialized: straight to bytes where it is an answer, to a value where somebody looks into it.
//!
//! Promise: an empty field is left out, never sent as null. Name casing differs by route, as HighLevel's does.

mod contact;
mod parts;
mod small;

pub use contact::{Created, Listed, Searched, Single};
pub use parts::{DndSettings, Form, birthday, put, written};
pub use small::{ShownAppointment, ShownNote, ShownTask};
