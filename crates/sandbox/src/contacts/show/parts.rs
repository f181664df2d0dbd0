//! Pieces that several forms share.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::world::record::{Attribution, Channel, Contact, CustomValue, DndSetting, InboundDnd};

/// A birthday as HighLevel reads it back: midnight UTC.
pub fn birthday(date: Date) -> String {
    format!("{date}T00:00:00.000Z")
}

/// Texts as an array.
pub fn texts(texts: &[Box<str>]) -> Value {
    texts.iter().map(|text| Value::from(&**text)).collect()
}

/// Custom field values as `[{id, value}]`: no key, on purpose.
pub fn custom_fields(fields: &[CustomValue]) -> Value {
    fields.iter().map(|field| json!({ "id": field.id, "value": field.value.to_json() })).collect()
}

/// Closed channels by their key, spelled by `spell`.
pub fn dnd_settings(settings: &BTreeMap<Channel, DndSetting>, spell: fn(Channel) -> &'static str) -> Value {
    let mut shown = Map::new();
    for (channel, setting) in settings {
        let mut one = Map::new();
        one.insert("status".into(), setting.status.as_str().into());
        put(&mut one, "message", setting.message.as_deref());
        put(&mut one, "code", setting.code.as_deref());
        shown.insert(spell(*channel).into(), Value::Object(one));
    }
    Value::Object(shown)
}

/// Whether the contact's own messages are let in, under `all`.
pub(super) fn inbound_dnd(inbound: &InboundDnd) -> Value {
    let mut all = Map::new();
    all.insert("status".into(), if inbound.active { "active" } else { "inactive" }.into());
    put(&mut all, "message", inbound.message.as_deref());
    json!({ "all": all })
}

/// How a contact was found.
pub(super) fn attribution(found: &Attribution) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "sessionSource", found.session_source.as_deref());
    put(&mut shown, "medium", found.medium.as_deref());
    put(&mut shown, "mediumId", found.medium_id.as_deref());
    put(&mut shown, "url", found.url.as_deref());
    put(&mut shown, "campaign", found.campaign.as_deref());
    put(&mut shown, "utmSource", found.utm_source.as_deref());
    put(&mut shown, "utmMedium", found.utm_medium.as_deref());
    put(&mut shown, "referrer", found.referrer.as_deref());
    Value::Object(shown)
}

/// E-mail addresses beside the primary one.
pub(super) fn additional_emails(contact: &Contact) -> Value {
    contact.additional_emails.iter().map(|email| json!({ "email": email })).collect()
}

/// Phones beside the primary one.
pub(super) fn additional_phones(contact: &Contact) -> Value {
    let one = |phone: &crate::world::record::LabelledPhone| {
        let mut shown = Map::new();
        put(&mut shown, "phone", Some(&phone.phone));
        put(&mut shown, "phoneLabel", phone.label.as_deref());
        Value::Object(shown)
    };
    contact.additional_phones.iter().map(one).collect()
}

/// Puts a text unless it is missing.
pub fn put(shown: &mut Map<String, Value>, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        shown.insert(name.to_owned(), text.into());
    }
}
