//! How a handler answers: a whole page, or the fragment a script asked for.
//!
//! Here: the header scripts ask with, redirects after a form, how long a page may be kept.
//! Not here: what stands in a page (`pages`).
//!
//! Promise: the same route serves people with and without script.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// A script asks for a part of a page with `Rankr-Fragment: 1` or the part's name.
pub const FRAGMENT: HeaderName = HeaderName::from_static("rankr-fragment");

/// Whether a script asks, rather than a person going somewhere.
pub fn wants_fragment(headers: &HeaderMap) -> bool {
    headers.contains_key(FRAGMENT)
}

/// How long a browser may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// Never: it shows a person's data.
    Private,
    /// For a year: its address changes with its content.
    Forever,
}

impl CachePolicy {
    /// The header that says so.
    pub fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Private => "private, no-store",
            Self::Forever => "public, max-age=31536000, immutable",
        })
    }
}

/// Where to go after a form, for people; scripts follow it too and take the fragment they find.
pub fn see(path: impl std::fmt::Display) -> Response {
    let mut response = Redirect::to(&path.to_string()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, CachePolicy::Private.header());
    response
}
