//! What a location has besides contacts: staff, tags, custom fields, calendars, lists.
//!
//! Here: the fields. Not here: how a route spells them.

use serde::{Deserialize, Serialize};

use super::contact::Text;
use crate::world::id::{
    BusinessId, CampaignId, CompanyId, CustomFieldId, LocationId, PipelineId, StageId, StoredValueId, TagId,
    UserId, WorkflowId,
};
use crate::world::moment::Moment;

/// The agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// Its name.
    pub name: Box<str>,
    /// Its e-mail address.
    pub email: Box<str>,
}

/// A sub-account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// The agency it belongs to.
    pub company: CompanyId,
    /// Its name.
    pub name: Box<str>,
    /// Its web address.
    pub website: Box<str>,
    /// Its e-mail address.
    pub email: Box<str>,
    /// Its phone in E.164.
    pub phone: Box<str>,
    /// Street and number.
    pub address: Box<str>,
    /// City.
    pub city: Box<str>,
    /// State.
    pub state: Box<str>,
    /// Postal code.
    pub postal_code: Box<str>,
    /// Two-letter country code.
    pub country: Box<str>,
    /// The zone its appointments are told in.
    pub timezone: Box<str>,
    /// The owner's first name.
    pub first_name: Box<str>,
    /// The owner's last name.
    pub last_name: Box<str>,
    /// Whether two contacts may share an e-mail address or phone.
    pub duplicates: Duplicates,
    /// Which of the two keys is tried first to find a duplicate.
    pub match_first: MatchKey,
    /// When it was made.
    pub added: Moment,
}

/// Whether two contacts of a location may share an e-mail address or phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// They may.
    Allowed,
    /// They may not.
    Forbidden,
}

/// What a duplicate is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchKey {
    /// The e-mail address.
    Email,
    /// The phone.
    Phone,
}

impl MatchKey {
    /// As `meta.matchingField` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// The other key.
    pub fn other(self) -> Self {
        match self {
            Self::Email => Self::Phone,
            Self::Phone => Self::Email,
        }
    }
}

/// A member of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// First name.
    pub first_name: Box<str>,
    /// Last name.
    pub last_name: Box<str>,
    /// E-mail address.
    pub email: Box<str>,
    /// Phone in E.164.
    pub phone: Box<str>,
    /// Telephone extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Text,
    /// `agency` or `account`.
    pub kind: Box<str>,
    /// `admin` or `user`.
    pub role: Box<str>,
    /// Where it works.
    pub locations: Vec<LocationId>,
}

/// A tag's definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// The location that defines it.
    pub location: LocationId,
    /// Its name, lower-cased.
    pub name: Box<str>,
}

/// A custom field's definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomField {
    /// Its id.
    pub id: CustomFieldId,
    /// The location that defines it.
    pub location: LocationId,
    /// Its name.
    pub name: Box<str>,
    /// Its key, with `contact.` in front.
    pub field_key: Box<str>,
    /// What it holds.
    pub data_type: DataType,
    /// The hint in an empty field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Text,
    /// What can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Box<str>>,
    /// Which files it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<FileRule>,
    /// Where it stands among the others.
    pub position: u32,
    /// `contact` or `opportunity`.
    pub model: Box<str>,
}

/// Which files a custom field takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRule {
    /// Endings such as `.pdf`; none takes any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<Box<str>>,
    /// How many at most.
    pub most: u32,
}

/// What a custom field holds, in HighLevel's names, odd spelling included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DataType {
    /// A line of text.
    Text,
    /// Several lines.
    LargeText,
    /// A number.
    Numerical,
    /// A phone.
    Phone,
    /// An amount of money; `MONETORY` on the wire.
    Monetory,
    /// Several choices as boxes.
    Checkbox,
    /// One choice.
    SingleOptions,
    /// Several choices.
    MultipleOptions,
    /// A date.
    Date,
    /// Several named lines.
    TextboxList,
    /// Files.
    FileUpload,
    /// One choice as buttons.
    Radio,
    /// An e-mail address.
    Email,
}

impl DataType {
    /// Every data type.
    pub const ALL: [Self; 13] = [
        Self::Text,
        Self::LargeText,
        Self::Numerical,
        Self::Phone,
        Self::Monetory,
        Self::Checkbox,
        Self::SingleOptions,
        Self::MultipleOptions,
        Self::Date,
        Self::TextboxList,
        Self::FileUpload,
        Self::Radio,
        Self::Email,
    ];

    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::LargeText => "LARGE_TEXT",
            Self::Numerical => "NUMERICAL",
            Self::Phone => "PHONE",
            Self::Monetory => "MONETORY",
            Self::Checkbox => "CHECKBOX",
            Self::SingleOptions => "SINGLE_OPTIONS",
            Self::MultipleOptions => "MULTIPLE_OPTIONS",
            Self::Date => "DATE",
            Self::TextboxList => "TEXTBOX_LIST",
            Self::FileUpload => "FILE_UPLOAD",
            Self::Radio => "RADIO",
            Self::Email => "EMAIL",
        }
    }

    /// The data type `text` names, if any.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A custom value: a text of the location that templates can name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredValue {
    /// Its id.
    pub id: StoredValueId,
    /// The location it belongs to.
    pub location: LocationId,
    /// Its name.
    pub name: Box<str>,
    /// How a template names it, such as `{{ custom_values.booking_page }}`.
    pub field_key: Box<str>,
    /// The text.
    pub value: Box<str>,
}

/// A company that contacts belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Business {
    /// Its id.
    pub id: BusinessId,
    /// The location it belongs to.
    pub location: LocationId,
    /// Its name.
    pub name: Box<str>,
    /// Its web address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Text,
    /// Its phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Text,
    /// Its e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Text,
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Text,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Text,
    /// State.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Text,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Text,
    /// Country, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Text,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Text,
    /// When it was made.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
}

impl Business {
    /// A business with nothing but its id, place and birth.
    pub fn new(id: BusinessId, location: LocationId, now: Moment) -> Self {
        Self {
            id,
            location,
            name: "".into(),
            website: None,
            phone: None,
            email: None,
            address: None,
            city: None,
            state: None,
            postal_code: None,
            country: None,
            description: None,
            added: now,
            updated: now,
        }
    }
}

/// A campaign of the older kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// The location it belongs to.
    pub location: LocationId,
    /// Its name.
    pub name: Box<str>,
    /// `draft` or `published`.
    pub status: Box<str>,
}

/// A workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workflow {
    /// Its id.
    pub id: WorkflowId,
    /// The location it belongs to.
    pub location: LocationId,
    /// Its name.
    pub name: Box<str>,
    /// `draft` or `published`.
    pub status: Box<str>,
    /// How often it was published.
    pub version: u32,
    /// When it was made.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
}

/// A sales pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// Its id.
    pub id: PipelineId,
    /// The location it belongs to.
    pub location: LocationId,
    /// Its name.
    pub name: Box<str>,
    /// Its stages in order.
    pub stages: Vec<Stage>,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its id.
    pub id: StageId,
    /// Its name.
    pub name: Box<str>,
}
