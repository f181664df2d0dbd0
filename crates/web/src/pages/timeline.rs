//! What happened, as lines under the headings of days.

use domain::conversation::{Channel, Direction};
use highlevel::{ContactId, ConversationId};
use workspace::conversation::MessageLine;
use workspace::timeline::{Act, By, Entry, FieldDiff, Group, TaskAct, Timeline, What};

use super::message::MessageView;
use super::moment::{Lens, Moment};
use crate::paths;

/// A stretch of history as drawn.
#[derive(Debug, Clone)]
pub(crate) struct TimelineView {
    pub(crate) lines: Vec<Line>,
    /// Where older entries stand.
    pub(crate) older: Option<String>,
}

/// One line: the heading of a day, or something that happened.
#[derive(Debug, Clone)]
pub(crate) enum Line {
    Day { key: String, text: String, groups: String },
    Entry(Box<EntryView>),
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) struct EntryView {
    pub(crate) key: String,
    pub(crate) group: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) kind: &'static str,
    /// Who did it, when the line begins with them.
    pub(crate) who: Option<String>,
    pub(crate) did: String,
    /// What it was done to.
    pub(crate) object: Option<String>,
    /// Where that stands.
    pub(crate) href: Option<String>,
    pub(crate) quote: Option<String>,
    pub(crate) diffs: Vec<DiffView>,
    pub(crate) tags: Vec<String>,
    /// A small line below, such as who did it when the line begins with the thing.
    pub(crate) below: Option<String>,
    pub(crate) pending: bool,
    pub(crate) at: Moment,
    lens: Lens,
}

/// One field before and after.
#[derive(Debug, Clone)]
pub(crate) struct DiffView {
    pub(crate) label: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl TimelineView {
    pub(crate) fn of(timeline: &Timeline, contact: &ContactId, lens: &Lens) -> Self {
        let mut lines = Vec::new();
        for day in &timeline.days {
            let mut groups: Vec<&str> = day.entries.iter().map(|entry| class(entry.what.group())).collect();
            groups.sort_unstable();
            groups.dedup();
            lines.push(Line::Day {
                key: format!("day-{}", day.date),
                text: lens.heading(day.date),
                groups: groups.join(" "),
            });
            lines.extend(
                day.entries.iter().map(|entry| Line::Entry(Box::new(EntryView::of(entry, contact, lens)))),
            );
        }
        let older =
            timeline.older.map(|before| paths::Older { contact: contact.clone(), before }.to_string());
        Self { lines, older }
    }
}

fn class(group: Group) -> &'static str {
    match group {
        Group::Notes => "g-notes",
        Group::Tasks => "g-tasks",
        Group::Booked => "g-booked",
        Group::Messages => "g-said",
        Group::Deals => "g-deals",
        Group::Changes => "g-changes",
    }
}

/// Who did it, as the beginning of a sentence.
fn who(by: &By) -> String {
    match by {
        By::Person(name) | By::Bulk(name) | By::HighLevel(Some(name)) => name.clone(),
        By::HighLevel(None) => "Someone in HighLevel".to_owned(),
        By::Found => "Rankr".to_owned(),
        By::Automation => "An automation".to_owned(),
        By::Program => "A program".to_owned(),
    }
}

/// Who did it, as words that stand for themselves.
pub(crate) fn by(by: &By) -> String {
    match by {
        By::Bulk(name) => format!("{name}, on many contacts at once"),
        By::HighLevel(Some(name)) => format!("{name}, in HighLevel"),
        By::Found => "In HighLevel, found when Rankr looked".to_owned(),
        other => who(other),
    }
}

/// Who did it, as a line below.
fn below(by: &By) -> Option<String> {
    Some(match by {
        By::Person(name) => format!("By {name}"),
        By::Bulk(name) => format!("By {name}, on many contacts at once"),
        By::HighLevel(Some(name)) => format!("By {name}, in HighLevel"),
        By::HighLevel(None) => "In HighLevel".to_owned(),
        By::Found => "Found when Rankr looked".to_owned(),
        By::Automation => "By an automation".to_owned(),
        By::Program => "By a program with an API key".to_owned(),
    })
}

impl EntryView {
    fn of(entry: &Entry, contact: &ContactId, lens: &Lens) -> Self {
        let view = Self {
            key: entry.key.clone(),
            group: class(entry.what.group()),
            icon: "edit",
            kind: "k-quiet",
            who: None,
            did: String::new(),
            object: None,
            href: None,
            quote: None,
            diffs: Vec::new(),
            tags: Vec::new(),
            below: None,
            pending: entry.pending.is_some(),
            at: lens.clock(entry.at),
            lens: lens.clone(),
        };
        view.telling(&entry.what, &entry.by, contact)
    }

    fn telling(self, what: &What, by: &By, contact: &ContactId) -> Self {
        match what {
            What::ContactAdded => {
                Self { icon: "user", did: "Contact added".into(), below: below(by), ..self }
            }
            What::ContactDeleted => {
                Self { icon: "trash", kind: "k-bad", did: "Contact deleted".into(), below: below(by), ..self }
            }
            What::ContactRestored => {
                Self { icon: "user", did: "Contact came back".into(), below: below(by), ..self }
            }
            What::Fields(fields) => self.fields(fields, by),
            What::Tags { added, removed } => self.tags(added, removed, by),
            What::Note { act, text, .. } => self.note(*act, text, by),
            What::Task { task, act, title, fields } => {
                let href = (*act != TaskAct::Deleted)
                    .then(|| paths::Task { contact: contact.clone(), task: task.clone() }.to_string());
                Self { href, ..self.task(*act, title, fields, by) }
            }
            What::Appointment { act, title, fields, .. } => self.appointment(*act, title, fields, by),
            What::Message(line, thread) => self.message(line, thread.as_ref(), by),
            What::Opportunity { opportunity, act, name, fields } => {
                let href = opportunity.clone().filter(|_| *act != Act::Deleted).map(|opportunity| {
                    paths::Opportunity { contact: contact.clone(), opportunity }.to_string()
                });
                Self { href, ..self.opportunity(*act, name, fields, by) }
            }
        }
    }

