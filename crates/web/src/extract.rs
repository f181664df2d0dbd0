//! Paths, queries and forms read into types, with refusals in people's words.
//!
//! Here: the three extractors every handler uses. Not here: what a form may say (`forms`).
//!
//! Promise: a malformed request ends here with what is wrong, and changes nothing.

use axum::extract::{FromRequest, FromRequestParts, Request};
use bytes::Bytes;
use http::request::Parts;
use http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::errors::PageError;

/// The parts of the address; an id that cannot be one means that nothing is there.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        if !is_plain(parts.uri.path()) {
            return Err(PageError::NotFound("page"));
        }
        let found = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        found.map(|axum::extract::Path(path)| Self(path)).map_err(|_| PageError::NotFound("page"))
    }
}

/// The longest path that can name anything.
const LONGEST_PATH: usize = 1_024;

/// Whether a path can name a record: no id holds a control character, and none is endless.
fn is_plain(path: &str) -> bool {
    path.len() <= LONGEST_PATH
        && percent_encoding::percent_decode_str(path)
            .decode_utf8()
            .is_ok_and(|path| !path.chars().any(char::is_control))
}

/// The query of the address.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        read(parts.uri.query().unwrap_or("").as_bytes(), "address").map(Self)
    }
}

/// A form as browsers send it.
#[derive(Debug)]
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let body = form_body(request, state).await?;
        read(&body, "form").map(Self)
    }
}

/// A form whose fields may come several times, in order: check boxes and multiple choice.
#[derive(Debug)]
pub(crate) struct Pairs(pub(crate) Vec<(String, String)>);

impl Pairs {
    /// What the form's field began with, where the form says so.
    pub(crate) fn saw(&self) -> Option<Vec<String>> {
        let (_, saw) = self.0.iter().find(|(field, _)| field == "saw")?;
        serde_json::from_str(saw).ok()
    }

    /// Every value of one field.
    pub(crate) fn all(self, name: &str) -> Vec<String> {
        self.0.into_iter().filter(|(field, _)| field == name).map(|(_, value)| value).collect()
    }
}

impl<S: Send + Sync> FromRequest<S> for Pairs {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let body = form_body(request, state).await?;
        read(&body, "form").map(Self)
    }
}

async fn form_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, PageError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let form = kind
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    if !form && request.headers().get(header::CONTENT_LENGTH).is_none_or(|length| length != "0") {
        return Err(PageError::Unreadable("it is not a form".to_owned()));
    }
    body(request, state).await
}

/// The whole body, within the door's limit.
pub(crate) async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, PageError> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ => PageError::Unreadable("it was cut off".to_owned()),
    })
}

/// Form encoding is bytes behind percent signs; what is not UTF-8 afterwards is refused, not replaced.
fn read<T: DeserializeOwned>(text: &[u8], what: &str) -> Result<T, PageError> {
    let decoded: Vec<u8> = percent_encoding::percent_decode(text).collect();
    if std::str::from_utf8(&decoded).is_err() {
        return Err(PageError::Unreadable(format!("the {what} is not UTF-8")));
    }
    if decoded.contains(&0) {
        return Err(PageError::Unreadable(format!("the {what} holds a zero byte")));
    }
    serde_urlencoded::from_bytes(text)
        .map_err(|error| PageError::Unreadable(format!("in the {what}, {error}")))
}
