//! A contact as any route reads it.
//!
//! Promise: what one route leaves out is `None`, never an empty text; compare only what a route speaks of.

use jiff::Timestamp;
use serde_json::Value;

use crate::ids::{BusinessId, ContactId, LocationId, UserId};
use crate::model::{CustomFieldValue, DndSettings, InboundDndSettings, SearchAfter};

record! {
    /// A person or company a location deals with.
    ///
    /// HighLevel leaves empty fields out. The routes differ: the list lower-cases `firstName` and gives the typed
    /// form as `firstNameRaw`; search speaks of fewer fields than reading one contact does.
    ///
    /// ```
    /// use highlevel::Contact;
    ///
    /// let ada: Contact = serde_json::from_str(r#"{"id":"c1","firstName":"Ada","mood":"curious"}"#).unwrap();
    ///
    /// assert_eq!(ada.first_name.as_deref(), Some("Ada"));
    /// assert_eq!(ada.extra["mood"], "curious");
    /// ```
    pub struct Contact(ContactId) {
        /// The location it belongs to.
        location_id: LocationId = "locationId",
        /// The full name; lists call it `contactName`.
        name: String = "name" | "contactName",
        /// First name. Lower-cased on the list route.
        first_name: String = "firstName",
        /// Last name. Lower-cased on the list route.
        last_name: String = "lastName",
        /// First name as typed, on the list route.
        first_name_raw: String = "firstNameRaw",
        /// Last name as typed, on the list route.
        last_name_raw: String = "lastNameRaw",
        /// First name in lower case.
        first_name_lower_case: String = "firstNameLowerCase",
        /// Last name in lower case.
        last_name_lower_case: String = "lastNameLowerCase",
        /// Full name in lower case.
        full_name_lower_case: String = "fullNameLowerCase",
        /// Primary e-mail address.
        email: String = "email",
        /// Primary e-mail address in lower case.
        email_lower_case: String = "emailLowerCase",
        /// Whether HighLevel believes the e-mail address exists.
        valid_email: bool = "validEmail",
        /// Further e-mail addresses: readable, not writable.
        additional_emails: Vec<AdditionalEmail> = "additionalEmails",
        /// Primary phone number, E.164.
        phone: String = "phone",
        /// What the primary phone number is for.
        phone_label: String = "phoneLabel",
        /// Further phone numbers: readable, not writable.
        additional_phones: Vec<AdditionalPhone> = "additionalPhones",
        /// The company the contact works for, as text.
        company_name: String = "companyName",
        /// The name of the business, as search results give it.
        business_name: String = "businessName",
        /// The business the contact belongs to.
        business_id: BusinessId = "businessId",
        /// Street and number.
        address1: String = "address1",
        /// The address as search results give it.
        address: String = "address",
        /// City.
        city: String = "city",
        /// State or region.
        state: String = "state",
        /// Two-letter country code.
        country: String = "country",
        /// Postal code.
        postal_code: String = "postalCode",
        /// Website.
        website: String = "website",
        /// Time zone name.
        timezone: String = "timezone",
        /// Gender.
        gender: String = "gender",
        /// Date of birth; read as midnight UTC.
        date_of_birth: String = "dateOfBirth",
        /// Where the contact came from.
        source: String = "source",
        /// `lead`, `customer` and others.
        kind: String = "type",
        /// The user who looks after the contact.
        assigned_to: UserId = "assignedTo",
        /// Users who follow the contact.
        followers: Vec<UserId> = "followers",
        /// Tags by name, in lower case.
        tags: Vec<String> = "tags",
        /// Values of custom fields, by the field's id.
        custom_fields: Vec<CustomFieldValue> = "customFields" | "customField",
        /// Do not disturb on every channel.
        dnd: bool = "dnd",
        /// Do not disturb by channel.
        dnd_settings: DndSettings = "dndSettings",
        /// Do not disturb for what comes in.
        inbound_dnd_settings: InboundDndSettings = "inboundDndSettings",
        /// Where the contact was first met.
        attribution: Attribution = "attributionSource",
        /// Where the contact was last met.
        last_attribution: Attribution = "lastAttributionSource",
        /// Files.
        attachments: Vec<Value> = "attachments",
        /// Moment of the last activity.
        last_activity: Timestamp = "lastActivity",
        /// When it was created.
        date_added: Timestamp = "dateAdded",
        /// When it last changed.
        date_updated: Timestamp = "dateUpdated",
    }
}

