//! A trigger: what starts an automation, and which of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Condition, Length, On};

/// What starts an automation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Trigger {
    /// The kind of happening.
    pub on: On,
    /// Which of that kind: the tag, the field, the time ahead.
    pub with: Map<String, Value>,
    /// What must hold besides.
    pub only_if: Option<Condition>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    on: On,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    with: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    only_if: Option<Condition>,
}

/// A trigger that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongTrigger {
    /// It has a setting it does not know.
    #[error("`{on}` has no setting `{name}`; it knows {known}")]
    Unknown {
        /// The trigger.
        on: On,
        /// The setting.
        name: String,
        /// Those there are.
        known: String,
    },
    /// A setting is of the wrong kind.
    #[error("`{name}` of `{on}` must be {wanted}")]
    WrongKind {
        /// The trigger.
        on: On,
        /// The setting.
        name: &'static str,
        /// What it must be.
        wanted: &'static str,
    },
}

/// A setting of a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it is called on the page.
    pub label: &'static str,
    /// What it holds.
    pub kind: SettingKind,
    /// Whether the trigger makes no sense without.
    pub required: bool,
}

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum SettingKind {
    Tag,
    Field,
    Any,
    Length,
    Days,
    View,
    Cron,
    TimeZone,
    Text,
}

const fn may(name: &'static str, label: &'static str, kind: SettingKind) -> Setting {
    Setting { name, label, kind, required: false }
}

const fn must(name: &'static str, label: &'static str, kind: SettingKind) -> Setting {
    Setting { name, label, kind, required: true }
}

impl On {
    /// What can be set about it.
    #[must_use]
    pub const fn settings(self) -> &'static [Setting] {
        use SettingKind as Is;
        match self {
            Self::TagAdded | Self::TagRemoved => const { &[may("tag", "Tag", Is::Tag)] },
            Self::FieldChanged => {
                const {
                    &[
                        must("field", "Field", Is::Field),
                        may("from", "From", Is::Any),
                        may("to", "To", Is::Any),
                    ]
                }
            }
            Self::ContactUpdated | Self::TaskEdited | Self::AppointmentUpdated | Self::OpportunityUpdated => {
                const { &[may("field", "Field", Is::Field)] }
            }
            Self::OpportunityStageChanged => const { &[may("to", "Stage", Is::Any)] },
            Self::OpportunityStatusChanged => const { &[may("to", "Status", Is::Any)] },
            Self::TaskDue | Self::AppointmentAboutToStart => {
                const { &[may("before", "How long before", Is::Length)] }
            }
            Self::TaskOverdue | Self::AppointmentNotHeld => {
                const { &[may("after", "How long after", Is::Length)] }
            }
            Self::ContactQuiet => const { &[must("for", "For how long", Is::Length)] },
            Self::ViewEntered | Self::ViewLeft => const { &[must("view", "View", Is::View)] },
            Self::Schedule => {
                const { &[must("cron", "When", Is::Cron), may("timezone", "Time zone", Is::TimeZone)] }
            }
            Self::MessageInbound | Self::MessageReply | Self::MessageOutbound => {
                const { &[may("channel", "Channel", Is::Text), may("contains", "With the words", Is::Text)] }
            }
            _ => &[],
        }
    }
}

impl Trigger {
    /// A trigger without settings.
    #[must_use]
    pub fn on(on: On) -> Self {
        Self { on, with: Map::new(), only_if: None }
    }

    /// One of its settings as text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.with.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
    }

    /// One of its settings as a length of time.
    #[must_use]
    pub fn length(&self, name: &str) -> Option<Length> {
        self.text(name)?.parse().ok()
    }

    /// The required settings that are missing.
    pub fn missing(&self) -> impl Iterator<Item = &'static Setting> {
        self.on.settings().iter().filter(|setting| {
            let given = self.with.get(setting.name);
            setting.required && given.is_none_or(|value| value.is_null() || value.as_str() == Some(""))
        })
    }
}

impl TryFrom<Form> for Trigger {
    type Error = WrongTrigger;

    fn try_from(form: Form) -> Result<Self, WrongTrigger> {
        let settings = form.on.settings();
        for (name, value) in &form.with {
            let Some(setting) = settings.iter().find(|setting| setting.name == name) else {
                let known: Vec<_> = settings.iter().map(|setting| setting.name).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(WrongTrigger::Unknown { on: form.on, name: name.clone(), known });
            };
            if let Some(wanted) = setting.kind.misses(value) {
                return Err(WrongTrigger::WrongKind { on: form.on, name: setting.name, wanted });
            }
        }
        Ok(Self { on: form.on, with: form.with, only_if: form.only_if })
    }
}

impl SettingKind {
    /// What a value should have been, where it is not.
    fn misses(self, value: &Value) -> Option<&'static str> {
        let text = value.as_str();
        let blank = value.is_null() || text == Some("");
        match self {
            _ if blank => None,
            Self::Any => None,
            Self::Length => text
                .is_none_or(|text| text.parse::<Length>().is_err())
                .then_some("a length of time such as 2 days"),
            Self::Days => (!value.is_u64()).then_some("a number of days"),
            _ => text.is_none().then_some("text"),
        }
    }
}

impl From<Trigger> for Form {
    fn from(trigger: Trigger) -> Self {
        Self { on: trigger.on, with: trigger.with, only_if: trigger.only_if }
    }
}
