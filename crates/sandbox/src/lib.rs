//! HighLevel on your machine: a faithful local stand-in for the HighLevel API.
//!
//! Here: one invented account (`world`), the Contacts API over it (`contacts`, `search`), and the shell around
//! them: doors, OAuth, limits, webhooks and the control routes.
//! Not here: anything that knows Rankr. This crate serves any developer who has no account to test against.
//!
//! Promise: what HighLevel answers, this answers: same path, same check order, same error body, same odd spelling.
//! Where nobody has established what HighLevel does, the choice is ours and marked so.

pub mod answer;
pub mod businesses;
mod calls;
pub mod clock;
pub mod contacts;
mod control;
pub mod conversations;
pub mod door;
pub mod faults;
mod identity;
mod keep;
mod life;
mod limits;
mod line;
mod neighbours;
mod oauth;
pub mod opportunities;
mod private;
mod query;
mod quirks;
pub mod search;
pub mod server;
mod shell;
mod tokens;
#[cfg(test)]
mod trial;
mod webhooks;
mod word;
pub mod world;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use clock::Clock;
pub use door::{AuthClass, Caller, TokenKind, Version};
pub use server::{Config, Facts, Running, Sandbox};
pub use world::World;
