//! Whose key a call carries, and how such a call is refused.

use axum::extract::{FromRef, FromRequestParts};
use axum::response::{IntoResponse, Response};
use highlevel::Scope;
use highlevel::answering::{Answer, Refusal, Turned};
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::json;
use workspace::api_keys::{ApiKeys, Caller, Left};
use workspace::exports::Trouble;

use crate::router::Services;
use crate::served::{bearer, headers};

/// A program whose key may read contacts.
pub(crate) struct Program {
    pub(crate) caller: Caller,
    left: Left,
}

impl Program {
    /// The answer, with what is left to the program.
    pub(crate) fn paced(&self, mut response: Response) -> Response {
        headers::pace(response.headers_mut(), self.left);
        response
    }
}

impl FromRequestParts<Services> for Program {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, ApiError> {
        let keys = ApiKeys::from_ref(services);
        let key = bearer(&parts.headers).ok_or(ApiError::Turned(Turned::BadToken))?;
        let caller = keys.check(key).await.map_err(|_| ApiError::Broken)?;
        let caller = caller.ok_or(ApiError::Turned(Turned::BadPrivateToken))?;
        if !caller.scopes.contains(needed(parts.uri.path())) {
            return Err(ApiError::Turned(Turned::NoScope));
        }
        let left = caller.pace.take(keys.now());
        if left.is_spent { Err(ApiError::Turned(Turned::Limited)) } else { Ok(Self { caller, left }) }
    }
}

/// What the query asks for.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let read = serde_urlencoded::from_str(parts.uri.query().unwrap_or_default());
        read.map(Self).map_err(|error| ApiError::Turned(Turned::Refused(Refusal::invalid(error.to_string()))))
    }
}

/// What reading this takes, by HighLevel's scopes. The log and the export tell of contacts before all.
fn needed(path: &str) -> &'static Scope {
    match path.rsplit('/').next() {
        Some("tags") => &Scope::TAGS_READONLY,
        Some("custom-fields") => &Scope::CUSTOM_FIELDS_READONLY,
        Some("users") => &Scope::USERS_READONLY,
        Some("calendars") => &Scope::CALENDARS_READONLY,
        _ => &Scope::CONTACTS_READONLY,
    }
}

/// Why a call is not answered as asked.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// By the key.
    Turned(Turned),
    /// By what it asks for.
    NotFound(String),
    /// The log does not reach back so far.
    Gone(String),
    /// The fault is ours.
    Broken,
}

impl ApiError {
    /// There is no such kind of record.
    pub(super) fn no_kind(word: &str) -> Self {
        Self::NotFound(format!("There are no records called {word} here."))
    }
}

impl From<Trouble> for ApiError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Forgotten { .. } => Self::Gone(trouble.to_string()),
            Trouble::Store(error) => {
                tracing::error!(%error, "the mirror cannot be read");
                Self::Broken
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let with = |status: StatusCode, message: &str| {
            let body = json!({ "statusCode": status.as_u16(), "message": message });
            Answer::with(status, body).into_response()
        };
        match self {
            Self::Turned(turned) => turned.into_response(),
            Self::NotFound(message) => with(StatusCode::NOT_FOUND, &message),
            Self::Gone(message) => with(StatusCode::GONE, &message),
            Self::Broken => with(StatusCode::INTERNAL_SERVER_ERROR, "Something broke here."),
        }
    }
}
