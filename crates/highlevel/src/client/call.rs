//! One call, before it leaves.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;

use crate::error::CallError;
use crate::operation::{Method, Operation, Token};
use crate::version::Version;

/// What stays as it is inside one segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One call: what is asked, of whom and with what. It carries no token; the door adds that.
///
/// ```
/// use highlevel::client::Call;
/// use highlevel::operation::contacts;
///
/// let call = Call::of(&contacts::GET_TASK).path("contactId", "c1").path("taskId", "t/1");
///
/// assert_eq!(call.url_path().unwrap(), "/contacts/c1/tasks/t%2F1");
/// ```
#[derive(Clone)]
pub struct Call {
    target: Target,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Body,
    version: Option<Version>,
}

#[derive(Clone)]
enum Target {
    Known(&'static Operation),
    Raw { method: Method, path: String },
}

/// What a call carries.
#[derive(Clone, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// JSON.
    Json(Value),
    /// A form. Its values may be secrets, so they are treated as such.
    Form(Vec<(&'static str, SecretString)>),
}

impl Call {
    /// A call of an operation of the table, with the version it declares.
    #[must_use]
    pub fn of(operation: &'static Operation) -> Self {
        Self::with(Target::Known(operation), operation.version)
    }

    /// A call of anything else. The path may hold `{names}`.
    pub fn raw(method: Method, path: impl Into<String>) -> Self {
        Self::with(Target::Raw { method, path: path.into() }, Some(Version::V2021_07_28))
    }

    fn with(target: Target, version: Option<Version>) -> Self {
        Self { target, path: Vec::new(), query: Vec::new(), body: Body::None, version }
    }

    /// Fills a `{name}` of the path.
    #[must_use]
    pub fn path(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.path.push((name.into(), value.to_string()));
        self
    }

    /// Adds a pair to the query.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a pair to the query where there is a value.
    #[must_use]
    pub fn query_if(self, name: impl Into<String>, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Carries JSON.
    ///
    /// # Errors
    /// What cannot be written as JSON cannot be sent.
    pub fn json(mut self, body: &impl Serialize) -> Result<Self, CallError> {
        let body = serde_json::to_value(body).map_err(|error| CallError::Configuration {
            message: format!("the body is not JSON: {error}"),
        })?;
        self.body = Body::Json(body);
        Ok(self)
    }

    /// Carries a form.
    #[must_use]
    pub fn form(mut self, fields: Vec<(&'static str, SecretString)>) -> Self {
        self.body = Body::Form(fields);
        self
    }

    /// Speaks another version than the operation declares.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// The operation, unless it is a raw call.
    #[must_use]
    pub fn operation(&self) -> Option<&'static Operation> {
        match &self.target {
            Target::Known(operation) => Some(operation),
            Target::Raw { .. } => None,
        }
    }

    /// The operation's id, or `raw`. Fit for logs and counters.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.operation().map_or("raw", |operation| operation.id)
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        match &self.target {
            Target::Known(operation) => operation.method,
            Target::Raw { method, .. } => *method,
        }
    }

    /// How many calls it costs.
    #[must_use]
    pub fn cost(&self) -> u32 {
        self.operation().map_or(1, |operation| operation.cost)
    }

    /// Whether the door has to add a token.
    #[must_use]
    pub fn wants_token(&self) -> bool {
        self.operation().is_none_or(|operation| operation.token != Token::None)
    }

    /// The path with every name filled and escaped.
    ///
    /// # Errors
    /// A name without a value, or with an empty one, would reach another route; so would a `.` or `..`.
    pub fn url_path(&self) -> Result<String, CallError> {
        let template = match &self.target {
            Target::Known(operation) => operation.path,
            Target::Raw { path, .. } => path,
        };
        let mut path = String::with_capacity(template.len() + 24);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| unfilled(template, after))?;
            let value =
                self.path.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
            let value = value.filter(|value| !value.is_empty() && *value != "." && *value != "..");
            path.push_str(before);
            path.extend(utf8_percent_encode(value.ok_or_else(|| unfilled(template, name))?, SEGMENT));
            rest = after;
        }
        path.push_str(rest);
        Ok(path)
    }

    /// The value a `{name}` of the path was given.
    #[must_use]
    pub fn path_value(&self, name: &str) -> Option<&str> {
        self.path.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The pairs of the query, in order.
    #[must_use]
    pub fn query_pairs(&self) -> &[(String, String)] {
        &self.query
    }

    /// The first value of this name in the query.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What it carries.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The JSON it carries.
    #[must_use]
    pub fn json_body(&self) -> Option<&Value> {
        match &self.body {
            Body::Json(body) => Some(body),
            Body::None | Body::Form(_) => None,
        }
    }

    /// The `Version` header; the token endpoint takes none.
    #[must_use]
    pub fn version_header(&self) -> Option<Version> {
        self.version
    }
}

fn unfilled(path: &str, name: &str) -> CallError {
    CallError::Configuration { message: format!("`{name}` of `{path}` has no usable value") }
}

/// Neither bodies nor query values: they hold names, phones and secrets.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("name", &self.name())
            .field("method", &self.method())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Json(_) => "Json([hidden])",
            Self::Form(_) => "Form([hidden])",
        })
    }
}

impl Body {
    /// One field of a form, secret or not.
    #[must_use]
    pub fn form_value(&self, name: &str) -> Option<&str> {
        match self {
            Self::Form(fields) => {
                fields.iter().find(|(known, _)| *known == name).map(|(_, value)| value.expose_secret())
            }
            Self::None | Self::Json(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::contacts;

    #[test]
    fn an_unfilled_or_misleading_path_does_not_leave() {
        for value in ["", ".", ".."] {
            let call = Call::of(&contacts::GET_CONTACT).path("contactId", value);

            assert!(matches!(call.url_path(), Err(CallError::Configuration { .. })), "{value:?}");
        }
        assert!(Call::of(&contacts::GET_CONTACT).url_path().is_err());
    }

    #[test]
    fn an_id_cannot_climb_into_another_route() {
        let call = Call::of(&contacts::GET_CONTACT).path("contactId", "../users?x=1#y");

        assert_eq!(call.url_path().unwrap(), "/contacts/..%2Fusers%3Fx%3D1%23y");
    }

    #[test]
    fn printing_a_call_shows_no_content() {
        let call = Call::of(&contacts::CREATE_NOTE)
            .path("contactId", "c1")
            .json(&serde_json::json!({"body": "private matter"}))
            .unwrap();

        assert_eq!(format!("{call:?}"), r#"Call { name: "create-note", method: Post, .. }"#);
        assert_eq!(format!("{:?}", call.body()), "Json([hidden])");
    }
}
