//! A contact as lists show and find it: name, initials, and what a list row holds.
//!
//! Not here: the whole record (`record::Doc`), the text that search looks through (`search`). Promise: every
//! contact has a name to show, whatever is missing.

use jiff::Timestamp;

use crate::{
    record::Doc,
    search::{fold, search_text},
};

/// What a list needs of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The name to show.
    pub name: String,
    /// The name to sort by: folded, those without a real name last.
    pub name_key: String,
    /// The first e-mail.
    pub email: Option<String>,
    /// The first phone, as HighLevel has it.
    pub phone: Option<String>,
    /// The firm.
    pub company: Option<String>,
    /// The tags, as HighLevel orders them.
    pub tags: Vec<String>,
    /// Who it is assigned to.
    pub owner: Option<String>,
    /// Whether it wants to be left alone on every channel.
    pub dnd: bool,
    /// When it came to HighLevel.
    pub date_added: Option<Timestamp>,
    /// When it last changed there.
    pub date_updated: Option<Timestamp>,
    /// When somebody last did something with it; the last change where HighLevel does not say.
    pub last_activity: Option<Timestamp>,
    /// All that a search looks through, folded.
    pub search_text: String,
    /// The business it belongs to, where known.
    pub business: Option<String>,
}

impl Listing {
    /// Reads a contact's document.
    pub fn of(doc: &Doc) -> Self {
        let date_updated = doc.time("dateUpdated").or_else(|| doc.time("dateAdded"));
        Self {
            name: display_name(doc),
            name_key: name_key(doc),
            email: doc.text("email").map(str::to_owned),
            phone: doc.text("phone").map(str::to_owned),
            company: doc.text("companyName").map(str::to_owned),
            tags: doc.texts("tags").map(str::to_owned).collect(),
            owner: doc.text("assignedTo").map(str::to_owned),
            dnd: doc.flag("dnd").unwrap_or(false),
            date_added: doc.time("dateAdded"),
            date_updated,
            last_activity: doc.time("lastActivity").or(date_updated),
            search_text: search_text(doc),
            business: doc.text("businessId").map(str::to_owned),
        }
    }
}

/// The name to show: first and last, else the whole name, the firm, the e-mail, the phone.
pub fn display_name(doc: &Doc) -> String {
    real_name(doc)
        .or_else(|| {
            ["companyName", "email", "phone"].iter().find_map(|field| doc.text(field)).map(str::to_owned)
        })
        .unwrap_or_else(|| "No name".to_owned())
}

fn real_name(doc: &Doc) -> Option<String> {
    let parts: Vec<&str> =
        ["firstName", "lastName"].iter().filter_map(|field| doc.text(field)).map(str::trim).collect();
    let joined = parts.join(" ");
    if joined.trim().is_empty() { doc.text("name").map(str::to_owned) } else { Some(joined) }
}

fn name_key(doc: &Doc) -> String {
    match real_name(doc) {
        Some(name) => fold(&name),
        // `~` sorts behind every letter and digit.
        None => format!("~{}", fold(&display_name(doc))),
    }
}

/// One or two letters for the round picture of somebody without a picture.
pub fn initials(name: &str) -> String {
    let words: Vec<&str> =
        name.split_whitespace().filter(|word| word.starts_with(char::is_alphanumeric)).collect();
    let letters = match words.as_slice() {
        [] => return "?".to_owned(),
        [only] => vec![*only],
        [first, .., last] => vec![*first, *last],
    };
    letters.iter().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// A tag as it is compared: HighLevel's tags differ by their letters, not by case.
pub fn tag_key(tag: &str) -> String {
    tag.to_lowercase()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn doc(value: Value) -> Doc {
        Doc::from_fields(value.as_object().unwrap().clone())
    }

    #[test]
    fn every_contact_has_a_name_to_show() {
        assert_eq!(display_name(&doc(json!({"firstName": "Ada", "lastName": "Byron"}))), "Ada Byron");
        assert_eq!(display_name(&doc(json!({"name": "Ada B."}))), "Ada B.");
        assert_eq!(display_name(&doc(json!({"phone": "+15550100"}))), "+15550100");
        assert_eq!(display_name(&doc(json!({}))), "No name");
    }

    #[test]
    fn initials_are_the_first_and_the_last_words() {
        assert_eq!(initials("Ada Maria Byron"), "AB");
        assert_eq!(initials("ada"), "A");
        assert_eq!(initials("+1 555"), "5");
        assert_eq!(initials("()"), "?");
    }

    #[test]
    fn contacts_without_a_name_sort_last() {
        let named = Listing::of(&doc(json!({"firstName": "Zoe"})));
        let nameless = Listing::of(&doc(json!({"email": "a@example.com"})));

        assert!(named.name_key < nameless.name_key);
    }
}
