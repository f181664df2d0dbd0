//! Businesses: the companies that contacts work for.
//!
//! Here: the list, one business with its contacts, making one, putting a contact into one or out of it.
//! Not here: the company name on a contact, which is a field of its own in HighLevel.
//!
//! Promise: HighLevel tells of no change here, so a business's contacts are read anew when it is opened, and the
//! page says when that was.

mod service;

pub use service::Businesses;
pub(crate) use service::employer;

use highlevel::BusinessId;

use crate::Freshness;
use crate::contact::ContactRef;
use crate::draft::Form;
use crate::standing::Standing;

/// A business by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessRef {
    /// The business.
    pub id: BusinessId,
    /// Its name.
    pub name: String,
}

/// The list of businesses.
#[derive(Debug, Clone)]
pub struct BusinessesPage {
    /// What was looked for.
    pub search: String,
    /// By name.
    pub lines: Vec<BusinessLine>,
    /// How many there are in all.
    pub all: u64,
    /// How current it is.
    pub freshness: Freshness,
    /// What the connection may not read, in a sentence.
    pub missing: Option<String>,
    /// Whether the person may add one.
    pub may_write: bool,
}

/// One business in the list.
#[derive(Debug, Clone)]
pub struct BusinessLine {
    /// Which.
    pub business: BusinessRef,
    /// Its phone, written for people.
    pub phone: Option<String>,
    /// Its e-mail.
    pub email: Option<String>,
    /// Its city.
    pub city: Option<String>,
    /// Contacts known to belong to it.
    pub contacts: u64,
}

/// One business.
#[derive(Debug, Clone)]
pub struct BusinessPage {
    /// Which.
    pub business: BusinessRef,
    /// What is known of it: name of the field, value.
    pub facts: Vec<(String, String)>,
    /// What it says of itself.
    pub description: Option<String>,
    /// Its contacts, by name.
    pub contacts: Vec<Colleague>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// How current it is.
    pub freshness: Freshness,
    /// Whether the person may put contacts in and take them out.
    pub may_write: bool,
}

/// A contact of a business.
#[derive(Debug, Clone)]
pub struct Colleague {
    /// Which.
    pub contact: ContactRef,
    /// E-mail.
    pub email: Option<String>,
    /// Phone, written for people.
    pub phone: Option<String>,
}

/// The business on a contact's page.
#[derive(Debug, Clone, Default)]
pub struct Employer {
    /// The one it belongs to, as it will be.
    pub business: Option<BusinessRef>,
    /// Businesses to choose from, by name.
    pub choices: Vec<BusinessRef>,
    /// How that stands with HighLevel.
    pub standing: Standing,
    /// What was typed and refused.
    pub form: Form<String>,
}
