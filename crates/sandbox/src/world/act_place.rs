//! Altering a location itself, its staff, and who is in which of its campaigns and workflows.
//!
//! Promise: a location sends `LocationCreate` or `LocationUpdate`, a new user `UserCreate`, someone put into a
//! campaign or taken out of it `CampaignStatusUpdate`. Users who change, workflows and their enrolments, tags,
//! custom fields and custom values send nothing.

use super::act::Act;
use super::entry::Entry;
use super::event::EventKind;
use super::id::{CampaignId, WorkflowId};
use super::payload;
use super::record::{Contact, Enrolment, Location, User};

impl Act<'_> {
    /// Saves a location, new or altered; one that is as it was sends nothing.
    pub fn location_save(&mut self, location: Location) {
        let kind = match self.location(&location.id) {
            None => EventKind::LocationCreate,
            Some(before) if *before == location => return,
            Some(_) => EventKind::LocationUpdate,
        };
        self.tell(kind, location.id, payload::location(&location));
        self.put(Entry::Location(Box::new(location)));
    }

    /// Saves a member of the staff. Only a new one sends an event, for the first location it works in.
    pub fn user_save(&mut self, user: User) {
        if self.user(&user.id).is_none()
            && let Some(location) = user.locations.first()
        {
            let company = self.company().id;
            self.tell(EventKind::UserCreate, *location, payload::user(company, &user));
        }
        self.put(Entry::User(user));
    }

    /// Puts a contact into a campaign; one that is in it already stays as it is.
    pub fn campaign_join(&mut self, mut contact: Contact, campaign: CampaignId) {
        if contact.campaigns.contains(&campaign) {
            return;
        }
        contact.campaigns.push(campaign);
        self.campaign_tell(&contact, &campaign, "active");
        self.enrolment_save(contact);
    }

    /// Takes a contact out of a campaign; one that is not in it stays as it is.
    pub fn campaign_leave(&mut self, mut contact: Contact, campaign: CampaignId) {
        if !contact.campaigns.contains(&campaign) {
            return;
        }
        contact.campaigns.retain(|kept| *kept != campaign);
        self.campaign_tell(&contact, &campaign, "removed");
        self.enrolment_save(contact);
    }

    fn campaign_tell(&mut self, contact: &Contact, campaign: &CampaignId, status: &'static str) {
        let payload = payload::campaign_status(contact, campaign, status, self.now());
        self.tell(EventKind::CampaignStatusUpdate, contact.location, payload);
    }

    /// Puts a contact into a workflow; one that is in it begins again at the new time.
    pub fn workflow_join(&mut self, mut contact: Contact, enrolment: Enrolment) {
        contact.workflows.retain(|kept| kept.workflow != enrolment.workflow);
        contact.workflows.push(enrolment);
        self.enrolment_save(contact);
    }

    /// Takes a contact out of a workflow.
    pub fn workflow_leave(&mut self, mut contact: Contact, workflow: WorkflowId) {
        contact.workflows.retain(|kept| kept.workflow != workflow);
        self.enrolment_save(contact);
    }

    fn enrolment_save(&mut self, mut contact: Contact) {
        contact.updated = self.now();
        self.put(Entry::Contact(Box::new(contact)));
    }
}
