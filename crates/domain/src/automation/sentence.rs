//! An automation in plain words, for the top of the editor and for each of its steps.
//!
//! Promise: every trigger and every step has a sentence; none needs the mirror to be said.

use serde_json::Value as Json;

use super::{
    Action, Condition, Definition, On, Step, Trigger,
    condition::Compare,
    step::{Arm, Wait},
};

/// The whole: `When the tag quote-sent is added, wait 2 days unless the contact replies, then …`.
#[must_use]
pub fn of_definition(definition: &Definition) -> String {
    let steps: Vec<String> = definition.steps.iter().filter(|step| !step.skip).map(short).collect();
    let when = of_trigger(&definition.trigger);
    if steps.is_empty() {
        return format!("{when}, nothing is done yet.");
    }
    format!("{when}, {}.", steps.join(", then "))
}

/// What starts it, without a full stop.
#[must_use]
pub fn of_trigger(trigger: &Trigger) -> String {
    let when = trigger_words(trigger);
    match &trigger.only_if {
        Some(condition) => format!("{when}, if {}", of_condition(condition)),
        None => when,
    }
}

fn trigger_words(trigger: &Trigger) -> String {
    let named = |name: &str| trigger.with.get(name).map(plain).filter(|text| !text.is_empty());
    let length = |name: &str| trigger.text(name).map(str::to_owned);
    match trigger.on {
        On::TagAdded => {
            named("tag").map_or("When any tag is added".into(), |t| format!("When the tag {t} is added"))
        }
        On::TagRemoved => {
            named("tag").map_or("When any tag is removed".into(), |t| format!("When the tag {t} is removed"))
        }
        On::FieldChanged => {
            let field = named("field").unwrap_or_else(|| "a field".into());
            let from = named("from").map(|value| format!(" from {value}")).unwrap_or_default();
            let to = named("to").map(|value| format!(" to {value}")).unwrap_or_default();
            format!("When {field} of a contact changes{from}{to}")
        }
        On::TaskDue => {
            length("before").map_or("When a task is due".into(), |l| format!("{l} before a task is due"))
        }
        On::TaskOverdue => {
            length("after").map_or("When a task is overdue".into(), |l| format!("When a task is {l} overdue"))
        }
        On::AppointmentAboutToStart => length("before")
            .map_or("When an appointment starts".into(), |l| format!("{l} before an appointment starts")),
        On::ContactQuiet => {
            let length = length("for").unwrap_or_else(|| "a while".into());
            format!("When nothing happened with a contact for {length}")
        }
        On::ViewEntered => {
            format!("When a contact enters {}", named("view").unwrap_or_else(|| "a view".into()))
        }
        On::ViewLeft => format!("When a contact leaves {}", named("view").unwrap_or_else(|| "a view".into())),
        On::Schedule => format!("At {}", named("cron").unwrap_or_else(|| "set times".into())),
        on => happens(on).to_owned(),
    }
}

/// What happens, such as `When a contact is added`.
#[must_use]
pub const fn happens(on: On) -> &'static str {
    match on {
        On::AppInstalled => "When the app is installed",
        On::AppUninstalled => "When the app is removed",
        On::ContactCreated => "When a contact is added",
        On::ContactUpdated => "When a contact changes",
        On::ContactDeleted => "When a contact is deleted",
        On::ContactTagsChanged => "When a contact's tags change",
        On::ContactDndChanged => "When a contact's do-not-disturb changes",
        On::TaskCreated => "When a task is added",
        On::TaskCompleted => "When a task is done",
        On::TaskDeleted => "When a task is deleted",
        On::NoteCreated => "When a note is added",
        On::NoteUpdated => "When a note is rewritten",
        On::NoteDeleted => "When a note is deleted",
        On::AppointmentCreated => "When an appointment is booked",
        On::AppointmentUpdated => "When an appointment changes",
        On::AppointmentDeleted => "When an appointment is deleted",
        On::OpportunityCreated => "When an opportunity is added",
        On::OpportunityUpdated => "When an opportunity changes",
        On::OpportunityDeleted => "When an opportunity is deleted",
        On::OpportunityStageChanged => "When an opportunity reaches another stage",
        On::OpportunityStatusChanged => "When an opportunity is won, lost, abandoned or opened again",
        On::OpportunityValueChanged => "When an opportunity is worth more or less",
        On::OpportunityOwnerChanged => "When an opportunity has another owner",
        On::MessageInbound => "When a contact writes",
        On::MessageOutbound => "When a message goes out",
        On::ConversationUnreadChanged => "When a conversation is read or has unread messages",
        On::CampaignStatusChanged => "When a campaign moves on with a contact",
        On::LocationUpdated => "When the location's details change",
        On::UserCreated => "When a user is added",
        On::FieldChanged => "When a field changes",
        On::TagAdded => "When a tag is added",
        On::TagRemoved => "When a tag is removed",
        On::TaskDue => "When a task is due",
        On::TaskOverdue => "When a task is overdue",
        On::TaskEdited => "When a task is edited",
        On::AppointmentAboutToStart => "When an appointment is about to start",
        On::AppointmentNotHeld => "When an appointment was not held",
        On::ContactQuiet => "When a contact is quiet",
        On::ViewEntered => "When a contact enters a view",
        On::ViewLeft => "When a contact leaves a view",
        On::MessageReply => "When a contact replies",
        On::ContactOpened => "When somebody opens a contact",
        On::TaskOpened => "When somebody opens a task",
        On::Schedule => "At set times",
        On::Manual => "When somebody starts it by hand",
        On::Webhook => "When its address is called",
    }
}

