//! What a program asks, once the door has let it in.

use bytes::Bytes;
use highlevel::version::Spelling;
use highlevel::{Operation, Version};

/// One call of an operation.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which operation.
    pub operation: &'static Operation,
    /// What stands for each `{name}` of its path, decoded.
    pub names: Vec<(&'static str, String)>,
    /// The pairs of the query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The body as it came.
    pub body: Bytes,
    /// The version that was asked for.
    pub version: Version,
    /// Where this API is served, for addresses in answers: `http://host/highlevel`.
    pub base: String,
}

impl Asked {
    /// What stands for a name of the path.
    pub(super) fn name(&self, name: &str) -> &str {
        self.names.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// A member of the query. Of one given twice the last one counts; an empty one is none.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// How the caller spells.
    pub(super) fn spelling(&self) -> Spelling {
        self.version.spelling()
    }
}
