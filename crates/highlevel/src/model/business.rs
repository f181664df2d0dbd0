//! Businesses: the companies contacts work for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{BusinessId, LocationId};
use crate::update::Field;

record! {
    /// A company contacts work for.
    pub struct Business(BusinessId) {
        /// Name.
        name: String = "name",
        /// Phone number.
        phone: String = "phone",
        /// E-mail address.
        email: String = "email",
        /// Website.
        website: String = "website",
        /// Street and number.
        address: String = "address",
        /// City.
        city: String = "city",
        /// State or region.
        state: String = "state",
        /// Postal code.
        postal_code: String = "postalCode",
        /// Two-letter country code.
        country: String = "country",
        /// What it does.
        description: String = "description",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
        /// When it was created.
        date_added: Timestamp = "createdAt",
        /// When it last changed.
        date_updated: Timestamp = "updatedAt",
    }
}

/// The body of a new or changed business. A new one needs `name`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BusinessWrite {
    /// Name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub name: Field<String>,
    /// Phone number.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub phone: Field<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub email: Field<String>,
    /// Website.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub website: Field<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub address: Field<String>,
    /// City.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub city: Field<String>,
    /// State or region.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub state: Field<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub postal_code: Field<String>,
    /// Two-letter country code.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub country: Field<String>,
    /// What it does.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
}
