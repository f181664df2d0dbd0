//! How records are spelled in answers: one model, one renderer for each form HighLevel shows it in.
//!
//! Promise: an empty field is left out, never sent as null. Name casing differs by route, as HighLevel's does.

mod contact;
mod parts;
mod small;

pub use contact::{created, listed, searched, single};
pub use parts::{birthday, custom_fields, dnd_settings, put, texts};
pub use small::{appointment, note, task};
