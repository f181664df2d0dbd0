//! Fields: required ones, types, and pills that ask for something that is not there.

use std::collections::BTreeSet;

use highlevel::operation::Fault as Misfit;
use serde_json::{Map, Value as Json, json};

use super::{Facts, Finding, Rule, types};
use crate::{
    automation::{Action, Condition, Nested, StepId, step::OperationName},
    expression::{Fault, Language, Reference, Seen, single_pill},
};

/// Names an expression may ask for anywhere.
const ROOTS: [&str; 15] = [
    "contact",
    "task",
    "note",
    "appointment",
    "opportunity",
    "message",
    "campaign",
    "business",
    "change",
    "trigger",
    "steps",
    "location",
    "user",
    "now",
    "app",
];

/// Where a text stands.
pub(super) struct Place<'p> {
    pub(super) step: Option<&'p StepId>,
    pub(super) before: &'p BTreeSet<&'p str>,
    pub(super) in_loop: bool,
}

pub(super) fn check(
    language: &Language,
    nested: &Nested<'_>,
    before: &BTreeSet<&str>,
    facts: &Facts<'_>,
    found: &mut Vec<Finding>,
) {
    let step = nested.step;
    let place = Place { step: Some(&step.id), before, in_loop: nested.loops().next().is_some() };
    match &step.action {
        Action::OnlyIf(condition) => check_condition(language, condition, &place, found),
        Action::Branch(arms) => {
            let conditions = arms.iter().filter_map(|arm| arm.when.as_ref());
            conditions.for_each(|condition| check_condition(language, condition, &place, found));
        }
        Action::ForEach(each) => {
            check_references(language.expression_references(&each.list), "in", &place, found);
            check_sound(language.check_expression(&each.list), "in", &place, found);
        }
        action => {
            for (field, value) in given_fields(action) {
                check_given(language, &field, &value, &place, facts, found);
            }
            if let Action::Do { operation, with } = action {
                check_operation(*operation, with, &place, found);
                types::check(language, *operation, with, step, facts, found);
            }
        }
    }
}

/// Every text of an action that may hold pills, by the field it stands in.
fn given_fields(action: &Action) -> Vec<(String, Json)> {
    let named = |fields: &Map<String, Json>| fields.iter().map(|(n, v)| (n.clone(), v.clone())).collect();
    match action {
        Action::Do { with, .. } => named(with),
        Action::Find(find) => named(&find.matching),
        Action::Upsert(given) | Action::Set(given) => named(given),
        Action::Wait(wait) => wait.until.iter().map(|text| ("until".into(), json!(text))).collect(),
        Action::Http(http) => vec![
            ("url".into(), json!(http.url)),
            ("headers".into(), Json::Object(http.headers.clone())),
            ("body".into(), http.body.clone()),
        ],
        Action::Email(email) => vec![
            ("to".into(), json!(email.to)),
            ("subject".into(), json!(email.subject)),
            ("text".into(), json!(email.text)),
        ],
        Action::Message(message) => vec![("text".into(), json!(message.text))],
        Action::Webhook(hook) => vec![("url".into(), json!(hook.url)), ("body".into(), hook.body.clone())],
        Action::Stop(reason) => vec![("stop".into(), json!(reason))],
        Action::Call(call) => named(&call.with),
        Action::OnlyIf(_) | Action::Branch(_) | Action::ForEach(_) => Vec::new(),
    }
}

fn check_given(
    language: &Language,
    field: &str,
    value: &Json,
    place: &Place<'_>,
    facts: &Facts<'_>,
    found: &mut Vec<Finding>,
) {
    match value {
        Json::String(text) => {
            check_sound(language.check(text), field, place, found);
            check_references(language.references(text), field, place, found);
            check_often_empty(language, text, field, place, facts, found);
        }
        Json::Array(items) => items.iter().for_each(|v| check_given(language, field, v, place, facts, found)),
        Json::Object(inner) => inner.iter().for_each(|(name, value)| {
            check_given(language, &format!("{field}.{name}"), value, place, facts, found);
        }),
        _ => {}
    }
}

pub(super) fn check_condition(
    language: &Language,
    condition: &Condition,
    place: &Place<'_>,
    found: &mut Vec<Finding>,
) {
    let (mut expressions, mut given) = (Vec::new(), Vec::new());
    condition.visit(&mut |text| expressions.push(text), &mut |value| given.push(value));
    for text in expressions {
        check_sound(language.check_expression(text), "condition", place, found);
        check_references(language.expression_references(text), "condition", place, found);
    }
    for value in given {
        check_given(language, "condition", value, place, &Facts::default(), found);
    }
}

fn check_sound(result: Result<(), Fault>, field: &str, place: &Place<'_>, found: &mut Vec<Finding>) {
    if let Err(fault) = result {
        found.push(Finding::error(place.step, Rule::Unreadable, fault.to_string()).about(field));
    }
}

fn check_references(
    asked: Result<Vec<Reference>, Fault>,
    field: &str,
    place: &Place<'_>,
    found: &mut Vec<Finding>,
) {
    for reference in asked.unwrap_or_default() {
        let sentence = match reference.step() {
            Some(step) if place.before.contains(step) => continue,
            Some(step) => {
                format!("`{reference}` asks for the step `{step}`, which does not come before this one.")
            }
            None if ROOTS.contains(&reference.root()) => continue,
            None if matches!(reference.root(), "item" | "index") && place.in_loop => continue,
            None => format!("`{reference}` asks for something that does not exist."),
        };
        found.push(Finding::error(place.step, Rule::UnknownReference, sentence).about(field));
    }
}

fn check_often_empty(
    language: &Language,
    text: &str,
    field: &str,
    place: &Place<'_>,
    facts: &Facts<'_>,
    found: &mut Vec<Finding>,
) {
    let asked = language.references(text).unwrap_or_default();
    let of_contact = !asked.is_empty() && asked.iter().all(|asked| asked.root() == "contact");
    let Some(pill) = single_pill(text).filter(|_| of_contact && !facts.contacts.is_empty()) else { return };
    let is_empty = |contact: &&Map<String, Json>| {
        let seen = json!({"contact": contact});
        let seen = Seen::of(seen.as_object().unwrap_or(&Map::new()));
        matches!(language.fill(text, &seen), Ok(Json::Null)) || language.fill(text, &seen) == Ok(json!(""))
    };
    let (empty, all) = (facts.contacts.iter().filter(is_empty).count(), facts.contacts.len());
    if empty > 0 {
        let sentence = format!("`{}` is empty for {empty} of the last {all} contacts.", pill.trim());
        found.push(Finding::warning(place.step, Rule::OftenEmpty, sentence).about(field));
    }
}

/// What the operation's row says, with a text in place of each pill.
fn check_operation(
    operation: OperationName,
    with: &Map<String, Json>,
    place: &Place<'_>,
    found: &mut Vec<Finding>,
) {
    let is_pill =
        |name: &str| with.get(name).and_then(Json::as_str).is_some_and(|text| single_pill(text).is_some());
    for problem in operation.row().problems(with) {
        let rule = match problem.fault {
            // Rankr gives it by itself.
            Misfit::Missing if problem.field == "locationId" => continue,
            // Its type is known when it runs.
            Misfit::NotA(_) if is_pill(&problem.field) => continue,
            Misfit::Missing => Rule::MissingField,
            Misfit::NotA(_) => Rule::WrongType,
            Misfit::Unknown => Rule::UnknownField,
        };
        let sentence = format!("{}: {problem}.", operation.row().title);
        found.push(Finding::error(place.step, rule, sentence).about(problem.field));
    }
}
