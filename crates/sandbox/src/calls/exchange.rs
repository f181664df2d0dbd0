//! What was said in a call: headers and bodies of both sides, with tokens covered.

use axum::body::Bytes;
use http::HeaderMap;
use serde_json::{Map, Value, json};

/// How much of a body is held.
const BODY_KEPT: usize = 16 * 1024;
/// Members and headers whose values are covered.
const COVERED: [&str; 12] = [
    "authorization",
    "access_token",
    "accesstoken",
    "refresh_token",
    "refreshtoken",
    "client_secret",
    "clientsecret",
    "code",
    "authorizationcode",
    "cookie",
    "private_token",
    "token",
];

/// Both sides of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exchange {
    /// What the caller sent.
    pub asked: Side,
    /// What the sandbox sent.
    pub answered: Side,
}

/// What one side sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    headers: HeaderMap,
    body: Bytes,
    length: usize,
}

impl Side {
    /// Headers and the beginning of a body.
    pub(crate) fn of(headers: HeaderMap, body: &Bytes) -> Self {
        let length = body.len();
        // A slice would hold the whole body in memory.
        let body = if length > BODY_KEPT { Bytes::copy_from_slice(&body[..BODY_KEPT]) } else { body.clone() };
        Self { headers, body, length }
    }

    /// Names and values, tokens covered.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        self.headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                let shown = if is_covered(name.as_str()) { cover(&value) } else { value };
                (name.as_str().to_owned(), shown)
            })
            .collect()
    }

    /// The body as text, tokens covered, JSON set out over lines.
    pub(crate) fn body(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        if self.length > self.body.len() {
            let cut = format!("{text}\n… {} bytes more", self.length - self.body.len());
            return cut;
        }
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(mut value) => {
                cover_members(&mut value);
                serde_json::to_string_pretty(&value).unwrap_or_default()
            }
            Err(_) => cover_form(&text),
        }
    }

    /// All of it as JSON.
    pub(crate) fn shown(&self) -> Value {
        let headers: Map<String, Value> =
            self.headers().into_iter().map(|(name, value)| (name, Value::from(value))).collect();
        json!({ "headers": headers, "body": self.body(), "bytes": self.length })
    }
}

fn is_covered(name: &str) -> bool {
    COVERED.iter().any(|covered| name.eq_ignore_ascii_case(covered))
}

/// Enough to tell two tokens apart, too little to use one.
fn cover(text: &str) -> String {
    let shown = text.find(' ').map_or(0, |blank| blank + 1) + 8;
    match text.char_indices().nth(shown) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => "…".to_owned(),
    }
}

fn cover_members(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if is_covered(name) => *text = cover(text),
                    deeper => cover_members(deeper),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(cover_members),
        _ => {}
    }
}

/// A form's fields; any other text stays as it is.
fn cover_form(text: &str) -> String {
    if !text.split('&').any(|pair| pair.split_once('=').is_some_and(|(name, _)| is_covered(name))) {
        return text.to_owned();
    }
    let shown = |pair: &str| match pair.split_once('=') {
        Some((name, value)) if is_covered(name) => format!("{name}={}", cover(value)),
        _ => pair.to_owned(),
    };
    text.split('&').map(shown).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_covered_in_headers_bodies_and_forms() {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", "Bearer pit-38ec8005-3c54-4ea7-be02".parse().unwrap());
        let side = |body: &str| Side::of(headers.clone(), &Bytes::copy_from_slice(body.as_bytes()));

        let json = side(r#"{"access_token":"eyJhbGciOiJFZERTQSJ9.secret","userType":"Location"}"#);
        let form = side("grant_type=refresh_token&refresh_token=abcdefghijklmnop");

        assert_eq!(json.headers()[0].1, "Bearer pit-38ec…");
        assert!(json.body().contains("eyJhbGci…") && !json.body().contains("secret"), "{}", json.body());
        assert_eq!(form.body(), "grant_type=refresh_token&refresh_token=abcdefgh…");
    }

    #[test]
    fn a_long_body_says_how_much_is_missing() {
        let side = Side::of(HeaderMap::new(), &Bytes::from(vec![b'x'; BODY_KEPT + 5]));

        assert!(side.body().ends_with("… 5 bytes more"));
    }
}
