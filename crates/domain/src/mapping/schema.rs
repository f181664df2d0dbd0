//! What the fields of one side are.

use std::fmt;

use highlevel::{CustomField, DataType};
use serde::{Deserialize, Serialize};

/// The name of a field on its side: HighLevel's own (`firstName`), a custom field by its key (`custom.roof_type`),
/// or whatever a file's column or a webhook's member is called. Never an id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldKey(String);

const CUSTOM: &str = "custom.";

impl FieldKey {
    /// A field by its name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// A custom field by HighLevel's key, such as `contact.roof_type`.
    pub fn custom(key: &str) -> Self {
        let key = key.split_once('.').map_or(key, |(_, key)| key);
        Self(format!("{CUSTOM}{key}"))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of a custom field without HighLevel's model before it.
    pub fn custom_key(&self) -> Option<&str> {
        self.0.strip_prefix(CUSTOM)
    }
}

impl fmt::Display for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "choices", rename_all = "snake_case")]
pub enum FieldType {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Yes or no.
    YesNo,
    /// A day.
    Date,
    /// A moment.
    Moment,
    /// One of these texts.
    OneOf(Vec<String>),
    /// Any of these texts.
    AnyOf(Vec<String>),
    /// A list of texts, such as tags.
    List,
    /// Somebody who works in HighLevel, by id.
    User,
    /// Files.
    Files,
}

impl FieldType {
    /// The type in words, with its article.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Phone => "a phone number",
            Self::Email => "an e-mail address",
            Self::YesNo => "yes or no",
            Self::Date => "a day",
            Self::Moment => "a day with its time",
            Self::OneOf(_) => "one of several choices",
            Self::AnyOf(_) => "several choices",
            Self::List => "a list",
            Self::User => "somebody of the team",
            Self::Files => "files",
        }
    }

    /// Whether it holds several values.
    pub const fn is_list(&self) -> bool {
        matches!(self, Self::AnyOf(_) | Self::List)
    }
}

/// Whether a value has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// It may be missing.
    #[default]
    Optional,
    /// Without it the record is refused.
    Required,
}

/// One field of a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name on its side.
    pub key: FieldKey,
    /// What people call it.
    pub label: String,
    /// What it holds.
    pub holds: FieldType,
    /// Whether a record of this side has to have it.
    pub need: Need,
    /// Whether nobody can write it.
    pub read_only: bool,
}

impl Field {
    /// A field that is optional and can be written.
    pub fn new(key: FieldKey, label: impl Into<String>, holds: FieldType) -> Self {
        Self { key, label: label.into(), holds, need: Need::Optional, read_only: false }
    }

    /// A custom field; none where HighLevel did not say its key.
    pub fn of_custom(field: &CustomField) -> Option<Self> {
        let key = field.field_key.as_deref()?;
        let holds = match field.data_type.as_ref() {
            Some(DataType::Numerical | DataType::Monetary) => FieldType::Number,
            Some(DataType::Phone) => FieldType::Phone,
            Some(DataType::Email) => FieldType::Email,
            Some(DataType::Date) => FieldType::Date,
            Some(DataType::SingleOptions | DataType::Radio) => FieldType::OneOf(choices(field)),
            Some(DataType::MultipleOptions | DataType::Checkbox) => FieldType::AnyOf(choices(field)),
            Some(DataType::FileUpload) => FieldType::Files,
            _ => FieldType::Text,
        };
        let label = field.name.clone().unwrap_or_else(|| key.to_owned());
        // A list of labelled texts has no value that one field elsewhere could hold.
        let read_only =
            matches!(field.data_type.as_ref(), Some(DataType::TextboxList | DataType::FileUpload));
        Some(Self { read_only, ..Self::new(FieldKey::custom(key), label, holds) })
    }
}

/// The choices; none where people may add their own, so that any text is one.
fn choices(field: &CustomField) -> Vec<String> {
    if field.is_allowed_custom_option == Some(true) { Vec::new() } else { field.choices() }
}

/// The fields of one side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schema(Vec<Field>);

impl Schema {
    /// A side with these fields.
    pub const fn new(fields: Vec<Field>) -> Self {
        Self(fields)
    }

    /// A contact of HighLevel: its own fields and the custom fields of its location.
    pub fn contact(custom: &[CustomField]) -> Self {
        let own = STANDARD.iter().map(|(key, label, holds)| {
            let read_only = matches!(*key, "dateAdded" | "dateUpdated");
            Field { read_only, ..Field::new(FieldKey::new(*key), *label, holds.clone()) }
        });
        Self(own.chain(custom.iter().filter_map(Field::of_custom)).collect())
    }

    /// The columns of a file: texts, as long as nobody says otherwise.
    pub fn columns<'c>(names: impl IntoIterator<Item = &'c str>) -> Self {
        let field = |name: &str| Field::new(FieldKey::new(name), name, FieldType::Text);
        Self(names.into_iter().map(field).collect())
    }

    /// The fields.
    pub fn fields(&self) -> &[Field] {
        &self.0
    }

    /// One field.
    pub fn find(&self, key: &FieldKey) -> Option<&Field> {
        self.0.iter().find(|field| field.key == *key)
    }
}

/// Both sides of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'s> {
    /// Where rows come from.
    pub source: &'s Schema,
    /// Where rows go to.
    pub target: &'s Schema,
}

/// HighLevel's own fields of a contact that can be aligned.
const STANDARD: &[(&str, &str, FieldType)] = &[
    ("firstName", "First name", FieldType::Text),
    ("lastName", "Last name", FieldType::Text),
    ("name", "Full name", FieldType::Text),
    ("email", "Email", FieldType::Email),
    ("phone", "Phone", FieldType::Phone),
    ("companyName", "Company", FieldType::Text),
    ("address1", "Street", FieldType::Text),
    ("city", "City", FieldType::Text),
    ("state", "State", FieldType::Text),
    ("postalCode", "Postal code", FieldType::Text),
    ("country", "Country", FieldType::Text),
    ("website", "Website", FieldType::Text),
    ("timezone", "Time zone", FieldType::Text),
    ("source", "Source", FieldType::Text),
    ("dateOfBirth", "Date of birth", FieldType::Date),
    ("gender", "Gender", FieldType::Text),
    ("tags", "Tags", FieldType::List),
    ("assignedTo", "Owner", FieldType::User),
    ("dnd", "Do not disturb", FieldType::YesNo),
    ("dateAdded", "Added", FieldType::Moment),
    ("dateUpdated", "Updated", FieldType::Moment),
];
