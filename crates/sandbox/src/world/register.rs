//! The register: every contact with its folder, and the orders and keys it is found by.
//!
//! Here: keeping indexes true. Not here: what may be altered (`act`) and how it is shown.
//!
//! Promise: a contact is found by id, e-mail, phone and place in the list without looking at any other contact.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::id::{AppointmentId, ContactId, LocationId, NoteId, TaskId};
use super::moment::Moment;
use super::record::{Appointment, Contact, MatchKey, Note, Task};

/// A contact and what is kept with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Folder {
    /// The contact.
    pub contact: Contact,
    /// Its tasks, oldest first.
    pub tasks: Vec<Task>,
    /// Its notes, oldest first.
    pub notes: Vec<Note>,
    /// Its appointments, in the order they were booked.
    pub appointments: Vec<Appointment>,
}

/// Every contact of every location.
#[derive(Clone, Debug, Default)]
pub struct Register {
    folders: HashMap<ContactId, Box<Folder>>,
    places: BTreeMap<LocationId, Index>,
    booked: HashMap<AppointmentId, ContactId>,
    /// Whose a task or note is, by the hash of its id; two that share a hash are told apart in their folders.
    holders: BTreeSet<(u32, ContactId)>,
}

#[derive(Clone, Debug, Default)]
struct Index {
    by_added: BTreeSet<(Moment, ContactId)>,
    by_email: BTreeSet<(u64, ContactId)>,
    by_phone: BTreeSet<(u64, ContactId)>,
    tasks: BTreeSet<(Moment, TaskId, ContactId)>,
    appointments: BTreeSet<(Moment, AppointmentId, ContactId)>,
    /// Appointments that come again.
    series: BTreeSet<(ContactId, AppointmentId)>,
    /// The longest appointment there ever was, in milliseconds: how far back one that still lasts can begin.
    longest: i64,
}

/// Half a hash: enough to come down to a folder or two, at half the memory.
fn mark(id: &str) -> u32 {
    (hash(id) >> 32) as u32
}

fn hash(text: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(text)
}

impl Index {
    fn enter(&mut self, contact: &Contact) {
        self.by_added.insert((contact.added, contact.id));
        for email in emails(contact) {
            self.by_email.insert((hash(&email), contact.id));
        }
        for phone in phones(contact) {
            self.by_phone.insert((hash(phone), contact.id));
        }
    }

    fn strike(&mut self, contact: &Contact) {
        self.by_added.remove(&(contact.added, contact.id));
        for email in emails(contact) {
            self.by_email.remove(&(hash(&email), contact.id));
        }
        for phone in phones(contact) {
            self.by_phone.remove(&(hash(phone), contact.id));
        }
    }
}

impl Index {
    fn enter_appointment(&mut self, appointment: &Appointment) {
        self.appointments.insert((appointment.start, appointment.id, appointment.contact));
        self.longest = self.longest.max(appointment.end.millis() - appointment.start.millis());
        if appointment.rrule.is_some() {
            self.series.insert((appointment.contact, appointment.id));
        }
    }

    fn strike_appointment(&mut self, appointment: &Appointment) {
        self.appointments.remove(&(appointment.start, appointment.id, appointment.contact));
        self.series.remove(&(appointment.contact, appointment.id));
    }
}

/// Every address of a contact, lower-cased, the primary one first.
fn emails(contact: &Contact) -> impl Iterator<Item = String> {
    contact.email.iter().chain(&contact.additional_emails).map(|email| email.to_lowercase())
}

/// Every phone of a contact, the primary one first.
fn phones(contact: &Contact) -> impl Iterator<Item = &str> {
    contact
        .phone
        .iter()
        .map(|phone| &**phone)
        .chain(contact.additional_phones.iter().map(|more| &*more.phone))
}

impl Register {
    /// The folder of a contact.
    pub fn folder(&self, id: &ContactId) -> Option<&Folder> {
        self.folders.get(id).map(|folder| &**folder)
    }

    /// How many contacts a location has.
    pub fn count(&self, location: &LocationId) -> usize {
        self.places.get(location).map_or(0, |index| index.by_added.len())
    }

    /// How many contacts a location has that are as new as (`added`, `id`) or newer.
    pub fn count_ahead(&self, location: &LocationId, from: (Moment, ContactId)) -> usize {
        self.places.get(location).map_or(0, |index| index.by_added.range(from..).count())
    }

    /// How many tasks a location has.
    pub fn task_count(&self, location: &LocationId) -> usize {
        self.places.get(location).map_or(0, |index| index.tasks.len())
    }

