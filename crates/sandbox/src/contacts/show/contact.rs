//! A contact in the four forms HighLevel shows it in.

use serde_json::{Map, Value, json};

use super::parts::{
    additional_emails, additional_phones, attribution, birthday, custom_fields, dnd_settings, inbound_dnd,
    put, texts,
};
use crate::contacts::dnd;
use crate::door::Version;
use crate::world::State;
use crate::world::record::Contact;

type Shown = Map<String, Value>;

/// The form of `GET`, `PUT` and upsert: names as typed, lower-cased copies beside them.
pub fn single(contact: &Contact, version: Version) -> Value {
    let mut shown = Shown::new();
    put(&mut shown, "id", Some(contact.id.as_str()));
    put(&mut shown, "name", contact.full_name().as_deref());
    put(&mut shown, "locationId", Some(contact.location.as_str()));
    put(&mut shown, "firstName", contact.first_name.as_deref());
    put(&mut shown, "lastName", contact.last_name.as_deref());
    put(&mut shown, "gender", contact.gender.as_deref());
    put(&mut shown, "email", contact.email.as_deref());
    put(&mut shown, "emailLowerCase", lower(contact.email.as_deref()).as_deref());
    put(&mut shown, "timezone", contact.timezone.as_deref());
    put(&mut shown, "companyName", contact.company_name.as_deref());
    put(&mut shown, "phone", contact.phone.as_deref());
    shut(&mut shown, contact, version);
    if let Some(inbound) = &contact.inbound_dnd {
        shown.insert("inboundDndSettings".into(), inbound_dnd(inbound));
    }
    common(&mut shown, contact);
    put(&mut shown, "address1", contact.address1.as_deref());
    put(&mut shown, "postalCode", contact.postal_code.as_deref());
    put(&mut shown, "website", contact.website.as_deref());
    lower_names(&mut shown, contact);
    put(&mut shown, "fullNameLowerCase", lower(contact.full_name().as_deref()).as_deref());
    put(&mut shown, "lastActivity", contact.last_activity.map(|at| at.to_string()).as_deref());
    put(&mut shown, "businessId", contact.business.map(|id| id.to_string()).as_deref());
    if let Some(found) = &contact.attribution {
        shown.insert("attributionSource".into(), attribution(found));
    }
    if let Some(found) = &contact.last_attribution {
        shown.insert("lastAttributionSource".into(), attribution(found));
    }
    shown.insert("additionalEmails".into(), additional_emails(contact));
    if !contact.additional_phones.is_empty() {
        shown.insert("additionalPhones".into(), additional_phones(contact));
    }
    if !contact.followers.is_empty() {
        shown.insert("followers".into(), texts(&contact.followers));
    }
    Value::Object(shown)
}

/// The form a create answers with: a few members nobody else shows.
pub fn created(contact: &Contact, version: Version) -> Value {
    let Value::Object(mut shown) = single(contact, version) else { return Value::Null };
    shown.insert("deleted".into(), false.into());
    shown.insert("bounceEmail".into(), contact.bounce_email.into());
    shown.insert("unsubscribeEmail".into(), contact.unsubscribe_email.into());
    if let Some(born) = contact.date_of_birth {
        shown.insert("birthMonth".into(), born.month().into());
        shown.insert("birthDay".into(), born.day().into());
    }
    shown.insert("offers".into(), json!([]));
    shown.insert("products".into(), json!([]));
    Value::Object(shown)
}

