//! The fields that can be filtered and sorted by.
//!
//! Here: the one table of contact fields, and what a searchable record has to say of itself. Not here: any record.

use std::fmt::Debug;

/// Fields of one kind of record, for filters and orders over it.
pub trait Column: Clone + Debug + PartialEq {
    /// The kind of record.
    type Record: ?Sized;
    /// Its id.
    type Id: Clone + Debug + Ord + AsRef<str>;
    /// What fields are looked up in, such as the location's custom fields.
    type Around<'a>: Copy;
    /// What a refusal calls it.
    const NOUN: &'static str;

    /// The field HighLevel calls `name`.
    fn parse(name: &str, around: Self::Around<'_>) -> Option<Self>;
    /// Whether it says when a record was made.
    fn is_added(&self) -> bool;
    /// What it can hold.
    fn sort(&self) -> Sort;
    /// What a record has in it.
    fn of(&self, record: &Self::Record, around: Self::Around<'_>) -> Held;
    /// The id that `text` spells.
    fn id(text: &str) -> Option<Self::Id>;
    /// A record's birth in milliseconds, and its id.
    fn born(record: &Self::Record) -> (i64, Self::Id);
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
            /// The field of this name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }

            /// HighLevel's name for it in searches.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it can hold.
            #[must_use]
            pub const fn sort(self) -> Sort {
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

/// What a record has in a field.
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
    #[must_use]
    pub fn exists(&self) -> bool {
        match self {
            Self::Texts(texts) => !texts.is_empty(),
            Self::Flag(flag) => flag.is_some(),
            Self::Time(time) => time.is_some(),
            Self::Number(_) => true,
        }
    }
}

/// The channel of a field such as `dndSettings.SMS.status`, where it can be asked for.
#[must_use]
pub fn dnd_channel(name: &str) -> Option<&'static str> {
    match name {
        "dndSettings.Email.status" => Some("Email"),
        "dndSettings.SMS.status" => Some("SMS"),
        "dndSettings.Call.status" => Some("Call"),
        _ => None,
    }
}

/// Texts, lower-cased.
pub fn texts<'t>(given: impl IntoIterator<Item = &'t str>) -> Held {
    Held::Texts(given.into_iter().map(str::to_lowercase).collect())
}
