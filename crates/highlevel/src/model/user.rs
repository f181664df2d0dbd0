//! Users of a location or company.

use serde_json::Value;

use crate::ids::{LocationId, UserId};

record! {
    /// Someone who works in HighLevel.
    pub struct User(UserId) {
        /// Full name.
        name: String = "name",
        /// First name.
        first_name: String = "firstName",
        /// Last name.
        last_name: String = "lastName",
        /// E-mail address.
        email: String = "email",
        /// Phone number.
        phone: String = "phone",
        /// Phone extension.
        extension: String = "extension",
        /// What the user may do in HighLevel.
        permissions: Value = "permissions",
        /// Kind, role and locations.
        roles: UserRoles = "roles",
        /// Whether the user was removed.
        deleted: bool = "deleted",
    }
}

record! {
    /// A user's place in the company.
    pub struct UserRoles {
        /// `account` or `agency`.
        kind: String = "type",
        /// `admin` or `user`.
        role: String = "role",
        /// Locations the user works in.
        location_ids: Vec<LocationId> = "locationIds",
        /// Whether the user sees only those.
        restrict_sub_account: bool = "restrictSubAccount",
    }
}
