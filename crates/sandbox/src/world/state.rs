//! The world as it stands: every record of one account.
//!
//! Here: holding records and applying entries. Not here: deciding what may change (`act`), keeping it (`keep`).

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::dealings::Dealings;
use super::entry::Entry;
use super::id::{
    AppointmentId, BusinessId, CalendarId, CampaignId, CustomFieldId, GroupId, LocationId, NoteId,
    PipelineId, StoredValueId, TagId, UserId, WorkflowId,
};
use super::lag::Lag;
use super::record::{
    AppointmentNote, Blocked, Business, Calendar, Campaign, Company, CustomField, Group, Location, Pipeline,
    StoredValue, Tag, User, Workflow,
};
use super::register::Register;
use crate::quirks::Quirks;

/// Every record of one account, in the order records were made.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub(super) drawn: u64,
    pub(super) company: Option<Company>,
    pub(super) locations: IndexMap<LocationId, Location>,
    pub(super) users: IndexMap<UserId, User>,
    pub(super) tags: IndexMap<TagId, Tag>,
    pub(super) custom_fields: IndexMap<CustomFieldId, CustomField>,
    pub(super) calendars: IndexMap<CalendarId, Calendar>,
    pub(super) groups: IndexMap<GroupId, Group>,
    pub(super) stored_values: IndexMap<StoredValueId, StoredValue>,
    pub(super) blocked: IndexMap<AppointmentId, Blocked>,
    pub(super) appointment_notes: BTreeMap<AppointmentId, Vec<AppointmentNote>>,
    pub(super) businesses: IndexMap<BusinessId, Business>,
    pub(super) campaigns: IndexMap<CampaignId, Campaign>,
    pub(super) workflows: IndexMap<WorkflowId, Workflow>,
    pub(super) pipelines: IndexMap<PipelineId, Pipeline>,
    pub(super) register: Register,
    pub(super) dealings: Dealings,
    pub(super) lag: Lag,
    pub(super) quirks: Quirks,
    pub(super) shelves: BTreeMap<Box<str>, BTreeMap<Box<str>, Value>>,
}

/// Looking.
impl State {
    /// The agency.
    pub fn company(&self) -> &Company {
        self.company.as_ref().expect("a world is made with its company")
    }

    /// Every location; the first is the one in use.
    pub fn locations(&self) -> impl Iterator<Item = &Location> {
        self.locations.values()
    }

    /// The location in use: the first one made.
    pub fn location_in_use(&self) -> &Location {
        self.locations.values().next().expect("a world is made with its locations")
    }

    /// A location.
    pub fn location(&self, id: &LocationId) -> Option<&Location> {
        self.locations.get(id)
    }