/// A step as a sentence.
#[must_use]
pub fn of_step(step: &Step) -> String {
    let words = short(step);
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let skipped = if step.skip { " This step is passed over." } else { "" };
    format!("{first}{}.{skipped}", letters.as_str())
}

/// A step as a part of a sentence.
fn short(step: &Step) -> String {
    match &step.action {
        Action::Do { operation, .. } => lower_first(operation.row().title),
        Action::Find(find) => {
            let fields: Vec<_> =
                find.matching.iter().map(|(name, value)| format!("{name} {}", plain(value))).collect();
            format!(
                "find the {} with {}",
                find.kind.as_str().replace('_', " "),
                or(fields.join(" and "), "anything")
            )
        }
        Action::Upsert(given) => {
            let by = ["email", "phone"].into_iter().find(|field| given.contains_key(*field));
            format!("create the contact or update the one with this {}", by.unwrap_or("address"))
        }
        Action::OnlyIf(condition) => format!("go on only if {}", of_condition(condition)),
        Action::Branch(arms) => format!("choose: {}", arms.iter().map(of_arm).collect::<Vec<_>>().join("; ")),
        Action::Wait(wait) => of_wait(wait),
        Action::ForEach(each) => {
            let inner: Vec<_> = each.steps.iter().map(short).collect();
            format!(
                "for each of {} (at most {}): {}",
                each.list,
                each.at_most,
                or(inner.join(", then "), "nothing")
            )
        }
        Action::Set(given) => format!("remember {}", given.keys().cloned().collect::<Vec<_>>().join(", ")),
        Action::Http(http) => format!("ask {} ({})", http.url, http.method.as_str()),
        Action::Email(email) => format!("send an e-mail to {} about “{}”", email.to, email.subject),
        Action::Message(message) => format!("write to {}: “{}”", message.to, message.text),
        Action::Webhook(webhook) => format!("tell {}", webhook.url),
        Action::Stop(reason) if reason.is_empty() => "stop".to_owned(),
        Action::Stop(reason) => format!("stop: {reason}"),
        Action::Call(call) => format!("start “{}”", call.automation),
    }
}

fn of_arm(arm: &Arm) -> String {
    let inner: Vec<_> = arm.steps.iter().filter(|step| !step.skip).map(short).collect();
    let inner = or(inner.join(", then "), "nothing");
    match (&arm.name, &arm.when) {
        (Some(name), _) => format!("{name}: {inner}"),
        (None, Some(condition)) => format!("if {}, {inner}", of_condition(condition)),
        (None, None) => format!("otherwise {inner}"),
    }
}

fn of_wait(wait: &Wait) -> String {
    let length = wait.length.as_ref().map(|length| format!("wait {length}"));
    let until = wait.until.as_ref().map(|until| format!("wait until {until}"));
    let mut words = length.into_iter().chain(until).collect::<Vec<_>>().join(" or at most ");
    let events: Vec<_> = wait.or_until.iter().map(|on| unless(*on)).collect();
    if !events.is_empty() {
        words = format!("{words} unless {}", events.join(" or "));
    }
    words
}

fn unless(on: On) -> String {
    match on {
        On::MessageInbound | On::MessageReply => "they reply".to_owned(),
        on => happens(on).trim_start_matches("When ").to_owned(),
    }
}

/// A condition as a part of a sentence.
#[must_use]
pub fn of_condition(condition: &Condition) -> String {
    let many = |all: &[Condition], word: &str| all.iter().map(of_condition).collect::<Vec<_>>().join(word);
    match condition {
        Condition::Written(text) => text.clone(),
        Condition::All { all } if all.is_empty() => "always".to_owned(),
        Condition::Any { any } if any.is_empty() => "never".to_owned(),
        Condition::All { all } => many(all, " and "),
        Condition::Any { any } => many(any, " or "),
        Condition::Not { not } => format!("not ({})", of_condition(not)),
        Condition::Compare(Compare { field, is, value }) if is.needs_value() => {
            format!("{field} {} {}", is.label(), plain(value))
        }
        Condition::Compare(Compare { field, is, .. }) => format!("{field} {}", is.label()),
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn or(text: String, other: &str) -> String {
    if text.is_empty() { other.to_owned() } else { text }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automation::{Walk, yaml, yaml::tests::FOLLOW_UP};

    #[test]
    fn an_automation_is_told_in_one_sentence() {
        let definition = yaml::read(FOLLOW_UP).unwrap();

        let told = of_definition(&definition);

        assert!(
            told.starts_with("When the tag quote-sent is added, if contact.email and not contact.dnd, "),
            "{told}"
        );
        assert!(told.contains("wait 2 days unless they reply, then choose: if "), "{told}");
        assert!(told.contains("otherwise "), "{told}");
    }

    #[test]
    fn every_trigger_and_every_step_has_a_sentence() {
        for on in On::ALL {
            assert!(of_trigger(&Trigger::on(*on)).len() > 8, "{on}");
        }
        let definition = yaml::read(FOLLOW_UP).unwrap();
        for nested in Walk::of(&definition).all() {
            let told = of_step(nested.step);
            assert!(told.ends_with('.') && told.starts_with(char::is_uppercase), "{told}");
        }
    }
}
