//! A contact in the four forms HighLevel shows it in.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::parts::{AdditionalEmails, AdditionalPhones, DndSettings, Form, Inbound, birthday, written};
use crate::contacts::dnd;
use crate::door::Version;
use crate::world::State;
use crate::world::record::Contact;

/// The form of `GET`, `PUT` and upsert: names as typed, lower-cased copies beside them.
#[derive(Clone, Copy, Debug)]
pub struct Single<'c> {
    /// The contact.
    pub contact: &'c Contact,
    /// The caller's spelling.
    pub version: Version,
}

impl Serialize for Single<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        written(to, |form| self.fill(form))
    }
}

impl Single<'_> {
    fn fill<M: SerializeMap>(&self, form: &mut Form<M>) {
        let contact = self.contact;
        let name = contact.full_name();
        form.set("id", contact.id);
        form.put("name", name.as_deref());
        form.set("locationId", contact.location);
        form.put("firstName", contact.first_name.as_deref());
        form.put("lastName", contact.last_name.as_deref());
        form.put("gender", contact.gender.as_deref());
        form.put("email", contact.email.as_deref());
        form.put("emailLowerCase", lower(contact.email.as_deref()));
        form.put("timezone", contact.timezone.as_deref());
        form.put("companyName", contact.company_name.as_deref());
        form.put("phone", contact.phone.as_deref());
        shut(form, contact, self.version);
        form.put("inboundDndSettings", contact.inbound_dnd.as_deref().map(Inbound));
        common(form, contact);
        place(form, contact);
        lower_names(form, contact);
        form.put("fullNameLowerCase", lower(name.as_deref()));
        form.put("lastActivity", contact.last_activity.map(|at| at.shown()));
        form.put("businessId", contact.business);
        form.put("attributionSource", contact.attribution.as_ref());
        form.put("lastAttributionSource", contact.last_attribution.as_ref());
        form.set("additionalEmails", AdditionalEmails(contact));
        let phones = !contact.additional_phones.is_empty();
        form.put("additionalPhones", phones.then_some(AdditionalPhones(contact)));
        form.put("followers", (!contact.followers.is_empty()).then_some(&contact.followers));
    }
}

/// The form a create answers with: a few members nobody else shows.
#[derive(Clone, Copy, Debug)]
pub struct Created<'c>(pub Single<'c>);

impl Serialize for Created<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        const NONE: [(); 0] = [];
        let contact = self.0.contact;
        written(to, |form| {
            self.0.fill(form);
            form.set("deleted", false);
            form.set("bounceEmail", contact.bounce_email);
            form.set("unsubscribeEmail", contact.unsubscribe_email);
            form.put("birthMonth", contact.date_of_birth.map(|born| born.month()));
            form.put("birthDay", contact.date_of_birth.map(|born| born.day()));
            form.set("offers", NONE);
            form.set("products", NONE);
        })
    }
}

/// The form of the list: names lower-cased, the typed ones under `…Raw`.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'c, P> {
    /// The contact.
    pub contact: &'c Contact,
    /// The caller's spelling.
    pub version: Version,
    /// Where a page after it starts.
    pub start_after: P,
}

impl<P: Serialize> Serialize for Listed<'_, P> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let contact = self.contact;
        written(to, |form| {
            form.set("id", contact.id);
            form.set("locationId", contact.location);
            form.put("contactName", lower(contact.full_name().as_deref()));
            form.put("firstName", lower(contact.first_name.as_deref()));
            form.put("lastName", lower(contact.last_name.as_deref()));
            form.put("firstNameRaw", contact.first_name.as_deref());
            form.put("lastNameRaw", contact.last_name.as_deref());
            form.put("companyName", contact.company_name.as_deref());
            form.put("email", contact.email.as_deref());
            form.put("phone", contact.phone.as_deref());
            form.put("timezone", contact.timezone.as_deref());
            shut(form, contact, self.version);
            common(form, contact);
            place(form, contact);
            form.put("businessId", contact.business);
            form.set("followers", &contact.followers);
            form.set("additionalEmails", AdditionalEmails(contact));
            let found = contact.attribution.iter().chain(&contact.last_attribution);
            form.set("attributions", found.collect::<Vec<_>>());
            form.set("startAfter", &self.start_after);
        })
    }
}

/// The form of the search: `address` for `address1`, no postal code, website, time zone or business id.
#[derive(Clone, Copy, Debug)]
pub struct Searched<'s, P> {
    /// The contact.
    pub contact: &'s Contact,
    /// The world it is of.
    pub state: &'s State,
    /// The caller's spelling.
    pub version: Version,
    /// Where a page after it starts.
    pub search_after: P,
}

impl<P: Serialize> Serialize for Searched<'_, P> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { contact, state, .. } = *self;
        written(to, |form| {
            form.set("id", contact.id);
            form.set("locationId", contact.location);
            form.put("firstName", contact.first_name.as_deref());
            form.put("lastName", contact.last_name.as_deref());
            lower_names(form, contact);
            form.put("companyName", contact.company_name.as_deref());
            let business = contact.business.and_then(|id| state.business(&id));
            form.put("businessName", business.map(|business| &business.name));
            form.put("email", contact.email.as_deref());
            form.put("validEmail", contact.valid_email);
            form.put("phone", contact.phone.as_deref());
            form.put("address", contact.address1.as_deref());
            shut(form, contact, self.version);
            common(form, contact);
            form.set("additionalEmails", AdditionalEmails(contact));
            form.set("additionalPhones", AdditionalPhones(contact));
            form.set("followers", &contact.followers);
            let opportunities = state.opportunities().of(&contact.id).map(crate::opportunities::brief);
            form.set("opportunities", opportunities.collect::<Vec<_>>());
            form.set("searchAfter", &self.search_after);
        })
    }
}

/// What every form has. Custom fields are `[{id, value}]`, as they are kept: no key, on purpose.
fn common<M: SerializeMap>(form: &mut Form<M>, contact: &Contact) {
    form.set("type", contact.kind);
    form.put("source", contact.source.as_deref());
    form.put("assignedTo", contact.assigned_to.as_deref());
    form.put("city", contact.city.as_deref());
    form.put("state", contact.state.as_deref());
    form.put("country", contact.country.as_deref());
    form.put("dateOfBirth", contact.date_of_birth.map(birthday));
    form.set("dateAdded", contact.added.shown());
    form.set("dateUpdated", contact.updated.shown());
    form.set("tags", &contact.tags);
    form.set("customFields", &contact.custom_fields);
}

/// What the search leaves out.
fn place<M: SerializeMap>(form: &mut Form<M>, contact: &Contact) {
    form.put("address1", contact.address1.as_deref());
    form.put("postalCode", contact.postal_code.as_deref());
    form.put("website", contact.website.as_deref());
}

fn shut<M: SerializeMap>(form: &mut Form<M>, contact: &Contact, version: Version) {
    form.set("dnd", contact.dnd);
    let settings = DndSettings { settings: &contact.dnd_settings, spell: dnd::key(version) };
    form.put("dndSettings", (!contact.dnd_settings.is_empty()).then_some(settings));
}

fn lower_names<M: SerializeMap>(form: &mut Form<M>, contact: &Contact) {
    form.put("firstNameLowerCase", lower(contact.first_name.as_deref()));
    form.put("lastNameLowerCase", lower(contact.last_name.as_deref()));
}

fn lower(text: Option<&str>) -> Option<String> {
    text.map(str::to_lowercase)
}
