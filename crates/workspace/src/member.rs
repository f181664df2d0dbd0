//! Who asks, and what their role covers.
//!
//! Here: the checks at the head of every method that alters something. Not here: sign-in (`people`).
//!
//! Promise: what a role may do is decided in this file alone, not in templates.

pub use domain::person::{Member, Role};

use crate::Refusal;

/// What a member may do, asked by services before they act and by pages before they offer.
pub trait May {
    /// Whether this person may alter records.
    fn may_write(&self) -> bool;

    /// Whether this person may connect and disconnect locations.
    fn may_connect(&self) -> bool;
}

impl May for Member {
    fn may_write(&self) -> bool {
        self.may_act_as(Role::Member)
    }

    fn may_connect(&self) -> bool {
        self.may_act_as(Role::Owner)
    }
}

/// Whether a person may alter records here, and what stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Editing {
    /// They may.
    Allowed,
    /// Their role may only look.
    Role,
    /// The connection to HighLevel may only look: this scope is missing.
    Scope(String),
}

impl Editing {
    /// Whether pages offer what alters something.
    pub fn is_allowed(&self) -> bool {
        *self == Self::Allowed
    }
}

/// Refuses whoever may only look.
pub(crate) fn must_write(member: &Member) -> Result<(), Refusal> {
    if member.may_write() { Ok(()) } else { Err(Refusal::NotAllowed { needs: Role::Member }) }
}

/// Refuses whoever may not connect accounts.
pub(crate) fn must_connect(member: &Member) -> Result<(), Refusal> {
    if member.may_connect() { Ok(()) } else { Err(Refusal::NotAllowed { needs: Role::Owner }) }
}
