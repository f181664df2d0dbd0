//! Rankr put together: command line, configuration, wiring and shutdown.
//!
//! Here: how the rooms of the house are joined into one running program, for `serve`, `demo` and tests alike.
//! Not here: anything a person can do once it runs; that is in the rooms.
//!
//! Promise: there is one wiring. What a test starts is what an operator starts.

pub mod cli;
pub mod commands;
pub mod config;
pub mod folder;
pub mod refusal;
pub mod setting;
pub mod telemetry;