    /// The contacts of a location, newest first.
    pub fn newest<'r>(&'r self, location: &LocationId) -> impl Iterator<Item = &'r Folder> + use<'r> {
        let order = self.places.get(location).into_iter().flat_map(|index| index.by_added.iter().rev());
        order.filter_map(|(_, id)| self.folder(id))
    }

    /// The contacts of a location that come after (`added`, `id`), newest first.
    pub fn newest_after<'r>(
        &'r self,
        location: &LocationId,
        added: Moment,
        id: ContactId,
    ) -> impl Iterator<Item = &'r Folder> + use<'r> {
        let index = self.places.get(location).into_iter();
        let order = index.flat_map(move |index| index.by_added.range(..(added, id)).rev());
        order.filter_map(|(_, id)| self.folder(id))
    }

    /// The tasks of a location behind the first `passing`, newest first, each with its contact's folder.
    pub fn tasks<'r>(
        &'r self,
        location: &LocationId,
        passing: usize,
    ) -> impl Iterator<Item = (&'r Folder, &'r Task)> + use<'r> {
        let order = self.places.get(location).into_iter().flat_map(|index| index.tasks.iter().rev());
        order.skip(passing).filter_map(|(_, task, contact)| {
            let folder = self.folder(contact)?;
            Some((folder, folder.tasks.iter().find(|kept| kept.id == *task)?))
        })
    }

    /// The appointments of a location that touch the time from `from` until `until`, by their start.
    pub fn appointments<'r>(
        &'r self,
        location: &LocationId,
        from: Moment,
        until: Moment,
    ) -> impl Iterator<Item = &'r Appointment> + use<'r> {
        let found = self.places.get(location).into_iter().flat_map(move |index| {
            let first = from.plus(-index.longest);
            let end = until.max(first);
            index
                .appointments
                .range((first, AppointmentId::LOWEST, LOWEST)..(end, AppointmentId::LOWEST, LOWEST))
        });
        let kept = found.filter_map(|(_, id, contact)| {
            self.folder(contact)?.appointments.iter().find(|appointment| appointment.id == *id)
        });
        kept.filter(move |appointment| appointment.end > from || appointment.start == from)
    }

    /// The appointments of a location that come again.
    pub fn series<'r>(&'r self, location: &LocationId) -> impl Iterator<Item = &'r Appointment> + use<'r> {
        let found = self.places.get(location).into_iter().flat_map(|index| &index.series);
        found
            .filter_map(|(contact, id)| self.folder(contact)?.appointments.iter().find(|kept| kept.id == *id))
    }

    /// An appointment of any contact.
    pub fn appointment(&self, id: &AppointmentId) -> Option<(&Folder, &Appointment)> {
        let folder = self.folder(self.booked.get(id)?)?;
        Some((folder, folder.appointments.iter().find(|kept| kept.id == *id)?))
    }

    /// A task of any contact.
    pub fn task(&self, id: &TaskId) -> Option<(&Folder, &Task)> {
        self.holding(id.as_str())
            .find_map(|folder| Some((folder, folder.tasks.iter().find(|kept| kept.id == *id)?)))
    }

    /// A note of any contact.
    pub fn note(&self, id: &NoteId) -> Option<(&Folder, &Note)> {
        self.holding(id.as_str())
            .find_map(|folder| Some((folder, folder.notes.iter().find(|kept| kept.id == *id)?)))
    }

    /// The few folders that may hold the task or note of that id.
    fn holding(&self, id: &str) -> impl Iterator<Item = &Folder> {
        let mark = mark(id);
        let found = self.holders.range((mark, LOWEST)..).take_while(move |(known, _)| *known == mark);
        found.filter_map(|(_, contact)| self.folder(contact))
    }

    /// The oldest contact of a location whose primary e-mail address or phone is `value` (any case).
    pub fn matching(&self, location: &LocationId, key: MatchKey, value: &str) -> Option<&Contact> {
        let primary = |contact: &Contact| match key {
            MatchKey::Email => contact.email.as_deref().is_some_and(|email| same_email(email, value)),
            MatchKey::Phone => contact.phone.as_deref() == Some(value),
        };
        self.sharing(location, key, value).find(|contact| primary(contact))
    }

    /// Whom `value` belongs to: who has it as primary e-mail address or phone, else who has it beside the primary one.
    pub fn owner(&self, location: &LocationId, key: MatchKey, value: &str) -> Option<&Contact> {
        self.matching(location, key, value).or_else(|| self.sharing(location, key, value).next())
    }

    /// The contacts of a location that have `value` among all their e-mail addresses or phones.
    pub fn sharing<'r>(
        &'r self,
        location: &LocationId,
        key: MatchKey,
        value: &str,
    ) -> impl Iterator<Item = &'r Contact> + use<'r> {
        let wanted = if key == MatchKey::Email { value.to_lowercase() } else { value.to_owned() };
        let hashed = hash(&wanted);
        let mut found: Vec<&Contact> = self.places.get(location).map_or_else(Vec::new, |index| {
            let keys = if key == MatchKey::Email { &index.by_email } else { &index.by_phone };
            let here = keys.range((hashed, LOWEST)..).take_while(|(hash, _)| *hash == hashed);
            here.filter_map(|(_, id)| self.folder(id)).map(|folder| &folder.contact).collect()
        });
        found.retain(|contact| match key {
            MatchKey::Email => emails(contact).any(|email| email == wanted),
            MatchKey::Phone => phones(contact).any(|phone| phone == wanted),
        });
        found.sort_by_key(|contact| (contact.added, contact.id));
        found.into_iter()
    }
}

