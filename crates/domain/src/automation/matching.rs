//! Matching: whether a happening starts an automation, and if not, why not.
//!
//! Here: the decision, pure. Not here: reading the log (`engine`), and that one change starts one run (`store`).
//!
//! Promise: the baseline, our own echo and a circle of automations start nothing.

mod catalog;

use std::fmt;

use highlevel::ids::ContactId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::{On, Trigger, condition::compare};
use crate::{
    change::Change,
    expression::{Fault, Language, Seen},
    ids::AutomationId,
};

pub use catalog::happenings;

/// Automations that may stand behind a happening.
pub const CHAIN: usize = 10;

/// One automation that stands behind a happening: its run made the change, or started the run that did.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// Which.
    pub automation: AutomationId,
    /// For which contact.
    pub contact: Option<ContactId>,
}

/// Something that happened, and all that matching asks about it.
#[derive(Debug, Clone)]
pub struct Happening<'h> {
    /// What it is: for a change, each of `happenings(change, ..)`; else the timer, event, click or webhook itself.
    pub on: On,
    /// The change, where it is one.
    pub change: Option<&'h Change>,
    /// The contact it is about.
    pub contact: Option<&'h ContactId>,
    /// The record before, where it is known.
    pub before: Option<&'h Map<String, Json>>,
    /// The record after; for an event, a click or a webhook, what came with it.
    pub after: Option<&'h Map<String, Json>>,
    /// The automations that stand behind it, the nearest last.
    pub causes: &'h [Link],
}

/// Whether a run is started.
#[derive(Debug, Clone, PartialEq)]
pub enum Match {
    /// It is.
    Yes,
    /// It is not, for this reason.
    No(Reason),
}

/// Why no run is started.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// It is another kind of happening.
    OtherKind,
    /// The first copy of the account, or what merely became known.
    Baseline,
    /// A setting of the trigger says otherwise.
    Setting(&'static str),
    /// The condition does not hold.
    Condition,
    /// The condition cannot be evaluated.
    Fault(Fault),
    /// A run of the same automation made it, for the same contact.
    Itself,
    /// Too many automations stand behind it.
    TooDeep,
}

impl Reason {
    /// Whether people look for it in the list: something was held back that would have started.
    #[must_use]
    pub const fn is_listed(&self) -> bool {
        matches!(self, Self::Fault(_) | Self::Itself | Self::TooDeep)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKind => f.write_str("This is not what the automation listens for."),
            Self::Baseline => {
                f.write_str("This belongs to the first copy of the account, which starts nothing.")
            }
            Self::Setting(name) => write!(f, "The trigger's `{name}` is another."),
            Self::Condition => f.write_str("The trigger's condition does not hold."),
            Self::Fault(fault) => write!(f, "The trigger's condition cannot be read: {fault}"),
            Self::Itself => {
                f.write_str("A run of this automation made the change itself, so it does not start another.")
            }
            Self::TooDeep => {
                write!(f, "More than {CHAIN} automations led to this one: that looks like a circle.")
            }
        }
    }
}

/// Pure: whether this happening starts the automation.
#[must_use]
pub fn matches(
    language: &Language,
    automation: AutomationId,
    trigger: &Trigger,
    happening: &Happening<'_>,
    seen: &Seen,
    now: Timestamp,
) -> Match {
    if trigger.on != happening.on {
        return Match::No(Reason::OtherKind);
    }
    if happening.change.is_some_and(|change| !change.may_trigger()) {
        return Match::No(Reason::Baseline);
    }
    if let Some(name) = other_setting(trigger, happening) {
        return Match::No(Reason::Setting(name));
    }
    match trigger.only_if.as_ref().map_or(Ok(true), |condition| condition.holds(language, seen, now)) {
        Ok(true) => {}
        Ok(false) => return Match::No(Reason::Condition),
        Err(fault) => return Match::No(Reason::Fault(fault)),
    }
    let mine = |link: &Link| link.automation == automation && link.contact.as_ref() == happening.contact;
    if happening.causes.iter().any(mine) {
        return Match::No(Reason::Itself);
    }
    if happening.causes.len() > CHAIN {
        return Match::No(Reason::TooDeep);
    }
    Match::Yes
}

