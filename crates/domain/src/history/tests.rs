use std::collections::HashSet;

use highlevel::ids::{ContactId, LocationId};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::*;
use crate::{
    change::{Action, Cause, Change, FieldChange, Knowledge, Seq},
    ids::{DeliveryId, RunId, WriteId},
    merge::{flat, unflat},
    mirror::{self, News, Stored, decide},
    record::{Coverage, Snapshot},
    write::Effect,
};

const RUN: u128 = 7;

fn record(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn at(minute: i64) -> Timestamp {
    "2026-11-23T10:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
}

fn id() -> RecordId {
    RecordId::new("c1").unwrap()
}

fn by_run() -> Cause {
    Cause::Run { run: RunId::from_uuid(Uuid::from_u128(RUN)), write: None }
}

fn by_them() -> Cause {
    Cause::Delivery { delivery: DeliveryId::from_uuid(Uuid::from_u128(1)) }
}

fn origin() -> Origin {
    Origin::Run(RunId::from_uuid(Uuid::from_u128(RUN)))
}

fn change(seq: i64, action: Action, fields: Vec<FieldChange>, cause: Cause) -> Change {
    Change {
        location: LocationId::new("l1").unwrap(),
        seq: Seq::new(seq),
        kind: Kind::Contact,
        record: id(),
        contact: ContactId::new("c1").ok(),
        action,
        fields,
        cause,
        at: at(seq),
    }
}

/// A world of one contact: the mirror's own decisions make its changes.
#[derive(Default)]
struct Life {
    stored: Option<Stored>,
    log: Vec<Change>,
}

impl Life {
    fn is(&mut self, minute: i64, fields: Value, cause: Cause) {
        let body = record(fields);
        let news = News::Seen(Snapshot::of(Kind::Contact, id(), body, Coverage::Whole, at(minute)));
        self.hears(minute, &news, cause);
    }

    fn goes(&mut self, minute: i64, cause: Cause) {
        let news = News::Gone { kind: Kind::Contact, id: id(), contact: None, at: at(minute) };
        self.hears(minute, &news, cause);
    }

    fn hears(&mut self, minute: i64, news: &News, cause: Cause) {
        let decision = decide(self.stored.as_ref(), news);
        let fields = match &decision {
            mirror::Decision::Update(_, fields) | mirror::Decision::Restore(_, fields) => fields.clone(),
            _ => Vec::new(),
        };
        if let Some(action) = decision.action() {
            self.log.push(change(minute, action, fields, cause));
        }
        if let Some(stored) = decision.stored() {
            self.stored = Some(stored.clone());
        }
    }

    fn held(&self) -> Held {
        let stored = self.stored.clone().unwrap();
        Held {
            kind: Kind::Contact,
            id: id(),
            contact: ContactId::new("c1").ok(),
            doc: stored.doc,
            deleted_at: stored.deleted_at,
        }
    }

    fn touched(&self) -> Vec<Touched> {
        vec![Touched { held: self.held(), log: self.log.clone() }]
    }

    fn at(&self, minute: i64) -> AsOf {
        as_of(&self.held(), &self.log, None, at(minute))
    }
}

fn doc(value: Value) -> Doc {
    Doc::from_fields(record(value))
}

/// The record after the plan's writes.
fn after(held: &Held, plan: &Plan) -> Doc {
    let mut fields = flat(&held.doc);
    for step in &plan.steps {
        match &step.effect {
            Effect::Set { fields: values } => fields.extend(values.clone()),
            Effect::Add { field, values } => {
                let mut list = atom::items(fields.get(field).unwrap_or(&Value::Null));
                list.extend(values.iter().cloned());
                fields.insert(field.clone(), json!(list));
            }
            Effect::Remove { field, values } => {
                let mut list = atom::items(fields.get(field).unwrap_or(&Value::Null));
                list.retain(|item| !values.contains(item));
                fields.insert(field.clone(), json!(list));
            }
            _ => {}
        }
    }
    unflat(&fields)
}

#[test]
fn a_custom_field_has_a_history_of_its_own() {
    let mut life = Life::default();
    life.is(1, json!({"customFields": [{"id": "f1", "value": "a"}, {"id": "f2", "value": "x"}]}), by_them());
    life.is(2, json!({"customFields": [{"id": "f1", "value": "b"}, {"id": "f2", "value": "x"}]}), by_run());
    life.is(3, json!({"customFields": [{"id": "f1", "value": "b"}, {"id": "f2", "value": "y"}]}), by_them());

    let steps = field_history(&life.log, "customFields.f1");

    assert_eq!(steps.len(), 1);
    assert_eq!((steps[0].before.clone(), steps[0].after.clone()), (Some(json!("a")), Some(json!("b"))));
    assert_eq!(steps[0].cause, by_run());
}

#[test]
fn a_record_is_shown_as_it_was_also_while_it_was_gone() {
    let mut life = Life::default();
    life.is(1, json!({"city": "Rome", "dateAdded": "2026-11-23T10:01:00Z"}), by_them());
    life.is(2, json!({"city": "Oslo", "dateAdded": "2026-11-23T10:01:00Z"}), by_them());
    life.goes(3, by_them());
    life.is(4, json!({"city": "Bern", "dateAdded": "2026-11-23T10:01:00Z"}), by_them());

    assert_eq!(life.at(0), AsOf::NotYet);
    let AsOf::There { doc: was, .. } = life.at(1) else { panic!("it was there") };
    assert_eq!(was.text("city"), Some("Rome"));
    let AsOf::Deleted { doc: was } = life.at(3) else { panic!("it was gone") };
    assert_eq!(was.text("city"), Some("Oslo"));
}

#[test]
fn what_was_before_the_log_is_not_made_up() {
    let mut life = Life::default();
    life.is(5, json!({"city": "Rome", "dateAdded": "2020-01-01T00:00:00Z"}), Cause::Backfill);

    assert_eq!(life.at(1), AsOf::Unknown { known_from: at(5) });
    assert_eq!(as_of(&life.held(), &[], Some(at(9)), at(6)), AsOf::Unknown { known_from: at(9) });
}

#[test]
fn what_became_known_later_is_assumed_and_marked() {
    let learned = FieldChange {
        field: "postalCode".into(),
        before: None,
        after: Some(json!("0150")),
        knowledge: Knowledge::Learned,
    };
    let held = Held {
        kind: Kind::Contact,
        id: id(),
        contact: None,
        doc: doc(json!({"postalCode": "0150"})),
        deleted_at: None,
    };

    let past = as_of(&held, &[change(5, Action::Learned, vec![learned], Cause::Opened)], None, at(1));

    assert_eq!(past, AsOf::There { doc: held.doc, assumed: vec!["postalCode".into()] });
}

#[test]
fn restoring_says_what_cannot_be_written() {
    let mut life = Life::default();
    life.is(1, json!({"city": "Rome", "type": "lead"}), by_them());
    life.is(2, json!({"city": "Oslo", "type": "customer"}), by_them());

    let plan = restore(&life.held(), &doc(json!({"city": "Rome", "type": "lead"})), None);

    assert_eq!(plan.steps[0].effect, Effect::Set { fields: record(json!({"city": "Rome"})) });
    assert_eq!(plan.steps[0].base, record(json!({"city": "Oslo"})));
    assert_eq!(plan.left_out[0].words(), "“type” cannot be written in HighLevel");
}

#[test]
fn only_the_chosen_field_is_restored() {
    let mut life = Life::default();
    life.is(1, json!({"city": "Oslo", "email": "b@example.com"}), by_them());

    let plan = restore(&life.held(), &doc(json!({"city": "Rome"})), Some(&["city"]));

    assert_eq!(after(&life.held(), &plan), doc(json!({"city": "Rome", "email": "b@example.com"})));
}

#[test]
fn a_deleted_record_is_made_again_from_its_last_state() {
    let mut life = Life::default();
    life.is(
        1,
        json!({"id": "c1", "city": "Rome", "gender": "f", "dateAdded": "2020-01-01T00:00:00Z"}),
        by_them(),
    );
    life.goes(2, by_run());

    let plan = undo(&origin(), &life.touched());

    assert_eq!(plan.steps[0].record, None);
    assert_eq!(
        plan.steps[0].effect,
        Effect::Create { fields: record(json!({"city": "Rome", "gender": "f"})) }
    );
    assert_eq!(plan.left_out[0].field.as_deref(), Some("dateAdded"));
}

#[test]
fn undoing_a_run_leaves_what_others_altered_since_and_says_so() {
    let mut life = Life::default();
    life.is(1, json!({"city": "Rome", "state": "RM", "tags": ["old"]}), by_them());
    life.is(2, json!({"city": "Oslo", "state": "OS", "tags": ["old", "new"]}), by_run());
    life.is(3, json!({"city": "Bern", "state": "OS", "tags": ["old", "new", "theirs"]}), by_them());

    let plan = undo(&origin(), &life.touched());

    assert_eq!(
        after(&life.held(), &plan),
        doc(json!({"city": "Bern", "state": "RM", "tags": ["old", "theirs"]}))
    );
    let words: Vec<String> = plan.left_out.iter().map(LeftOut::words).collect();
    assert_eq!(words, ["“city” was changed since, in HighLevel at 2026-11-23 10:03 UTC"]);
}

#[test]
fn what_a_run_made_goes_unless_somebody_worked_on_it() {
    let mut untouched = Life::default();
    untouched.is(1, json!({"city": "Rome"}), by_run());
    let mut worked_on = Life::default();
    worked_on.is(1, json!({"city": "Rome"}), by_run());
    worked_on.is(2, json!({"city": "Oslo"}), by_them());

    assert_eq!(undo(&origin(), &untouched.touched()).steps[0].effect, Effect::Delete);
    let plan = undo(&origin(), &worked_on.touched());
    assert!(plan.is_empty());
    assert!(matches!(plan.left_out[0].why, Why::ChangedSince { .. }));
}

#[test]
fn an_import_is_undone_by_its_writes() {
    let write = WriteId::from_uuid(Uuid::from_u128(3));
    let mut life = Life::default();
    life.is(1, json!({"city": "Rome"}), by_them());
    let person = crate::ids::PersonId::from_uuid(Uuid::from_u128(4));
    life.is(2, json!({"city": "Oslo"}), Cause::Person { person, write: Some(write) });

    let import = Origin::Writes(HashSet::from([write]));

    assert_eq!(after(&life.held(), &undo(&import, &life.touched())), doc(json!({"city": "Rome"})));
    assert!(undo(&origin(), &life.touched()).is_empty());
}

#[derive(Debug, Clone)]
enum Act {
    Is(Value, bool),
    Goes(bool),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let value = || prop::option::of(prop::sample::select(vec!["x", "y", "z"]));
    let tags = prop::sample::subsequence(vec!["a", "b", "c"], 0..=3);
    let is = (value(), value(), value(), tags, any::<bool>()).prop_map(|(city, state, custom, tags, run)| {
        let custom: Vec<Value> = custom.iter().map(|value| json!({"id": "f1", "value": value})).collect();
        let fields = json!({
            "city": city, "state": state, "customFields": custom, "tags": tags, "email": "a@example.com",
        });
        Act::Is(fields, run)
    });
    prop::collection::vec(prop_oneof![9 => is, 1 => any::<bool>().prop_map(Act::Goes)], 1..14)
}

/// What somebody would see who looked: nothing, the record, or its last state.
fn look(life: &Life) -> AsOf {
    match &life.stored {
        None => AsOf::NotYet,
        Some(stored) if stored.doc.is_empty() => AsOf::NotYet,
        Some(stored) if stored.deleted_at.is_some() => AsOf::Deleted { doc: stored.doc.clone() },
        Some(stored) => AsOf::There { doc: stored.doc.clone(), assumed: Vec::new() },
    }
}

fn lived(acts: &[Act]) -> (Life, Vec<AsOf>) {
    let mut life = Life::default();
    let mut seen = vec![look(&life)];
    for (minute, act) in (1..).zip(acts) {
        let cause = |run: bool| if run { by_run() } else { by_them() };
        match act {
            Act::Is(fields, run) => life.is(minute, fields.clone(), cause(*run)),
            Act::Goes(run) => life.goes(minute, cause(*run)),
        }
        seen.push(look(&life));
    }
    (life, seen)
}

proptest! {
    #[test]
    fn a_record_as_of_any_moment_is_what_one_would_have_seen(acts in acts()) {
        let (life, seen) = lived(&acts);
        // Of a record that was never met there is only a grave.
        prop_assume!(!life.stored.as_ref().unwrap().doc.is_empty());

        for (minute, then) in (0..).zip(&seen) {
            prop_assert_eq!(&life.at(minute), then, "minute {}", minute);
        }
    }

    #[test]
    fn a_plan_to_restore_leads_to_what_was(acts in acts()) {
        let (life, seen) = lived(&acts);
        let held = life.held();
        prop_assume!(held.deleted_at.is_none());

        for then in &seen {
            if let AsOf::There { doc: past, .. } | AsOf::Deleted { doc: past } = then {
                let plan = restore(&held, past, None);
                prop_assert_eq!(flat(&after(&held, &plan)), flat(past));
                prop_assert!(plan.left_out.is_empty());
            }
        }
    }

    #[test]
    fn undoing_a_run_that_came_last_leads_to_what_was_before_it(
        before in acts(), after_it in acts(),
    ) {
        let theirs = before.into_iter().filter_map(|act| match act {
            Act::Is(fields, _) => Some(Act::Is(fields, false)),
            Act::Goes(_) => None,
        });
        let runs = after_it.into_iter().filter_map(|act| match act {
            Act::Is(fields, _) => Some(Act::Is(fields, true)),
            Act::Goes(_) => None,
        });
        let first = Act::Is(json!({"email": "a@example.com"}), false);
        let theirs: Vec<Act> = std::iter::once(first).chain(theirs).collect();
        let all: Vec<Act> = theirs.iter().cloned().chain(runs).collect();
        let (life, seen) = lived(&all);

        let plan = undo(&origin(), &life.touched());

        let AsOf::There { doc: before, .. } = &seen[theirs.len()] else { panic!("it was there") };
        prop_assert_eq!(flat(&after(&life.held(), &plan)), flat(before));
        prop_assert!(plan.left_out.is_empty());
    }

    #[test]
    fn undoing_never_touches_what_others_altered_last(acts in acts()) {
        let (life, _) = lived(&acts);
        let held = life.held();
        prop_assume!(held.deleted_at.is_none());

        let plan = undo(&origin(), &life.touched());

        for step in &plan.steps {
            for preview in &step.preview {
                let last = field_history(&life.log, &preview.field).into_iter().next();
                if !crate::merge::is_set(&preview.field) {
                    prop_assert_eq!(last.map(|step| step.cause), Some(by_run()));
                }
            }
        }
    }
}
