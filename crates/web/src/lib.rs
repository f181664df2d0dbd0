//! Thin doors: pages, hooks and their assets.
//!
//! Here: the router, sessions and guards, forms read once, pages written once, the live stream, the hook.
//! Not here: what a person may do (`workspace`), what news means (`sync`).
//!
//! Promise: deny by default. A route without a session answers only where this crate says so by name.

pub mod answer;
mod api;
pub mod assets;
mod doors;
pub mod errors;
mod explain;
mod extract;
pub mod forms;
pub mod guard;
mod headers;
pub mod hooks;
mod live;
pub mod pages;
pub mod paths;
mod router;
mod served;
pub mod session;

pub use live::Streams;
pub use router::{Services, router};
