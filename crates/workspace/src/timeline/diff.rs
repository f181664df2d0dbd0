//! Fields before and after, written for people.
//!
//! Promise: fields that say nothing to a person (time stamps, counters, lower-cased doubles) are left out.

use domain::change::FieldChange;
use serde_json::{Map, Value};

use super::FieldDiff;
use crate::contact::overlaid::{CHANNELS, field_label};
use crate::fields::{FieldKey, catalog};
use crate::note::text;
use crate::opportunity::Status;
use crate::reference::Reference;

/// What changed on a contact.
#[derive(Debug, Default)]
pub(crate) struct Diffs {
    /// Fields.
    pub(crate) fields: Vec<FieldDiff>,
    /// Tags that came.
    pub(crate) added: Vec<String>,
    /// Tags that went.
    pub(crate) removed: Vec<String>,
}

/// Fields of a contact that move by themselves.
const SILENT: [&str; 14] = [
    "dateUpdated",
    "dateAdded",
    "lastActivity",
    "lastSessionActivityAt",
    "lastUpdatedBy",
    "createdBy",
    "validEmail",
    "phoneLabel",
    "birthMonth",
    "birthDay",
    "visitorId",
    "keyword",
    "name",
    "id",
];

pub(crate) fn contact<'c>(changes: impl Iterator<Item = &'c FieldChange>, reference: &Reference) -> Diffs {
    let mut diffs = Diffs::default();
    for change in changes {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        match change.field.as_str() {
            field if SILENT.contains(&field) => {}
            "tags" => {
                diffs.added.extend(missing(after, before));
                diffs.removed.extend(missing(before, after));
            }
            "customFields" => diffs.fields.extend(custom(before, after, reference)),
            "dndSettings" => diffs.fields.extend(channels(before, after)),
            field => diffs.fields.push(one(field, before, after, reference)),
        }
    }
    diffs
}

/// What a write on its way will change.
pub(crate) fn wanted(
    fields: &Map<String, Value>,
    base: &Map<String, Value>,
    reference: &Reference,
) -> Vec<FieldDiff> {
    contact(changes_of(fields, base).iter(), reference).fields
}

/// The changes that these fields will be, on top of what was there.
pub(crate) fn changes_of(fields: &Map<String, Value>, base: &Map<String, Value>) -> Vec<FieldChange> {
    let set = |value: &Value| (!value.is_null() && value != "").then(|| value.clone());
    let change = |(field, value): (&String, &Value)| FieldChange {
        field: field.clone(),
        before: base.get(field).and_then(set),
        after: set(value),
        knowledge: domain::change::Knowledge::Known,
    };
    fields.iter().map(change).collect()
}

