//! Opportunities by id, by contact and by age.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::world::id::{ContactId, LocationId, OpportunityId, PipelineId};
use crate::world::moment::Moment;
use crate::world::record::Opportunity;

/// The opportunities of every location.
#[derive(Clone, Debug, Default)]
pub struct Opportunities {
    records: HashMap<OpportunityId, Box<Opportunity>>,
    of_contact: HashMap<ContactId, Vec<OpportunityId>>,
    by_added: BTreeMap<LocationId, BTreeSet<(Moment, OpportunityId)>>,
}

impl Opportunities {
    /// An opportunity.
    pub fn find(&self, id: &OpportunityId) -> Option<&Opportunity> {
        self.records.get(id).map(|one| &**one)
    }

    /// The opportunities of a location, newest first.
    pub fn newest<'o>(&'o self, location: &LocationId) -> impl Iterator<Item = &'o Opportunity> + use<'o> {
        let order = self.by_added.get(location).into_iter().flat_map(|order| order.iter().rev());
        order.filter_map(|(_, id)| self.find(id))
    }

    /// The opportunities with a contact, oldest first.
    pub fn of<'o>(&'o self, contact: &ContactId) -> impl Iterator<Item = &'o Opportunity> + use<'o> {
        self.of_contact.get(contact).into_iter().flatten().filter_map(|id| self.find(id))
    }

    /// The opportunity a contact has in a pipeline.
    pub fn of_in(&self, contact: &ContactId, pipeline: &PipelineId) -> Option<&Opportunity> {
        self.of(contact).find(|one| one.pipeline == *pipeline)
    }

    /// How many a location has.
    pub fn count(&self, location: &LocationId) -> usize {
        self.by_added.get(location).map_or(0, BTreeSet::len)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Opportunity> {
        self.by_added.values().flatten().filter_map(|(_, id)| self.find(id))
    }

    pub(super) fn put(&mut self, opportunity: Opportunity) {
        self.take(&opportunity.id);
        let order = self.by_added.entry(opportunity.location).or_default();
        order.insert((opportunity.added, opportunity.id));
        if let Some(contact) = opportunity.contact {
            let own = self.of_contact.entry(contact).or_default();
            own.reserve_exact(1);
            own.push(opportunity.id);
            own.sort_unstable_by_key(|id| match self.records.get(id) {
                Some(kept) => (kept.added, *id),
                None => (opportunity.added, *id),
            });
        }
        self.records.insert(opportunity.id, Box::new(opportunity));
    }

    pub(super) fn take(&mut self, id: &OpportunityId) {
        let Some(gone) = self.records.remove(id) else { return };
        if let Some(order) = self.by_added.get_mut(&gone.location) {
            order.remove(&(gone.added, gone.id));
        }
        let Some(contact) = gone.contact else { return };
        let Some(own) = self.of_contact.get_mut(&contact) else { return };
        own.retain(|kept| kept != id);
        if own.is_empty() {
            self.of_contact.remove(&contact);
        }
    }

    pub(super) fn take_of(&mut self, contact: &ContactId) {
        for id in self.of_contact.remove(contact).unwrap_or_default() {
            self.take(&id);
        }
    }
}
