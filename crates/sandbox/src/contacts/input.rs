//! What a contact write may say, per operation.
//!
//! Here: reading and checking the body. Not here: laying it over a contact (`apply`).

use jiff::civil::Date;

use super::body::{Body, Given, Need};
use super::custom::{self, Written};
use super::{dnd, normal};
use crate::answer::Refusal;
use crate::door::Version;
use crate::world::record::{CommonText, InboundDnd};

/// Which operation a body is for: each lets in different members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Create,
    Update,
    Upsert,
}

/// A checked contact write.
#[derive(Clone, Debug, Default)]
pub(super) struct Input {
    pub(super) location: String,
    pub(super) first_name: Given<String>,
    pub(super) last_name: Given<String>,
    pub(super) name: Given<String>,
    pub(super) email: Given<String>,
    pub(super) phone: Given<Box<str>>,
    pub(super) company_name: Given<String>,
    pub(super) address1: Given<String>,
    pub(super) city: Given<String>,
    pub(super) state: Given<String>,
    pub(super) postal_code: Given<String>,
    pub(super) country: Given<String>,
    pub(super) website: Given<String>,
    pub(super) timezone: Given<String>,
    pub(super) source: Given<String>,
    pub(super) assigned_to: Given<String>,
    pub(super) gender: Given<String>,
    pub(super) date_of_birth: Given<Date>,
    pub(super) dnd: Given<bool>,
    pub(super) dnd_settings: Given<dnd::Settings>,
    pub(super) inbound_dnd: Given<InboundDnd>,
    pub(super) tags: Given<Vec<CommonText>>,
    pub(super) custom_fields: Given<Vec<Written>>,
    pub(super) even_if_duplicate: bool,
}

impl Input {
    /// Reads a body for one operation.
    pub(super) fn read(bytes: &[u8], purpose: Purpose, version: Version) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let mut input = Self::default();
        if purpose != Purpose::Update {
            input.location = body.words("locationId", Need::Required).set().unwrap_or_default();
            let nothing_else = body.left() == 0;
            input.gender = body.text("gender", Need::Optional);
            input.company_name = body.text("companyName", Need::Optional);
            if nothing_else && !input.location.is_empty() {
                return Err(Refusal::Empty);
            }
        }
        if purpose == Purpose::Upsert {
            let flag = body.flag("createNewIfDuplicateAllowed", Need::Optional);
            input.even_if_duplicate = flag.set().unwrap_or_default();
        }
        input.take_person(&mut body);
        input.take_place(&mut body);
        input.take_rest(&mut body, version);
        body.finish()?;
        Ok(input)
    }

    fn take_person(&mut self, body: &mut Body) {
        self.first_name = body.text("firstName", Need::Optional);
        self.last_name = body.text("lastName", Need::Optional);
        self.name = body.text("name", Need::Optional);
        self.email = body.text("email", Need::Optional);
        if matches!(&self.email, Given::Set(email) if !normal::is_email(email)) {
            body.fault("email must be an email");
        }
        self.phone = match body.text("phone", Need::Optional) {
            Given::Set(text) if text.trim().is_empty() => Given::Null,
            Given::Set(text) => match normal::phone(&text) {
                Some(phone) => Given::Set(phone),
                None => {
                    body.fault("phone must be a valid phone number");
                    Given::Absent
                }
            },
            Given::Null => Given::Null,
            Given::Absent => Given::Absent,
        };
        self.date_of_birth = birthday(body);
    }

    fn take_place(&mut self, body: &mut Body) {
        self.address1 = body.text("address1", Need::Optional);
        self.city = body.text("city", Need::Optional);
        self.state = body.text("state", Need::Optional);
        self.postal_code = body.text("postalCode", Need::Optional);
        self.website = body.text("website", Need::Optional);
        self.timezone = body.text("timezone", Need::Optional);
        let country = body.text("country", Need::Optional).map(|country| country.to_uppercase());
        let strange = |code: &str| {
            !code.is_empty() && (code.len() != 2 || !code.chars().all(|c| c.is_ascii_uppercase()))
        };
        if matches!(&country, Given::Set(code) if strange(code)) {
            body.fault("country must be a valid enum value");
        }
        self.country = country;
    }

    fn take_rest(&mut self, body: &mut Body, version: Version) {
        self.source = body.text("source", Need::Optional);
        self.assigned_to = body.text("assignedTo", Need::Optional);
        self.dnd = body.flag("dnd", Need::Optional);
        self.dnd_settings = dnd::take(body, version);
        self.inbound_dnd = dnd::take_inbound(body);
        self.tags = body.texts("tags", Need::Optional).map(normal::tags);
        self.custom_fields = custom::take(body, version);
    }
}

fn birthday(body: &mut Body) -> Given<Date> {
    match body.text("dateOfBirth", Need::Optional) {
        Given::Set(text) if text.trim().is_empty() => Given::Null,
        Given::Set(text) => match normal::birthday(&text) {
            Some(date) => Given::Set(date),
            None => {
                body.fault("dateOfBirth must be a valid date");
                Given::Absent
            }
        },
        Given::Null => Given::Null,
        Given::Absent => Given::Absent,
    }
}
