//! Circles: a write that can start this automation again, itself or through others.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{Facts, Finding, Rule};
use crate::automation::{Action, Definition, On, Step, Walk};

pub(super) fn check(definition: &Definition, facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let all = Walk::of(definition).all();
    for nested in all.iter().filter(|nested| !nested.step.skip) {
        if can_start(nested.step, definition) {
            let sentence =
                "This can start the same automation again; for the same contact Rankr holds that back.";
            found.push(Finding::warning(Some(&nested.step.id), Rule::Circle, sentence));
            continue;
        }
        let others = facts.others.iter().copied().filter(|other| other.name != definition.name);
        let starts = others.filter(|other| can_start(nested.step, other));
        let circle =
            starts.into_iter().find_map(|other| way_back(other, definition, facts, &mut BTreeSet::new()));
        if let Some(way) = circle {
            let way: Vec<_> = way.iter().map(|name| format!("“{name}”")).collect();
            let sentence = format!(
                "This can start {}, which can start this automation again.",
                way.join(", which starts ")
            );
            found.push(Finding::warning(Some(&nested.step.id), Rule::Circle, sentence));
        }
    }
}

/// The automations from one back to the one that is looked at.
fn way_back<'f>(
    from: &'f Definition,
    to: &Definition,
    facts: &Facts<'f>,
    been: &mut BTreeSet<&'f str>,
) -> Option<Vec<&'f str>> {
    if !been.insert(&from.name) {
        return None;
    }
    let all = Walk::of(from).all();
    let steps: Vec<&Step> = all.iter().map(|nested| nested.step).filter(|step| !step.skip).collect();
    if steps.iter().any(|step| can_start(step, to)) {
        return Some(vec![&from.name]);
    }
    let nexts = facts.others.iter().copied().filter(|other| steps.iter().any(|step| can_start(step, other)));
    for next in nexts {
        if let Some(mut way) = way_back(next, to, facts, been) {
            way.insert(0, &from.name);
            return Some(way);
        }
    }
    None
}

fn can_start(step: &Step, other: &Definition) -> bool {
    match &step.action {
        Action::Call(call) => call.automation == other.name,
        Action::Upsert(_) => {
            matches!(other.trigger.on, On::ContactCreated | On::ContactUpdated | On::FieldChanged)
        }
        Action::Do { operation, with } => {
            causes(operation.row().id).contains(&other.trigger.on) && same_tag(with.get("tags"), other)
        }
        _ => false,
    }
}

/// Unless both name their tags, and none of them is the other's.
fn same_tag(given: Option<&Json>, other: &Definition) -> bool {
    let (Some(tag), Some(given)) = (other.trigger.text("tag"), given.and_then(Json::as_array)) else {
        return true;
    };
    let may_be = |value: &Json| {
        value.as_str().is_none_or(|text| text.contains("{{") || text.eq_ignore_ascii_case(tag))
    };
    given.iter().any(may_be)
}

/// What an operation makes happen.
fn causes(operation: &str) -> &'static [On] {
    match operation {
        "create-contact" => &[On::ContactCreated, On::TagAdded],
        "upsert-contact" => &[On::ContactCreated, On::ContactUpdated, On::FieldChanged, On::TagAdded],
        "update-contact" => &[
            On::ContactUpdated,
            On::FieldChanged,
            On::ContactDndChanged,
            On::ContactTagsChanged,
            On::TagAdded,
        ],
        "delete-contact" => &[On::ContactDeleted],
        "add-tags" => &[On::TagAdded, On::ContactTagsChanged, On::ContactUpdated],
        "remove-tags" => &[On::TagRemoved, On::ContactTagsChanged, On::ContactUpdated],
        "create-association" => &[On::TagAdded, On::TagRemoved, On::ContactTagsChanged, On::ContactUpdated],
        "create-task" => &[On::TaskCreated],
        "update-task" => &[On::TaskEdited, On::TaskCompleted],
        "update-task-completed" => &[On::TaskCompleted],
        "delete-task" => &[On::TaskDeleted],
        "create-note" => &[On::NoteCreated],
        "update-note" => &[On::NoteUpdated],
        "delete-note" => &[On::NoteDeleted],
        "create-appointment" => &[On::AppointmentCreated],
        "edit-appointment" => &[On::AppointmentUpdated],
        "delete-event" => &[On::AppointmentDeleted],
        "create-opportunity" => &[On::OpportunityCreated],
        "update-opportunity" | "Upsert-opportunity" => &[
            On::OpportunityUpdated,
            On::OpportunityStageChanged,
            On::OpportunityStatusChanged,
            On::OpportunityValueChanged,
            On::OpportunityOwnerChanged,
        ],
        "update-opportunity-status" => &[On::OpportunityStatusChanged, On::OpportunityUpdated],
        "delete-opportunity" => &[On::OpportunityDeleted],
        "send-a-new-message" => &[On::MessageOutbound],
        _ => &[],
    }
}
