use super::*;
use crate::automation::{Action, On, Walk};

/// The story of the guide: wait for an answer, or make a task and a note.
pub(crate) const FOLLOW_UP: &str = r#"
name: Quote follow-up
trigger:
  on: contact.tag_added
  with: { tag: quote-sent }
  only_if: contact.email and not contact.dnd
each: contact
steps:
  - id: wait
    wait: { for: 2 days, or_until: message.inbound }
  - id: answered
    branch:
      - when: steps.wait.reason == "message.inbound"
        steps: [ { stop: They answered } ]
      - otherwise: true
        steps:
          - id: task
            do: contacts.create-task
            with:
              contactId: "{{ contact.id }}"
              title: "Call {{ contact.firstName or contact.name }}"
              dueDate: "{{ now | plus('1 day') | at('09:00', location.timezone) }}"
              completed: false
            retry: { times: 3, up_to: 1 hour }
          - id: note
            do: contacts.create-note
            with: { contactId: "{{ contact.id }}", body: "Made task {{ steps.task.task.title }}." }
"#;

#[test]
fn a_file_is_written_as_it_was_read() {
    let definition = read(FOLLOW_UP).unwrap();

    let again = read(&write(&definition)).unwrap();

    assert_eq!(again, definition);
    assert_eq!(definition.trigger.on, On::TagAdded);
    let json = serde_json::to_string(&definition).unwrap();
    assert_eq!(serde_json::from_str::<Definition>(&json).unwrap(), definition);
}

#[test]
fn a_step_without_a_name_is_given_a_free_one_for_good() {
    let definition = read(FOLLOW_UP).unwrap();

    let names: Vec<_> = Walk::of(&definition).all().iter().map(|n| n.step.id.to_string()).collect();

    assert_eq!(names, ["wait", "answered", "stop", "task", "note"]);
    assert_eq!(read(&write(&definition)).unwrap(), definition);
}

#[test]
fn a_word_nobody_knows_is_refused_with_its_place() {
    let wrong = FOLLOW_UP.replace("retry: { times: 3,", "retry: { tries: 3,");

    let Err(WrongFile::Shape { path, reason }) = read(&wrong) else { panic!("it was read") };

    assert!(path.starts_with("steps[1].branch[1].steps[0].retry"), "{path}");
    assert!(reason.contains("tries"), "{reason}");
}

#[test]
fn each_fault_of_shape_says_what_it_is() {
    let refused = |from: &str, to: &str| read(&FOLLOW_UP.replacen(from, to, 1)).unwrap_err().to_string();

    assert!(refused("contact.tag_added", "contact.tagged").contains("`contact.tagged` is no trigger"));
    assert!(refused("{ tag: quote-sent }", "{ label: x }").contains("no setting `label`"));
    assert!(refused("contacts.create-task", "contacts.make-task").contains("no operation"));
    assert!(refused("for: 2 days, ", "").contains("so that it ends"));
    assert!(refused("- id: note", "- id: task").contains("two steps are named `task`"));
    assert!(refused("otherwise: true", "otherwise: false").contains("either `when` or `otherwise: true`"));
    assert!(refused("- id: wait\n", "- id: wait\n    stop: Now\n").contains("exactly one thing"));
    assert!(matches!(read("name: [").unwrap_err(), WrongFile::Grammar(_)));
}

#[test]
fn every_kind_of_step_is_read_as_it_is_written() {
    let text = r#"
name: Every kind
trigger: { on: manual }
steps:
  - { id: a, find: { kind: contact, where: { email: "{{ trigger.email }}" } } }
  - { id: b, upsert: { email: "{{ trigger.email }}" } }
  - { id: c, only_if: { field: contact.email, is: set } }
  - { id: d, set: { greeting: Hello } }
  - { id: e, http: { url: "https://example.com/", keep: { total: answer.total } } }
  - { id: f, email: { to: a@example.com, subject: Hi, text: There } }
  - { id: g, message: { to: team, text: There } }
  - { id: h, webhook: { url: "https://example.com/hook", body: { id: "{{ contact.id }}" } } }
  - { id: i, for_each: { in: contact.tags, at_most: 20, steps: [ { id: j, stop: Done } ] } }
  - { id: k, call: { automation: Other, with: { id: 1 } }, skip: true, if_missing: skip }
"#;
    let definition = read(text).unwrap();

    assert_eq!(read(&write(&definition)).unwrap(), definition);
    let words: Vec<_> = Walk::of(&definition).all().iter().map(|n| n.step.action.as_str()).collect();
    assert_eq!(
        words,
        [
            "find", "upsert", "only_if", "set", "http", "email", "message", "webhook", "for_each", "stop",
            "call"
        ]
    );
    assert!(matches!(definition.steps[9].action, Action::Call(_)));
}

#[test]
fn yes_no_and_on_are_words_as_they_were_written() {
    let text = "name: Words\ntrigger: { on: manual }\nsteps: [ { set: { a: yes, b: no, c: on, d: off, e: true } } ]\n";

    let definition = read(text).unwrap();

    let Action::Set(given) = &definition.steps[0].action else { panic!("another step") };
    assert_eq!(serde_json::to_string(given).unwrap(), r#"{"a":"yes","b":"no","c":"on","d":"off","e":true}"#);
    assert_eq!(read(&write(&definition)).unwrap(), definition);
}
