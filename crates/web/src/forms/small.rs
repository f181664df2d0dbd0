//! Forms of a field or two.

use serde::Deserialize;
use workspace::Problem;
use workspace::people::PasswordChange;

use crate::errors::PageError;

/// A tag to add or remove.
#[derive(Debug, Deserialize)]
pub(crate) struct TagForm {
    pub(crate) tag: String,
}

/// Whom a task is given to; empty for nobody.
#[derive(Debug, Deserialize)]
pub(crate) struct AssignForm {
    pub(crate) assignee: String,
}

/// Do not disturb on one channel, or on all when none is named.
#[derive(Debug, Deserialize)]
pub(crate) struct ConsentForm {
    #[serde(default)]
    channel: String,
    state: String,
}

impl ConsentForm {
    pub(crate) fn read(self) -> Result<(Option<String>, bool), PageError> {
        let on = match self.state.as_str() {
            "on" => true,
            "off" => false,
            _ => {
                return Err(PageError::Invalid(vec![Problem::with("state", "Do not disturb is on or off.")]));
            }
        };
        Ok(((!self.channel.is_empty()).then_some(self.channel), on))
    }
}

/// Email, password, and where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    pub(crate) email: String,
    pub(crate) password: String,
    #[serde(default)]
    pub(crate) after: Option<String>,
}

/// A new password, with the one until now where there is one.
#[derive(Deserialize)]
pub(crate) struct PasswordForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    current: String,
    password: String,
}

impl PasswordForm {
    pub(crate) fn read(self) -> PasswordChange {
        PasswordChange { email: self.email, current: self.current.into(), new: self.password.into() }
    }
}
