//! Laying a write over a contact.
//!
//! Here: which member ends up where. Not here: whether another contact is in the way (`one`).

use super::body::Given;
use super::input::Input;
use super::{custom, dnd};
use crate::answer::Refusal;
use crate::world::State;
use crate::world::record::Contact;

/// Lays `input` over `contact`. Members the write does not name stay.
pub(super) fn lay_over(contact: &mut Contact, input: &Input, state: &State) -> Result<(), Refusal> {
    let custom_fields = match &input.custom_fields {
        Given::Set(written) => {
            custom::lay_over(&contact.custom_fields, written, state, &contact.location, "contact")
        }
        Given::Null | Given::Absent => Ok(contact.custom_fields.clone()),
    };
    contact.custom_fields = custom_fields.map_err(Refusal::Invalid)?;
    if let Given::Set(settings) = &input.dnd_settings {
        contact.dnd_settings = dnd::merge(&contact.dnd_settings, settings.clone())?;
    }
    names(contact, input);
    texts(contact, input);
    match &input.date_of_birth {
        Given::Set(date) => contact.date_of_birth = Some(*date),
        Given::Null => contact.date_of_birth = None,
        Given::Absent => {}
    }
    if let Given::Set(dnd) = &input.dnd {
        contact.dnd = *dnd;
    }
    if let Given::Set(inbound) = &input.inbound_dnd {
        contact.inbound_dnd = Some(Box::new(inbound.clone()));
    }
    match &input.tags {
        Given::Set(tags) => contact.tags.clone_from(tags),
        Given::Null => contact.tags.clear(),
        Given::Absent => {}
    }
    Ok(())
}

/// First and last name win over the full one, which is split at its first blank.
fn names(contact: &mut Contact, input: &Input) {
    match &input.name {
        Given::Set(name) => {
            let (first, last) = name.trim().split_once(char::is_whitespace).unwrap_or((name.trim(), ""));
            contact.first_name = some(first);
            contact.last_name = some(last);
        }
        Given::Null => (contact.first_name, contact.last_name) = (None, None),
        Given::Absent => {}
    }
    text(&mut contact.first_name, &input.first_name);
    text(&mut contact.last_name, &input.last_name);
}

fn texts(contact: &mut Contact, input: &Input) {
    if let Given::Set(_) | Given::Null = &input.email {
        text(&mut contact.email, &input.email);
        contact.valid_email = None;
    }
    match &input.phone {
        Given::Set(phone) => contact.phone = Some(phone.clone()),
        Given::Null => contact.phone = None,
        Given::Absent => {}
    }
    text(&mut contact.company_name, &input.company_name);
    text(&mut contact.address1, &input.address1);
    text(&mut contact.city, &input.city);
    text(&mut contact.state, &input.state);
    text(&mut contact.postal_code, &input.postal_code);
    text(&mut contact.country, &input.country);
    text(&mut contact.website, &input.website);
    text(&mut contact.timezone, &input.timezone);
    text(&mut contact.source, &input.source);
    text(&mut contact.assigned_to, &input.assigned_to);
}

fn text<T: for<'t> From<&'t str>>(kept: &mut Option<T>, given: &Given<String>) {
    match given {
        Given::Set(text) => *kept = some(text),
        Given::Null => *kept = None,
        Given::Absent => {}
    }
}

fn some<T: for<'t> From<&'t str>>(text: &str) -> Option<T> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.into())
}
