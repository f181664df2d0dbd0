//! The codes of what could not be done, each with its fixed words.
//!
//! Not here: the words that depend on what happened (`errors`). Promise: a code never changes its meaning.

use http::StatusCode;

/// One code with its fixed words.
pub(super) struct Entry {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) next: &'static str,
}

const fn entry(status: StatusCode, code: &'static str, title: &'static str, next: &'static str) -> Entry {
    Entry { status, code, title, next }
}

pub(super) const UNREADABLE: Entry = entry(
    StatusCode::BAD_REQUEST,
    "RK-101",
    "This request cannot be read",
    "Go back, reload the page and try again.",
);
pub(super) const INVALID: Entry = entry(
    StatusCode::UNPROCESSABLE_ENTITY,
    "RK-102",
    "Not saved",
    "Go back, change what is named here and save again.",
);
pub(super) const TOO_LARGE: Entry = entry(
    StatusCode::PAYLOAD_TOO_LARGE,
    "RK-103",
    "That is too much at once",
    "Shorten the text and save again.",
);
pub(super) const NOT_FOUND: Entry =
    entry(StatusCode::NOT_FOUND, "RK-104", "Nothing here", "Check the address, or find the contact by name.");
pub(super) const CONFLICT: Entry =
    entry(StatusCode::CONFLICT, "RK-105", "That no longer fits", "Reload the page to see how it stands now.");
pub(super) const METHOD: Entry = entry(
    StatusCode::METHOD_NOT_ALLOWED,
    "RK-106",
    "This address does something else",
    "Go back and use the page's own buttons.",
);
pub(super) const SLOW: Entry = entry(
    StatusCode::SERVICE_UNAVAILABLE,
    "RK-107",
    "This took too long",
    "Nothing is lost. Try again in a moment.",
);
pub(super) const UNKNOWN_NAME: Entry = entry(
    StatusCode::MISDIRECTED_REQUEST,
    "RK-108",
    "Rankr is not known by this name",
    "Open it by its own address, or start Rankr with --public-url and this name.",
);
pub(super) const SIGN_IN: Entry =
    entry(StatusCode::UNAUTHORIZED, "RK-201", "Sign in first", "Sign in, then open this page again.");
pub(super) const CROSS_SITE: Entry = entry(
    StatusCode::FORBIDDEN,
    "RK-202",
    "Refused: sent from another site",
    "Open Rankr itself and do it there.",
);
pub(super) const ROLE: Entry = entry(
    StatusCode::FORBIDDEN,
    "RK-203",
    "Your role does not cover this",
    "Ask the owner for it, or for another role.",
);
pub(super) const SCOPE: Entry = entry(
    StatusCode::FORBIDDEN,
    "RK-206",
    "This connection may only look",
    "Ask the owner to connect the location again with this scope.",
);
pub(super) const CREDENTIALS: Entry = entry(
    StatusCode::FORBIDDEN,
    "RK-204",
    "Not signed in",
    "Sign in with your password, or ask for a new link.",
);
pub(super) const TOO_MANY: Entry =
    entry(StatusCode::TOO_MANY_REQUESTS, "RK-205", "Too many attempts", "Wait, then try again.");
pub(super) const NOT_CONNECTED: Entry = entry(
    StatusCode::SERVICE_UNAVAILABLE,
    "RK-301",
    "HighLevel is not connected",
    "Connect the location again; everything typed is kept.",
);
pub(super) const CALLBACK: Entry = entry(
    StatusCode::BAD_REQUEST,
    "RK-302",
    "The connection was not made",
    "Start connecting again from Rankr.",
);
pub(super) const BROKEN: Entry = entry(
    StatusCode::INTERNAL_SERVER_ERROR,
    "RK-501",
    "Something broke on our side",
    "Try again. If it stays, the log has the reason under this code.",
);
