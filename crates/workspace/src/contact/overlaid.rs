//! A contact's page from its records and writes, pure.
//!
//! Here: fields, tags, consent and the list of open writes, each with its mark.
//! Not here: tasks, notes and appointments (`contact::lines`), history (`timeline::merge`).
//!
//! Promise: a refused value is shown as typed, an overtaken one as it stands in HighLevel; nothing typed is lost.

use domain::record::{Doc, Kind};
use domain::write::{Effect, Write};
use serde_json::Value;

use super::{
    ChannelRow, Consent, FieldRow, ProfileSection, Switch, SwitchState, TagMark, TagMotion, WriteLine,
};
use crate::fields::{Editor, FieldKey, StandardField, catalog};
use crate::reference::Reference;
use crate::standing::Standing;

/// HighLevel's channels of do not disturb, with their names for people.
pub(crate) const CHANNELS: [(&str, &str); 6] = [
    ("Call", "Calls"),
    ("Email", "Email"),
    ("SMS", "SMS"),
    ("WhatsApp", "WhatsApp"),
    ("GMB", "Google messages"),
    ("FB", "Facebook"),
];

/// The mirror's document, the same with open writes on top, and the contact's own shown writes, oldest first.
pub(crate) struct Layers<'a> {
    /// As HighLevel has it.
    pub(crate) mirror: &'a Doc,
    /// As it will be.
    pub(crate) shown: &'a Doc,
    /// Writes of the contact itself, not of its tasks and notes.
    pub(crate) writes: Vec<&'a Write>,
    /// The location's words.
    pub(crate) reference: &'a Reference,
}

impl Layers<'_> {
    /// The newest write that sets this field, with the value it wants.
    fn setting(&self, field: &str) -> Option<(&Write, &Value)> {
        self.writes.iter().rev().find_map(|write| match &write.intent.effect {
            Effect::Set { fields } => fields.get(field).map(|value| (*write, value)),
            _ => None,
        })
    }

    /// Standard fields, then custom fields by folder.
    pub(crate) fn sections(&self) -> Vec<ProfileSection> {
        let standard = |name: &str, fields: &[StandardField]| ProfileSection {
            name: name.to_owned(),
            custom: false,
            rows: fields.iter().filter_map(|field| self.row(FieldKey::Standard(*field))).collect(),
        };
        let (profile, address) = StandardField::ALL.split_at(StandardField::PROFILE);
        let mut sections = vec![standard("Profile", profile), standard("Address", address)];
        for field in &self.reference.fields {
            let name = field.folder.clone().unwrap_or_else(|| "Custom fields".to_owned());
            let Some(row) = self.row(FieldKey::Custom(field.id.clone())) else { continue };
            match sections.iter_mut().find(|section| section.custom && section.name == name) {
                Some(section) => section.rows.push(row),
                None => sections.push(ProfileSection { name, custom: true, rows: vec![row] }),
            }
        }
        sections.extend(self.unnamed());
        sections
    }

    /// Values of custom fields whose names may not be read: shown by id, not edited.
    fn unnamed(&self) -> Option<ProfileSection> {
        let list = self.mirror.get("customFields").and_then(Value::as_array)?;
        let ids = list.iter().filter_map(|item| item.get("id").and_then(Value::as_str));
        let keys = ids
            .filter(|id| self.reference.field(id).is_none())
            .filter_map(|id| format!("custom.{id}").parse().ok());
        let rows: Vec<FieldRow> = keys.map(|key| self.read_only(key)).collect();
        (!rows.is_empty()).then(|| ProfileSection {
            name: "Fields without a name".to_owned(),
            custom: true,
            rows,
        })
    }

    fn read_only(&self, key: FieldKey) -> FieldRow {
        let value = catalog::value(&key, self.shown);
        FieldRow {
            label: catalog::label(&key, self.reference),
            editor: Editor::ReadOnly(
                "The location's custom fields may not be read: grant locations/customFields.readonly.",
            ),
            shown: value.and_then(|value| catalog::shown(&key, value, self.reference)),
            typed: Vec::new(),
            standing: Standing::Saved,
            key,
        }
    }

    /// One field with its mark.
    pub(crate) fn row(&self, key: FieldKey) -> Option<FieldRow> {
        let editor = catalog::editor(&key, self.reference)?;
        let field = match &key {
            FieldKey::Standard(field) => field.wire().to_owned(),
            FieldKey::Custom(id) => format!("customFields.{id}"),
        };
        let now = catalog::value(&key, self.shown).cloned().unwrap_or(Value::Null);
        let written = |value: &Value| catalog::shown(&key, value, self.reference);
        let (standing, value) = match self.setting(&field) {
            None => (Standing::Saved, now),
            Some((write, wanted)) => {
                let mine = || written(wanted).unwrap_or_else(|| "nothing".to_owned());
                let standing = Standing::of(write, mine);
                let refused = matches!(standing, Standing::Refused { .. });
                (standing, if refused { wanted.clone() } else { now })
            }
        };
        Some(FieldRow {
            label: catalog::label(&key, self.reference),
            shown: written(&value),
            typed: catalog::start(&editor, &value),
            standing,
            editor,
            key,
        })
    }

    /// Tags that are there, come and go.
    pub(crate) fn tags(&self) -> Vec<TagMark> {
        let here = |name: &str| TagMark {
            name: name.to_owned(),
            motion: TagMotion::Here,
            standing: Standing::Saved,
        };
        let mut marks: Vec<TagMark> = self.mirror.texts("tags").map(here).collect();
        for write in &self.writes {
            let (values, motion) = match &write.intent.effect {
                Effect::Add { field, values } if field == "tags" => (values, TagMotion::Coming),
                Effect::Remove { field, values } if field == "tags" => (values, TagMotion::Going),
                _ => continue,
            };
            for value in values {
                let standing = Standing::of(write, || value.clone());
                mark(&mut marks, value, motion, standing);
            }
        }
        marks
    }

    /// Do not disturb, all channels and each.
    pub(crate) fn consent(&self) -> Consent {
        let on = |doc: &Doc| doc.flag("dnd").unwrap_or(false);
        let all = Switch {
            state: if on(self.shown) { SwitchState::On } else { SwitchState::Off },
            standing: self.standing_where("dnd", on(self.shown) != on(self.mirror)),
        };
        let channels = CHANNELS.iter().map(|(channel, label)| {
            let state = channel_state(self.shown, channel);
            let moved = state != channel_state(self.mirror, channel);
            ChannelRow {
                channel: (*channel).to_owned(),
                label: (*label).to_owned(),
                switch: Switch { state, standing: self.standing_where("dndSettings", moved) },
                message: channel_message(self.mirror, channel),
            }
        });
        Consent { all, channels: channels.collect() }
    }

    /// The mark of a value that `moved` by an open write; one that did not move carries no mark.
    fn standing_where(&self, field: &str, moved: bool) -> Standing {
        match self.setting(field) {
            Some((write, _)) if moved || write.state.needs_a_person() && field == "dnd" => {
                Standing::of(write, || "another setting".to_owned())
            }
            _ => Standing::Saved,
        }
    }
}