    fn fields(self, fields: &[FieldDiff], by: &By) -> Self {
        let did = match (fields.len(), by) {
            (_, By::Found) => "found a change made elsewhere".to_owned(),
            (1, _) => "changed a field".to_owned(),
            (number, _) => format!("changed {number} fields"),
        };
        Self { who: Some(who(by)), did, diffs: diffs(fields), ..self }
    }

    fn tags(self, added: &[String], removed: &[String], by: &By) -> Self {
        let did = match (added.is_empty(), removed.is_empty()) {
            (false, true) => "added",
            (true, false) => "removed",
            _ => "changed tags",
        };
        let tags = added.iter().cloned().chain(removed.iter().map(|tag| format!("−{tag}"))).collect();
        let tags = if removed.is_empty() || !added.is_empty() { tags } else { removed.to_vec() };
        Self { icon: "tag", who: Some(who(by)), did: did.to_owned(), tags, ..self }
    }

    fn note(self, act: Act, text: &str, by: &By) -> Self {
        let did = match act {
            Act::Added => "added a note",
            Act::Edited => "edited a note",
            Act::Deleted => "deleted a note",
        };
        let quote = (!text.is_empty()).then(|| text.to_owned());
        Self { icon: "note", who: Some(who(by)), did: did.to_owned(), quote, ..self }
    }

    fn task(self, act: TaskAct, title: &str, fields: &[FieldDiff], by: &By) -> Self {
        let (icon, did) = match act {
            TaskAct::Added => ("task", "Task added:"),
            TaskAct::Edited => ("edit", "Task changed:"),
            TaskAct::Completed => ("check", "Task completed:"),
            TaskAct::Reopened => ("undo", "Task opened again:"),
            TaskAct::Deleted => ("trash", "Task deleted:"),
            TaskAct::Overdue => ("clock", "Task overdue:"),
        };
        let below = if act == TaskAct::Overdue { None } else { below(by) };
        Self {
            icon,
            kind: "k-task",
            did: did.to_owned(),
            object: Some(title.to_owned()),
            diffs: diffs(fields),
            below,
            ..self
        }
    }

    fn message(self, line: &MessageLine, thread: Option<&ConversationId>, by: &By) -> Self {
        let view = MessageView::of(line, "", &self.lens);
        let is_ours = line.direction == Direction::Outbound;
        let did = match (is_ours, line.channel) {
            (true, Channel::Call) => "called".to_owned(),
            (false, Channel::Call) => "called us".to_owned(),
            (true, channel) => format!("sent {}", with_article(channel)),
            (false, Channel::Email) => "wrote by email".to_owned(),
            (false, channel) => format!("wrote by {}", channel.label()),
        };
        let text = match (&view.subject, view.text.as_str()) {
            (Some(subject), text) => format!("{subject}\n{text}"),
            (None, text) => text.to_owned(),
        };
        let writer = if is_ours { who(by) } else { "The contact".to_owned() };
        let href = thread.map(|id| paths::Conversation { conversation: id.clone() }.to_string());
        Self {
            icon: if is_ours { view.icon } else { "reply" },
            kind: if is_ours { "k-quiet" } else { "k-reply" },
            who: Some(writer),
            did,
            object: href.is_some().then(|| "Conversation".to_owned()),
            href,
            quote: Some(text).filter(|text| !text.trim().is_empty()),
            below: view.fate.map(|fate| fate.text),
            ..self
        }
    }

    fn opportunity(self, act: Act, name: &str, fields: &[FieldDiff], by: &By) -> Self {
        let did = match act {
            Act::Added => "Opportunity added:",
            Act::Edited => "Opportunity changed:",
            Act::Deleted => "Opportunity deleted:",
        };
        let object = Some(name.to_owned());
        Self {
            icon: "deal",
            kind: "k-deal",
            did: did.to_owned(),
            object,
            diffs: diffs(fields),
            below: below(by),
            ..self
        }
    }

    fn appointment(self, act: Act, title: &str, fields: &[FieldDiff], by: &By) -> Self {
        let did = match act {
            Act::Added => "Appointment booked:",
            Act::Edited => "Appointment changed:",
            Act::Deleted => "Appointment deleted:",
        };
        let object = Some(title.to_owned());
        Self {
            icon: "cal",
            kind: "k-appt",
            did: did.to_owned(),
            object,
            diffs: diffs(fields),
            below: below(by),
            ..self
        }
    }
}

fn with_article(channel: Channel) -> String {
    match channel {
        Channel::Email => "an email".to_owned(),
        Channel::Sms => "an SMS".to_owned(),
        Channel::Other => "a message".to_owned(),
        other => format!("a message by {}", other.label()),
    }
}

fn diffs(fields: &[FieldDiff]) -> Vec<DiffView> {
    fields
        .iter()
        .map(|diff| DiffView {
            label: diff.label.clone(),
            before: diff.before.clone(),
            after: diff.after.clone(),
        })
        .collect()
}