/// The setting of the trigger that this happening does not meet.
fn other_setting(trigger: &Trigger, happening: &Happening<'_>) -> Option<&'static str> {
    let wanted = |name: &str| trigger.with.get(name).filter(|value| !compare::is_empty(value));
    let changed =
        |name: &str| happening.change.and_then(|change| change.fields.iter().find(|f| f.field == name));
    match trigger.on {
        On::TagAdded | On::TagRemoved => {
            let tag = wanted("tag")?;
            let moved = catalog::tags_moved(happening, trigger.on == On::TagAdded);
            (!moved.iter().any(|one| compare::alike(&json!(one), tag))).then_some("tag")
        }
        On::FieldChanged
        | On::ContactUpdated
        | On::TaskEdited
        | On::AppointmentUpdated
        | On::OpportunityUpdated => {
            let field = wanted("field").and_then(Json::as_str)?;
            let Some(change) = changed(field) else { return Some("field") };
            let side = |value: &Option<Json>| value.clone().unwrap_or(Json::Null);
            let fits = |name, value| wanted(name).is_none_or(|wanted| compare::alike(&value, wanted));
            if !fits("from", side(&change.before)) {
                return Some("from");
            }
            (!fits("to", side(&change.after))).then_some("to")
        }
        On::OpportunityStageChanged | On::OpportunityStatusChanged => {
            let field = if trigger.on == On::OpportunityStageChanged { "pipelineStageId" } else { "status" };
            let to = happening.after.and_then(|doc| doc.get(field)).unwrap_or(&Json::Null);
            wanted("to").filter(|wanted| !compare::alike(to, wanted)).map(|_| "to")
        }
        On::ViewEntered | On::ViewLeft => came_with(happening, wanted("view")?, "view", &["view"]),
        On::MessageInbound | On::MessageOutbound | On::MessageReply => other_message(trigger, happening),
        _ => None,
    }
}

fn other_message(trigger: &Trigger, happening: &Happening<'_>) -> Option<&'static str> {
    if !goes_this_way(trigger.on, happening.after) {
        return Some("direction");
    }
    if let Some(channel) = trigger.with.get("channel").filter(|value| !compare::is_empty(value))
        && let Some(name) = came_with(happening, channel, "channel", &["messageType", "type"])
    {
        return Some(name);
    }
    let words = trigger.text("contains")?.to_lowercase();
    let body = happening.after.and_then(|doc| doc.get("body")).and_then(Json::as_str).unwrap_or_default();
    (!body.to_lowercase().contains(&words)).then_some("contains")
}

/// Whether a message went the way that a trigger is about; one that does not say may be either.
#[must_use]
pub fn goes_this_way(on: On, message: Option<&Map<String, Json>>) -> bool {
    let way = message.and_then(|message| message.get("direction")).and_then(Json::as_str);
    match on {
        On::MessageInbound | On::MessageReply => way.is_none_or(|way| way == "inbound"),
        On::MessageOutbound => way.is_none_or(|way| way == "outbound"),
        _ => true,
    }
}

fn came_with(
    happening: &Happening<'_>,
    wanted: &Json,
    name: &'static str,
    fields: &[&str],
) -> Option<&'static str> {
    let given = happening.after.and_then(|doc| fields.iter().find_map(|field| doc.get(*field)));
    (!given.is_some_and(|given| compare::alike(given, wanted))).then_some(name)
}

/// What an expression sees of a change: `field`, `from`, `to` of the first, and all of them in `fields`.
#[must_use]
pub fn change_seen(change: &Change) -> Json {
    let side = |value: &Option<Json>| value.clone().unwrap_or(Json::Null);
    let fields: Map<String, Json> = change
        .fields
        .iter()
        .map(|field| (field.field.clone(), json!({"from": side(&field.before), "to": side(&field.after)})))
        .collect();
    let first = change.fields.first();
    json!({
        "field": first.map(|field| field.field.as_str()),
        "from": first.map(|field| side(&field.before)),
        "to": first.map(|field| side(&field.after)),
        "cause": change.cause.as_str(),
        "fields": fields,
    })
}

#[cfg(test)]
mod tests;
