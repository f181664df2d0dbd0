//! Locations.

use serde_json::Value;

use crate::ids::{CompanyId, LocationId};

record! {
    /// HighLevel's sub-account, the owner of contacts.
    pub struct Location(LocationId) {
        /// The company it belongs to. A location token can learn it nowhere else.
        company_id: CompanyId = "companyId",
        /// Name.
        name: String = "name",
        /// E-mail address.
        email: String = "email",
        /// Phone number.
        phone: String = "phone",
        /// Street and number.
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
        /// Time zone name; appointments without a zone mean this one.
        timezone: String = "timezone",
        /// Domain.
        domain: String = "domain",
        /// Logo.
        logo_url: String = "logoUrl",
        /// The owner's first name.
        first_name: String = "firstName",
        /// The owner's last name.
        last_name: String = "lastName",
        /// The business behind it.
        business: Value = "business",
        /// Pages elsewhere.
        social: Value = "social",
        /// Rules about duplicates and time zones.
        settings: LocationSettings = "settings",
    }
}

record! {
    /// Rules of a location.
    pub struct LocationSettings {
        /// Whether two contacts may share an e-mail address or phone number.
        allow_duplicate_contact: bool = "allowDuplicateContact",
        /// Whether a contact may have two opportunities in a pipeline.
        allow_duplicate_opportunity: bool = "allowDuplicateOpportunity",
        /// Whether Facebook contacts are merged by name.
        allow_facebook_name_merge: bool = "allowFacebookNameMerge",
        /// Whether contacts' own time zones are ignored.
        disable_contact_timezone: bool = "disableContactTimezone",
    }
}
