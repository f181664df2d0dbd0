//! One answer, as it came back.

use std::collections::HashMap;

use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

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
        read(&self.body, "")
    }

    /// One member of the body as `T`. The others are passed over.
    ///
    /// # Errors
    /// `Unreadable` when the member is missing or does not fit.
    pub fn member<T: DeserializeOwned>(&self, name: &str) -> Result<T, CallError> {
        self.part(name)?.ok_or_else(|| unreadable(format!("`{name}` is missing")))
    }

    /// One member of the body as `T`, or `None` when it is missing or `null`.
    ///
    /// # Errors
    /// `Unreadable` when the member is there and does not fit.
    pub fn member_if<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, CallError> {
        self.part::<Option<T>>(name).map(Option::flatten)
    }

    fn part<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, CallError> {
        // Pages are large: what is asked for is cut out as text, and nothing else of them is built.
        let parts: HashMap<String, &RawValue> = read(&self.body, "")?;
        parts.get(name).map(|part| read(part.get().as_bytes(), name)).transpose()
    }

    /// HighLevel's own name for this exchange, for its support.
    #[must_use]
    pub fn trace_id(&self) -> Option<String> {
        let doc: Doc = serde_json::from_slice(&self.body).ok()?;
        doc.get("traceId")?.as_str().map(str::to_owned)
    }
}

/// Reads JSON; `inside` is where it was cut out, for errors. Keeping track of the place costs as much as reading,
/// so that is done only where something does not fit.
fn read<'j, T: Deserialize<'j>>(text: &'j [u8], inside: &str) -> Result<T, CallError> {
    serde_json::from_slice(text).or_else(|_| {
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let dot = if inside.is_empty() { "" } else { "." };
            unreadable(format!("at `{inside}{dot}{}`: {}", error.path(), plain(error.inner())))
        })
    })
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
