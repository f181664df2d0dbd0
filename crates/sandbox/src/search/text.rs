//! Full text: every word of the query in some field of the contact.

use highlevel::answering::search;

use crate::world::record::Contact;

pub use highlevel::answering::search::holds;

/// The words of a query, lower-cased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(search::Words);

impl Words {
    /// The words of `query`. Without any, everything fits.
    pub fn of(query: &str) -> Self {
        Self(search::Words::of(query))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each word is part of a name, address, phone, company or tag of the contact.
    pub fn are_in(&self, contact: &Contact) -> bool {
        let names = [&contact.first_name, &contact.last_name, &contact.company_name].into_iter().flatten();
        let own = contact.email.iter().chain(&contact.additional_emails).map(|text| &**text);
        let texts = names.chain(&contact.tags).map(|text| &**text).chain(own);
        let phones = contact.phone.iter().chain(contact.additional_phones.iter().map(|more| &more.phone));
        self.0.are_in(texts, phones.map(|phone| &**phone))
    }
}
