//! Which field: one of HighLevel's own, or a custom one by id.

use std::fmt;
use std::str::FromStr;

use highlevel::CustomFieldId;
use serde::{Deserialize, Deserializer, de};

/// A field, as paths and forms name it: `phone`, or `custom.<id>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKey {
    /// One of HighLevel's own.
    Standard(StandardField),
    /// A custom field of the location.
    Custom(CustomFieldId),
}

/// HighLevel's own fields, as far as a page shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandardField {
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Main email.
    Email,
    /// Main phone.
    Phone,
    /// Company name; HighLevel takes it on creation only.
    CompanyName,
    /// Website.
    Website,
    /// Street and number.
    Address1,
    /// City.
    City,
    /// State or province.
    State,
    /// Postal code.
    PostalCode,
    /// Two-letter country.
    Country,
    /// Time zone.
    Timezone,
    /// Birthday.
    DateOfBirth,
    /// Where the contact came from.
    Source,
    /// Whom it is assigned to.
    AssignedTo,
    /// Gender; HighLevel takes it on creation only.
    Gender,
    /// Lead, customer and so on; read only.
    Type,
}

impl StandardField {
    /// All of them, in the order of a page.
    pub const ALL: [Self; 17] = [
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::CompanyName,
        Self::Website,
        Self::AssignedTo,
        Self::Source,
        Self::DateOfBirth,
        Self::Gender,
        Self::Type,
        Self::Address1,
        Self::City,
        Self::State,
        Self::PostalCode,
        Self::Country,
        Self::Timezone,
    ];

    /// How many of [`Self::ALL`] belong to the profile; the rest is the address.
    pub const PROFILE: usize = 11;

    /// HighLevel's name of it.
    pub fn wire(self) -> &'static str {
        match self {
            Self::FirstName => "firstName",
            Self::LastName => "lastName",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::CompanyName => "companyName",
            Self::Website => "website",
            Self::Address1 => "address1",
            Self::City => "city",
            Self::State => "state",
            Self::PostalCode => "postalCode",
            Self::Country => "country",
            Self::Timezone => "timezone",
            Self::DateOfBirth => "dateOfBirth",
            Self::Source => "source",
            Self::AssignedTo => "assignedTo",
            Self::Gender => "gender",
            Self::Type => "type",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::FirstName => "First name",
            Self::LastName => "Last name",
            Self::Email => "Email",
            Self::Phone => "Phone",
            Self::CompanyName => "Company",
            Self::Website => "Website",
            Self::Address1 => "Address",
            Self::City => "City",
            Self::State => "State",
            Self::PostalCode => "Postal code",
            Self::Country => "Country",
            Self::Timezone => "Time zone",
            Self::DateOfBirth => "Birthday",
            Self::Source => "Source",
            Self::AssignedTo => "Owner",
            Self::Gender => "Gender",
            Self::Type => "Type",
        }
    }
}

/// A path or form names a field there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no field {0}")]
pub struct UnknownField(pub String);

impl FieldKey {
    /// HighLevel's name or id of it.
    pub fn wire(&self) -> &str {
        match self {
            Self::Standard(field) => field.wire(),
            Self::Custom(id) => id.as_str(),
        }
    }
}

impl fmt::Display for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard(field) => f.write_str(field.wire()),
            Self::Custom(id) => write!(f, "custom.{id}"),
        }
    }
}

impl FromStr for FieldKey {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        let unknown = || UnknownField(text.to_owned());
        match text.strip_prefix("custom.") {
            Some(id) => CustomFieldId::new(id).map(Self::Custom).map_err(|_| unknown()),
            None => StandardField::ALL
                .into_iter()
                .find(|field| field.wire() == text)
                .map(Self::Standard)
                .ok_or_else(unknown),
        }
    }
}

impl<'de> Deserialize<'de> for FieldKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
