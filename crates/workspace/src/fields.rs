//! The fields of a contact: which can be edited, how, and what may be typed into them.
//!
//! Here: standard fields and custom fields of every type, parsing at the door, writing for people.
//! Not here: the form's HTML (`web`).
//!
//! Promise: a value that leaves here is one HighLevel takes in that field, or the refusal says what to type.

pub mod catalog;
pub mod countries;
mod key;
pub mod typed;
pub mod zones;

pub use key::{FieldKey, StandardField, UnknownField};

use highlevel::UserId;

/// How a field is edited.
#[derive(Debug, Clone, PartialEq)]
pub enum Editor {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// An email address.
    Email,
    /// A phone number.
    Phone {
        /// The location's country, for numbers written without one.
        country: Option<String>,
    },
    /// A number.
    Number,
    /// An amount of money.
    Money,
    /// A day.
    Date,
    /// A country, by name or by its two letters.
    Country,
    /// A time zone by name.
    TimeZone,
    /// One of these.
    Choice(Vec<Choice>),
    /// Any of these.
    Choices(Vec<Choice>),
    /// A HighLevel user.
    User(Vec<UserChoice>),
    /// Shown, not edited here; the reason is for people.
    ReadOnly(&'static str),
}

impl Editor {
    /// Whether it can be edited here.
    pub fn editable(&self) -> bool {
        !matches!(self, Self::ReadOnly(_))
    }
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

impl Choice {
    /// An option that is shown as it is sent.
    pub fn plain(text: impl Into<String>) -> Self {
        let value: String = text.into();
        Self { label: value.clone(), value }
    }
}

/// One user to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserChoice {
    /// The user.
    pub id: UserId,
    /// The name.
    pub name: String,
}