    /// Contacts with their tasks, notes and appointments.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// The staff of a location.
    pub fn users<'s>(&'s self, location: &LocationId) -> impl Iterator<Item = &'s User> + use<'s> {
        let location = *location;
        self.users.values().filter(move |user| user.locations.contains(&location))
    }

    /// A member of the staff.
    pub fn user(&self, id: &UserId) -> Option<&User> {
        self.users.get(id)
    }

    /// Everybody, whatever the location.
    pub fn all_users(&self) -> impl Iterator<Item = &User> {
        self.users.values()
    }

    /// The tags a location defines.
    pub fn tags<'s>(&'s self, location: &LocationId) -> impl Iterator<Item = &'s Tag> + use<'s> {
        let location = *location;
        self.tags.values().filter(move |tag| tag.location == location)
    }

    /// A tag's definition.
    pub fn tag(&self, id: &TagId) -> Option<&Tag> {
        self.tags.get(id)
    }

    /// The custom fields a location defines.
    pub fn custom_fields<'s>(
        &'s self,
        location: &LocationId,
    ) -> impl Iterator<Item = &'s CustomField> + use<'s> {
        let location = *location;
        self.custom_fields.values().filter(move |field| field.location == location)
    }

    /// A custom field's definition.
    pub fn custom_field(&self, id: &CustomFieldId) -> Option<&CustomField> {
        self.custom_fields.get(id)
    }

    /// The calendars of a location.
    pub fn calendars<'s>(&'s self, location: &LocationId) -> impl Iterator<Item = &'s Calendar> + use<'s> {
        let location = *location;
        self.calendars.values().filter(move |calendar| calendar.location == location)
    }

    /// A calendar.
    pub fn calendar(&self, id: &CalendarId) -> Option<&Calendar> {
        self.calendars.get(id)
    }

    /// The calendar groups of a location.
    pub fn groups<'s>(&'s self, location: &LocationId) -> impl Iterator<Item = &'s Group> + use<'s> {
        let location = *location;
        self.groups.values().filter(move |group| group.location == location)
    }

    /// The custom values of a location.
    pub fn stored_values<'s>(
        &'s self,
        location: &LocationId,
    ) -> impl Iterator<Item = &'s StoredValue> + use<'s> {
        let location = *location;
        self.stored_values.values().filter(move |value| value.location == location)
    }

    /// A custom value.
    pub fn stored_value(&self, id: &StoredValueId) -> Option<&StoredValue> {
        self.stored_values.get(id)
    }

    /// The blocked times of a location.
    pub fn blocked<'s>(&'s self, location: &LocationId) -> impl Iterator<Item = &'s Blocked> + use<'s> {
        let location = *location;
        self.blocked.values().filter(move |blocked| blocked.location == location)
    }

    /// Every blocked time, whatever the location: people work in several.
    pub fn all_blocked(&self) -> impl Iterator<Item = &Blocked> {
        self.blocked.values()
    }

    /// A blocked time.
    pub fn blocked_time(&self, id: &AppointmentId) -> Option<&Blocked> {
        self.blocked.get(id)
    }

    /// The notes of an appointment, oldest first.
    pub fn appointment_notes(&self, id: &AppointmentId) -> &[AppointmentNote] {
        self.appointment_notes.get(id).map_or(&[], Vec::as_slice)
    }

    /// The businesses of a location.
    pub fn businesses<'s>(&'s self, location: &LocationId) -> impl Iterator<Item = &'s Business> + use<'s> {
        let location = *location;
        self.businesses.values().filter(move |business| business.location == location)
    }

    /// A business.
    pub fn business(&self, id: &BusinessId) -> Option<&Business> {
        self.businesses.get(id)
    }

    /// The campaigns of a location.
    pub fn campaigns<'s>(&'s self, location: &LocationId) -> impl Iterator<Item = &'s Campaign> + use<'s> {
        let location = *location;
        self.campaigns.values().filter(move |campaign| campaign.location == location)
    }

    /// The workflows of a location.
    pub fn workflows<'s>(&'s self, location: &LocationId) -> impl Iterator<Item = &'s Workflow> + use<'s> {
        let location = *location;
        self.workflows.values().filter(move |workflow| workflow.location == location)
    }

    /// The pipelines of a location.
    pub fn pipelines<'s>(&'s self, location: &LocationId) -> impl Iterator<Item = &'s Pipeline> + use<'s> {
        let location = *location;
        self.pipelines.values().filter(move |pipeline| pipeline.location == location)
    }

    /// A record some other part of the sandbox keeps with the world.
    pub fn shelved(&self, shelf: &str, key: &str) -> Option<&Value> {
        self.shelves.get(shelf)?.get(key)
    }

    /// Every record on a shelf, by key.
    pub fn shelf(&self, shelf: &str) -> impl Iterator<Item = (&str, &Value)> {
        self.shelves.get(shelf).into_iter().flatten().map(|(key, value)| (&**key, value))
    }
}

