//! The settings of the steps that are our own.

use highlevel::operation::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Given, Step};
use crate::record::Kind;

/// What is looked for in the mirror.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Find {
    /// Of which kind.
    pub kind: Kind,
    /// Fields and the values they must have; texts may hold pills.
    #[serde(rename = "where", default, skip_serializing_if = "Map::is_empty")]
    pub matching: Given,
    /// How many at most.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub at_most: u32,
}

/// The same for each of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForEach {
    /// The list, as an expression.
    #[serde(rename = "in")]
    pub list: String,
    /// How many at most; a longer list is refused.
    #[serde(default = "hundred")]
    pub at_most: u32,
    /// What is done with each.
    pub steps: Vec<Step>,
}

/// A request to any address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// How.
    #[serde(default, skip_serializing_if = "is_get")]
    pub method: HttpMethod,
    /// Where; may hold pills.
    pub url: String,
    /// The name of stored credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// Headers; may hold pills.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Given,
    /// What is sent as JSON; may hold pills.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub body: Value,
    /// Outputs by name, each an expression that sees `answer`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub keep: Map<String, Value>,
}

/// How an address is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "HTTP's own words")]
pub enum HttpMethod {
    #[default]
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl HttpMethod {
    /// The method as HTTP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => Method::Get.as_str(),
            Self::Post => Method::Post.as_str(),
            Self::Put => Method::Put.as_str(),
            Self::Patch => Method::Patch.as_str(),
            Self::Delete => Method::Delete.as_str(),
        }
    }
}

/// An e-mail, sent by our own server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// To whom; may hold pills.
    pub to: String,
    /// What it is about; may hold pills.
    pub subject: String,
    /// What it says; may hold pills.
    pub text: String,
}

/// A message into a chat that takes Slack's webhooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The name of the stored address.
    pub to: String,
    /// What it says; may hold pills.
    pub text: String,
}

/// A signed message to any address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Where; may hold pills.
    pub url: String,
    /// The name of the stored secret it is signed with; none is the automation's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// What is sent as JSON; may hold pills.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub body: Value,
}

/// The start of another automation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Its name.
    pub automation: String,
    /// What it is given as `trigger`; may hold pills.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub with: Given,
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_one(number: &u32) -> bool {
    *number == 1
}

const fn hundred() -> u32 {
    100
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_get(method: &HttpMethod) -> bool {
    *method == HttpMethod::Get
}
