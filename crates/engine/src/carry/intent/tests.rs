use domain::{
    automation::run::Opening,
    automation::yaml,
    ids::{AutomationId, RunId},
};
use highlevel::operation;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::*;

fn run() -> Run {
    let definition = yaml::read("name: One\ntrigger: { on: manual }\nsteps: [ { stop: Enough } ]\n").unwrap();
    let automation = AutomationId::from_uuid(Uuid::from_u128(1));
    let id = RunId::from_uuid(Uuid::from_u128(2));
    Run::open(id, (automation, 1), &definition, Opening::default(), Timestamp::UNIX_EPOCH)
}

fn intent(id: &str, input: Json) -> Intent {
    let location = LocationId::new("loc").unwrap();
    of(&location, &run(), "run/step", operation::find(id).unwrap(), input.as_object().unwrap())
}

fn record(intent: &Intent) -> (Kind, Option<&str>) {
    (intent.kind, intent.record.as_ref().map(RecordId::as_str))
}

#[test]
fn what_the_mirror_holds_is_kept_as_what_becomes_of_it() {
    let task = intent("create-task", json!({"contactId": "c1", "title": "Call", "completed": false}));
    assert_eq!(record(&task), (Kind::Task, None));
    assert!(matches!(&task.effect, Effect::Create { fields } if fields["title"] == "Call"));
    assert_eq!(task.contact.as_ref().map(ContactId::as_str), Some("c1"));

    let done = intent("update-task-completed", json!({"contactId": "c1", "taskId": "t1", "completed": true}));
    assert_eq!(record(&done), (Kind::Task, Some("t1")));
    assert!(matches!(done.effect, Effect::Set { .. }));

    let tags = intent("add-tags", json!({"contactId": "c1", "tags": ["vip"]}));
    assert_eq!(record(&tags), (Kind::Contact, Some("c1")));
    assert_eq!(tags.effect, Effect::Add { field: "tags".into(), values: vec!["vip".into()] });

    assert_eq!(intent("delete-note", json!({"contactId": "c1", "id": "n1"})).effect, Effect::Delete);
    let contact = intent("create-contact", json!({"locationId": "loc", "firstName": "Ada"}));
    assert_eq!((record(&contact), contact.contact.is_none()), ((Kind::Contact, None), true));
}

#[test]
fn what_the_mirror_does_not_hold_is_the_call_alone() {
    let joined = intent("add-contact-to-workflow", json!({"contactId": "c1", "workflowId": "w1"}));
    assert_eq!((record(&joined), joined.effect.clone()), ((Kind::Contact, Some("c1")), Effect::Nothing));

    let bulk = intent(
        "create-association",
        json!({"type": "add", "contacts": ["c1"], "tags": ["vip"], "locationId": "loc"}),
    );
    assert_eq!(bulk.effect, Effect::Nothing);

    let moved = intent("update-opportunity", json!({"id": "o1", "name": "Roof"}));
    assert_eq!((record(&moved), moved.effect.clone()), ((Kind::Location, Some("o1")), Effect::Nothing));
}

#[test]
fn every_write_of_the_catalog_is_an_intent() {
    for row in operation::ALL.iter().filter(|row| row.is_write()) {
        let input: Given = row.fields().map(|param| (param.name.to_owned(), json!("x"))).collect();

        let intent = of(&LocationId::new("loc").unwrap(), &run(), "run/step", row, &input);

        assert_eq!(intent.operation, row.id);
        assert!(row.path_params.iter().all(|param| intent.path.contains_key(param.name)), "{row}");
    }
}
