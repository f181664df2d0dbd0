//! One answer, as it came back.

use bytes::Bytes;
use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{self, CallError};
use crate::limits::Limits;
use crate::record::Doc;

/// What HighLevel answered.
#[derive(Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The budgets after this call.
    pub limits: Limits,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub body: Bytes,
}

impl Answer {
    /// An answer out of its parts; the limits are read from the headers.
    #[must_use]
    pub fn new(status: u16, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, limits: Limits::from_headers(&headers), headers, body }
    }

    /// An answer that holds this JSON, for doors that are not HTTP.
    #[must_use]
    pub fn of_json(status: u16, body: &Value) -> Self {
        Self::new(status, HeaderMap::new(), Bytes::from(body.to_string()))
    }

    /// The answer itself if HighLevel said yes, and what its refusal means if not.
    ///
    /// # Errors
    /// Any status but 2xx.
    pub fn accepted(self) -> Result<Self, CallError> {
        if (200..300).contains(&self.status) {
            Ok(self)
        } else {
            Err(error::read(self.status, &self.body, &self.limits))
        }
    }

    /// The whole body as `T`.
    ///
    /// # Errors
    /// `Unreadable`, with the place of the first thing that does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        let mut deserializer = serde_json::Deserializer::from_slice(&self.body);
        serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| unreadable(format!("at `{}`: {}", error.path(), plain(error.inner()))))
    }

    /// One member of the body as `T`.
    ///
    /// # Errors
    /// `Unreadable` when the member is missing or does not fit.
    pub fn member<T: DeserializeOwned>(&self, name: &str) -> Result<T, CallError> {
        let mut doc: Doc = self.json()?;
        let value = doc.shift_remove(name).ok_or_else(|| unreadable(format!("`{name}` is missing")))?;
        serde_path_to_error::deserialize(value)
            .map_err(|error| unreadable(format!("at `{name}.{}`: {}", error.path(), plain(error.inner()))))
    }

    /// One member of the body as `T`, or `None` when it is missing or `null`.
    ///
    /// # Errors
    /// `Unreadable` when the member is there and does not fit.
    pub fn member_if<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, CallError> {
        let doc: Doc = self.json()?;
        match doc.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => self.member(name).map(Some),
        }
    }

    /// HighLevel's own name for this exchange, for its support.
    #[must_use]
    pub fn trace_id(&self) -> Option<String> {
        let doc: Doc = serde_json::from_slice(&self.body).ok()?;
        doc.get("traceId")?.as_str().map(str::to_owned)
    }
}

/// Where it went wrong and of what sort it is, without the data that did not fit.
fn plain(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => "not what was expected there".to_owned(),
        _ => format!("not JSON (line {}, column {})", error.line(), error.column()),
    }
}

fn unreadable(reason: String) -> CallError {
    CallError::Unreadable { reason }
}

/// Not the body: it holds people's data, or tokens.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("limits", &self.limits)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
