//! Carrying out what a step asks, and looking what became of it.
//!
//! Here: which request is done where, and what an outcome means to the run. Not here: what follows from it (the run).
//!
//! Promise: nothing here knows a single operation by its name.

pub(crate) mod find;
mod http;
pub(crate) mod intent;
mod operation;
mod outside;
mod start;
pub(crate) mod upsert;

use domain::automation::run::{Failure, Found, News, Request, Run};
use highlevel::LocationId;
use serde_json::Value as Json;

pub(crate) use outside::Outside;

use crate::{engine::Engine, error::RunError};

/// What came of a request.
pub(crate) enum Outcome {
    /// It was done, and this came back.
    Done(Json),
    /// It was not done, or nobody knows.
    Failed(Failure),
}

impl Outcome {
    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self::Failed(Failure::Refused { reason: reason.into(), field: None })
    }

    pub(crate) fn refused_for(field: &str, reason: impl Into<String>) -> Self {
        Self::Failed(Failure::Refused { reason: reason.into(), field: Some(field.to_owned()) })
    }
}

impl Engine {
    /// Carries a request out; what came of it is news to the run.
    pub(crate) async fn call(
        &self,
        location: &LocationId,
        run: &Run,
        key: &str,
        number: u32,
        request: &Request,
    ) -> Result<News, RunError> {
        let outcome = match request {
            Request::Operation { operation, .. } if operation.row().is_write() => {
                self.write(location, key).await?
            }
            Request::Upsert { .. } => self.write(location, key).await?,
            Request::Operation { operation, input } => self.read(location, run, operation.row(), input).await,
            Request::Find { kind, matching, at_most } => {
                Outcome::Done(self.find_records(location, *kind, matching, *at_most).await?)
            }
            Request::Http { method, url, credential, headers, body, .. } => {
                let asked = http::Asked { method: method.as_str(), url, headers, body };
                self.ask_http(location, &asked, credential.as_deref()).await?
            }
            Request::Webhook { url, secret, body } => {
                self.tell_webhook(location, run, key, (url, body), secret.as_deref()).await?
            }
            Request::Message { to, text } => self.tell_chat(location, to, text).await?,
            Request::Start { automation, with } => {
                self.start_other(location, run, key, automation, with).await?
            }
            Request::Email { .. } => Outcome::refused("No mail server is set, so no e-mail can be sent."),
        };
        let (key, calls) = (key.to_owned(), calls_of(request));
        Ok(match outcome {
            Outcome::Done(output) => News::Answered { key, output, calls },
            Outcome::Failed(failure) => News::Failed { key, number, failure, calls },
        })
    }

    /// Looks what became of a request whose outcome is unknown.
    pub(crate) async fn look(
        &self,
        location: &LocationId,
        _run: &Run,
        key: &str,
        request: &Request,
    ) -> Result<News, RunError> {
        let found = match request {
            Request::Operation { operation, .. } if operation.row().is_write() => {
                self.look_for(location, key).await?
            }
            Request::Upsert { .. } => self.look_for(location, key).await?,
            // Repeating these does no harm, or cannot be told apart: nothing is looked up.
            _ => Found::NotMade,
        };
        Ok(News::Looked { key: key.to_owned(), found, calls: calls_of(request) })
    }
}

/// HighLevel calls a request costs.
fn calls_of(request: &Request) -> u32 {
    match request {
        Request::Operation { operation, .. } => operation.row().cost,
        Request::Upsert { .. } => 1,
        _ => 0,
    }
}
