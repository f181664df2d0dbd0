//! The page of a run in every state it has.

use askama::Template;
use domain::automation::run::{Class, Cursor, Failed, Opening, Phase, Run};
use domain::automation::{Definition, yaml};
use domain::ids::{AutomationId, RunId};
use highlevel::ContactId;
use serde_json::json;
use uuid::Uuid;
use workspace::runs::RunRow;

use super::*;
use crate::pages::automation::EXAMPLE;
use crate::pages::sample::{self, MINUTE, ago, now, well_formed};

fn definition() -> Definition {
    yaml::read(EXAMPLE).unwrap()
}

fn attempt() -> Attempt {
    let input = json!({"contactId": "c1", "title": "Call Ada", "dueDate": "2026-11-24T17:00:00Z", "completed": false});
    Attempt {
        key: "run/task".to_owned(),
        number: 2,
        request: Request::Operation {
            operation: "contacts.create-task".parse().unwrap(),
            input: input.as_object().unwrap().clone(),
        },
        phase: Phase::Called,
        began_at: ago(MINUTE),
        tried: vec![Tried { at: ago(MINUTE), reason: "HighLevel is not answering (503).".to_owned() }],
        looks: 0,
        holds: 0,
        calls: 1,
    }
}

/// Every state there is.
pub(crate) fn states() -> Vec<State> {
    let failed = Failed {
        reason: "HighLevel did not accept it: <dueDate> must be a date.".to_owned(),
        field: Some("dueDate".to_owned()),
        class: Class::Refused,
    };
    let waiting = |what| State::Waiting(Waiting { until: now(), what });
    vec![
        State::Ready,
        State::Running(attempt()),
        waiting(What::Step { events: Vec::new(), since: ago(MINUTE) }),
        waiting(What::Retry(attempt())),
        waiting(What::Hold(attempt())),
        State::Done,
        State::Stopped { reason: "They answered".to_owned() },
        State::Failed(failed),
        State::Cancelled,
    ]
}

/// A run in this state.
pub(crate) fn row(state: State) -> RunRow {
    let contact = ContactId::new("mT8vQ2xKc4LrW9pZ").ok();
    let trigger = json!({"on": "contact.tag_added"});
    let opening = Opening { contact, causes: Vec::new(), trigger };
    let id = RunId::from_uuid(Uuid::from_u128(7));
    let automation = AutomationId::from_uuid(Uuid::from_u128(1));
    let mut run = Run::open(id, (automation, 7), &definition(), opening, ago(9 * MINUTE));
    run.cursor = Some(Cursor { step: "task".parse().unwrap(), items: Vec::new() });
    run.ended_at = state.is_over().then(|| ago(MINUTE));
    run.state = state;
    RunRow { run, automation: "Quote follow-up".to_owned(), contact: Some("Marisol Tenbrook".to_owned()) }
}

fn finished(step: &str, outcome: Outcome, output: Value) -> Finished {
    let at = Cursor { step: step.parse().unwrap(), items: Vec::new() };
    let input = (step == "task").then(|| attempt().request);
    Finished {
        at,
        outcome,
        input,
        output,
        tried: attempt().tried,
        calls: 1,
        began_at: ago(5 * MINUTE),
        ended_at: ago(4 * MINUTE),
    }
}

fn view(state: State) -> RunView {
    let failed = match &state {
        State::Failed(failed) => Outcome::Failed(failed.clone()),
        _ => Outcome::Done,
    };
    RunView {
        row: row(state),
        definition: definition(),
        steps: vec![
            finished("wait", Outcome::Done, json!({"reason": "time"})),
            finished("answered", Outcome::Done, json!({"taken": 1, "name": null})),
            finished("task", failed, json!({"task": {"id": "t1", "title": "Call <Ada>"}})),
        ],
        ahead: definition().step(&"note".parse().unwrap()).into_iter().cloned().collect(),
        live: Some(8),
    }
}

impl Page {
    pub(crate) fn samples() -> Vec<(String, Self)> {
        let page = |state: State| (state.as_str().to_owned(), Self::of(sample::frame(), &view(state), true));
        states().into_iter().map(page).collect()
    }
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("run", &name, &page.render().unwrap());
    }
}

#[test]
fn a_run_under_way_can_be_stopped_and_one_that_is_over_made_again() {
    for (name, page) in Page::samples() {
        let over = page.ended.is_some();
        let html = page.render().unwrap();

        assert_eq!(html.contains("/cancel\""), !over, "{name}");
        assert_eq!(html.contains("/again\""), over, "{name}");
    }
}
