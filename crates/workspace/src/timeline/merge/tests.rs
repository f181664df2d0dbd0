use domain::change::FieldChange;
use domain::ids::{DeliveryId, WriteId};
use highlevel::LocationId;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::reference::tests::{doc, sample};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn change(
    seq: i64,
    kind: Kind,
    record: &str,
    action: Action,
    fields: Vec<FieldChange>,
    cause: Cause,
) -> Change {
    Change {
        location: LocationId::new("loc").unwrap(),
        seq: Seq::new(seq),
        kind,
        record: RecordId::new(record).unwrap(),
        contact: None,
        action,
        fields,
        cause,
        at: at("2026-11-23T18:00:00Z"),
    }
}

fn moved(field: &str, before: Value, after: Value) -> FieldChange {
    FieldChange { field: field.into(), before: Some(before), after: Some(after), knowledge: Knowledge::Known }
}

fn told(changes: &[Change], notes: &[(RecordId, Doc)], tasks: &[(RecordId, Doc)]) -> Vec<Entry> {
    let maya = PersonId::from_uuid(Uuid::from_u128(7));
    let story = Story {
        contact: None,
        notes,
        tasks,
        appointments: &[],
        opportunities: &[],
        messages: &[],
        changes,
        writes: &[],
        people: &HashMap::from([(maya, "Maya".to_owned())]),
        reference: &sample(),
        older: None,
        from: None,
        until: Timestamp::MAX,
        now: at("2026-11-23T18:00:00Z"),
    };
    tell(&story).days.into_iter().flat_map(|day| day.entries).collect()
}

fn delivery() -> Cause {
    Cause::Delivery { delivery: DeliveryId::from_uuid(Uuid::from_u128(1)) }
}

fn by_maya() -> Cause {
    Cause::Person {
        person: PersonId::from_uuid(Uuid::from_u128(7)),
        write: Some(WriteId::from_uuid(Uuid::from_u128(9))),
    }
}

#[test]
fn an_edit_names_fields_and_values_as_people_do() {
    let fields = vec![
        moved("customFields", json!([{"id": "kw", "value": 8}]), json!([{"id": "kw", "value": 9}])),
        moved("assignedTo", json!("u1"), json!("u9")),
        moved("dateUpdated", json!("a"), json!("b")),
    ];

    let entries = told(&[change(1, Kind::Contact, "ada", Action::Updated, fields, by_maya())], &[], &[]);

    let diff = |label: &str, before: &str, after: &str| FieldDiff {
        label: label.into(),
        before: Some(before.into()),
        after: Some(after.into()),
    };
    assert_eq!(entries[0].by, By::Person("Maya".into()));
    assert_eq!(
        entries[0].what,
        What::Fields(vec![diff("System size", "8", "9"), diff("Owner", "Maya Lindqvist", "u9")])
    );
}

#[test]
fn tags_alone_are_told_as_tags() {
    let fields = vec![moved("tags", json!(["a", "b"]), json!(["b", "c"]))];

    let entries = told(&[change(1, Kind::Contact, "ada", Action::Updated, fields, delivery())], &[], &[]);

    assert_eq!(entries[0].what, What::Tags { added: vec!["c".into()], removed: vec!["a".into()] });
}

#[test]
fn a_first_copy_tells_nothing_but_the_records_own_dates() {
    let note = (
        RecordId::new("n1").unwrap(),
        doc(json!({"body": "Hello", "dateAdded": "2026-01-05T10:00:00Z", "userId": "u1"})),
    );
    let copied = change(1, Kind::Note, "n1", Action::Created, vec![], Cause::Backfill);

    let entries = told(&[copied], &[note], &[]);

    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].at, at("2026-01-05T10:00:00Z"));
    assert_eq!(entries[0].by, By::HighLevel(Some("Maya Lindqvist".into())));
}

#[test]
fn a_note_added_here_is_told_once_under_its_write() {
    let note =
        (RecordId::new("n1").unwrap(), doc(json!({"body": "Hello", "dateAdded": "2026-11-23T18:00:00Z"})));

    let entries = told(&[change(1, Kind::Note, "n1", Action::Created, vec![], by_maya())], &[note], &[]);

    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].by, By::Person("Maya".into()));
    assert!(entries[0].key.starts_with("wrt_"));
}

#[test]
fn a_task_that_is_due_later_is_not_overdue() {
    let later = doc(json!({"title": "Mail", "completed": false, "dueDate": "2026-12-07T10:00:00Z"}));

    let entries = told(&[], &[], &[(RecordId::new("t1").unwrap(), later)]);

    assert!(entries.is_empty(), "{entries:?}");
}

#[test]
fn a_ticked_task_is_completed_and_a_late_one_overdue() {
    let tasks = [
        (
            RecordId::new("t1").unwrap(),
            doc(json!({"title": "Call", "completed": true, "dueDate": "2026-01-05T10:00:00Z"})),
        ),
        (
            RecordId::new("t2").unwrap(),
            doc(json!({"title": "Mail", "completed": false, "dueDate": "2026-01-06T10:00:00Z"})),
        ),
    ];
    let fields = vec![moved("completed", json!(false), json!(true))];

    let entries = told(&[change(1, Kind::Task, "t1", Action::Updated, fields, delivery())], &[], &tasks);

    let acts: Vec<_> = entries
        .iter()
        .map(|entry| match &entry.what {
            What::Task { act, title, .. } => (title.as_str(), *act),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(acts, [("Call", TaskAct::Completed), ("Mail", TaskAct::Overdue)]);
}
