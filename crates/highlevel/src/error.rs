//! Why a call did not do what was asked.
//!
//! Here: [`CallError`], what to do about each ([`CallError::verdict`]), and reading a refusal ([`read`]).
//! Not here: trying again. That is for whoever holds the client.
//!
//! Promise: `Unreachable` means nothing was sent; `Unanswered` and `Failed` mean nobody knows.

mod reading;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use crate::ids::{ContactId, LocationId};
pub use reading::read;

/// Why HighLevel did not do what we asked.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The token is expired, revoked or garbage. The one refusal a refresh can cure.
    #[error("the token is no longer valid: {message}")]
    DeadToken {
        /// HighLevel's words.
        message: String,
    },
    /// The code or refresh token cannot be exchanged. The connection has to be authorised again.
    #[error("the code or refresh token is not valid: {message}")]
    DeadGrant {
        /// HighLevel's words.
        message: String,
    },
    /// The token lives, but does not hold the scope.
    #[error("the token lacks the scope for this call: {message}")]
    MissingScope {
        /// HighLevel's words.
        message: String,
    },
    /// An agency's token where a location's is wanted, or the reverse.
    #[error("this call wants another kind of token: {message}")]
    WrongTokenKind {
        /// HighLevel's words.
        message: String,
    },
    /// The token belongs to another location, or the location was not named.
    #[error("the token has no access to this location: {message}")]
    WrongLocation {
        /// HighLevel's words.
        message: String,
    },
    /// There is no such record.
    #[error("HighLevel knows no such record: {message}")]
    UnknownRecord {
        /// HighLevel's words.
        message: String,
    },
    /// The location forbids a second contact with this e-mail address or phone number.
    #[error("there already is such a contact: {message}")]
    Duplicate {
        /// The contact that is already there.
        contact: Option<ContactId>,
        /// Its name.
        name: Option<String>,
        /// Which field they share.
        field: Option<MatchingField>,
        /// HighLevel's words.
        message: String,
    },
    /// HighLevel did not accept the fields.
    #[error("HighLevel did not accept the fields: {}", problems.join("; "))]
    Invalid {
        /// The status, 400 or 422.
        status: u16,
        /// One sentence a problem, in HighLevel's words.
        problems: Vec<String>,
    },
    /// Too many calls.
    #[error("HighLevel is limiting us for {} s", wait.as_secs())]
    Limited {
        /// How long to wait.
        wait: Duration,
        /// Which of the two budgets is spent.
        budget: Budget,
    },
    /// The call was put together wrongly: a missing or unknown version, an unfilled path, an odd base URL.
    #[error("the call is set up wrongly: {message}")]
    Configuration {
        /// What is wrong.
        message: String,
    },
    /// Any other refusal.
    #[error("HighLevel refused the call with {status}: {message}")]
    Refused {
        /// The status.
        status: u16,
        /// HighLevel's words.
        message: String,
    },
    /// HighLevel failed on its side; whether the call took effect is unknown.
    #[error("HighLevel failed with {status}: {message}")]
    Failed {
        /// The status.
        status: u16,
        /// HighLevel's words.
        message: String,
    },
    /// The answer was a success we cannot read; the call took effect.
    #[error("HighLevel's answer cannot be read: {reason}")]
    Unreadable {
        /// What is wrong with it, and where.
        reason: String,
    },
    /// A list led back to where it had been, or did not say how it goes on.
    #[error("the list cannot be read to its end: {reason}")]
    Astray {
        /// What was seen.
        reason: String,
    },
    /// No connection came about, so nothing was sent.
    #[error("HighLevel could not be reached, so nothing was sent")]
    Unreachable(#[source] TransportError),
    /// The connection broke or the answer did not come in time.
    #[error("HighLevel did not answer, so the outcome is unknown")]
    Unanswered(#[source] TransportError),
    /// The door's own budget for this location is spent; nothing was sent.
    #[error("no calls left for {location} until {until}")]
    OutOfBudget {
        /// Whose budget.
        location: LocationId,
        /// When there will be calls again.
        until: Timestamp,
    },
    /// The door could not do its part; nothing was sent.
    #[error("the call was held back")]
    HeldBack(#[source] TransportError),
}

/// What the caller does next. The one place where trying again is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing happened: try again, with the usual patience.
    Retry,
    /// Nothing happened: try again at this time.
    RetryAt(Timestamp),
    /// Nothing happened: try again after this long.
    RetryAfter(Duration),
    /// Nothing happened: refresh the token once, then try again.
    RefreshToken,
    /// It may have happened: look before doing it again. A read may simply be repeated.
    LookFirst,
    /// It did not happen and will not.
    GiveUp,
}

impl CallError {
    /// What the caller does next.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::DeadToken { .. } => Verdict::RefreshToken,
            Self::Limited { wait, .. } => Verdict::RetryAfter(*wait),
            Self::OutOfBudget { until, .. } => Verdict::RetryAt(*until),
            Self::Unreachable(_) | Self::HeldBack(_) | Self::Astray { .. } => Verdict::Retry,
            Self::Unanswered(_) | Self::Failed { .. } | Self::Unreadable { .. } => Verdict::LookFirst,
            Self::DeadGrant { .. }
            | Self::MissingScope { .. }
            | Self::WrongTokenKind { .. }
            | Self::WrongLocation { .. }
            | Self::UnknownRecord { .. }
            | Self::Duplicate { .. }
            | Self::Invalid { .. }
            | Self::Configuration { .. }
            | Self::Refused { .. } => Verdict::GiveUp,
        }
    }

    /// A short word for logs and counters.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match self {
            Self::DeadToken { .. } => "dead_token",
            Self::DeadGrant { .. } => "dead_grant",
            Self::MissingScope { .. } => "missing_scope",
            Self::WrongTokenKind { .. } => "wrong_token_kind",
            Self::WrongLocation { .. } => "wrong_location",
            Self::UnknownRecord { .. } => "unknown_record",
            Self::Duplicate { .. } => "duplicate",
            Self::Invalid { .. } => "invalid",
            Self::Limited { .. } => "limited",
            Self::Configuration { .. } => "configuration",
            Self::Refused { .. } => "refused",
            Self::Failed { .. } => "failed",
            Self::Unreadable { .. } => "unreadable",
            Self::Astray { .. } => "astray",
            Self::Unreachable(_) => "unreachable",
            Self::Unanswered(_) => "unanswered",
            Self::OutOfBudget { .. } => "out_of_budget",
            Self::HeldBack(_) => "held_back",
        }
    }
}

/// The class and the sentence, and what the transport said. Not the other contact's name: errors end up in logs.
impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple(self.class());
        shown.field(&format_args!("{self}"));
        if let Some(source) = self.source() {
            shown.field(&format_args!("{source}"));
        }
        shown.finish()
    }
}

/// Which budget a limited caller has spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// The burst window's.
    Burst,
    /// The day's.
    Day,
}

/// The field two contacts share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchingField {
    /// The e-mail address.
    Email,
    /// The phone number.
    Phone,
}

impl MatchingField {
    /// The field's name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// What went wrong below HTTP, with its own causes. It never holds a token.
#[derive(Debug)]
pub struct TransportError(Box<dyn StdError + Send + Sync>);

impl TransportError {
    /// Wraps what the transport said.
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
