//! What a person reads when something could not be done: a code, what happened, what to do next.
//!
//! Here: the one error of the pages, its codes and texts. Not here: how it looks (`pages`, through `explain`).
//!
//! Promise: the answer never carries an inner error; that goes to the log, once, with the same code. Every code
//! has a page in `docs/errors`.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use workspace::member::Role;
use workspace::{Problem, Refusal};

mod entries;

use entries::Entry;

/// Why a page, form or stream was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The request cannot be read: wrong type, wrong encoding, a part missing or doubled.
    #[error("the request cannot be read: {0}")]
    Unreadable(String),
    /// What was typed cannot be taken.
    #[error("what was typed cannot be taken")]
    Invalid(Vec<Problem>),
    /// The body is larger than this door takes.
    #[error("the body is too large")]
    TooLarge,
    /// Nothing stands at this address, or nothing this person may see.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The record is not in a state for this.
    #[error("{0}")]
    Conflict(String),
    /// The address exists, but not for this method.
    #[error("this address does not take that method")]
    Method,
    /// It took longer than a person should wait.
    #[error("the answer took too long")]
    Slow,
    /// The request was sent to a name that is not ours.
    #[error("this name is not ours")]
    UnknownName,
    /// No session.
    #[error("sign in first")]
    SignIn,
    /// A form sent from another site.
    #[error("the request came from another site")]
    CrossSite,
    /// The role does not cover it.
    #[error("this needs the role {0} or above")]
    Role(Role),
    /// The connection lacks this scope.
    #[error("the scope {0} is missing")]
    Scope(String),
    /// The sign-in link or the password is not good.
    #[error("{0}")]
    Credentials(&'static str),
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// Seconds to wait.
        seconds: u64,
    },
    /// HighLevel is not connected.
    #[error("not connected: {0}")]
    NotConnected(String),
    /// The agreement with HighLevel did not come about.
    #[error("the connection was not made: {0}")]
    Callback(String),
    /// The fault is ours.
    #[error("something broke")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What the answer says to a person. `explain` turns it into a page, a fragment or JSON.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code, such as `RK-104`; `docs/errors/RK-104.md` says more.
    pub code: &'static str,
    /// What happened, a few words.
    pub title: &'static str,
    /// What happened, one or two sentences.
    pub text: String,
    /// What to do next, one sentence.
    pub next: &'static str,
    /// Problems by form field, if it is about a form.
    pub problems: Vec<Problem>,
    /// Seconds after which a further try makes sense.
    pub retry_after: Option<u64>,
}

impl PageError {
    fn entry(&self) -> Entry {
        match self {
            Self::Unreadable(_) => entries::UNREADABLE,
            Self::Invalid(_) => entries::INVALID,
            Self::TooLarge => entries::TOO_LARGE,
            Self::NotFound(_) => entries::NOT_FOUND,
            Self::Conflict(_) => entries::CONFLICT,
            Self::Method => entries::METHOD,
            Self::Slow => entries::SLOW,
            Self::UnknownName => entries::UNKNOWN_NAME,
            Self::SignIn => entries::SIGN_IN,
            Self::CrossSite => entries::CROSS_SITE,
            Self::Role(_) => entries::ROLE,
            Self::Scope(_) => entries::SCOPE,
            Self::Credentials(_) => entries::CREDENTIALS,
            Self::TooMany { .. } => entries::TOO_MANY,
            Self::NotConnected(_) => entries::NOT_CONNECTED,
            Self::Callback(_) => entries::CALLBACK,
            Self::Broken(_) => entries::BROKEN,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Unreadable(why) => format!("The request cannot be read: {why}. Nothing was changed."),
            Self::Invalid(problems) => {
                problems.iter().map(|problem| problem.text.as_str()).collect::<Vec<_>>().join(" ")
            }
            Self::TooLarge => {
                "What was sent is larger than Rankr takes here. Nothing was changed.".to_owned()
            }
            Self::NotFound(what) => format!("There is no {what} at this address, or it was removed."),
            Self::Conflict(why) => why.clone(),
            Self::Method => "The address exists, but not for this kind of request.".to_owned(),
            Self::Slow => "Rankr did not finish in time.".to_owned(),
            Self::UnknownName => {
                "The address in your browser names a site that is not this Rankr. Nothing was shown or changed."
                    .to_owned()
            }
            Self::SignIn => "This page is for people who are signed in.".to_owned(),
            Self::CrossSite => {
                "A page of another site tried to send this in your name. Nothing was changed.".to_owned()
            }
            Self::Role(needs) => format!("This takes the role {needs} or above. Nothing was changed."),
            Self::Scope(scope) => {
                format!("HighLevel lets Rankr read here and not write: the scope {scope} is missing. Nothing was changed.")
            }
            Self::Credentials(why) => (*why).to_owned(),
            Self::TooMany { seconds } => {
                format!("Too many attempts from here. The next counts in {seconds} s.")
            }
            Self::NotConnected(why) | Self::Callback(why) => why.clone(),
            Self::Broken(_) => {
                "This is a fault of Rankr, not yours. Nothing you typed was sent on.".to_owned()
            }
        }
    }

