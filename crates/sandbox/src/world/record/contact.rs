//! A contact as the world keeps it, one model for every spelling it is shown in.
//!
//! Here: the fields and what they mean. Not here: how a route spells them (`contacts::show`), what a write may do
//! (`contacts::write`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::shared::{Common, CommonText, FoundBy};
use crate::world::id::{BusinessId, CampaignId, ContactId, CustomFieldId, LocationId, WorkflowId};
use crate::world::moment::Moment;

/// Text that may be missing. Empty text is missing: HighLevel omits empty fields.
pub type Text = Option<Box<str>>;

/// One contact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// The location it belongs to.
    pub location: LocationId,
    /// When it was made.
    pub added: Moment,
    /// When it last changed.
    pub updated: Moment,
    /// What it is to the business.
    #[serde(default)]
    pub kind: Kind,
    /// First name as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Common,
    /// Last name as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Common,
    /// The company's name as typed, apart from any business record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Common,
    /// The primary e-mail address as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Text,
    /// The primary phone in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Text,
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address1: Text,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Common,
    /// State or province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Common,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Common,
    /// Two-letter country code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Common,
    /// Web address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Text,
    /// The contact's own time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Common,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Common,
    /// The user who looks after it. Kept as given: nothing says that HighLevel checks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Common,
    /// As given; readable, never changed by an update.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Common,
    /// Birthday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
    /// Whether everything is closed to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dnd: bool,
    /// Which channels are closed to it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dnd_settings: BTreeMap<Channel, DndSetting>,
    /// Whether it may write to the business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbound_dnd: Option<Box<InboundDnd>>,
    /// Tags, lower-cased, in the order they were added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<CommonText>,
    /// Users who follow it, as given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followers: Vec<CommonText>,
    /// Values of custom fields; a field without a value is not listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom_fields: Vec<CustomValue>,
    /// E-mail addresses beside the primary one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional_emails: Vec<Box<str>>,
    /// Phones beside the primary one, in E.164, with a label where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional_phones: Vec<LabelledPhone>,
    /// Whether the e-mail address was checked, and found good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_email: Option<bool>,
    /// Whether mail to it came back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bounce_email: bool,
    /// Whether it unsubscribed from mail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsubscribe_email: bool,
    /// When something last happened with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_activity: Option<Moment>,
    /// The business record it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessId>,
    /// How it was first found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<FoundBy>,
    /// How it was last found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_attribution: Option<FoundBy>,
    /// Campaigns it is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<CampaignId>,
    /// Workflows it is enrolled in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workflows: Vec<Enrolment>,
}

/// A workflow someone is enrolled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "KeptEnrolment")]
pub struct Enrolment {
    /// Which workflow.
    pub workflow: WorkflowId,
    /// Since when.
    pub since: Moment,
    /// The time its steps reckon from, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<Moment>,
}

/// An enrolment as it is kept; older worlds keep the workflow's id alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum KeptEnrolment {
    Bare(WorkflowId),
    Whole {
        workflow: WorkflowId,
        since: Moment,
        #[serde(default)]
        starts: Option<Moment>,
    },
}

impl From<KeptEnrolment> for Enrolment {
    fn from(kept: KeptEnrolment) -> Self {
        match kept {
            KeptEnrolment::Bare(workflow) => Self { workflow, since: Moment::default(), starts: None },
            KeptEnrolment::Whole { workflow, since, starts } => Self { workflow, since, starts },
        }
    }
}

/// What a contact is to the business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Has not bought yet.
    #[default]
    Lead,
    /// Has bought.
    Customer,
}

impl Kind {
    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Customer => "customer",
        }
    }
}

/// A way to reach a contact, in the order HighLevel lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Channel {
    /// Telephone.
    Call,
    /// E-mail.
    Email,
    /// Text message.
    #[serde(rename = "SMS")]
    Sms,
    /// WhatsApp.
    WhatsApp,
    /// Google's business messages.
    #[serde(rename = "GMB")]
    Gmb,
    /// Facebook.
    #[serde(rename = "FB")]
    Fb,
    /// Rich text message; readable, not writable.
    #[serde(rename = "RCS")]
    Rcs,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 7] =
        [Self::Call, Self::Email, Self::Sms, Self::WhatsApp, Self::Gmb, Self::Fb, Self::Rcs];

    /// As HighLevel spells it under the dated versions.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "Call",
            Self::Email => "Email",
            Self::Sms => "SMS",
            Self::WhatsApp => "WhatsApp",
            Self::Gmb => "GMB",
            Self::Fb => "FB",
            Self::Rcs => "RCS",
        }
    }

    /// As HighLevel spells it under `v3`.
    pub fn as_v3_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::WhatsApp => "whatsApp",
            Self::Gmb => "gmb",
            Self::Fb => "fb",
            Self::Rcs => "rcs",
        }
    }
}

/// Whether a channel is closed to a contact, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DndSetting {
    /// Open, closed, or closed for good.
    pub status: DndStatus,
    /// A word about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Text,
    /// A code for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Text,
}

/// `Active` means that do-not-disturb is on, so the channel is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DndStatus {
    /// Closed.
    Active,
    /// Open.
    Inactive,
    /// Closed for good: the API cannot open it.
    Permanent,
}

impl DndStatus {
    /// As HighLevel spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Permanent => "permanent",
        }
    }
}

/// Whether the contact's own messages are let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundDnd {
    /// Whether they are shut out.
    pub active: bool,
    /// A word about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Text,
}

/// A phone with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelledPhone {
    /// E.164.
    pub phone: Box<str>,
    /// Such as `Work`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Text,
}

/// A custom field's value on a contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomValue {
    /// Which field.
    pub id: CustomFieldId,
    /// What it holds.
    pub value: FieldValue,
}

/// What a custom field can hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// A number, for numeric and monetary fields.
    Number(serde_json::Number),
    /// Text, for text, single choice, radio, date, phone and e-mail fields.
    Text(Box<str>),
    /// Several choices.
    List(Vec<Box<str>>),
    /// Files by key, and anything else with members.
    Object(Box<Value>),
}

impl FieldValue {
    /// The value as JSON.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::from(&**text),
            Self::List(list) => list.iter().map(|text| Value::from(&**text)).collect(),
            Self::Object(value) => (**value).clone(),
        }
    }
}

/// How a contact was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribution {
    /// The kind of visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_source: Text,
    /// Form, survey, manual..
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Text,
    /// Which form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium_id: Text,
    /// The page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Text,
    /// The campaign's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Text,
    /// UTM source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm_source: Text,
    /// UTM medium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm_medium: Text,
    /// The page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Text,
}

impl Contact {
    /// A contact with nothing but its id, place and birth.
    pub fn new(id: ContactId, location: LocationId, now: Moment) -> Self {
        Self { id, location, added: now, updated: now, ..Self::default() }
    }

    /// Whether do-not-disturb closes a channel.
    pub fn is_closed_to(&self, channel: Channel) -> bool {
        self.dnd_settings.get(&channel).is_some_and(|setting| setting.status != DndStatus::Inactive)
    }

    /// First and last name together, as HighLevel shows it; `None` for a contact without either.
    pub fn full_name(&self) -> Option<String> {
        match (&self.first_name, &self.last_name) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (Some(one), None) | (None, Some(one)) => Some(one.to_string()),
            (None, None) => None,
        }
    }
}
