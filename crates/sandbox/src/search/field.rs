//! What a contact has in each field that can be filtered and sorted by.

use highlevel::answering::search::{Column, Held, Own, Sort, dnd_channel, texts};

use crate::world::State;
use crate::world::id::{ContactId, CustomFieldId, LocationId};
use crate::world::record::{Channel, Contact, FieldValue};

/// What fields are looked up in: the world, and the location whose custom fields count.
pub(crate) type Around<'a> = (&'a State, &'a LocationId);

/// A field of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// One of the fields every contact has.
    Own(Own),
    /// A channel's status.
    Dnd(Channel),
    /// A custom field by its id.
    Custom(CustomFieldId),
}

impl Column for Field {
    type Record = Contact;
    type Id = ContactId;
    type Around<'a> = Around<'a>;
    const NOUN: &'static str = "contact";

    fn parse(name: &str, around: Around<'_>) -> Option<Self> {
        Self::find(name, around)
    }

    fn is_added(&self) -> bool {
        *self == Self::Own(Own::DateAdded)
    }

    fn sort(&self) -> Sort {
        match self {
            Self::Own(own) => own.sort(),
            Self::Dnd(_) => Sort::Text,
            Self::Custom(_) => Sort::Any,
        }
    }

    fn of(&self, contact: &Contact, (state, _): Around<'_>) -> Held {
        match self {
            Self::Own(field) => own(*field, contact, state),
            Self::Dnd(channel) => {
                let setting = contact.dnd_settings.get(channel);
                texts(setting.map(|setting| setting.status.as_str()))
            }
            Self::Custom(id) => {
                let kept = contact.custom_fields.iter().find(|kept| kept.id == *id);
                kept.map_or(Held::Texts(Vec::new()), |kept| custom(&kept.value))
            }
        }
    }

    fn id(text: &str) -> Option<ContactId> {
        ContactId::parse(text)
    }

    fn born(contact: &Contact) -> (i64, ContactId) {
        (contact.added.millis(), contact.id)
    }
}

impl Field {
    fn find(name: &str, (state, location): Around<'_>) -> Option<Self> {
        if let Some(id) = name.strip_prefix("customFields.") {
            let field = state.custom_field(&CustomFieldId::parse(id)?)?;
            return (field.location == *location).then_some(Self::Custom(field.id));
        }
        match dnd_channel(name) {
            Some("Email") => Some(Self::Dnd(Channel::Email)),
            Some("SMS") => Some(Self::Dnd(Channel::Sms)),
            Some(_) => Some(Self::Dnd(Channel::Call)),
            None => Own::parse(name).map(Self::Own),
        }
    }
}

/// What a contact has in a field that every contact has.
fn own(field: Own, contact: &Contact, state: &State) -> Held {
    let business = || contact.business.and_then(|id| state.business(&id));
    match field {
        Own::Dnd => Held::Flag(Some(contact.dnd)),
        Own::ValidEmail => Held::Flag(contact.valid_email),
        Own::DateAdded => Held::Time(Some(contact.added.millis())),
        Own::DateUpdated => Held::Time(Some(contact.updated.millis())),
        Own::LastActivity => Held::Time(contact.last_activity.map(|at| at.millis())),
        Own::DateOfBirth => Held::Time(contact.date_of_birth.and_then(midnight)),
        Own::Followers => texts(contact.followers.iter().map(|one| &**one)),
        Own::Tags => texts(contact.tags.iter().map(|one| &**one)),
        Own::ContactName => texts(contact.full_name().as_deref()),
        Own::BusinessName => texts(business().map(|business| &*business.name)),
        Own::Kind => texts(Some(contact.kind.as_str())),
        Own::Id => texts(Some(contact.id.as_str())),
        Own::BusinessId => texts(contact.business.as_ref().map(|id| id.as_str())),
        Own::InboundDnd => {
            let inbound = contact.inbound_dnd.as_ref();
            texts(inbound.map(|inbound| if inbound.active { "active" } else { "inactive" }))
        }
        plain => texts(text(plain, contact)),
    }
}

fn text(field: Own, contact: &Contact) -> Option<&str> {
    match field {
        Own::FirstName => contact.first_name.as_deref(),
        Own::LastName => contact.last_name.as_deref(),
        Own::Email => contact.email.as_deref(),
        Own::Phone => contact.phone.as_deref(),
        Own::CompanyName => contact.company_name.as_deref(),
        Own::Address => contact.address1.as_deref(),
        Own::City => contact.city.as_deref(),
        Own::State => contact.state.as_deref(),
        Own::Country => contact.country.as_deref(),
        Own::PostalCode => contact.postal_code.as_deref(),
        Own::Website => contact.website.as_deref(),
        Own::Source => contact.source.as_deref(),
        Own::Timezone => contact.timezone.as_deref(),
        Own::AssignedTo => contact.assigned_to.as_deref(),
        _ => None,
    }
}

fn midnight(date: jiff::civil::Date) -> Option<i64> {
    date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_millisecond())
}

/// What a custom field holds.
pub(crate) fn custom(value: &FieldValue) -> Held {
    match value {
        FieldValue::Number(number) => Held::Number(number.as_f64().unwrap_or_default()),
        FieldValue::Text(text) => texts(Some(&**text)),
        FieldValue::List(list) => texts(list.iter().map(|one| &**one)),
        FieldValue::Object(value) => Held::Texts(vec![value.to_string()]),
    }
}
