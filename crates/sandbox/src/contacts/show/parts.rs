//! Pieces that several forms share.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

use crate::world::record::{Channel, Contact, DndSetting, InboundDnd};

/// An object while it is written. Once a member could not be, nothing more is.
pub struct Form<M: SerializeMap> {
    members: M,
    failed: Option<M::Error>,
}

impl<M: SerializeMap> Form<M> {
    /// Writes a member, or leaves it out where there is nothing.
    pub fn put(&mut self, name: &'static str, value: Option<impl Serialize>) {
        if let (Some(value), None) = (value, &self.failed) {
            self.failed = self.members.serialize_entry(name, &value).err();
        }
    }

    /// Writes a member that is always there.
    pub fn set(&mut self, name: &'static str, value: impl Serialize) {
        self.put(name, Some(value));
    }
}

/// Writes an object whose members `fill` writes.
pub fn written<S: Serializer>(
    to: S,
    fill: impl FnOnce(&mut Form<S::SerializeMap>),
) -> Result<S::Ok, S::Error> {
    let mut form = Form { members: to.serialize_map(None)?, failed: None };
    fill(&mut form);
    match form.failed {
        None => form.members.end(),
        Some(error) => Err(error),
    }
}

/// A birthday as HighLevel reads it back: midnight UTC.
pub fn birthday(date: Date) -> String {
    format!("{date}T00:00:00.000Z")
}

/// Closed channels by their key, spelled by `spell`.
#[derive(Clone, Copy, Debug)]
pub struct DndSettings<'c> {
    /// The channels.
    pub settings: &'c BTreeMap<Channel, DndSetting>,
    /// Their keys.
    pub spell: fn(Channel) -> &'static str,
}

impl Serialize for DndSettings<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        written(to, |form| {
            for (channel, setting) in self.settings {
                form.set((self.spell)(*channel), setting);
            }
        })
    }
}

/// Whether the contact's own messages are let in, under `all`.
pub(super) struct Inbound<'c>(pub(super) &'c InboundDnd);

impl Serialize for Inbound<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        struct All<'c>(&'c InboundDnd);
        impl Serialize for All<'_> {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                written(to, |form| {
                    form.set("status", if self.0.active { "active" } else { "inactive" });
                    form.put("message", self.0.message.as_deref());
                })
            }
        }
        written(to, |form| form.set("all", All(self.0)))
    }
}

/// E-mail addresses beside the primary one.
pub(super) struct AdditionalEmails<'c>(pub(super) &'c Contact);

impl Serialize for AdditionalEmails<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct One<'c> {
            email: &'c str,
        }
        to.collect_seq(self.0.additional_emails.iter().map(|email| One { email }))
    }
}

/// Phones beside the primary one.
pub(super) struct AdditionalPhones<'c>(pub(super) &'c Contact);

impl Serialize for AdditionalPhones<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct One<'c> {
            phone: &'c str,
            #[serde(skip_serializing_if = "Option::is_none")]
            phone_label: Option<&'c str>,
        }
        let phones = self.0.additional_phones.iter();
        to.collect_seq(phones.map(|more| One { phone: &more.phone, phone_label: more.label.as_deref() }))
    }
}

/// Puts a text unless it is missing.
pub fn put(shown: &mut Map<String, Value>, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        shown.insert(name.to_owned(), text.into());
    }
}
