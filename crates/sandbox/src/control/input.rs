//! Input of the control routes: read, or refused with a sentence.

use axum::{
    Json,
    body::Bytes,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// A wrong input, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadInput {
    status: StatusCode,
    text: String,
}

impl BadInput {
    /// 400 with a sentence.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, text: text.into() }
    }

    /// 403 with a sentence.
    pub(crate) fn forbidden(text: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, text: text.into() }
    }

    /// What is wrong.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// 404 with a sentence.
    pub(crate) fn not_found(text: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, text: text.into() }
    }
}

impl IntoResponse for BadInput {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.text }))).into_response()
    }
}

/// Reads a JSON object; an empty body is an empty object.
pub(crate) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, BadInput> {
    let text: &[u8] = if body.iter().all(u8::is_ascii_whitespace) { b"{}" } else { body };
    let members: Map<String, Value> = serde_json::from_slice(text)
        .map_err(|error| BadInput::new(format!("the body is not a JSON object: {error}")))?;
    T::deserialize(Value::Object(members))
        .map_err(|error| BadInput::new(format!("the body is not what is expected here: {error}")))
}

/// Reads a query.
pub(crate) fn query<T: DeserializeOwned>(query: Option<&str>) -> Result<T, BadInput> {
    serde_urlencoded::from_str(query.unwrap_or_default())
        .map_err(|error| BadInput::new(format!("the query is not what is expected here: {error}")))
}