fn mark(marks: &mut Vec<TagMark>, name: &str, motion: TagMotion, standing: Standing) {
    match marks.iter_mut().find(|mark| mark.name.eq_ignore_ascii_case(name)) {
        Some(known) if standing.is_pending() || known.standing == Standing::Saved => {
            known.motion = if standing.is_pending() { motion } else { known.motion };
            known.standing = standing;
        }
        Some(_) => {}
        None if motion == TagMotion::Coming => {
            marks.push(TagMark { name: name.to_owned(), motion, standing })
        }
        None => {}
    }
}

fn channel<'d>(doc: &'d Doc, channel: &str) -> Option<&'d Value> {
    doc.get("dndSettings")?.get(channel)
}

pub(crate) fn channel_state(doc: &Doc, name: &str) -> SwitchState {
    match channel(doc, name).and_then(|channel| channel.get("status")).and_then(Value::as_str) {
        Some("active") => SwitchState::On,
        Some("permanent") => SwitchState::Permanent,
        _ => SwitchState::Off,
    }
}

fn channel_message(doc: &Doc, name: &str) -> Option<String> {
    let message = channel(doc, name)?.get("message")?.as_str()?;
    (!message.is_empty()).then(|| message.to_owned())
}

/// What a write does, in a few words.
pub(crate) fn what(write: &Write, reference: &Reference) -> String {
    let text = |fields: &serde_json::Map<String, Value>, name: &str| {
        fields.get(name).and_then(Value::as_str).unwrap_or_default().chars().take(60).collect::<String>()
    };
    match (write.intent.kind, &write.intent.effect) {
        (Kind::Contact, Effect::Create { fields }) => {
            format!("New contact: {}", domain::contact::display_name(&Doc::from_fields(fields.clone())))
        }
        (Kind::Task, Effect::Create { fields }) => format!("New task: {}", text(fields, "title")),
        (Kind::Note, Effect::Create { .. }) => "New note".to_owned(),
        (Kind::Task, Effect::Set { fields }) if fields.contains_key("completed") => {
            let done = fields.get("completed").and_then(Value::as_bool).unwrap_or_default();
            if done { "Task completed".to_owned() } else { "Task opened again".to_owned() }
        }
        (Kind::Message, Effect::Create { fields }) => match text(fields, "messageType").as_str() {
            "TYPE_EMAIL" => format!("Email: {}", text(fields, "subject")),
            _ => format!("SMS: {}", text(fields, "body")),
        },
        (Kind::Conversation, Effect::Set { fields }) if fields.contains_key("unreadCount") => {
            "Marked as read".to_owned()
        }
        (Kind::Conversation, Effect::Set { .. }) => "Star".to_owned(),
        (Kind::Opportunity, Effect::Create { fields }) => {
            format!("New opportunity: {}", text(fields, "name"))
        }
        (Kind::Opportunity, Effect::Set { .. }) => "Opportunity edited".to_owned(),
        (Kind::Contact, Effect::Set { fields }) if fields.contains_key("businessId") => "Business".to_owned(),
        (Kind::Contact, Effect::Add { field, values }) if field == "followers" => {
            format!("Follower added: {}", people(values, reference))
        }
        (Kind::Contact, Effect::Remove { field, values }) if field == "followers" => {
            format!("Follower removed: {}", people(values, reference))
        }
        (Kind::Task, Effect::Set { .. }) => "Task edited".to_owned(),
        (Kind::Note, Effect::Set { .. }) => "Note edited".to_owned(),
        (_, Effect::Set { fields }) => {
            fields.keys().map(|field| field_label(field, reference)).collect::<Vec<_>>().join(", ")
        }
        (_, Effect::Add { values, .. }) => format!("Tag added: {}", values.join(", ")),
        (_, Effect::Remove { values, .. }) => format!("Tag removed: {}", values.join(", ")),
        (kind, Effect::Delete) => format!("Deleted: {kind}"),
        (kind, _) => format!("Change of a {kind}"),
    }
}

