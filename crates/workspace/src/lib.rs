//! What a person can do, one service per noun.
//!
//! Here: contacts, one contact, its tasks, notes and fields, the timeline, waiting writes, people and their
//! sign-in, connections, the live stream. Every method takes who asks ([`Member`]) and checks what they may do.
//! Not here: HTML and HTTP (`web`), calls to HighLevel (`gateway`), rows (`store`).
//!
//! Promise: a read is answered from the mirror and never waits for the network; a write is on disk before the
//! method returns, and what a person typed is never lost.

pub mod api_keys;
pub mod appointment;
pub mod automations;
pub mod bulk;
pub mod business;
pub mod catalog;
pub mod conflicts;
pub mod connections;
pub mod contact;
pub mod contacts;
pub mod conversation;
mod counts;
pub mod draft;
pub mod exports;
pub mod fields;
pub mod freshness;
pub mod history;
pub mod inbox;
mod intents;
pub mod live;
pub mod member;
pub mod note;
pub mod opportunity;
pub mod people;
pub mod reference;
pub mod refusal;
pub mod rooms;
pub mod runs;
pub mod served;
pub mod shell;
pub mod standing;
pub mod task;
pub mod timeline;
pub mod writes;

pub use freshness::{Freshness, How, Origin};
pub use member::Member;
pub use refusal::{Problem, Refusal};
pub use rooms::Rooms;
pub use shell::Shell;
pub use standing::{Key, Standing};
