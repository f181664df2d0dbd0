//! One row of the table.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::scope::Scope;
use crate::version::Version;

/// One thing HighLevel can be asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// The part of the API it belongs to.
    pub app: App,
    /// HighLevel's id, unique in the table. A few are odd: `create-association` changes tags in bulk.
    pub id: &'static str,
    /// A short title, ours.
    pub title: &'static str,
    /// One sentence, ours.
    pub description: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with `{names}` for its parameters. Trailing slashes belong to it.
    pub path: &'static str,
    /// The `Version` header; the token endpoint takes none.
    pub version: Option<Version>,
    /// Scopes the token needs. Where the published description is silent, those of its list sibling.
    pub scopes: &'static [Scope],
    /// The kind of token it takes.
    pub token: Token,
    /// Parameters in the path.
    pub path_params: &'static [Param],
    /// Parameters in the query.
    pub query: &'static [Param],
    /// What the request carries.
    pub body: Body,
    /// Where the answer keeps what was asked for.
    pub answer: Answer,
    /// The status of success. Take any 2xx: the published number is not always the live one.
    pub status: u16,
    /// Calls it costs.
    pub cost: u32,
    /// Whether HighLevel would rather we used another.
    pub deprecated: bool,
}

impl Operation {
    pub(super) const fn new(app: App, id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            app,
            id,
            title: "",
            description: "",
            method,
            path,
            version: Some(Version::V2021_07_28),
            scopes: &[],
            token: Token::Location,
            path_params: &[],
            query: &[],
            body: Body::None,
            answer: Answer::Whole,
            status: 200,
            cost: 1,
            deprecated: false,
        }
    }

    pub(super) const fn says(mut self, title: &'static str, description: &'static str) -> Self {
        self.title = title;
        self.description = description;
        self
    }

    pub(super) const fn version(mut self, version: Option<Version>) -> Self {
        self.version = version;
        self
    }

    pub(super) const fn scopes(mut self, scopes: &'static [Scope]) -> Self {
        self.scopes = scopes;
        self
    }

    pub(super) const fn token(mut self, token: Token) -> Self {
        self.token = token;
        self
    }

    pub(super) const fn path_params(mut self, params: &'static [Param]) -> Self {
        self.path_params = params;
        self
    }

    pub(super) const fn query(mut self, params: &'static [Param]) -> Self {
        self.query = params;
        self
    }

    pub(super) const fn body(mut self, fields: &'static [Param]) -> Self {
        self.body = Body::Json(fields);
        self
    }

    pub(super) const fn form(mut self, fields: &'static [Param]) -> Self {
        self.body = Body::Form(fields);
        self
    }

    pub(super) const fn answers(mut self, status: u16, answer: Answer) -> Self {
        self.status = status;
        self.answer = answer;
        self
    }

    pub(super) const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    /// Whether it changes anything. Searches are `POST` and read all the same.
    #[must_use]
    pub fn is_write(&self) -> bool {
        self.method != Method::Get && !self.path.ends_with("/search") && self.app != App::Oauth
    }

    /// The fields of its body.
    #[must_use]
    pub const fn body_fields(&self) -> &'static [Param] {
        match self.body {
            Body::None => &[],
            Body::Json(fields) | Body::Form(fields) => fields,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// A part of HighLevel's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum App {
    /// Contacts with their tasks, notes, tags and followers.
    Contacts,
    /// Locations with their tags, custom fields and values.
    Locations,
    /// Users.
    Users,
    /// Calendars and appointments.
    Calendars,
    /// Opportunities and pipelines.
    Opportunities,
    /// Conversations and messages.
    Conversations,
    /// Businesses.
    Businesses,
    /// Campaigns.
    Campaigns,
    /// Workflows.
    Workflows,
    /// Tokens and installations.
    Oauth,
}

impl App {
    /// Every app of the table.
    pub const ALL: [Self; 10] = [
        Self::Contacts,
        Self::Locations,
        Self::Users,
        Self::Calendars,
        Self::Opportunities,
        Self::Conversations,
        Self::Businesses,
        Self::Campaigns,
        Self::Workflows,
        Self::Oauth,
    ];

    /// HighLevel's name for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Locations => "locations",
            Self::Users => "users",
            Self::Calendars => "calendars",
            Self::Opportunities => "opportunities",
            Self::Conversations => "conversations",
            Self::Businesses => "businesses",
            Self::Campaigns => "campaigns",
            Self::Workflows => "workflows",
            Self::Oauth => "oauth",
        }
    }
}

/// An HTTP method of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`; some carry a body.
    Delete,
}

impl Method {
    /// The method as HTTP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Text that is no method of the API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a method of the API")]
pub struct UnknownMethod(String);

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(text: &str) -> Result<Self, UnknownMethod> {
        [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete]
            .into_iter()
            .find(|method| method.as_str() == text)
            .ok_or_else(|| UnknownMethod(text.to_owned()))
    }
}

/// The kind of token an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Token {
    /// None: the request carries its own secret.
    None,
    /// A location's, OAuth or private.
    Location,
    /// A location's or an agency's.
    Either,
    /// An agency's OAuth token; its private token is refused.
    AgencyOauth,
}

/// What a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "fields", rename_all = "snake_case")]
pub enum Body {
    /// Nothing.
    None,
    /// A JSON object. With no fields: an empty one.
    Json(&'static [Param]),
    /// A form.
    Form(&'static [Param]),
}

/// Where an answer keeps what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "member", rename_all = "snake_case")]
pub enum Answer {
    /// The whole body.
    Whole,
    /// One record under this member.
    One(&'static str),
    /// A list under this member.
    Many(&'static str),
    /// Nothing but a flag under this member.
    Flag(&'static str),
}

/// A parameter or a field of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Param {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether HighLevel insists on it.
    pub required: bool,
    /// Whether `null` says something: it takes away what is there.
    pub nullable: bool,
}

impl Param {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, nullable: false }
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) const fn or_null(mut self) -> Self {
        self.nullable = true;
        self
    }
}

pub(crate) const fn text(name: &'static str) -> Param {
    Param::new(name, Kind::Text)
}

pub(crate) const fn texts(name: &'static str) -> Param {
    Param::new(name, Kind::Texts)
}

pub(crate) const fn number(name: &'static str) -> Param {
    Param::new(name, Kind::Number)
}

pub(crate) const fn flag(name: &'static str) -> Param {
    Param::new(name, Kind::Flag)
}

pub(crate) const fn object(name: &'static str) -> Param {
    Param::new(name, Kind::Object)
}

pub(crate) const fn objects(name: &'static str) -> Param {
    Param::new(name, Kind::Objects)
}

pub(crate) const fn any(name: &'static str) -> Param {
    Param::new(name, Kind::Any)
}

pub(crate) const fn choice(name: &'static str, words: &'static [&'static str]) -> Param {
    Param::new(name, Kind::Choice(words))
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "words", rename_all = "snake_case")]
pub enum Kind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// An object.
    Object,
    /// Anything.
    Any,
    /// A list of texts.
    Texts,
    /// A list of objects.
    Objects,
    /// One of these words.
    Choice(&'static [&'static str]),
}