/// Users by name.
fn people(ids: &[String], reference: &Reference) -> String {
    ids.iter().filter_map(|id| reference.user(id)).map(|user| user.name).collect::<Vec<_>>().join(", ")
}

/// What somebody typed for a write, as people read it; what it does where nothing was typed.
fn typed(write: &Write, reference: &Reference) -> String {
    let (Kind::Contact, Effect::Set { fields }) = (write.intent.kind, &write.intent.effect) else {
        return what(write, reference);
    };
    let shown = |(field, value): (&String, &Value)| {
        let key = field_key(field)?;
        Some(catalog::shown(&key, value, reference).unwrap_or_else(|| "nothing".to_owned()))
    };
    let all: Vec<String> = fields.iter().filter_map(shown).collect();
    if all.is_empty() { what(write, reference) } else { all.join(", ") }
}

pub(crate) fn field_key(field: &str) -> Option<FieldKey> {
    match field.strip_prefix("customFields.") {
        Some(id) => format!("custom.{id}").parse().ok(),
        None => field.parse().ok(),
    }
}

/// The name for people of a field as the mirror and the ledger write it.
pub(crate) fn field_label(field: &str, reference: &Reference) -> String {
    match (field_key(field), field) {
        (Some(key), _) => catalog::label(&key, reference),
        (None, "dnd" | "dndSettings") => "Do not disturb".to_owned(),
        (None, "tags") => "Tags".to_owned(),
        (None, other) => words(other),
    }
}

/// `additionalEmails` as "Additional emails".
pub(crate) fn words(field: &str) -> String {
    let mut out = String::with_capacity(field.len() + 4);
    for letter in field.chars() {
        match letter {
            letter if out.is_empty() => out.extend(letter.to_uppercase()),
            letter if letter.is_uppercase() => {
                out.push(' ');
                out.extend(letter.to_lowercase());
            }
            '_' | '.' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// Every shown write of the contact and what belongs to it, oldest first.
pub(crate) fn lines(writes: &[Write], reference: &Reference) -> Vec<WriteLine> {
    let shown = writes.iter().filter(|write| write.is_shown());
    shown
        .map(|write| WriteLine {
            write: write.id,
            what: what(write, reference),
            standing: Standing::of(write, || typed(write, reference)),
            at: write.created_at,
        })
        .collect()
}
