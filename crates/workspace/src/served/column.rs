//! What a document of the mirror has in each field that a search can ask for.

use std::collections::HashSet;

use domain::record::{Doc, Kind, whole_only};
use highlevel::ContactId;
use highlevel::answering::search::{Column, Held, Own, Sort, dnd_channel, texts};
use serde_json::Value;

use super::show::full_name;

/// What fields are looked up in: the ids of the location's custom fields.
pub(super) type Around<'a> = &'a HashSet<String>;

/// A field of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// One of the fields every contact has.
    Own(Own),
    /// A channel's status.
    Dnd(&'static str),
    /// A custom field by its id.
    Custom(String),
}

impl Field {
    /// Whether only the contact by its id tells what is in it.
    pub(super) fn is_whole_only(&self) -> bool {
        match self {
            Self::Own(Own::InboundDnd) | Self::Dnd(_) => true,
            Self::Own(own) => whole_only(Kind::Contact).contains(&own.as_str()),
            Self::Custom(_) => false,
        }
    }

    /// Whether only the search itself tells what is in it.
    pub(super) fn is_listed_only(&self) -> bool {
        matches!(self, Self::Own(Own::ValidEmail | Own::BusinessName))
    }
}

impl Column for Field {
    type Record = Doc;
    type Id = Id;
    type Around<'a> = Around<'a>;
    const NOUN: &'static str = "contact";

    fn parse(name: &str, fields: Around<'_>) -> Option<Self> {
        if let Some(id) = name.strip_prefix("customFields.") {
            return fields.contains(id).then(|| Self::Custom(id.to_owned()));
        }
        dnd_channel(name).map(Self::Dnd).or_else(|| Own::parse(name).map(Self::Own))
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

    fn of(&self, doc: &Doc, _: Around<'_>) -> Held {
        match self {
            Self::Own(field) => own(*field, doc),
            Self::Dnd(channel) => texts(at(doc, &["dndSettings", channel, "status"]).and_then(Value::as_str)),
            Self::Custom(id) => custom(doc, id),
        }
    }

    fn id(text: &str) -> Option<Id> {
        ContactId::new(text).ok().map(Id)
    }

    fn born(doc: &Doc) -> (i64, Id) {
        let at = doc.time("dateAdded").map_or(0, jiff::Timestamp::as_millisecond);
        (at, Id(ContactId::new(doc.text("id").unwrap_or("?")).expect("the text is not empty")))
    }
}

/// A contact's id, in the order in which ids are sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(pub(super) ContactId);

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        self.0.as_str()
    }
}

fn own(field: Own, doc: &Doc) -> Held {
    match field {
        Own::Dnd => Held::Flag(Some(doc.flag("dnd").unwrap_or_default())),
        Own::ValidEmail => Held::Flag(doc.flag("validEmail")),
        Own::DateAdded | Own::DateUpdated | Own::DateOfBirth | Own::LastActivity => {
            Held::Time(doc.time(field.as_str()).map(jiff::Timestamp::as_millisecond))
        }
        Own::Followers | Own::Tags => texts(doc.texts(field.as_str())),
        Own::ContactName => texts(full_name(doc).as_deref()),
        Own::FirstName => texts(doc.text("firstName")),
        Own::LastName => texts(doc.text("lastName")),
        Own::Address => texts(doc.text("address1")),
        Own::InboundDnd => texts(at(doc, &["inboundDndSettings", "all", "status"]).and_then(Value::as_str)),
        plain => texts(doc.text(plain.as_str())),
    }
}

fn at<'d>(doc: &'d Doc, path: &[&str]) -> Option<&'d Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(doc.get(first)?, |value, name| value.get(*name))
}

fn custom(doc: &Doc, id: &str) -> Held {
    let fields = doc.get("customFields").and_then(Value::as_array).into_iter().flatten();
    let kept = fields.into_iter().find(|field| field.get("id").and_then(Value::as_str) == Some(id));
    match kept.and_then(|field| field.get("value")) {
        None => Held::Texts(Vec::new()),
        Some(Value::Number(number)) => Held::Number(number.as_f64().unwrap_or_default()),
        Some(Value::String(text)) => texts(Some(text.as_str())),
        Some(Value::Array(list)) => texts(list.iter().filter_map(Value::as_str)),
        Some(other) => Held::Texts(vec![other.to_string()]),
    }
}
