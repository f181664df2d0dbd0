//! People: who may sign in, and what each may do where.
//!
//! Not here: sessions and sign-in links (`store`, `web`). Promise: a role may do all that the roles below may.

use highlevel::ids::{LocationId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ids::PersonId, record::words};

/// What somebody may do, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees.
    Viewer,
    /// Also works with contacts.
    Member,
    /// Also builds automations and mappings.
    Builder,
    /// Also connects accounts and lets people in.
    Owner,
}

words!(Role, "role", { Viewer = "viewer", Member = "member", Builder = "builder", Owner = "owner" });

impl Role {
    /// Whether this role may do what the other may.
    pub fn may_act_as(self, needed: Self) -> bool {
        self >= needed
    }
}

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// What they are called.
    pub name: String,
    /// Where they are reached; none for an owner who came by the first link.
    pub email: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
}

/// A person in a location: who asks, where, and what they may. Every service takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// What they are called.
    pub name: String,
    /// Where.
    pub location: LocationId,
    /// What they may do there.
    pub role: Role,
    /// Who they are in HighLevel, so that "mine" means something.
    pub user: Option<UserId>,
}

impl Member {
    /// Whether they may do what the role may.
    pub fn may_act_as(&self, needed: Role) -> bool {
        self.role.may_act_as(needed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_may_do_all_that_the_roles_below_may() {
        assert!(Role::Owner.may_act_as(Role::Viewer));
        assert!(Role::Builder.may_act_as(Role::Member));
        assert!(!Role::Viewer.may_act_as(Role::Member));
    }
}