/// The form of the list: names lower-cased, the typed ones under `…Raw`.
pub fn listed(contact: &Contact, version: Version) -> Value {
    let mut shown = Shown::new();
    put(&mut shown, "id", Some(contact.id.as_str()));
    put(&mut shown, "locationId", Some(contact.location.as_str()));
    put(&mut shown, "contactName", lower(contact.full_name().as_deref()).as_deref());
    put(&mut shown, "firstName", lower(contact.first_name.as_deref()).as_deref());
    put(&mut shown, "lastName", lower(contact.last_name.as_deref()).as_deref());
    put(&mut shown, "firstNameRaw", contact.first_name.as_deref());
    put(&mut shown, "lastNameRaw", contact.last_name.as_deref());
    put(&mut shown, "companyName", contact.company_name.as_deref());
    put(&mut shown, "email", contact.email.as_deref());
    put(&mut shown, "phone", contact.phone.as_deref());
    put(&mut shown, "timezone", contact.timezone.as_deref());
    shut(&mut shown, contact, version);
    common(&mut shown, contact);
    put(&mut shown, "address1", contact.address1.as_deref());
    put(&mut shown, "postalCode", contact.postal_code.as_deref());
    put(&mut shown, "website", contact.website.as_deref());
    put(&mut shown, "businessId", contact.business.map(|id| id.to_string()).as_deref());
    shown.insert("followers".into(), texts(&contact.followers));
    shown.insert("additionalEmails".into(), additional_emails(contact));
    let found = contact.attribution.iter().chain(&contact.last_attribution);
    shown.insert("attributions".into(), found.map(|found| attribution(found)).collect());
    shown.insert("startAfter".into(), json!([contact.added.millis(), contact.id]));
    Value::Object(shown)
}

/// The form of the search: `address` for `address1`, no postal code, website, time zone or business id.
pub fn searched(contact: &Contact, state: &State, version: Version, cursor: Vec<Value>) -> Value {
    let mut shown = Shown::new();
    put(&mut shown, "id", Some(contact.id.as_str()));
    put(&mut shown, "locationId", Some(contact.location.as_str()));
    put(&mut shown, "firstName", contact.first_name.as_deref());
    put(&mut shown, "lastName", contact.last_name.as_deref());
    lower_names(&mut shown, contact);
    put(&mut shown, "companyName", contact.company_name.as_deref());
    let business = contact.business.and_then(|id| state.business(&id));
    put(&mut shown, "businessName", business.map(|business| &*business.name));
    put(&mut shown, "email", contact.email.as_deref());
    if let Some(valid) = contact.valid_email {
        shown.insert("validEmail".into(), valid.into());
    }
    put(&mut shown, "phone", contact.phone.as_deref());
    put(&mut shown, "address", contact.address1.as_deref());
    shut(&mut shown, contact, version);
    common(&mut shown, contact);
    shown.insert("additionalEmails".into(), additional_emails(contact));
    shown.insert("additionalPhones".into(), additional_phones(contact));
    shown.insert("followers".into(), texts(&contact.followers));
    let opportunities = state.opportunities().of(&contact.id).map(crate::opportunities::brief);
    shown.insert("opportunities".into(), opportunities.collect());
    shown.insert("searchAfter".into(), Value::Array(cursor));
    Value::Object(shown)
}

/// What every form has.
fn common(shown: &mut Shown, contact: &Contact) {
    put(shown, "type", Some(contact.kind.as_str()));
    put(shown, "source", contact.source.as_deref());
    put(shown, "assignedTo", contact.assigned_to.as_deref());
    put(shown, "city", contact.city.as_deref());
    put(shown, "state", contact.state.as_deref());
    put(shown, "country", contact.country.as_deref());
    put(shown, "dateOfBirth", contact.date_of_birth.map(birthday).as_deref());
    put(shown, "dateAdded", Some(&contact.added.to_string()));
    put(shown, "dateUpdated", Some(&contact.updated.to_string()));
    shown.insert("tags".into(), texts(&contact.tags));
    shown.insert("customFields".into(), custom_fields(&contact.custom_fields));
}

fn shut(shown: &mut Shown, contact: &Contact, version: Version) {
    shown.insert("dnd".into(), contact.dnd.into());
    if !contact.dnd_settings.is_empty() {
        shown.insert("dndSettings".into(), dnd_settings(&contact.dnd_settings, dnd::key(version)));
    }
}

fn lower_names(shown: &mut Shown, contact: &Contact) {
    put(shown, "firstNameLowerCase", lower(contact.first_name.as_deref()).as_deref());
    put(shown, "lastNameLowerCase", lower(contact.last_name.as_deref()).as_deref());
}

fn lower(text: Option<&str>) -> Option<String> {
    text.map(str::to_lowercase)
}
