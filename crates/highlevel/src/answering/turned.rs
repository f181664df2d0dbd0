//! Why the door turns a call away, in HighLevel's words.
//!
//! Here: the texts and statuses of everything decided before an operation runs. Texts were seen live; where two
//! were seen for one case the choice is noted.
//! Not here: what operations refuse (`refusal`).

use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::{Answer, Refusal};

/// Why a call does not reach its operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Turned {
    /// The path is nobody's.
    NoPath {
        /// The method.
        method: String,
        /// The path.
        path: String,
    },
    /// The path is right but for its case.
    WrongCase,
    /// The path does not decode to text.
    BadPath(String),
    /// There is no `Version` header.
    NoVersion,
    /// Its value was never published. A 400 with another text was seen too.
    UnknownVersion,
    /// The other answer that was seen to that; it names the value.
    UnknownVersionNamed(String),
    /// The token is missing, spent or nonsense.
    BadToken,
    /// It looks like a private token and is none.
    BadPrivateToken,
    /// The token lacks the operation's scope.
    NoScope,
    /// An agency's OAuth token where only a location's will do.
    CompanyToken,
    /// An agency's private token where only a location's will do.
    CompanyPrivateToken,
    /// A location's token on an agency's route.
    Forbidden,
    /// The location is missing, or not the token's.
    WrongLocation,
    /// No calls are left.
    Limited,
    /// The body is larger than anybody needs.
    TooLarge,
    /// Whatever an operation would refuse, found before it runs.
    Refused(Refusal),
}

impl Turned {
    /// The HTTP status and the body.
    #[must_use]
    pub fn parts(&self) -> (StatusCode, Value) {
        let unauthorized =
            |text: &str| (StatusCode::UNAUTHORIZED, json!({ "statusCode": 401, "message": text }));
        match self {
            Self::NoPath { method, path } => {
                Refusal::NoPath { method: method.clone(), path: path.clone() }.parts()
            }
            Self::WrongCase => unauthorized(
                "This route is not yet supported by the IAM Service. Please update your IAM config.",
            ),
            Self::BadPath(path) => Refusal::Bad(format!("Failed to decode the path {path}")).parts(),
            Self::NoVersion => unauthorized("version header was not found."),
            Self::UnknownVersion => unauthorized("version header is invalid"),
            Self::UnknownVersionNamed(asked) => {
                let text = format!("Invalid API version segment '{asked}' at position 0");
                Refusal::Bad(text).parts()
            }
            Self::BadToken => unauthorized("Invalid JWT"),
            Self::BadPrivateToken => unauthorized("Invalid Private Integration token"),
            Self::NoScope => unauthorized("The token is not authorized for this scope."),
            Self::CompanyToken => unauthorized(
                "This authClass type is not allowed to access this scope. Please verify your IAM configuration if this is not the case.",
            ),
            Self::CompanyPrivateToken => unauthorized("Token's user type mismatch!"),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                json!({ "message": "Forbidden resource", "error": "Forbidden", "statusCode": 403 }),
            ),
            Self::WrongLocation => Refusal::WrongLocation.parts(),
            Self::Limited => {
                (StatusCode::TOO_MANY_REQUESTS, json!({ "statusCode": 429, "message": "Too Many Requests" }))
            }
            Self::Refused(refusal) => refusal.parts(),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                json!({ "statusCode": 413, "message": "request entity too large" }),
            ),
        }
    }
}

impl From<Turned> for Answer {
    fn from(turned: Turned) -> Self {
        let (status, body) = turned.parts();
        Self::with(status, body)
    }
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        Answer::from(self).into_response()
    }
}