/// Altering: the one way, for the living world and for the journal.
impl State {
    pub(super) fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Company(company) => self.company = Some(company),
            Entry::Location(location) => put(&mut self.locations, location.id, *location),
            Entry::User(user) => put(&mut self.users, user.id, user),
            Entry::UserGone(id) => drop(self.users.shift_remove(&id)),
            Entry::Tag(tag) => put(&mut self.tags, tag.id, tag),
            Entry::TagGone(id) => drop(self.tags.shift_remove(&id)),
            Entry::CustomField(field) => put(&mut self.custom_fields, field.id, field),
            Entry::CustomFieldGone(id) => drop(self.custom_fields.shift_remove(&id)),
            Entry::Calendar(calendar) => put(&mut self.calendars, calendar.id, calendar),
            Entry::CalendarGone(id) => drop(self.calendars.shift_remove(&id)),
            Entry::Business(business) => put(&mut self.businesses, business.id, business),
            Entry::BusinessGone(id) => drop(self.businesses.shift_remove(&id)),
            Entry::Campaign(campaign) => put(&mut self.campaigns, campaign.id, campaign),
            Entry::CampaignGone(id) => drop(self.campaigns.shift_remove(&id)),
            Entry::Workflow(workflow) => put(&mut self.workflows, workflow.id, workflow),
            Entry::WorkflowGone(id) => drop(self.workflows.shift_remove(&id)),
            Entry::Pipeline(pipeline) => put(&mut self.pipelines, pipeline.id, pipeline),
            Entry::Group(group) => put(&mut self.groups, group.id, group),
            Entry::GroupGone(id) => drop(self.groups.shift_remove(&id)),
            Entry::StoredValue(value) => put(&mut self.stored_values, value.id, value),
            Entry::StoredValueGone(id) => drop(self.stored_values.shift_remove(&id)),
            Entry::Blocked(blocked) => put(&mut self.blocked, blocked.id, blocked),
            Entry::BlockedGone(id) => drop(self.blocked.shift_remove(&id)),
            Entry::AppointmentNote(note) => self.put_appointment_note(note),
            Entry::AppointmentNoteGone(appointment, id) => self.take_appointment_note(&appointment, &id),
            Entry::Drawn(drawn) => self.drawn = self.drawn.max(drawn),
            Entry::Shelved { shelf, key, value } => {
                drop(self.shelves.entry(shelf).or_default().insert(key, value))
            }
            Entry::Unshelved { shelf, key } => {
                drop(self.shelves.get_mut(&shelf).and_then(|kept| kept.remove(&key)))
            }
            with_contact => self.apply_to_register(with_contact),
        }
    }

    fn apply_to_register(&mut self, entry: Entry) {
        match entry {
            Entry::Contact(contact) => self.register.put_contact(*contact),
            Entry::ContactGone(id) => {
                self.dealings.forget(&id);
                for appointment in self.register.take_contact(&id) {
                    self.appointment_notes.remove(&appointment);
                }
            }
            Entry::Task(task) => self.register.put_task(task),
            Entry::TaskGone(contact, id) => self.register.take_task(&contact, &id),
            Entry::Note(note) => self.register.put_note(note),
            Entry::NoteGone(contact, id) => self.register.take_note(&contact, &id),
            Entry::Appointment(appointment) => self.register.put_appointment(appointment),
            Entry::AppointmentGone(contact, id) => {
                self.register.take_appointment(&contact, &id);
                self.appointment_notes.remove(&id);
            }
            dealing => self.dealings.apply(dealing),
        }
    }

    fn put_appointment_note(&mut self, note: AppointmentNote) {
        let notes = self.appointment_notes.entry(note.appointment).or_default();
        match notes.iter().position(|kept| kept.id == note.id) {
            Some(at) => notes[at] = note,
            None => notes.push(note),
        }
    }

    fn take_appointment_note(&mut self, appointment: &AppointmentId, id: &NoteId) {
        if let Some(notes) = self.appointment_notes.get_mut(appointment) {
            notes.retain(|kept| kept.id != *id);
        }
    }
}

fn put<K: std::hash::Hash + Eq, V>(records: &mut IndexMap<K, V>, id: K, record: V) {
    records.insert(id, record);
}
