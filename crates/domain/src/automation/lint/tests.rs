use serde_json::json;

use super::*;
use crate::automation::{yaml, yaml::tests::FOLLOW_UP};

fn found_with(text: &str, facts: &Facts<'_>) -> Vec<(Option<String>, Rule)> {
    let findings = lint(&Language::new(), &yaml::read(text).unwrap(), facts);
    assert!(
        findings.iter().all(|finding| finding.sentence.ends_with('.') || finding.sentence.ends_with(')'))
    );
    findings.into_iter().map(|finding| (finding.step.map(|step| step.to_string()), finding.rule)).collect()
}

fn found(text: &str) -> Vec<(Option<String>, Rule)> {
    found_with(text, &Facts::default())
}

fn manual(steps: &str) -> String {
    format!("{{name: A, trigger: {{on: manual}}, steps: [{steps}]}}")
}

fn at(step: &str, rule: Rule) -> (Option<String>, Rule) {
    (Some(step.to_owned()), rule)
}

#[test]
fn a_sound_automation_has_nothing_to_find() {
    assert_eq!(found(FOLLOW_UP), []);
}

#[test]
fn missing_wrong_and_unknown_fields_are_found_where_types_are_known() {
    let text = FOLLOW_UP.replace("completed: false", "completed: maybe\n              colour: red");
    assert_eq!(found(&text), [at("task", Rule::WrongType), at("task", Rule::UnknownField)]);

    let text = FOLLOW_UP.replace("title: \"Call {{ contact.firstName or contact.name }}\"", "body: x");
    assert_eq!(found(&text), [at("task", Rule::MissingField)]);

    let pill = FOLLOW_UP.replace("completed: false", "completed: \"{{ contact.dnd }}\"");
    assert_eq!(found(&pill), []);
}

#[test]
fn a_pill_that_asks_for_nothing_is_found() {
    let text = FOLLOW_UP.replace("steps.wait.reason", "steps.later.reason");
    assert_eq!(found(&text), [at("answered", Rule::UnknownReference)]);

    let text = FOLLOW_UP.replace("contact.firstName or", "kontact.firstName or");
    assert_eq!(found(&text), [at("task", Rule::UnknownReference)]);
    assert_eq!(found(&manual("{id: a, set: {x: '{{ item }}'}}")), [at("a", Rule::UnknownReference)]);
    assert_eq!(found(&manual("{id: a, set: {x: '{{ now | shout }}'}}")), [at("a", Rule::Unreadable)]);
}

#[test]
fn a_pill_that_is_often_empty_is_counted() {
    let contacts: Vec<_> = [json!({"phone": "+12025550143"}), json!({})]
        .iter()
        .map(|contact| contact.as_object().unwrap().clone())
        .collect();
    let facts = Facts { contacts: &contacts, ..Facts::default() };
    let definition = yaml::read(&manual("{id: a, set: {x: '{{ contact.phone }}'}}")).unwrap();

    let findings = lint(&Language::new(), &definition, &facts);

    assert_eq!(findings[0].sentence, "`contact.phone` is empty for 1 of the last 2 contacts.");
    assert!(may_publish(&findings));
}

#[test]
fn a_step_nobody_reaches_is_found() {
    let text = manual("{id: a, stop: Now}, {id: b, set: {x: 1}}");

    assert_eq!(found(&text), [at("b", Rule::Unreachable)]);
}

#[test]
fn a_circle_is_found_in_itself_and_through_others() {
    let tags = |name: &str, on: &str, adds: &str| {
        format!(
            "{{name: {name}, trigger: {{on: contact.tag_added, with: {{tag: {on}}}}}, \
             steps: [{{id: a, do: contacts.add-tags, with: {{contactId: c1, tags: [{adds}]}}}}]}}"
        )
    };
    assert_eq!(found(&tags("A", "one", "one")), [at("a", Rule::Circle)]);
    assert_eq!(found(&tags("A", "one", "two")), []);

    let other = yaml::read(&tags("B", "two", "one")).unwrap();
    let facts = Facts { others: &[&other], ..Facts::default() };
    assert_eq!(found_with(&tags("A", "one", "two"), &facts), [at("a", Rule::Circle)]);
}

