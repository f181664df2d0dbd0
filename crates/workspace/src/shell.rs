//! What the frame around every page shows: whose location, who is signed in, how fresh, how many.
//!
//! Here: one small read for the frame. Not here: what stands inside a page.
//!
//! Promise: one transaction, no network.

use domain::change::Seq;
use domain::person::Role;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Freshness;
use crate::member::Editing;

pub(crate) mod pace;
mod service;

pub use service::Shells;
pub(crate) use service::freshness;

/// The frame around a page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The location's name, or its id while the name is not known.
    pub location: String,
    /// The agency's name or id, where known.
    pub company: Option<String>,
    /// Who is signed in.
    pub person: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may alter records, and what stands against it.
    pub editing: Editing,
    /// Living contacts in the mirror.
    pub contacts: u64,
    /// How current the mirror is.
    pub freshness: Freshness,
    /// Conversations with messages nobody has read.
    pub unread: u64,
    /// Writes on their way to HighLevel, everywhere in the location.
    pub writes_waiting: u64,
    /// Writes that need a person.
    pub writes_stuck: u64,
    /// The first copy, while it runs.
    pub copying: Option<Copying>,
    /// The newest change this page knows: the live stream starts after it.
    pub seq: Seq,
    /// The moment the page was made, for "2 days late" and the like.
    pub now: Timestamp,
    /// The location's time zone.
    pub zone: TimeZone,
}

/// How far the first copy is.
#[derive(Debug, Clone, PartialEq)]
pub struct Copying {
    /// What is being copied, as a person says it: "contacts".
    pub what: String,
    /// Records copied so far.
    pub done: u64,
    /// How many there are, once known.
    pub total: Option<u64>,
    /// Records per second of late.
    pub per_second: Option<f64>,
}
