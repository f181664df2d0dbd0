//! Altering opportunities, and what that sends.
//!
//! Promise: one edit sends several events, as HighLevel's do: a birth or an end comes with an `OpportunityUpdate`,
//! and so does a change of stage, status, value or owner. Followers send nothing.

use super::act::Act;
use super::entry::Entry;
use super::event::EventKind;
use super::id::OpportunityId;
use super::payload;
use super::record::Opportunity;

impl Act<'_> {
    /// Saves an opportunity, new or altered, with the dates its change of stage or status sets.
    pub fn opportunity_save(&mut self, mut opportunity: Opportunity) {
        let now = self.now();
        let before = self.opportunities().find(&opportunity.id).cloned();
        opportunity.updated = now;
        if before.as_ref().is_some_and(|before| before.stage != opportunity.stage) {
            opportunity.stage_changed = now;
        }
        if before.as_ref().is_some_and(|before| before.status != opportunity.status) {
            opportunity.status_changed = now;
        }
        for kind in payload::opportunity_events(before.as_ref(), &opportunity) {
            self.tell(kind, opportunity.location, payload::opportunity(&opportunity));
        }
        self.put(Entry::Opportunity(Box::new(opportunity)));
    }

    /// Deletes an opportunity.
    pub fn opportunity_delete(&mut self, id: &OpportunityId) {
        let Some(opportunity) = self.opportunities().find(id).cloned() else { return };
        for kind in [EventKind::OpportunityDelete, EventKind::OpportunityUpdate] {
            self.tell(kind, opportunity.location, payload::opportunity(&opportunity));
        }
        self.put(Entry::OpportunityGone(*id));
    }
}