/// Whether two addresses are one: case does not count.
fn same_email(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

const LOWEST: ContactId = ContactId::LOWEST;

/// Alterations; only `State::apply` makes them.
impl Register {
    pub(super) fn put_contact(&mut self, contact: Contact) {
        let index = self.places.entry(contact.location).or_default();
        match self.folders.get_mut(&contact.id) {
            Some(folder) => {
                index.strike(&folder.contact);
                index.enter(&contact);
                folder.contact = contact;
            }
            None => {
                index.enter(&contact);
                let folder =
                    Folder { contact, tasks: Vec::new(), notes: Vec::new(), appointments: Vec::new() };
                self.folders.insert(folder.contact.id, Box::new(folder));
            }
        }
    }

    /// Takes a contact away and says which appointments went with it.
    pub(super) fn take_contact(&mut self, id: &ContactId) -> Vec<AppointmentId> {
        let Some(folder) = self.folders.remove(id) else { return Vec::new() };
        if let Some(index) = self.places.get_mut(&folder.contact.location) {
            index.strike(&folder.contact);
            for task in &folder.tasks {
                index.tasks.remove(&(task.added, task.id, *id));
            }
            for appointment in &folder.appointments {
                index.strike_appointment(appointment);
            }
        }
        for appointment in &folder.appointments {
            self.booked.remove(&appointment.id);
        }
        let tasks = folder.tasks.iter().map(|task| task.id.as_str());
        for held in tasks.chain(folder.notes.iter().map(|note| note.id.as_str())) {
            self.holders.remove(&(mark(held), *id));
        }
        folder.appointments.iter().map(|appointment| appointment.id).collect()
    }

    pub(super) fn put_task(&mut self, task: Task) {
        let Some(folder) = self.folders.get_mut(&task.contact) else { return };
        if let Some(index) = self.places.get_mut(&folder.contact.location) {
            index.tasks.insert((task.added, task.id, task.contact));
        }
        self.holders.insert((mark(task.id.as_str()), task.contact));
        put_in(&mut folder.tasks, task, |kept| kept.id);
    }

    pub(super) fn take_task(&mut self, contact: &ContactId, id: &TaskId) {
        let Some(folder) = self.folders.get_mut(contact) else { return };
        let Some(at) = folder.tasks.iter().position(|kept| kept.id == *id) else { return };
        let task = folder.tasks.remove(at);
        self.holders.remove(&(mark(task.id.as_str()), *contact));
        if let Some(index) = self.places.get_mut(&folder.contact.location) {
            index.tasks.remove(&(task.added, task.id, *contact));
        }
    }

    pub(super) fn put_note(&mut self, note: Note) {
        if let Some(folder) = self.folders.get_mut(&note.contact) {
            self.holders.insert((mark(note.id.as_str()), note.contact));
            put_in(&mut folder.notes, note, |kept| kept.id);
        }
    }

    pub(super) fn take_note(&mut self, contact: &ContactId, id: &NoteId) {
        if let Some(folder) = self.folders.get_mut(contact) {
            folder.notes.retain(|kept| kept.id != *id);
            self.holders.remove(&(mark(id.as_str()), *contact));
        }
    }

    pub(super) fn put_appointment(&mut self, appointment: Appointment) {
        let Some(folder) = self.folders.get_mut(&appointment.contact) else { return };
        self.booked.insert(appointment.id, appointment.contact);
        let index = self.places.entry(folder.contact.location).or_default();
        if let Some(before) = folder.appointments.iter().find(|kept| kept.id == appointment.id) {
            index.strike_appointment(before);
        }
        index.enter_appointment(&appointment);
        put_in(&mut folder.appointments, appointment, |kept| kept.id);
    }

    pub(super) fn take_appointment(&mut self, contact: &ContactId, id: &AppointmentId) {
        self.booked.remove(id);
        let Some(folder) = self.folders.get_mut(contact) else { return };
        let Some(at) = folder.appointments.iter().position(|kept| kept.id == *id) else { return };
        let appointment = folder.appointments.remove(at);
        if let Some(index) = self.places.get_mut(&folder.contact.location) {
            index.strike_appointment(&appointment);
        }
    }

    /// Every folder, in no order.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.folders.values().map(|folder| &**folder)
    }
}

fn put_in<T, I: PartialEq>(kept: &mut Vec<T>, record: T, id: impl Fn(&T) -> I) {
    match kept.iter().position(|one| id(one) == id(&record)) {
        Some(at) => kept[at] = record,
        None => {
            kept.reserve_exact(1);
            kept.push(record);
        }
    }
}
