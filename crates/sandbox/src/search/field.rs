//! The one table of fields that can be filtered and sorted by.

use std::fmt::Debug;

use crate::world::id::{ContactId, CustomFieldId, LocationId};
use crate::world::record::{Channel, Contact, FieldValue};
use crate::world::{Moment, State};

/// Fields of one kind of record, for filters and orders over it.
pub trait Column: Copy + Debug + PartialEq {
    /// The kind of record.
    type Record;
    /// Its id.
    type Id: Copy + Debug + Ord + AsRef<str>;
    /// What a refusal calls it.
    const NOUN: &'static str;
    /// The field that says when a record was made.
    const ADDED: Self;

    /// The field HighLevel calls `name`.
    fn parse(name: &str, state: &State, location: &LocationId) -> Option<Self>;
    /// What it can hold.
    fn sort(self) -> Sort;
    /// What a record has in it.
    fn of(self, record: &Self::Record, state: &State) -> Held;
    /// The id that `text` spells.
    fn id(text: &str) -> Option<Self::Id>;
    /// A record's id and birth.
    fn born(record: &Self::Record) -> (Moment, Self::Id);
}

impl Column for Field {
    type Record = Contact;
    type Id = ContactId;
    const NOUN: &'static str = "contact";
    const ADDED: Self = Self::Own(Own::DateAdded);

    fn parse(name: &str, state: &State, location: &LocationId) -> Option<Self> {
        Self::parse(name, state, location)
    }

    fn sort(self) -> Sort {
        Self::sort(self)
    }

    fn of(self, contact: &Contact, state: &State) -> Held {
        Self::of(self, contact, state)
    }

    fn id(text: &str) -> Option<ContactId> {
        ContactId::parse(text)
    }

    fn born(contact: &Contact) -> (Moment, ContactId) {
        (contact.added, contact.id)
    }
}

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

/// What a field can hold, which decides what it can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Text, several of them perhaps.
    Text,
    /// True or false.
    Flag,
    /// A point in time, in milliseconds.
    Time,
    /// A number.
    Number,
    /// Anything: a custom field.
    Any,
}

macro_rules! own_fields {
    ($($name:ident $text:literal $sort:ident;)*) => {
        /// The fields every contact has, by HighLevel's names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the names say it all")]
        pub enum Own { $($name,)* }

        impl Own {
            fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }

            fn sort(self) -> Sort {
                match self { $(Self::$name => Sort::$sort,)* }
            }
        }
    };
}

own_fields! {
    Id "id" Text;
    FirstName "firstNameLowerCase" Text;
    LastName "lastNameLowerCase" Text;
    ContactName "contactName" Text;
    Email "email" Text;
    Phone "phone" Text;
    CompanyName "companyName" Text;
    BusinessId "businessId" Text;
    BusinessName "businessName" Text;
    Address "address" Text;
    City "city" Text;
    State "state" Text;
    Country "country" Text;
    PostalCode "postalCode" Text;
    Website "website" Text;
    Source "source" Text;
    Kind "type" Text;
    Timezone "timezone" Text;
    Dnd "dnd" Flag;
    AssignedTo "assignedTo" Text;
    Followers "followers" Text;
    Tags "tags" Text;
    DateAdded "dateAdded" Time;
    DateUpdated "dateUpdated" Time;
    DateOfBirth "dateOfBirth" Time;
    LastActivity "lastActivity" Time;
    ValidEmail "validEmail" Flag;
    InboundDnd "inboundDndSettings.all.status" Text;
}

/// What a contact has in a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// Texts, lower-cased; none when the field is empty.
    Texts(Vec<String>),
    /// True or false.
    Flag(Option<bool>),
    /// Milliseconds.
    Time(Option<i64>),
    /// A number.
    Number(f64),
}

impl Held {
    /// Whether the field has anything.
    pub fn exists(&self) -> bool {
        match self {
            Self::Texts(texts) => !texts.is_empty(),
            Self::Flag(flag) => flag.is_some(),
            Self::Time(time) => time.is_some(),
            Self::Number(_) => true,
        }
    }
}