#[test]
fn loops_in_loops_fan_out_and_calls_are_counted() {
    let inner = "{id: b, for_each: {in: item, at_most: 100, steps: [\
                 {id: c, do: contacts.create-note, with: {contactId: c1, body: x}}]}}";
    let text = manual(&format!("{{id: a, for_each: {{in: trigger.list, at_most: 50, steps: [{inner}]}}}}"));

    assert_eq!(found(&text), [at("b", Rule::FanOut)]);
    assert_eq!(most_calls(&yaml::read(&text).unwrap()), 5_000);
    let facts = Facts { calls_a_day: Some(4_000), ..Facts::default() };
    assert!(found_with(&text, &facts).contains(&(None, Rule::Cost)));
}

#[test]
fn a_branch_costs_as_much_as_its_dearest_way() {
    assert_eq!(most_calls(&yaml::read(FOLLOW_UP).unwrap()), 2);
    let facts = Facts { calls_a_day: Some(100), runs_a_day: Some(60), ..Facts::default() };
    assert_eq!(found_with(FOLLOW_UP, &facts), [(None, Rule::Cost)]);
}

#[test]
fn a_missing_scope_is_found_at_its_step() {
    let granted = Scopes::parse("contacts.readonly");
    let facts = Facts { granted: Some(&granted), ..Facts::default() };

    assert_eq!(found_with(FOLLOW_UP, &facts), [at("task", Rule::Scope), at("note", Rule::Scope)]);
    assert!(!may_publish(&lint(&Language::new(), &yaml::read(FOLLOW_UP).unwrap(), &facts)));
}

#[test]
fn private_addresses_and_plain_secrets_are_found() {
    for url in ["http://127.0.0.1:8080/x", "https://10.1.2.3/", "http://[::1]/", "http://printer.local"] {
        assert_eq!(
            found(&manual(&format!("{{id: a, http: {{url: '{url}'}}}}"))),
            [at("a", Rule::PrivateAddress)]
        );
    }
    let text = manual("{id: a, http: {url: 'https://example.com', headers: {Authorization: Bearer abc}}}");
    assert_eq!(found(&text), [at("a", Rule::Secret)]);
}

#[test]
fn a_wait_longer_than_runs_are_kept_is_found() {
    let kept: Length = "1 day".parse().unwrap();
    let facts = Facts { retention: Some(&kept), ..Facts::default() };

    assert_eq!(found_with(FOLLOW_UP, &facts), [at("wait", Rule::LongWait)]);
}

#[test]
fn a_trigger_without_its_setting_is_found() {
    let text = "{name: A, trigger: {on: contact.quiet}, steps: [{id: a, set: {x: 1}}]}";

    assert_eq!(found(text), [(None, Rule::MissingField)]);
}

#[test]
fn a_pill_that_cannot_fit_its_field_is_found_with_what_it_gives() {
    let text = "name: Types
trigger: { on: contact.created }
steps:
  - { id: task, do: contacts.create-task, with: { contactId: '{{ contact.id }}', title: '{{ contact.tags }}', dueDate: '{{ now }}', completed: '{{ contact.dnd }}' } }
  - { id: tags, do: contacts.add-tags, with: { contactId: '{{ contact.id }}', tags: '{{ contact.tags }}' } }
";
    let definition = crate::automation::yaml::read(text).unwrap();

    let found = lint(&Language::new(), &definition, &Facts::default());

    let wrong: Vec<_> = found.iter().filter(|finding| finding.rule == Rule::WrongType).collect();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].sentence.contains("`contact.tags` gives a list, and `title` must be text"), "{wrong:?}");
}
