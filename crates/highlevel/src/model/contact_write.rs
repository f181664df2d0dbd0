//! What may be written to a contact.
//!
//! Here: the three bodies HighLevel takes. It refuses every property that is not listed, so these structs have no
//! `extra`. Tags sent here replace the whole set; use the tag routes to add or remove.
//!
//! Promise: an empty e-mail address is never sent; HighLevel refuses the whole request for it.

use serde::{Deserialize, Serialize};

use crate::ids::{LocationId, UserId};
use crate::model::{CustomFieldWrite, DndSettings, InboundDndSettings};
use crate::update::Field;

/// The body of an update: what every write may say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContactUpdate {
    /// First name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub first_name: Field<String>,
    /// Last name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub last_name: Field<String>,
    /// Full name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub name: Field<String>,
    /// Primary e-mail address. Blank text is left out: HighLevel would refuse it.
    #[serde(skip_serializing_if = "unsendable")]
    pub email: Field<String>,
    /// Primary phone number.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub phone: Field<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub address1: Field<String>,
    /// City.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub city: Field<String>,
    /// State or region.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub state: Field<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub postal_code: Field<String>,
    /// Website.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub website: Field<String>,
    /// Time zone name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub timezone: Field<String>,
    /// Two-letter country code.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub country: Field<String>,
    /// Where the contact came from.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub source: Field<String>,
    /// Date of birth; `YYYY-MM-DD` is safest.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub date_of_birth: Field<String>,
    /// The user who looks after the contact.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub assigned_to: Field<UserId>,
    /// Replaces every tag of the contact.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub tags: Field<Vec<String>>,
    /// Custom fields to set; those not named stay.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub custom_fields: Field<Vec<CustomFieldWrite>>,
    /// Do not disturb on every channel.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub dnd: Field<bool>,
    /// Do not disturb by channel. A permanent channel cannot be changed.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub dnd_settings: Field<DndSettings>,
    /// Do not disturb for what comes in.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub inbound_dnd_settings: Field<InboundDndSettings>,
}

/// The body of a create: an update's fields, the location, and two fields only a new contact takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactCreate {
    /// The location the contact will belong to.
    pub location_id: LocationId,
    /// Gender.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub gender: Field<String>,
    /// The company the contact works for, as text.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub company_name: Field<String>,
    /// Everything else.
    #[serde(flatten)]
    pub details: ContactUpdate,
}

/// The body of an upsert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactUpsert {
    /// The contact as a create would say it.
    #[serde(flatten)]
    pub contact: ContactCreate,
    /// Make a second contact where the location allows duplicates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_new_if_duplicate_allowed: Option<bool>,
}

impl ContactCreate {
    /// A new contact of this location with these details.
    #[must_use]
    pub fn in_location(location: LocationId, details: ContactUpdate) -> Self {
        Self { location_id: location, gender: Field::Absent, company_name: Field::Absent, details }
    }
}

impl From<ContactCreate> for ContactUpsert {
    fn from(contact: ContactCreate) -> Self {
        Self { contact, create_new_if_duplicate_allowed: None }
    }
}

fn unsendable(email: &Field<String>) -> bool {
    match email {
        Field::Absent => true,
        Field::Clear => false,
        Field::Set(address) => address.trim().is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_create_names_its_location_and_nothing_it_was_not_told() {
        let details = ContactUpdate { first_name: "Ada".to_owned().into(), ..Default::default() };
        let create = ContactCreate::in_location(LocationId::new("loc").unwrap(), details);

        assert_eq!(serde_json::to_string(&create).unwrap(), r#"{"locationId":"loc","firstName":"Ada"}"#);
    }

    #[test]
    fn an_empty_email_is_never_sent() {
        let update = ContactUpdate { email: Field::Set(" ".into()), ..Default::default() };

        assert_eq!(serde_json::to_string(&update).unwrap(), "{}");
    }

    #[test]
    fn an_email_can_still_be_cleared() {
        let update = ContactUpdate { email: Field::Clear, ..Default::default() };

        assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"email":null}"#);
    }
}
