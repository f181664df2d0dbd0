//! Upserts that would lose something, weighed before they leave.
//!
//! Here: what HighLevel would do with an upsert, by the contacts the mirror knows, and the safe way to the same end.
//! Not here: finding those contacts (`gateway`), sending anything.
//!
//! Promise: an upsert that HighLevel would answer with 200 and pay for with somebody's data is refused with the reason.

use highlevel::ids::ContactId;
use serde_json::{Map, Value};

use crate::record::Doc;

/// What an upsert would lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// The address is one contact's and the number another's: one of the two would be left out without a word.
    TwoContacts {
        /// Whose the address is.
        email_of: ContactId,
        /// Whose the number is.
        phone_of: ContactId,
    },
    /// The address is an additional one: it would become the first, and the first would be gone.
    FirstEmail {
        /// Whose.
        contact: ContactId,
        /// The address that would be gone.
        gone: String,
    },
    /// The tags it names would take the place of those that the contact has.
    Tags {
        /// Whose.
        contact: ContactId,
        /// The tags that would be gone.
        gone: Vec<String>,
    },
}

impl Loss {
    /// The reason, and the safe way to the same end.
    pub fn words(&self) -> String {
        match self {
            Self::TwoContacts { email_of, phone_of } => format!(
                "The email belongs to contact {email_of} and the phone to contact {phone_of}: an upsert would drop \
                 one of them without saying so. Update the one you mean by PUT /contacts/{email_of} or \
                 PUT /contacts/{phone_of}."
            ),
            Self::FirstEmail { contact, gone } => format!(
                "The email is an additional one of contact {contact}: an upsert would make it the first one and lose \
                 {gone}. Update the contact by PUT /contacts/{contact} without its email."
            ),
            Self::Tags { contact, gone } => format!(
                "The tags of an upsert take the place of all that contact {contact} has, so {} would be lost. Update \
                 it by PUT /contacts/{contact} without tags, and add them by POST /contacts/{contact}/tags.",
                gone.join(", ")
            ),
        }
    }
}

/// Pure: what an upsert with this body would lose, by the contacts that share its address or number.
pub fn weigh(body: &Map<String, Value>, known: &[(ContactId, Doc)]) -> Option<Loss> {
    let text =
        |field: &str| body.get(field).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let (email, phone) = (text("email"), text("phone"));
    let first = known.iter().find(|(_, doc)| email.is_some_and(|email| is_email(doc.text("email"), email)));
    let additional = known.iter().find(|(_, doc)| {
        email.is_some_and(|email| more_emails(doc).iter().any(|known| known.eq_ignore_ascii_case(email)))
    });
    let by_email = first.or(additional);
    let by_phone = known.iter().find(|(_, doc)| phone.is_some_and(|phone| doc.text("phone") == Some(phone)));
    if let (Some((email_of, _)), Some((phone_of, _))) = (by_email, by_phone)
        && email_of != phone_of
    {
        return Some(Loss::TwoContacts { email_of: email_of.clone(), phone_of: phone_of.clone() });
    }
    if let (None, Some((contact, doc))) = (first, additional)
        && let Some(gone) = doc.text("email")
    {
        return Some(Loss::FirstEmail { contact: contact.clone(), gone: gone.to_owned() });
    }
    let (contact, doc) = by_email.or(by_phone)?;
    let gone = lost_tags(body.get("tags")?, doc);
    (!gone.is_empty()).then(|| Loss::Tags { contact: contact.clone(), gone })
}

fn is_email(known: Option<&str>, email: &str) -> bool {
    known.is_some_and(|known| known.eq_ignore_ascii_case(email))
}

/// Additional addresses, as texts or as objects that hold one.
fn more_emails(doc: &Doc) -> Vec<&str> {
    let items = doc.get("additionalEmails").and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().or_else(|| item.get("email")?.as_str())).collect()
}

fn lost_tags(tags: &Value, doc: &Doc) -> Vec<String> {
    let kept: Vec<String> = tags
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|tag| tag.trim().to_lowercase())
        .collect();
    doc.texts("tags").filter(|tag| !kept.contains(&tag.to_lowercase())).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn contact(id: &str, fields: Value) -> (ContactId, Doc) {
        (ContactId::new(id).unwrap(), Doc::from_fields(fields.as_object().unwrap().clone()))
    }

    fn weighed(body: Value, known: &[(ContactId, Doc)]) -> Option<Loss> {
        weigh(body.as_object().unwrap(), known)
    }

    #[test]
    fn an_address_and_a_number_of_two_contacts_are_refused() {
        let known = [
            contact("ada", json!({"email": "ada@example.com"})),
            contact("bea", json!({"phone": "+15550100"})),
        ];

        let loss = weighed(json!({"email": "Ada@example.com", "phone": "+15550100"}), &known).unwrap();

        assert!(matches!(&loss, Loss::TwoContacts { .. }));
        assert!(loss.words().contains("PUT /contacts/ada"), "{}", loss.words());
    }

    #[test]
    fn an_additional_address_would_take_the_place_of_the_first() {
        let known =
            [contact("ada", json!({"email": "ada@example.com", "additionalEmails": ["a2@example.com"]}))];

        let loss = weighed(json!({"email": "a2@example.com"}), &known).unwrap();

        let ada = ContactId::new("ada").unwrap();
        assert_eq!(loss, Loss::FirstEmail { contact: ada, gone: "ada@example.com".to_owned() });
    }

    #[test]
    fn tags_that_would_be_replaced_are_named() {
        let known = [contact("ada", json!({"email": "ada@example.com", "tags": ["vip", "solar"]}))];

        let loss = weighed(json!({"email": "ada@example.com", "tags": ["Solar", "new"]}), &known).unwrap();

        assert!(matches!(&loss, Loss::Tags { gone, .. } if *gone == ["vip"]));
    }

    #[test]
    fn what_loses_nothing_may_go() {
        let known = [contact("ada", json!({"email": "ada@example.com", "tags": ["vip"]}))];

        assert_eq!(weighed(json!({"email": "new@example.com"}), &known), None);
        assert_eq!(weighed(json!({"email": "ada@example.com", "city": "Bern"}), &known), None);
        assert_eq!(weighed(json!({"email": "ada@example.com", "tags": ["vip", "new"]}), &known), None);
    }
}
