//! One call, made at either door.

use anyhow::{Context, Result, ensure};
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::{Door, Doors};

/// A call as it goes over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// `GET` and the like.
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    /// The `Version` header.
    pub version: Option<&'static str>,
    /// The body as it is sent.
    pub body: Option<String>,
    /// Another token than the one that opens everything.
    pub token: Option<String>,
    /// More headers.
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, without its trace.
    pub body: Value,
}

impl Call {
    /// A read in the dated spelling.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            version: Some("2021-07-28"),
            body: None,
            token: None,
            headers: Vec::new(),
        }
    }

    /// A call with a JSON body.
    pub(crate) fn with(method: &'static str, path: impl Into<String>, body: &Value) -> Self {
        Self { method, body: Some(body.to_string()), ..Self::get(path) }
    }

    /// The same under another version, or none.
    #[must_use]
    pub(crate) fn under(self, version: Option<&'static str>) -> Self {
        Self { version, ..self }
    }

    /// The same with another token.
    #[must_use]
    pub(crate) fn by(self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self }
    }

    /// The same with one more header.
    #[must_use]
    pub(crate) fn saying(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Makes the call at that door.
    ///
    /// # Errors
    /// When there is no answer, or none in JSON.
    pub(crate) async fn at(&self, doors: &Doors, door: Door) -> Result<Said> {
        let url = format!("{}{}", doors.base(door), self.path);
        let token = self.token.as_deref().unwrap_or_else(|| doors.token(door));
        let mut request = doors.http.request(self.method.parse()?, url);
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(version) = self.version {
            request = request.header("Version", version);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(body) = &self.body {
            request = request.header("content-type", "application/json").body(body.clone());
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await?;
        let mut body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text)
                .with_context(|| format!("{} {}: {text}", self.method, self.path))?,
        };
        if let Value::Object(members) = &mut body {
            members.shift_remove("traceId");
        }
        Ok(Said { status, headers, body })
    }

    /// Makes the call at both doors; both have to answer the same. Tells the served door's answer.
    ///
    /// # Errors
    /// When the answers differ.
    pub(crate) async fn is_answered_the_same(&self, doors: &Doors) -> Result<Said> {
        self.is_answered_the_same_but_for(doors, |_| ()).await
    }

    /// The same, once `aside` has put away what may differ.
    ///
    /// # Errors
    /// When the answers differ.
    pub(crate) async fn is_answered_the_same_but_for(
        &self,
        doors: &Doors,
        aside: impl Fn(&mut Value),
    ) -> Result<Said> {
        let (mut theirs, mut ours) =
            (self.at(doors, Door::Sandbox).await?, self.at(doors, Door::Served).await?);
        aside(&mut theirs.body);
        aside(&mut ours.body);
        ensure!(
            (theirs.status, &theirs.body) == (ours.status, &ours.body),
            "{} {} ({:?}) is answered\n{} {:#}\nand served\n{} {:#}",
            self.method,
            self.path,
            self.version,
            theirs.status,
            theirs.body,
            ours.status,
            ours.body
        );
        Ok(ours)
    }
}
