//! The form for a new API key.

use highlevel::Scopes;
use jiff::{SignedDuration, Timestamp};
use workspace::Problem;
use workspace::api_keys::Wish;

use crate::errors::PageError;
use crate::extract::Pairs;
use crate::pages::keys::Typed;

/// The longest a key may be good, in days.
const LONGEST: i64 = 36_500;

/// What was typed.
#[derive(Debug)]
pub(crate) struct KeyForm {
    pub(crate) typed: Typed,
}

impl KeyForm {
    pub(crate) fn read(Pairs(pairs): Pairs) -> Self {
        let mut typed = Typed::default();
        for (field, value) in pairs {
            match field.as_str() {
                "name" => typed.name = value,
                "days" => typed.days = value,
                "scopes" => typed.scopes.push(value),
                _ => {}
            }
        }
        Self { typed }
    }

    /// The key that is wanted.
    pub(crate) fn wish(&self, now: Timestamp) -> Result<Wish, PageError> {
        let no_days = || PageError::Invalid(vec![Problem::with("days", "Choose one of the spans.")]);
        let expires_at = match self.typed.days.as_str() {
            "" => None,
            days => {
                let days: i64 =
                    days.parse().ok().filter(|days| (1..=LONGEST).contains(days)).ok_or_else(no_days)?;
                Some(now.checked_add(SignedDuration::from_hours(24 * days)).map_err(|_| no_days())?)
            }
        };
        let scopes = Scopes::parse(&self.typed.scopes.join(" "));
        Ok(Wish { name: self.typed.name.clone(), scopes, expires_at })
    }
}
