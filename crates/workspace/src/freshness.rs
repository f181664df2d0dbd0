//! How current the shown data is.
//!
//! Here: the four answers a page may give. Not here: how a connection is kept alive (`gateway`, `sync`).
//!
//! Promise: a page never looks fresher than its data is.

use jiff::Timestamp;

/// How current what is shown is. Exactly one of four.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    /// Connected and hearing news; last word from HighLevel at this time.
    Live {
        /// The last time anything was taken in or checked.
        at: Timestamp,
    },
    /// Connected, but behind.
    Late {
        /// The last time anything was taken in or checked.
        at: Timestamp,
        /// Why, in plain words: "webhooks are late", "still copying".
        reason: String,
    },
    /// No connection: nothing comes in and nothing goes out.
    NotConnected {
        /// Since when, if there ever was one.
        since: Option<Timestamp>,
        /// Why, in plain words.
        reason: String,
    },
    /// Invented data from the sandbox.
    Sandbox {
        /// The last time anything was taken in or checked.
        at: Option<Timestamp>,
    },
}
