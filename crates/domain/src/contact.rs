//! A contact as lists show and find it: name, initials, and the text that search looks through.
//!
//! Not here: the whole record (`record::Doc`). Promise: every contact has a name to show, whatever is missing.

use jiff::Timestamp;
use serde_json::Value;

use crate::record::Doc;

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

/// Lower case, as search compares.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// The digits of a phone number or of what somebody typed of one.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What a search looks for: the typed text cut into words. One that can only be part of a phone number is its
/// digits, however they were grouped.
pub fn search_words(query: &str) -> Vec<String> {
    let query = query.trim();
    let is_phone = query.chars().any(|letter| letter.is_ascii_digit())
        && query.chars().all(|letter| letter.is_ascii_digit() || " +-().".contains(letter));
    if is_phone {
        return vec![digits(query)];
    }
    query.split_whitespace().map(fold).take(8).collect()
}

fn search_text(doc: &Doc) -> String {
    let mut parts: Vec<String> = vec![display_name(doc)];
    for field in ["name", "email", "companyName"] {
        parts.extend(doc.text(field).map(str::to_owned));
    }
    parts.extend(doc.text("phone").map(digits));
    parts.extend(inner_texts(doc, "additionalEmails", "email").map(str::to_owned));
    parts.extend(inner_texts(doc, "additionalPhones", "phone").map(digits));
    parts.extend(doc.texts("tags").map(str::to_owned));
    let mut folded: Vec<String> = Vec::with_capacity(parts.len());
    for part in parts.iter().map(|part| fold(part)).filter(|part| !part.is_empty()) {
        if !folded.contains(&part) {
            folded.push(part);
        }
    }
    folded.join("\n")
}

fn inner_texts<'d>(doc: &'d Doc, list: &str, field: &str) -> impl Iterator<Item = &'d str> {
    let items = doc.get(list).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(move |item| item.as_str().or_else(|| item.get(field).and_then(Value::as_str)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
    fn a_phone_is_found_however_it_is_typed() {
        let listing = Listing::of(&doc(json!({"firstName": "Ada", "phone": "+1 (555) 010-0199"})));

        for typed in ["555-010", "(555) 0100", "+1 555 0100199"] {
            let words = search_words(typed);
            assert!(words.iter().all(|word| listing.search_text.contains(word)), "{typed}");
        }
    }

    #[test]
    fn a_search_looks_at_every_email_and_tag() {
        let listing = Listing::of(&doc(json!({
            "email": "Ada@example.com", "additionalEmails": [{"email": "b@example.com"}], "tags": ["VIP"]
        })));

        for word in ["ada@", "b@example", "vip"] {
            assert!(listing.search_text.contains(word), "{word}");
        }
    }

    #[test]
    fn contacts_without_a_name_sort_last() {
        let named = Listing::of(&doc(json!({"firstName": "Zoe"})));
        let nameless = Listing::of(&doc(json!({"email": "a@example.com"})));

        assert!(named.name_key < nameless.name_key);
    }
}
