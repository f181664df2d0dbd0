//! Altering businesses. Nothing is sent: companies have no events of their own.

use super::act::Act;
use super::entry::Entry;
use super::id::{BusinessId, ContactId};
use super::record::{Business, Contact};

impl Act<'_> {
    /// Saves a business, new or altered.
    pub fn business_save(&mut self, mut business: Business) {
        business.updated = self.now();
        self.put(Entry::Business(business));
    }

    /// Deletes a business. Its contacts stay, and belong to none.
    pub fn business_delete(&mut self, id: &BusinessId) {
        let Some(location) = self.business(id).map(|business| business.location) else { return };
        let folders = self.register().newest(&location);
        let members: Vec<ContactId> = folders
            .filter(|folder| folder.contact.business == Some(*id))
            .map(|folder| folder.contact.id)
            .collect();
        for member in members {
            if let Some(folder) = self.register().folder(&member) {
                let contact = Contact { business: None, updated: self.now(), ..folder.contact.clone() };
                self.put(Entry::Contact(Box::new(contact)));
            }
        }
        self.put(Entry::BusinessGone(*id));
    }
}
