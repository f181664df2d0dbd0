//! Do-not-disturb in a write: channels by the version's keys, and the ones nobody may open again.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::body::{Body, Given, Need};
use crate::answer::Refusal;
use crate::door::Version;
use crate::world::record::{Channel, DndSetting, DndStatus, InboundDnd, Text};

/// What a write says about channels.
pub(super) type Settings = BTreeMap<Channel, DndSetting>;

/// The channel's key in a version.
pub(super) fn key(version: Version) -> fn(Channel) -> &'static str {
    if version.is_v3() { Channel::as_v3_str } else { Channel::as_str }
}

/// Takes `dndSettings`. RCS can be read, not written.
pub(super) fn take(body: &mut Body, version: Version) -> Given<Settings> {
    let given = body.object("dndSettings", Need::Optional);
    given.map(|members| {
        let writable = Channel::ALL.into_iter().filter(|channel| *channel != Channel::Rcs);
        let by_key: BTreeMap<&str, Channel> =
            writable.map(|channel| (key(version)(channel), channel)).collect();
        let mut settings = Settings::new();
        for (name, value) in members {
            match (by_key.get(&*name), value) {
                (None, _) => body.fault(format!("dndSettings.property {name} should not exist")),
                (Some(_), Value::Null) => {}
                (Some(channel), value) => {
                    if let Some(setting) = one(body, &name, value) {
                        settings.insert(*channel, setting);
                    }
                }
            }
        }
        settings
    })
}

fn one(body: &mut Body, name: &str, value: Value) -> Option<DndSetting> {
    let Value::Object(mut members) = value else {
        body.fault(format!("dndSettings.{name} must be an object"));
        return None;
    };
    let status = match members.shift_remove("status").as_ref().and_then(Value::as_str) {
        Some("active") => DndStatus::Active,
        Some("inactive") => DndStatus::Inactive,
        Some("permanent") => DndStatus::Permanent,
        _ => {
            let choices = "active, inactive, permanent";
            body.fault(format!("dndSettings.{name}.status must be one of the following values: {choices}"));
            return None;
        }
    };
    let message = text(body, &mut members, &format!("dndSettings.{name}"), "message");
    let code = text(body, &mut members, &format!("dndSettings.{name}"), "code");
    for left in members.keys() {
        body.fault(format!("dndSettings.{name}.property {left} should not exist"));
    }
    Some(DndSetting { status, message, code })
}

fn text(body: &mut Body, members: &mut Map<String, Value>, path: &str, name: &str) -> Text {
    match members.shift_remove(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => (!text.is_empty()).then(|| text.into()),
        Some(_) => {
            body.fault(format!("{path}.{name} must be a string"));
            None
        }
    }
}

/// Takes `inboundDndSettings`.
pub(super) fn take_inbound(body: &mut Body) -> Given<InboundDnd> {
    let Given::Set(mut members) = body.object("inboundDndSettings", Need::Optional) else {
        return Given::Absent;
    };
    let all = members.shift_remove("all");
    for left in members.keys() {
        body.fault(format!("inboundDndSettings.property {left} should not exist"));
    }
    match all {
        None | Some(Value::Null) => Given::Absent,
        Some(Value::Object(all)) => inbound(body, all).map_or(Given::Absent, Given::Set),
        Some(_) => {
            body.fault("inboundDndSettings.all must be an object");
            Given::Absent
        }
    }
}

fn inbound(body: &mut Body, mut all: Map<String, Value>) -> Option<InboundDnd> {
    let active = match all.shift_remove("status").as_ref().and_then(Value::as_str) {
        Some("active") => Some(true),
        Some("inactive") => Some(false),
        _ => {
            body.fault("inboundDndSettings.all.status must be one of the following values: active, inactive");
            None
        }
    };
    let message = text(body, &mut all, "inboundDndSettings.all", "message");
    for left in all.keys() {
        body.fault(format!("inboundDndSettings.all.property {left} should not exist"));
    }
    Some(InboundDnd { active: active?, message })
}

/// Lays new settings over old ones, channel by channel. A channel closed for good stays closed.
pub(super) fn merge(old: &Settings, new: Settings) -> Result<Settings, Refusal> {
    let mut merged = old.clone();
    for (channel, setting) in new {
        let closed = merged.get(&channel).is_some_and(|kept| kept.status == DndStatus::Permanent);
        if closed && setting.status != DndStatus::Permanent {
            return Err(Refusal::PermanentDnd(channel.as_str()));
        }
        merged.insert(channel, setting);
    }
    Ok(merged)
}
