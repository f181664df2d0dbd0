//! What a change amounts to: the events of the catalog and the derived triggers it is.

use serde_json::{Map, Value as Json};

use super::Happening;
use crate::{
    automation::On,
    change::{Action, Change, FieldChange},
};

/// Everything a change amounts to. One edit may be several: an update, tags changed, a tag added.
#[must_use]
pub fn happenings(change: &Change) -> Vec<On> {
    let kind = change.kind.as_str();
    let word = match change.action {
        Action::Created | Action::Restored => "created",
        Action::Deleted => "deleted",
        Action::Updated => "updated",
        Action::Learned => return Vec::new(),
    };
    let plain = format!("{kind}.{word}").parse::<On>().ok();
    let more = match (kind, change.action) {
        ("contact", Action::Created | Action::Updated) => of_contact(change),
        ("task", Action::Updated) => of_task(change),
        ("opportunity", Action::Updated) => of_opportunity(change),
        ("conversation", Action::Updated) if moved(change, "unreadCount").is_some() => {
            vec![On::ConversationUnreadChanged]
        }
        // Which way a message went stands in its document, which matching looks into.
        ("message", Action::Created) => vec![On::MessageInbound, On::MessageOutbound, On::MessageReply],
        _ => Vec::new(),
    };
    plain.into_iter().chain(more).collect()
}

fn of_contact(change: &Change) -> Vec<On> {
    let mut all = Vec::new();
    let updated = change.action == Action::Updated;
    if updated && !change.fields.is_empty() {
        all.push(On::FieldChanged);
    }
    if updated && (moved(change, "dnd").is_some() || moved(change, "dndSettings").is_some()) {
        all.push(On::ContactDndChanged);
    }
    if let Some(tags) = moved(change, "tags") {
        if updated {
            all.push(On::ContactTagsChanged);
        }
        if !gained(tags.before.as_ref(), tags.after.as_ref()).is_empty() {
            all.push(On::TagAdded);
        }
        if !gained(tags.after.as_ref(), tags.before.as_ref()).is_empty() {
            all.push(On::TagRemoved);
        }
    } else if !updated {
        // A contact that is new with tags has had them added: its document tells, which matching looks into.
        all.push(On::TagAdded);
    }
    all
}

fn of_task(change: &Change) -> Vec<On> {
    let is = |value: Option<&Json>| value.and_then(Json::as_bool).unwrap_or(false);
    let completed = moved(change, "completed");
    let mut all = Vec::new();
    if completed.is_some_and(|field| !is(field.before.as_ref()) && is(field.after.as_ref())) {
        all.push(On::TaskCompleted);
    }
    let edits = ["title", "body", "dueDate", "assignedTo"];
    if edits.iter().any(|field| moved(change, field).is_some()) {
        all.push(On::TaskEdited);
    }
    all
}

fn of_opportunity(change: &Change) -> Vec<On> {
    let pairs = [
        ("pipelineStageId", On::OpportunityStageChanged),
        ("status", On::OpportunityStatusChanged),
        ("monetaryValue", On::OpportunityValueChanged),
        ("assignedTo", On::OpportunityOwnerChanged),
    ];
    pairs.into_iter().filter(|(field, _)| moved(change, field).is_some()).map(|(_, on)| on).collect()
}

fn moved<'c>(change: &'c Change, field: &str) -> Option<&'c FieldChange> {
    change.fields.iter().find(|one| one.field == field)
}

/// The tags a happening added, or took away.
pub(super) fn tags_moved(happening: &Happening<'_>, added: bool) -> Vec<String> {
    let of_doc = |doc: Option<&Map<String, Json>>| doc.and_then(|doc| doc.get("tags")).cloned();
    let change = happening.change.and_then(|change| moved(change, "tags"));
    let (before, after) = match change {
        Some(tags) => (tags.before.clone(), tags.after.clone()),
        None => (of_doc(happening.before), of_doc(happening.after)),
    };
    if added { gained(before.as_ref(), after.as_ref()) } else { gained(after.as_ref(), before.as_ref()) }
}

fn gained(before: Option<&Json>, after: Option<&Json>) -> Vec<String> {
    let before: Vec<_> = texts(before).map(str::to_lowercase).collect();
    texts(after).filter(|tag| !before.contains(&tag.to_lowercase())).map(str::to_owned).collect()
}

fn texts(value: Option<&Json>) -> impl Iterator<Item = &str> {
    value.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}
