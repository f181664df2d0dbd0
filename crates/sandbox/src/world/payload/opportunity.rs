//! The fields of opportunity events, and which of them an alteration sends.

use super::{EventKind, Payload, put};
use crate::world::record::Opportunity;

/// The events that turning `before` into `after` sends, in order: `OpportunityUpdate` with every one of the others.
pub(in crate::world) fn opportunity_events(
    before: Option<&Opportunity>,
    after: &Opportunity,
) -> Vec<EventKind> {
    let Some(before) = before else {
        return vec![EventKind::OpportunityCreate, EventKind::OpportunityUpdate];
    };
    let mut kinds = Vec::new();
    if told_differs(before, after) {
        kinds.push(EventKind::OpportunityUpdate);
    }
    if before.stage != after.stage || before.pipeline != after.pipeline {
        kinds.push(EventKind::OpportunityStageUpdate);
    }
    if before.status != after.status {
        kinds.push(EventKind::OpportunityStatusUpdate);
    }
    if before.value.total_cmp(&after.value).is_ne() {
        kinds.push(EventKind::OpportunityMonetaryValueUpdate);
    }
    if before.assigned_to != after.assigned_to {
        kinds.push(EventKind::OpportunityAssignedToUpdate);
    }
    kinds
}

/// Whether anything changed but followers, which send nothing, and the dates that come with a change.
fn told_differs(before: &Opportunity, after: &Opportunity) -> bool {
    let bare = |one: &Opportunity| Opportunity {
        followers: Vec::new(),
        updated: one.added,
        stage_changed: one.added,
        status_changed: one.added,
        ..one.clone()
    };
    bare(before) != bare(after)
}

/// Fields of an opportunity event.
pub(in crate::world) fn opportunity(opportunity: &Opportunity) -> Payload {
    let mut fields = Payload::new();
    put(&mut fields, "id", Some(opportunity.id.as_str()));
    put(&mut fields, "assignedTo", opportunity.assigned_to.as_deref());
    put(&mut fields, "contactId", opportunity.contact.as_ref().map(|id| id.as_str()));
    fields.insert("monetaryValue".into(), super::amount(opportunity.value));
    put(&mut fields, "name", Some(&opportunity.name));
    put(&mut fields, "pipelineId", Some(opportunity.pipeline.as_str()));
    put(&mut fields, "pipelineStageId", Some(opportunity.stage.as_str()));
    put(&mut fields, "source", opportunity.source.as_deref());
    put(&mut fields, "status", Some(opportunity.status.as_str()));
    put(&mut fields, "dateAdded", Some(&opportunity.added.to_string()));
    fields
}
