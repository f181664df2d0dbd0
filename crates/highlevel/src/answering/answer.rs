//! Answers: a JSON body with its status.
//!
//! Promise: every object that leaves has a `traceId`.

use axum_core::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::Refusal;

/// What a route answers.
pub type Outcome = Result<Answer, Refusal>;

/// A JSON answer with its status, written already.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    status: StatusCode,
    body: Vec<u8>,
}

impl Answer {
    /// 200 with a body.
    pub fn ok(body: impl Serialize) -> Self {
        Self::with(StatusCode::OK, body)
    }

    /// 201 with a body.
    pub fn created(body: impl Serialize) -> Self {
        Self::with(StatusCode::CREATED, body)
    }

    /// Any status with a body.
    pub fn with(status: StatusCode, body: impl Serialize) -> Self {
        let body = serde_json::to_vec(&body).expect("what is shown has texts for names");
        Self { status, body }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body, without a trace id of ours.
    #[must_use]
    pub fn body(&self) -> Value {
        serde_json::from_slice(&self.body).expect("it was written as JSON")
    }
}

impl Answer {
    /// The body as it was written, without a trace id of ours.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.body
    }

    /// The body as it leaves, with a trace id.
    #[must_use]
    pub fn into_traced(self) -> Vec<u8> {
        traced(self.body)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        (self.status, [(CONTENT_TYPE, json)], traced(self.body)).into_response()
    }
}

/// Puts a trace id behind the members of a written object.
#[must_use]
pub fn traced(mut body: Vec<u8>) -> Vec<u8> {
    if body.pop_if(|last| *last == b'}').is_some() {
        let comma = if body.len() > 1 { "," } else { "" };
        let member = format!("{comma}\"traceId\":\"{}\"}}", Uuid::new_v4());
        body.extend_from_slice(member.as_bytes());
    }
    body
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_object_that_leaves_has_a_trace_id_behind_its_members_and_nothing_else_has() {
        let sent = |body: Value| -> Value { serde_json::from_slice(&traced(Answer::ok(body).body)).unwrap() };

        assert!(sent(json!({}))["traceId"].is_string());
        assert_eq!(sent(json!({ "tags": ["}"] }))["tags"], json!(["}"]));
        assert!(sent(json!({ "tags": ["}"] }))["traceId"].is_string());
        assert_eq!(sent(json!(["}"])), json!(["}"]));
    }
}
