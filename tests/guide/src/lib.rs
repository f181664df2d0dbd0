//! `docs/guide/sandbox.md`, followed to the letter: what a reader types is typed, what the guide shows is compared.
//!
//! Here: taking the guide apart (`page`), typing it (`shell`), comparing (`transcript`). Not here: the guide.
//!
//! Promise: the port alone is another one than the guide says. Where the guide has `…`, anything may stand.

mod page;
mod shell;
mod transcript;

pub use page::{Block, blocks};
pub use shell::{Desk, tools};
pub use transcript::{Typed, complaints, typed};