impl Field {
    /// The field HighLevel calls `name`. Custom fields go by id and must be the location's.
    pub fn parse(name: &str, state: &State, location: &LocationId) -> Option<Self> {
        if let Some(id) = name.strip_prefix("customFields.") {
            let field = state.custom_field(&CustomFieldId::parse(id)?)?;
            return (field.location == *location).then_some(Self::Custom(field.id));
        }
        match name {
            "dndSettings.Email.status" => Some(Self::Dnd(Channel::Email)),
            "dndSettings.SMS.status" => Some(Self::Dnd(Channel::Sms)),
            "dndSettings.Call.status" => Some(Self::Dnd(Channel::Call)),
            own => Own::parse(own).map(Self::Own),
        }
    }

    /// What it can hold.
    pub fn sort(self) -> Sort {
        match self {
            Self::Own(own) => own.sort(),
            Self::Dnd(_) => Sort::Text,
            Self::Custom(_) => Sort::Any,
        }
    }

    /// What `contact` has in it.
    pub fn of(self, contact: &Contact, state: &State) -> Held {
        match self {
            Self::Own(own) => own.of(contact, state),
            Self::Dnd(channel) => {
                let setting = contact.dnd_settings.get(&channel);
                texts(setting.map(|setting| setting.status.as_str()))
            }
            Self::Custom(id) => {
                let kept = contact.custom_fields.iter().find(|kept| kept.id == id);
                kept.map_or(Held::Texts(Vec::new()), |kept| custom(&kept.value))
            }
        }
    }
}

impl Own {
    fn of(self, contact: &Contact, state: &State) -> Held {
        let business = || contact.business.and_then(|id| state.business(&id));
        match self {
            Self::Dnd => Held::Flag(Some(contact.dnd)),
            Self::ValidEmail => Held::Flag(contact.valid_email),
            Self::DateAdded => Held::Time(Some(contact.added.millis())),
            Self::DateUpdated => Held::Time(Some(contact.updated.millis())),
            Self::LastActivity => Held::Time(contact.last_activity.map(|at| at.millis())),
            Self::DateOfBirth => Held::Time(contact.date_of_birth.and_then(midnight)),
            Self::Followers => texts(contact.followers.iter().map(|one| &**one)),
            Self::Tags => texts(contact.tags.iter().map(|one| &**one)),
            Self::ContactName => texts(contact.full_name().as_deref()),
            Self::BusinessName => texts(business().map(|business| &*business.name)),
            Self::Kind => texts(Some(contact.kind.as_str())),
            Self::Id => texts(Some(contact.id.as_str())),
            Self::BusinessId => texts(contact.business.as_ref().map(|id| id.as_str())),
            Self::InboundDnd => {
                let inbound = contact.inbound_dnd.as_ref();
                texts(inbound.map(|inbound| if inbound.active { "active" } else { "inactive" }))
            }
            plain => texts(plain.text(contact)),
        }
    }

    fn text(self, contact: &Contact) -> Option<&str> {
        let text = match self {
            Self::FirstName => &contact.first_name,
            Self::LastName => &contact.last_name,
            Self::Email => &contact.email,
            Self::Phone => &contact.phone,
            Self::CompanyName => &contact.company_name,
            Self::Address => &contact.address1,
            Self::City => &contact.city,
            Self::State => &contact.state,
            Self::Country => &contact.country,
            Self::PostalCode => &contact.postal_code,
            Self::Website => &contact.website,
            Self::Source => &contact.source,
            Self::Timezone => &contact.timezone,
            Self::AssignedTo => &contact.assigned_to,
            _ => &None,
        };
        text.as_deref()
    }
}

fn midnight(date: jiff::civil::Date) -> Option<i64> {
    date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_millisecond())
}

/// Texts, lower-cased.
pub(crate) fn texts<'t>(given: impl IntoIterator<Item = &'t str>) -> Held {
    Held::Texts(given.into_iter().map(str::to_lowercase).collect())
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
