//! Turns what could not be done into the page, fragment or JSON that says so.
//!
//! Here: the outermost layer, which also catches panics and answers that forgot to explain themselves.
//! Not here: codes and texts (`errors`).
//!
//! Promise: no answer of 400 or above leaves without a code, a reason and a next step.

use std::any::Any;

use axum::Json;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::json;

use crate::answer::wants_fragment;
use crate::errors::{Explained, PageError};

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A person: a whole page.
    Person,
    /// A page's script: a part of a page.
    Script,
    /// A program.
    Program,
}

impl Reader {
    fn of(headers: &HeaderMap) -> Self {
        if wants_fragment(headers) {
            return Self::Script;
        }
        let accepts = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("");
        if accepts.contains("application/json") && !accepts.contains("text/html") {
            Self::Program
        } else {
            Self::Person
        }
    }
}

/// Writes out what an inner layer explained.
pub(crate) async fn explain(request: Request, next: Next) -> Response {
    let reader = Reader::of(request.headers());
    let mut response = next.run(request).await;
    let explained = response.extensions_mut().remove::<Explained>();
    match explained.or_else(|| bare(&response)) {
        Some(explained) => write(&explained, reader, response.headers()),
        None => response,
    }
}

/// Answers made by layers that know no words: too large, too slow, wrong method, nothing there.
fn bare(response: &Response) -> Option<Explained> {
    if response.headers().contains_key(header::CONTENT_TYPE)
        && response.status() != StatusCode::PAYLOAD_TOO_LARGE
    {
        return None;
    }
    let error = match response.status() {
        StatusCode::NOT_FOUND => PageError::NotFound("page"),
        StatusCode::METHOD_NOT_ALLOWED => PageError::Method,
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => PageError::Slow,
        _ => return None,
    };
    Some(error.explained())
}

fn write(explained: &Explained, reader: Reader, inner: &HeaderMap) -> Response {
    let mut response = match reader {
        Reader::Program => Json(json!({
            "code": explained.code,
            "title": explained.title,
            "message": explained.text,
            "next": explained.next,
            "problems": explained.problems.iter()
                .map(|problem| json!({ "field": problem.field, "text": problem.text }))
                .collect::<Vec<_>>(),
        }))
        .into_response(),
        Reader::Person => crate::doors::refused::page(explained),
        Reader::Script => crate::doors::refused::fragment(explained),
    };
    *response.status_mut() = explained.status;
    if let Some(allow) = inner.get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, allow.clone());
    }
    if let Some(seconds) = explained.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A handler panicked: the log has it, the person gets the page for our faults.
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words")
        .to_owned();
    PageError::Broken(what.into()).into_response()
}
