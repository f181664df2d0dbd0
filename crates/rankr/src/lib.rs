//! Rankr put together: command line, configuration, wiring and shutdown.
//!
//! Here: how the rooms of the house are joined into one running program, for `serve`, `demo` and tests alike.
//! Not here: anything a person can do once it runs; that is in the rooms.
//!
//! Promise: there is one wiring. What a test starts is what an operator starts.

pub mod cli;
pub mod commands;
pub mod config;
pub mod connect;
pub mod consent;
pub mod demo;
mod doors;
pub mod explain;
mod flag;
pub mod folder;
mod hands;
mod progress_bar;
pub mod ready;
pub mod refusal;
pub mod running;
pub mod setting;
mod signals;
pub mod telemetry;
pub mod webhook_keys;
