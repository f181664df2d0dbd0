//! What browsers ask before they call: cross-origin rules.
//!
//! Promise: any page may call, as under the usual defaults of HighLevel's framework; nobody has written down what
//! HighLevel answers, so this is our choice. A preflight costs no call and needs no token.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_REQUEST_HEADERS, VARY,
    },
};

const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,PUT,PATCH,POST,DELETE");
const ANYBODY: HeaderValue = HeaderValue::from_static("*");

/// The answer to `OPTIONS`, whatever the path: the headers that were asked for may be sent.
pub(super) fn preflight(asked: &HeaderMap) -> Response {
    let mut answer = (StatusCode::NO_CONTENT, Body::empty()).into_response();
    let headers = answer.headers_mut();
    open(headers);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    if let Some(wanted) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    answer
}

/// Lets any page read an answer.
pub(super) fn open(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY);
}
