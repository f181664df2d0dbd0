//! Full text: every word of the query in some field of the contact.

use crate::world::record::Contact;

/// The words of a query, lower-cased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of `query`. Without any, everything fits.
    pub fn of(query: &str) -> Self {
        Self(query.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each word is part of a name, address, phone, company or tag of the contact.
    pub fn are_in(&self, contact: &Contact) -> bool {
        self.0.iter().all(|word| is_in(word, contact))
    }
}

fn is_in(word: &str, contact: &Contact) -> bool {
    let names = [&contact.first_name, &contact.last_name, &contact.company_name, &contact.email];
    let texts = names.into_iter().flatten().chain(&contact.additional_emails).chain(&contact.tags);
    texts.into_iter().any(|text| holds(text, word)) || phone_is_in(word, contact)
}

fn phone_is_in(word: &str, contact: &Contact) -> bool {
    let dialled = word.chars().all(|c| c.is_ascii_digit() || "+-().".contains(c));
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let more = contact.additional_phones.iter().map(|more| &more.phone);
    dialled && !digits.is_empty() && contact.phone.iter().chain(more).any(|phone| phone.contains(&*digits))
}

/// Whether `text`, in any case, holds `word`, which is lower-case.
pub fn holds(text: &str, word: &str) -> bool {
    if text.is_ascii() && word.is_ascii() {
        let (text, word) = (text.as_bytes(), word.as_bytes());
        return word.is_empty() || text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    }
    text.to_lowercase().contains(word)
}
