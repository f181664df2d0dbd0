//! Why a write stands where it stands, in words for the person who typed it.
//!
//! Not here: logs, which get the whole chain. Promise: HighLevel's own reason is in it where HighLevel gave one,
//! and what helps next where we know it.

use domain::record::Kind;
use highlevel::{
    CallError, ContactId,
    error::{Budget, MatchingField},
};

/// Why HighLevel did not take a write.
pub(crate) fn refusal(error: &CallError, kind: Kind) -> String {
    match error {
        CallError::DeadToken { .. } | CallError::DeadGrant { .. } => {
            "HighLevel no longer knows this connection. Connect the location again, then try once more."
                .to_owned()
        }
        CallError::MissingScope { message } => {
            format!("This connection may not do that. HighLevel says: {}", sentence(message))
        }
        CallError::WrongTokenKind { message } => {
            format!("This kind of connection cannot do that. HighLevel says: {}", sentence(message))
        }
        CallError::WrongLocation { .. } => {
            "This connection belongs to another location, so HighLevel refused.".to_owned()
        }
        CallError::UnknownRecord { .. } => format!("The {} is no longer in HighLevel.", noun(kind)),
        CallError::Duplicate { contact, name, field, .. } => {
            duplicate(contact.as_ref(), name.as_deref(), *field)
        }
        CallError::Invalid { problems, .. } => {
            format!("HighLevel did not accept it: {}", sentence(&problems.join("; ")))
        }
        CallError::Refused { status, message } => said("refused it", *status, message),
        CallError::Failed { status, message } => said("failed", *status, message),
        other => sentence(&other.to_string()),
    }
}

/// The contact for whose sake HighLevel did not take a write, so that pages can lead to it.
pub(crate) fn other_contact(error: &CallError) -> Option<ContactId> {
    match error {
        CallError::Duplicate { contact, .. } => contact.clone(),
        _ => None,
    }
}

/// Why a write waits.
pub(crate) fn delay(error: &CallError) -> String {
    match error {
        CallError::Unreachable(_) => {
            "HighLevel cannot be reached. It will be sent as soon as it can.".to_owned()
        }
        CallError::Unanswered(_) => "HighLevel did not answer. We look whether it arrived.".to_owned(),
        CallError::Failed { status, .. } => {
            format!("HighLevel had a fault of its own ({status}). We look whether it arrived.")
        }
        CallError::Unreadable { .. } => {
            "HighLevel's answer could not be read. We look what it did.".to_owned()
        }
        CallError::Limited { budget: Budget::Day, .. } => {
            "The calls of this day are used up. It will be sent when the day turns.".to_owned()
        }
        CallError::Limited { .. } | CallError::OutOfBudget { .. } => {
            "All calls of this moment are used up. It will be sent as soon as there is room.".to_owned()
        }
        other => sentence(&other.to_string()),
    }
}

/// What HighLevel said yes to and did not do.
pub(crate) fn dropped(fields: &[String]) -> String {
    format!("HighLevel accepted it but did not keep {}.", names(fields))
}

/// What somebody else changed meanwhile.
pub(crate) fn overtaken(fields: &[String]) -> String {
    format!(
        "Somebody changed {} in HighLevel meanwhile. Their value stands; yours is kept here.",
        names(fields)
    )
}

/// HighLevel's status, where the error has one.
pub(crate) const fn status(error: &CallError) -> Option<u16> {
    match error {
        CallError::Invalid { status, .. }
        | CallError::Refused { status, .. }
        | CallError::Failed { status, .. } => Some(*status),
        CallError::Duplicate { .. } => Some(400),
        CallError::UnknownRecord { .. } => Some(404),
        CallError::MissingScope { .. } | CallError::WrongTokenKind { .. } | CallError::DeadToken { .. } => {
            Some(401)
        }
        CallError::WrongLocation { .. } => Some(403),
        CallError::Limited { .. } => Some(429),
        _ => None,
    }
}

fn names(fields: &[String]) -> String {
    let name = |field: &String| {
        if field.starts_with("customFields.") { "a custom field".to_owned() } else { field.clone() }
    };
    fields.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Names the other contact, so that the person can open it and decide.
fn duplicate(contact: Option<&ContactId>, name: Option<&str>, field: Option<MatchingField>) -> String {
    let shared = match field {
        Some(MatchingField::Email) => "this e-mail address",
        Some(MatchingField::Phone) => "this phone number",
        None => "the same details",
    };
    match (name, contact) {
        (Some(name), Some(id)) => format!("There already is a contact with {shared}: {name} ({id})."),
        (Some(name), None) => format!("There already is a contact with {shared}: {name}."),
        (None, Some(id)) => format!("There already is a contact with {shared}: {id}."),
        (None, None) => format!("There already is a contact with {shared}."),
    }
}

fn said(what: &str, status: u16, message: &str) -> String {
    if message.is_empty() {
        format!("HighLevel {what} ({status}) and gave no reason.")
    } else {
        format!("HighLevel {what} ({status}): {}", sentence(message))
    }
}

/// One line that ends like a sentence, bounded: HighLevel may answer with a whole page.
fn sentence(text: &str) -> String {
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
    if !line.ends_with(['.', '!', '?']) {
        line.push('.');
    }
    line
}

fn noun(kind: Kind) -> String {
    kind.as_str().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_highlevels_own_reason() {
        let error = CallError::Invalid { status: 422, problems: vec!["email must be an email".to_owned()] };

        assert_eq!(refusal(&error, Kind::Contact), "HighLevel did not accept it: email must be an email.");
    }

    #[test]
    fn a_duplicate_names_the_other_contact() {
        let error = CallError::Duplicate {
            contact: Some(ContactId::new("c1").expect("not empty")),
            name: Some("Ada Lovelace".to_owned()),
            field: Some(MatchingField::Phone),
            message: String::new(),
        };

        assert_eq!(
            refusal(&error, Kind::Contact),
            "There already is a contact with this phone number: Ada Lovelace (c1)."
        );
    }

    #[test]
    fn a_page_of_html_becomes_one_bounded_line() {
        let error = CallError::Refused { status: 418, message: "<p>\n no </p>".repeat(200) };

        assert!(refusal(&error, Kind::Task).chars().count() < 350);
    }
}
