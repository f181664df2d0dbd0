//! The fields of a token request, however they are written.
//!
//! Promise: form or JSON, snake case or camel case, all mean the same. HighLevel's own clients use all four.

use std::collections::HashMap;

use axum::body::Bytes;
use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::Value;

/// The fields of a request, under their snake-case names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(HashMap<String, String>);

impl Fields {
    /// Reads a body; what cannot be read has no fields.
    pub(crate) fn read(headers: &HeaderMap, body: &Bytes) -> Self {
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let looks_like_json = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let pairs = if kind.contains("json") || looks_like_json { json(body) } else { form(body) };
        Self(pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The field of that snake-case name, if it was sent and is not empty.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

fn form(body: &Bytes) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).map(|(name, value)| (snake(&name), value.into_owned())).collect()
}

fn json(body: &Bytes) -> Vec<(String, String)> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else { return Vec::new() };
    members
        .into_iter()
        .filter_map(|(name, value)| match value {
            Value::String(text) => Some((snake(&name), text)),
            Value::Null => None,
            other => Some((snake(&name), other.to_string())),
        })
        .collect()
}

fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &str, body: &str) -> Fields {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, kind.parse().unwrap());
        Fields::read(&headers, &Bytes::copy_from_slice(body.as_bytes()))
    }

    #[test]
    fn form_and_json_in_either_spelling_say_the_same() {
        let all = [
            read("application/x-www-form-urlencoded", "client_id=a&grant_type=b"),
            read("application/x-www-form-urlencoded", "clientId=a&grantType=b"),
            read("application/json", r#"{"client_id":"a","grant_type":"b"}"#),
            read("application/json", r#"{"clientId":"a","grantType":"b"}"#),
        ];

        assert!(all.iter().all(|fields| *fields == all[0]));
        assert_eq!(all[0].find("client_id"), Some("a"));
    }

    #[test]
    fn an_empty_field_is_a_missing_one() {
        assert_eq!(read("application/x-www-form-urlencoded", "code=").find("code"), None);
    }
}
