//! Pages: one struct a page, its template beside it by name.
//!
//! Here: what a page shows, made from the services' view types by `of(..)`, and a sample of every state it has.
//! Not here: how the data is found (`workspace`), which address answers with it (`router`).
//!
//! Promise: a template loops and matches, nothing more; every word and link it writes was decided in Rust and is
//! escaped on the way out.

pub mod account;
pub mod automation;
pub mod automations;
pub mod bulk;
pub mod businesses;
pub mod catalog;
pub mod conflicts;
pub mod contact;
pub mod contacts;
pub mod conversations;
mod dealings;
pub mod edit;
mod face;
mod field;
pub mod found;
pub mod frame;
pub mod keys;
mod mark;
mod message;
mod moment;
pub mod new_contact;
mod note;
pub mod opportunity;
pub mod past;
pub mod pick;
pub mod run;
pub mod runs;
#[cfg(test)]
mod sample;
pub mod sign_in;
mod steps;
pub mod stop;
pub mod task;
mod tasks;
pub mod thread;
mod timeline;
pub mod writes;

pub use frame::{Flash, Frame};
