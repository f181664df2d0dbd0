//! Tests of the whole house, end to end: their files lie in `tests/`.
//!
//! Here: a stage for processes that are killed, used by several of them.

mod rooms;
mod stage;

pub use rooms::{Rooms, With, within};
pub use stage::Stage;
