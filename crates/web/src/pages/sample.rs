//! Invented data for every state a page can be in, and the check that what is drawn from it is well-formed.

mod dealings;
mod history;
mod html;
mod people;
mod record;

pub(crate) use dealings::{business_page, businesses_page, thread_page, threads_page, ways};
pub(crate) use html::well_formed;
pub(crate) use people::{contact_ref, contacts_page, frame, frame_with, user, users};
pub(crate) use record::{contact_page, sections, task_page};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::moment::Lens;

/// Monday 23 November 2026, 10:20 in California.
pub(crate) fn now() -> Timestamp {
    "2026-11-23T18:20:00Z".parse().unwrap()
}

/// So many seconds before now.
pub(crate) fn ago(seconds: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() - seconds).unwrap()
}

pub(crate) fn zone() -> TimeZone {
    TimeZone::get("America/Los_Angeles").unwrap()
}

pub(crate) fn lens() -> Lens {
    Lens { now: now(), zone: zone() }
}

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