/// The texts of one list that the other lacks.
fn missing(list: Option<&Value>, other: Option<&Value>) -> Vec<String> {
    let texts = |value: Option<&Value>| -> Vec<String> {
        let items = value.and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let other = texts(other);
    texts(list).into_iter().filter(|text| !other.contains(text)).collect()
}

fn one(field: &str, before: Option<&Value>, after: Option<&Value>, reference: &Reference) -> FieldDiff {
    let key: Option<FieldKey> = match field.strip_prefix("customFields.") {
        Some(id) => format!("custom.{id}").parse().ok(),
        None => field.parse().ok(),
    };
    let shown = |value: &Value| match &key {
        Some(key) => catalog::shown(key, value, reference),
        None => plain(value),
    };
    FieldDiff {
        label: field_label(field, reference),
        before: before.and_then(shown),
        after: after.and_then(shown),
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(on) => Some(if *on { "on" } else { "off" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => Some(items.iter().filter_map(plain).collect::<Vec<_>>().join(", ")),
        Value::Object(_) => Some("changed".to_owned()),
    }
}

/// The list of custom fields, one by one.
fn custom(before: Option<&Value>, after: Option<&Value>, reference: &Reference) -> Vec<FieldDiff> {
    let ids = |list: Option<&Value>| -> Vec<String> {
        let items = list.and_then(Value::as_array).into_iter().flatten();
        items.filter_map(|item| item.get("id")?.as_str()).map(str::to_owned).collect()
    };
    let mut all = ids(before);
    all.extend(ids(after));
    all.sort();
    all.dedup();
    let value =
        |list: Option<&'_ Value>, id: &str| list.and_then(|list| catalog::custom_value(list, id)).cloned();
    all.iter()
        .map(|id| (id, value(before, id), value(after, id)))
        .filter(|(_, before, after)| before != after)
        .map(|(id, before, after)| {
            one(&format!("customFields.{id}"), before.as_ref(), after.as_ref(), reference)
        })
        .collect()
}

fn channels(before: Option<&Value>, after: Option<&Value>) -> Vec<FieldDiff> {
    let state = |settings: Option<&Value>, channel: &str| {
        let status = settings.and_then(|settings| settings.get(channel)?.get("status")?.as_str());
        if matches!(status, Some("active" | "permanent")) { "on" } else { "off" }
    };
    let moved =
        CHANNELS.iter().map(|(channel, label)| (label, state(before, channel), state(after, channel)));
    moved
        .filter(|(_, before, after)| before != after)
        .map(|(label, before, after)| FieldDiff {
            label: format!("{label}: do not disturb"),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
        })
        .collect()
}

/// What was edited on a task, without its tick.
pub(crate) fn task(changes: &[FieldChange], reference: &Reference) -> Vec<FieldDiff> {
    let labels = [("title", "Title"), ("body", "Details"), ("dueDate", "Due"), ("assignedTo", "Assigned to")];
    labelled(changes, &labels, reference)
}

/// What was edited on an opportunity.
pub(crate) fn opportunity(changes: &[FieldChange], reference: &Reference) -> Vec<FieldDiff> {
    let labels = [
        ("name", "Name"),
        ("pipelineStageId", "Stage"),
        ("status", "Status"),
        ("monetaryValue", "Value"),
        ("assignedTo", "Owner"),
    ];
    labelled(changes, &labels, reference)
}

/// What was edited on an appointment.
pub(crate) fn appointment(changes: &[FieldChange], reference: &Reference) -> Vec<FieldDiff> {
    let labels = [
        ("title", "Title"),
        ("startTime", "Start"),
        ("endTime", "End"),
        ("appointmentStatus", "Status"),
        ("assignedUserId", "With"),
        ("address", "Where"),
        ("notes", "Notes"),
    ];
    labelled(changes, &labels, reference)
}

fn labelled(changes: &[FieldChange], labels: &[(&str, &str)], reference: &Reference) -> Vec<FieldDiff> {
    let known = changes.iter().filter_map(|change| {
        let (_, label) = labels.iter().find(|(field, _)| *field == change.field)?;
        let shown =
            |value: &Option<Value>| value.as_ref().and_then(|value| detail(&change.field, value, reference));
        Some(FieldDiff {
            label: (*label).to_owned(),
            before: shown(&change.before),
            after: shown(&change.after),
        })
    });
    known.filter(|diff| diff.before != diff.after).collect()
}

fn detail(field: &str, value: &Value, reference: &Reference) -> Option<String> {
    let text = value.as_str();
    match (field, text) {
        ("assignedTo" | "assignedUserId", Some(id)) => reference.user(id).map(|user| user.name),
        ("dueDate" | "startTime" | "endTime", Some(text)) => Some(moment(text, reference)),
        ("body" | "notes", Some(text)) => Some(text::plain(text)),
        ("pipelineStageId", Some(id)) => {
            Some(reference.stage(id).map_or_else(|| id.to_owned(), |(_, stage)| stage.name.clone()))
        }
        ("status", Some(word)) => Some(Status::read(word).map_or(word, |status| status.label()).to_owned()),
        _ => plain(value),
    }
}

fn moment(text: &str, reference: &Reference) -> String {
    let at = highlevel::AppointmentTime::new(text).in_zone(&reference.zone);
    at.map_or_else(
        || text.to_owned(),
        |at| at.to_zoned(reference.zone.clone()).strftime("%a %-d %b %Y, %H:%M").to_string(),
    )
}
