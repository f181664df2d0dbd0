//! How current the shown data is.
//!
//! Here: the answers a page may give, for a location and for one record. Not here: how a connection is kept alive
//! (`gateway`, `sync`).
//!
//! Promise: a page never looks fresher than its data is.

use domain::change::CauseKind;
use domain::connection::{Connection, State};
use jiff::{SignedDuration, Timestamp};
use store::RecordRow;
use url::Url;

/// How current what is shown is. Exactly one of five.
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
    /// One record, over a connection that works.
    Known {
        /// When HighLevel last spoke of it.
        at: Timestamp,
        /// On what occasion.
        how: How,
        /// Whose data it is.
        origin: Origin,
    },
}

/// On what occasion HighLevel last spoke of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It told us, by a webhook.
    Told,
    /// It took a change made here.
    Took,
    /// We asked, since somebody opened the record.
    Opened,
    /// We asked, to compare.
    Compared,
    /// We asked, for the first copy.
    Copied,
}

impl How {
    /// Whether news of the record come by themselves: otherwise it is as old as the last look at it.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Told | Self::Took)
    }
}

impl From<CauseKind> for How {
    fn from(kind: CauseKind) -> Self {
        match kind {
            CauseKind::Delivery => Self::Told,
            CauseKind::Person | CauseKind::Bulk | CauseKind::Run | CauseKind::ApiKey => Self::Took,
            CauseKind::Opened => Self::Opened,
            CauseKind::Reconcile => Self::Compared,
            CauseKind::Backfill => Self::Copied,
        }
    }
}

/// Whose data it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An account's.
    Account,
    /// The sandbox's.
    Sandbox,
}

/// A connection that has been quiet for longer than this is late.
const QUIET: SignedDuration = SignedDuration::from_mins(10);

impl Freshness {
    /// How current a location is, by its connection and the last word from HighLevel.
    pub(crate) fn of(
        connection: Option<&Connection>,
        heard: Option<Timestamp>,
        copying: bool,
        now: Timestamp,
    ) -> Self {
        let Some(connection) = connection else {
            return Self::NotConnected {
                since: None,
                reason: "this location was never connected".to_owned(),
            };
        };
        match connection.state {
            State::Refused => Self::lost(connection, heard, "HighLevel signed Rankr out"),
            State::Uninstalled => Self::lost(connection, heard, "the app was taken off this location"),
            // A live connection has a reason only while nobody answers on the other side.
            State::Live if connection.reason.is_some() => Self::Late {
                at: heard.unwrap_or(connection.created_at),
                reason: "HighLevel is not reached; what you change is kept and goes out later".to_owned(),
            },
            State::Live if is_sandbox(&connection.base_url) => Self::Sandbox { at: heard },
            State::Live => {
                let at = heard.unwrap_or(connection.created_at);
                let late = |reason: &str| Self::Late { at, reason: reason.to_owned() };
                match (copying, now.duration_since(at) > QUIET) {
                    (true, _) => late("the account is still being copied"),
                    (false, true) => late("nothing was heard since"),
                    (false, false) => Self::Live { at },
                }
            }
        }
    }

    fn lost(connection: &Connection, since: Option<Timestamp>, otherwise: &str) -> Self {
        Self::NotConnected {
            since,
            reason: connection.reason.clone().unwrap_or_else(|| otherwise.to_owned()),
        }
    }

    /// The same for one record.
    pub(crate) fn of_record(self, row: &RecordRow) -> Self {
        let known = |origin| Self::Known { at: row.refreshed_at, how: row.refreshed_by.into(), origin };
        match self {
            Self::Live { .. } => known(Origin::Account),
            Self::Sandbox { .. } => known(Origin::Sandbox),
            other => other,
        }
    }
}

/// Whether an address is not HighLevel's own.
fn is_sandbox(base_url: &str) -> bool {
    let host =
        Url::parse(base_url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    !["leadconnectorhq.com", "gohighlevel.com", "msgsndr.com"].iter().any(|own| host.ends_with(own))
}
