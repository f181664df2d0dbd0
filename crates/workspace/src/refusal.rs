//! Why a service did not do what a person asked.
//!
//! Here: the one error of this crate, and the problems of a form. Not here: status codes and pages (`web`).
//!
//! Promise: each variant is one a page treats differently, and its text is fit for people.

use domain::person::Role;
use gateway::GatewayError;
use store::StoreError;

/// Why a service said no.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such record in this location, or it is gone.
    #[error("there is no such {what} here")]
    NotFound {
        /// The word for it: "contact", "task".
        what: &'static str,
    },
    /// The person's role does not cover it.
    #[error("this needs the role {needs} or above")]
    NotAllowed {
        /// The least role that may.
        needs: Role,
    },
    /// The connection may look and not write.
    #[error("HighLevel lets Rankr read here and not write: the scope {scope} is missing")]
    LacksScope {
        /// The scope that would allow it.
        scope: String,
    },
    /// What was typed cannot be taken; everything typed is kept by the form.
    #[error("{}", .0.iter().map(|problem| problem.text.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<Problem>),
    /// The record stands in a state in which this makes no sense, such as retrying a write that was accepted.
    #[error("{0}")]
    Conflict(String),
    /// The location has no working connection.
    #[error("no connection to HighLevel: {0}")]
    NotConnected(String),
    /// The link, password, session or OAuth state is not, or no longer, good.
    #[error("{0}")]
    SignIn(&'static str),
    /// Too many sign-ins; come back later.
    #[error("too many attempts, try again in {seconds} s")]
    TooMany {
        /// Seconds to wait.
        seconds: u64,
    },
    /// The fault is ours: the store, a row that does not parse, a broken rule.
    #[error("something broke")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The form field's name.
    pub field: String,
    /// What is wrong and what to do, one sentence.
    pub text: String,
}

impl Problem {
    /// A problem with one field.
    pub fn with(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Invalid(vec![problem])
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Broken(Box::new(error))
    }
}

impl From<GatewayError> for Refusal {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::Store(error) => error.into(),
            GatewayError::NotConnected(_) => {
                Self::NotConnected("This location is not connected. Nothing was changed.".to_owned())
            }
            GatewayError::LacksScope(scope) => Self::LacksScope { scope: scope.to_string() },
            GatewayError::WrongState(_) => Self::Conflict(
                "This write has moved on meanwhile. The page shows how it stands now.".to_owned(),
            ),
            GatewayError::Lossy(reason) => Self::Conflict(reason),
            GatewayError::UnknownWrite(_) => Self::NotFound { what: "write" },
            other => Self::Broken(Box::new(other)),
        }
    }
}
