//! The HighLevel API as a language.
//!
//! Here: opaque ids, wire models that keep what they do not know, the table of operations, scopes,
//! call limits, errors, webhook events and their signatures, and (feature `client`) a typed client.
//! Not here: a mirror, a queue, a budget. Those belong to whoever holds the client.
//!
//! Promise: what HighLevel sends is never lost on the way in, and nothing is sent that was not asked for.
//!
//! The crate's README shows it at work; its examples run with the tests.

#[macro_use]
mod record;

#[cfg(feature = "answering")]
pub mod answering;
pub mod error;
pub mod event;
pub mod ids;
pub mod limits;
pub mod model;
pub mod oauth;
pub mod operation;
pub mod scope;
pub mod signature;
pub mod update;
pub mod version;

#[cfg(feature = "client")]
pub mod client;

#[cfg(feature = "client")]
pub use client::Client;
pub use error::{CallError, Verdict};
pub use event::{Event, EventKind};
pub use ids::*;
pub use limits::Limits;
pub use model::*;
pub use oauth::TokenPair;
pub use operation::Operation;
pub use scope::{Scope, Scopes};
pub use update::Field;
pub use version::Version;

#[cfg(all(doctest, feature = "client"))]
#[doc = include_str!("../README.md")]
struct Readme;