record! {
    /// One more e-mail address.
    pub struct AdditionalEmail {
        /// The address.
        email: String = "email",
        /// Whether HighLevel believes it exists.
        valid_email: bool = "validEmail",
    }
}

record! {
    /// One more phone number.
    pub struct AdditionalPhone {
        /// The number, E.164.
        phone: String = "phone",
        /// What it is for.
        phone_label: String = "phoneLabel",
    }
}

record! {
    /// How someone came to be a contact.
    pub struct Attribution {
        /// The page.
        url: String = "url",
        /// The campaign's name.
        campaign: String = "campaign",
        /// How the session began; contacts made by hand or API have little more than this.
        session_source: String = "sessionSource",
        /// The medium, for example `crm_ui`.
        medium: String = "medium",
        /// The medium's id.
        medium_id: String = "mediumId",
        /// The page before.
        referrer: String = "referrer",
        /// `utm_source`.
        utm_source: String = "utmSource",
        /// `utm_medium`.
        utm_medium: String = "utmMedium",
        /// `utm_content`.
        utm_content: String = "utmContent",
    }
}

impl Contact {
    /// A name to show: the full name, or first and last as typed, or the e-mail address, or the phone number.
    #[must_use]
    pub fn display_name(&self) -> Option<String> {
        let said = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
        };
        let first = said(&self.first_name_raw).or_else(|| said(&self.first_name));
        let last = said(&self.last_name_raw).or_else(|| said(&self.last_name));
        let both = match (first, last) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (first, last) => first.or(last),
        };
        both.or_else(|| said(&self.name)).or_else(|| said(&self.email)).or_else(|| said(&self.phone))
    }

    /// The value of one custom field.
    #[must_use]
    pub fn custom_field(&self, field: &crate::CustomFieldId) -> Option<&Value> {
        self.custom_fields.as_ref()?.iter().find(|value| value.id == *field)?.value.as_ref()
    }

    /// Where a search goes on after this contact. Only search results have it.
    #[must_use]
    pub fn search_after(&self) -> Option<SearchAfter> {
        self.extra.get("searchAfter")?.as_array().map(|values| SearchAfter::new(values.clone()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn contact(wire: Value) -> Contact {
        serde_json::from_value(wire).unwrap()
    }

    #[test]
    fn the_list_route_shows_names_as_typed() {
        let listed =
            contact(json!({"id": "c", "firstName": "ada", "firstNameRaw": "Ada", "lastName": "byron"}));

        assert_eq!(listed.display_name().as_deref(), Some("Ada byron"));
    }

    #[test]
    fn a_contact_without_a_name_is_shown_by_what_it_has() {
        assert_eq!(
            contact(json!({"id": "c", "contactName": "Ada B."})).display_name().as_deref(),
            Some("Ada B.")
        );
        assert_eq!(
            contact(json!({"id": "c", "firstName": " ", "phone": "+15550100"})).display_name().as_deref(),
            Some("+15550100")
        );
        assert_eq!(contact(json!({"id": "c"})).display_name(), None);
    }

    #[test]
    fn a_custom_field_is_found_by_its_id() {
        let ada = contact(json!({"id": "c", "customFields": [{"id": "f1", "value": 38}, {"id": "f2"}]}));

        assert_eq!(ada.custom_field(&"f1".parse().unwrap()), Some(&json!(38)));
        assert_eq!(ada.custom_field(&"f2".parse().unwrap()), None);
    }

    #[test]
    fn only_a_search_result_says_where_the_search_goes_on() {
        let found = contact(json!({"id": "c", "searchAfter": [1_700_000_000_000_i64, "c"]}));

        assert_eq!(found.search_after().unwrap().values(), [json!(1_700_000_000_000_i64), json!("c")]);
        assert_eq!(contact(json!({"id": "c"})).search_after(), None);
    }
}