    /// What the person reads.
    pub fn explained(&self) -> Explained {
        let Entry { status, code, title, next } = self.entry();
        let problems = if let Self::Invalid(problems) = self { problems.clone() } else { Vec::new() };
        let retry_after = if let Self::TooMany { seconds } = self { Some(*seconds) } else { None };
        Explained { status, code, title, text: self.text(), next, problems, retry_after }
    }

    /// Everything that can be said, for the test that holds each code to its page.
    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        vec![
            Self::Unreadable("the form is cut off".into()),
            Self::Invalid(vec![Problem::with("phone", "A phone number has digits.")]),
            Self::TooLarge,
            Self::NotFound("contact"),
            Self::Conflict("This write was accepted already.".into()),
            Self::Method,
            Self::Slow,
            Self::UnknownName,
            Self::SignIn,
            Self::CrossSite,
            Self::Role(Role::Member),
            Self::Scope("contacts.write".into()),
            Self::Credentials("This link was used."),
            Self::TooMany { seconds: 30 },
            Self::NotConnected("HighLevel signed Rankr out.".into()),
            Self::Callback("The state is not ours.".into()),
            Self::Broken("boom".into()),
        ]
    }
}

impl From<Refusal> for PageError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound { what } => Self::NotFound(what),
            Refusal::NotAllowed { needs } => Self::Role(needs),
            Refusal::LacksScope { scope } => Self::Scope(scope),
            Refusal::Invalid(problems) => Self::Invalid(problems),
            Refusal::Conflict(why) => Self::Conflict(why),
            Refusal::NotConnected(why) => Self::NotConnected(why),
            Refusal::SignIn(why) => Self::Credentials(why),
            Refusal::TooMany { seconds } => Self::TooMany { seconds },
            Refusal::Broken(source) => Self::Broken(source),
        }
    }
}

impl IntoResponse for PageError {
    /// An empty answer that carries what is to be said; the `explain` layer writes it out.
    fn into_response(self) -> Response {
        let explained = self.explained();
        if let Self::Broken(source) = &self {
            tracing::error!(error.code = explained.code, "{}", chain(source.as_ref()));
        }
        let mut response = explained.status.into_response();
        response.extensions_mut().insert(explained);
        response
    }
}

/// An error with all its causes, for the log alone.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_page_in_the_docs() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors");
        for error in PageError::samples() {
            let code = error.explained().code;
            let page = std::fs::read_to_string(format!("{folder}/{code}.md")).unwrap_or_default();
            assert!(page.starts_with(&format!("# {code}: ")), "{code} has no page in docs/errors");
        }
    }

    #[test]
    fn a_fault_of_ours_does_not_tell_what_broke() {
        let error = PageError::Broken("password=hunter2".into());

        assert!(!format!("{:?}", error.explained()).contains("hunter2"));
    }
}
