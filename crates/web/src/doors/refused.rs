//! What could not be done, as a page or as a piece of one.

use axum::response::{IntoResponse, Response};

use crate::errors::Explained;
use crate::pages::stop;

/// A whole page.
pub(crate) fn page(explained: &Explained) -> Response {
    stop::Page::of(explained).into_response()
}

/// A notice within a page.
pub(crate) fn fragment(explained: &Explained) -> Response {
    stop::Notice::of(explained).into_response()
}
