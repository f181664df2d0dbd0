//! Tests of the whole house, end to end: their files lie in `tests/`.
//!
//! Here: a stage for processes that are killed, used by several of them.

mod stage;

pub use stage::Stage;
