//! HighLevel's refusals of what an operation was asked, in its own words and shapes.
//!
//! Here: what every operation says when it will not. Not here: when it will not, and what is refused before an
//! operation runs (`turned`).
//!
//! Promise: a refusal's HTTP status is the one HighLevel sends, even where the body claims another.

use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::Answer;

/// Why HighLevel does not do what it was asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// 400: no contact has this id, whatever its shape.
    NoContact(String),
    /// 404: a task, note or other record is not there. The status is our choice; the text was seen.
    NoRecord {
        /// Such as `Task`.
        noun: &'static str,
        /// The id that was asked for.
        id: String,
    },
    /// 400: another contact has the e-mail address or phone, and the location forbids that.
    Duplicate {
        /// The other contact.
        contact: String,
        /// Its name.
        name: String,
        /// `email` or `phone`.
        matching: &'static str,
    },
    /// 400: the contact has an opportunity in that pipeline.
    DuplicateOpportunity {
        /// That opportunity.
        existing: String,
    },
    /// 400: the contact has a conversation.
    ConversationExists(String),
    /// A message is not taken.
    Message {
        /// The status of the answer and of its body.
        status: StatusCode,
        /// Why.
        text: String,
        /// HighLevel's name for it, where it has one.
        code: Option<&'static str>,
    },
    /// 400 whose body claims 422: a contact of nothing but its location.
    Empty,
    /// 400 with a sentence.
    Bad(String),
    /// 422 with one text for each thing that is wrong.
    Invalid(Vec<String>),
    /// 422 with a sentence, for what only the world knows to be wrong.
    Unfit(String),
    /// 403: a channel closed for good cannot be opened by the API.
    PermanentDnd(&'static str),
    /// 403: the token belongs to another location, or none was named.
    WrongLocation,
    /// 404: there is no such path.
    NoPath {
        /// The method.
        method: String,
        /// The path.
        path: String,
    },
}

impl Refusal {
    /// A 422 with one text.
    pub fn invalid(text: impl Into<String>) -> Self {
        Self::Invalid(vec![text.into()])
    }

    /// The HTTP status and the body.
    pub fn parts(&self) -> (StatusCode, Value) {
        match self {
            Self::NoContact(id) => (
                StatusCode::BAD_REQUEST,
                json!({ "error": format!("Contact with id {id} not found"), "status": 400 }),
            ),
            Self::NoRecord { noun, id } => {
                (StatusCode::NOT_FOUND, json!({ "error": format!("{noun} with id {id} not found") }))
            }
            Self::Duplicate { contact, name, matching } => {
                (StatusCode::BAD_REQUEST, duplicate(contact, name, matching))
            }
            Self::DuplicateOpportunity { existing } => (
                StatusCode::BAD_REQUEST,
                json!({
                    "statusCode": 400,
                    "message": "Can not create duplicate opportunity for the contact.",
                    "code": "OPPORTUNITY_NO_DUPLICATE",
                    "meta": { "existingId": existing },
                    "error": "Bad Request",
                }),
            ),
            Self::ConversationExists(id) => (
                StatusCode::BAD_REQUEST,
                json!({
                    "message": "Conversation already exists",
                    "canonicalCode": "CONVERSATIONS_CONVERSATION_ALREADY_EXISTS",
                    "conversationId": id,
                }),
            ),
            Self::Message { status, text, code } => (*status, not_taken(*status, text, *code)),
            Self::Empty => (
                StatusCode::BAD_REQUEST,
                nest(422, "Unprocessable Entity", json!(["Pass at least one of name, email or phone"])),
            ),
            Self::Bad(text) => (StatusCode::BAD_REQUEST, nest(400, "Bad Request", json!(text))),
            Self::Invalid(texts) => {
                (StatusCode::UNPROCESSABLE_ENTITY, nest(422, "Unprocessable Entity", json!(texts)))
            }
            Self::Unfit(text) => {
                (StatusCode::UNPROCESSABLE_ENTITY, nest(422, "Unprocessable Entity", json!(text)))
            }
            Self::PermanentDnd(channel) => {
                let text = format!("Not authorized to update permanent dnd setting for {channel}");
                (StatusCode::FORBIDDEN, nest(403, "Forbidden", json!(text)))
            }
            Self::WrongLocation => {
                let text = "The token does not have access to this location.";
                (StatusCode::FORBIDDEN, json!({ "statusCode": 403, "message": text }))
            }
            Self::NoPath { method, path } => {
                (StatusCode::NOT_FOUND, nest(404, "Not Found", json!(format!("Cannot {method} {path}"))))
            }
        }
    }
}

fn duplicate(contact: &str, name: &str, matching: &str) -> Value {
    let mut meta = Map::new();
    meta.insert("contactId".into(), contact.into());
    if !name.is_empty() {
        meta.insert("contactName".into(), name.into());
    }
    meta.insert("matchingField".into(), matching.into());
    json!({ "statusCode": 400, "message": "This location does not allow duplicated contacts.", "meta": meta })
}

fn not_taken(status: StatusCode, text: &str, code: Option<&str>) -> Value {
    let mut body = json!({ "status": status.as_u16(), "message": text });
    if let Some(code) = code {
        body["canonicalCode"] = code.into();
    }
    body
}

fn nest(status: u16, error: &str, message: Value) -> Value {
    json!({ "message": message, "error": error, "statusCode": status })
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let (status, body) = refusal.parts();
        Self::with(status, body)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Answer::from(self).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_of_nothing_is_refused_with_400_that_claims_422() {
        let (status, body) = Refusal::Empty.parts();

        assert_eq!((status.as_u16(), &body["statusCode"]), (400, &json!(422)));
    }
}
