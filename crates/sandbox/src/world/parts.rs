//! The world taken apart into entries, which put together make the same world.

use super::entry::Entry;
use super::register::Folder;
use super::state::State;

impl State {
    /// Entries for everything but contacts and their folders.
    pub(super) fn entries_beside_contacts(&self) -> impl Iterator<Item = Entry> {
        let company = self.company.iter().cloned().map(Entry::Company);
        let locations = self.locations.values().cloned().map(|location| Entry::Location(Box::new(location)));
        let shelves = self.shelves.iter().flat_map(|(shelf, kept)| {
            kept.iter().map(|(key, value)| Entry::Shelved {
                shelf: shelf.clone(),
                key: key.clone(),
                value: value.clone(),
            })
        });
        std::iter::once(Entry::Drawn(self.drawn))
            .chain(company)
            .chain(locations)
            .chain(self.users.values().cloned().map(Entry::User))
            .chain(self.tags.values().cloned().map(Entry::Tag))
            .chain(self.custom_fields.values().cloned().map(Entry::CustomField))
            .chain(self.calendars.values().cloned().map(Entry::Calendar))
            .chain(self.groups.values().cloned().map(Entry::Group))
            .chain(self.stored_values.values().cloned().map(Entry::StoredValue))
            .chain(self.blocked.values().cloned().map(Entry::Blocked))
            .chain(self.appointment_notes.values().flatten().cloned().map(Entry::AppointmentNote))
            .chain(self.businesses.values().cloned().map(Entry::Business))
            .chain(self.campaigns.values().cloned().map(Entry::Campaign))
            .chain(self.workflows.values().cloned().map(Entry::Workflow))
            .chain(self.pipelines.values().cloned().map(Entry::Pipeline))
            .chain(shelves)
    }

    /// Entries for what goes on with contacts, to be applied after theirs.
    pub(super) fn entries_of_dealings(&self) -> impl Iterator<Item = Vec<Entry>> {
        self.dealings.entries()
    }

    /// Entries for one contact and everything kept with it.
    pub(super) fn entries_of(folder: &Folder) -> impl Iterator<Item = Entry> {
        std::iter::once(Entry::Contact(Box::new(folder.contact.clone())))
            .chain(folder.tasks.iter().cloned().map(Entry::Task))
            .chain(folder.notes.iter().cloned().map(Entry::Note))
            .chain(folder.appointments.iter().cloned().map(Entry::Appointment))
    }
}
