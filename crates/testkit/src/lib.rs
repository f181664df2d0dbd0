//! A whole Rankr against a whole sandbox, for tests.
//!
//! Here: both in one process (`TestRankr`) or as processes that can be killed (`Process`).
//! Not here: the tests. Promise: nothing is mocked; HighLevel is the sandbox, over real HTTP on loopback.

pub mod account;
pub mod automations;
pub mod browser;
pub mod compare;
pub mod process;
pub mod test_rankr;

pub use account::{Account, Belonging};
pub use browser::Browser;
pub use process::{Process, Start, free_address, program};
pub use sandbox::server::Limiting;
pub use test_rankr::{Database, TestRankr};
