//! Every operation of the catalog, called on a sandbox of its own, directly or through what stands before it.
//!
//! Here: what a call of an operation looks like (`sample`), what it did to the world (`world`), whether its answer is
//! what HighLevel publishes (`published`), and the tests made of them (`trials`).
//! Not here: the list of operations. It is the table of `highlevel`, so a new row has its tests at once.
//!
//! Promise: an operation that does nothing, or something else than its row says, fails by name.

mod published;
mod sample;
mod stage;
mod trials;
mod world;

pub use stage::{CONTACTS, Opening, Place, Stage};
pub use trials::{run, trials};
