//! Reading a refusal: the status first, then the words.
//!
//! HighLevel says the same thing in several shapes, and one status says several things. The body's own `statusCode`
//! sometimes differs from the real one, so it is not looked at.

use serde_json::Value;

use super::{Budget, CallError, MatchingField};
use crate::ids::ContactId;
use crate::limits::Limits;

/// Reads a refusal from its status, body and limits.
#[must_use]
pub fn read(status: u16, body: &[u8], limits: &Limits) -> CallError {
    let body: Value = serde_json::from_slice(body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).trim().chars().take(200).collect()));
    let said = sentences(&body);
    let message = said.join("; ");
    if status == 429 {
        let budget = if limits.day_is_spent() { Budget::Day } else { Budget::Burst };
        return CallError::Limited { wait: limits.wait(), budget };
    }
    if is_dead_grant(&body, &message) {
        return CallError::DeadGrant { message };
    }
    match status {
        401 => unauthorised(message),
        403 => forbidden(message),
        400 | 404 | 409 | 422 => unaccepted(status, &body, said),
        408 | 500.. => CallError::Failed { status, message },
        _ => CallError::Refused { status, message },
    }
}

/// How HighLevel says that a token is dead. Anything else is not taken for it: a refresh token is good once.
const DEAD_TOKEN: [&str; 5] =
    ["jwt", "expired", "invalid token", "token is invalid", "invalid private integration token"];

/// A 401 has many meanings, and only one of them is a dead token.
fn unauthorised(message: String) -> CallError {
    let words = message.to_lowercase();
    let says = |part: &str| words.contains(part);
    if says("version header") {
        CallError::Configuration { message }
    } else if says("not authorized for this scope") {
        CallError::MissingScope { message }
    } else if says("authclass") || says("user type") {
        CallError::WrongTokenKind { message }
    } else if words.starts_with("e01") {
        CallError::Invalid { status: 401, problems: vec![message] }
    } else if says("timed out") {
        CallError::Failed { status: 401, message }
    } else if DEAD_TOKEN.iter().any(|part| says(part)) {
        CallError::DeadToken { message }
    } else {
        CallError::Refused { status: 401, message }
    }
}

fn forbidden(message: String) -> CallError {
    let words = message.to_lowercase();
    if words.contains("access to this location") {
        CallError::WrongLocation { message }
    } else if words.contains("forbidden resource") {
        CallError::WrongTokenKind { message }
    } else {
        CallError::Refused { status: 403, message }
    }
}

fn unaccepted(status: u16, body: &Value, said: Vec<String>) -> CallError {
    let message = said.join("; ");
    let words = message.to_lowercase();
    if body.pointer("/meta/contactId").is_some() || words.contains("does not allow duplicated contacts") {
        duplicate(body, message)
    } else if words.contains("api version segment") {
        CallError::Configuration { message }
    } else if status != 422 && words.contains("not found") {
        CallError::UnknownRecord { message }
    } else if status == 404 || status == 409 || body.get("canonicalCode").is_some() {
        CallError::Refused { status, message }
    } else {
        CallError::Invalid { status, problems: said }
    }
}

fn duplicate(body: &Value, message: String) -> CallError {
    let meta = |key: &str| body.pointer("/meta")?.get(key)?.as_str();
    CallError::Duplicate {
        contact: meta("contactId").and_then(|id| ContactId::new(id).ok()),
        name: meta("contactName").map(str::to_owned),
        field: match meta("matchingField") {
            Some("email") => Some(MatchingField::Email),
            Some("phone") => Some(MatchingField::Phone),
            _ => None,
        },
        message,
    }
}

/// The token endpoint speaks OAuth's own error words.
fn is_dead_grant(body: &Value, message: &str) -> bool {
    body.get("error").and_then(Value::as_str) == Some("invalid_grant")
        || message.to_lowercase().contains("authorization code not found")
}

/// The words of a refusal, wherever they are. Empty when there are none.
fn sentences(body: &Value) -> Vec<String> {
    match body {
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(many) => many.iter().flat_map(sentences).collect(),
        Value::Object(members) => ["message", "msg", "error_description", "error", "detail"]
            .into_iter()
            .filter_map(|key| members.get(key))
            .map(sentences)
            .find(|said| !said.is_empty())
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
