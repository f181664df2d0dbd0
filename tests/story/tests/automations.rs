//! Automations on disk: versions that stay as they were published, one run a cause, moves that are fenced.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use domain::{
    automation::{
        Automation, Standing,
        breaker::Streak,
        run::{Class, Failed, Opening, Run, State, Waiting, What},
        version::{State as VersionState, Versions},
        yaml,
    },
    change::{Cause, Seq},
    ids::{AutomationId, RunId},
    job::Kind,
};
use serde_json::json;
use store::{HoldsUp, NewRun, RunQuery, Store};
use story::{Place, contact, contact_id, location, on_both};

on_both!(
    a_published_version_stays_as_it_was,
    one_cause_opens_one_run_however_often_it_is_told,
    a_move_from_where_a_run_no_longer_stands_keeps_nothing,
    the_runs_of_a_contact_stand_in_line,
    the_cursor_of_triggers_moves_once_from_each_place,
    changes_wake_triggers_only_where_there_are_any,
    failed_runs_are_told_by_their_cause,
);

const FILE: &str = "name: One\ntrigger: { on: contact.created }\nsteps: [ { id: end, stop: Enough } ]\n";

fn automation(place: &Place) -> Automation {
    let now = place.clock().now();
    Automation {
        id: AutomationId::from_uuid(place.clock().uuid()),
        location: location(),
        name: "One".to_owned(),
        standing: Standing::Live,
        reason: None,
        since: Seq::START,
        streak: Streak { count: 3, cause: Some("refused/task/".to_owned()) },
        created_at: now,
        changed_at: now,
    }
}

fn run(place: &Place, automation: &Automation, number: usize) -> Run {
    let id = RunId::from_uuid(place.clock().uuid());
    let opening = Opening { contact: Some(contact_id(number)), causes: Vec::new(), trigger: json!({}) };
    Run::open(id, (automation.id, 1), &yaml::read(FILE).unwrap(), opening, place.clock().now())
}

async fn open(store: &Store, run: &Run, opened_by: &str) -> usize {
    let mut tx = store.begin().await.unwrap();
    let new = NewRun { run: run.clone(), opened_by: opened_by.to_owned() };
    let opened = tx.run_open(&location(), &[new], HoldsUp::Working).await.unwrap();
    tx.commit().await.unwrap();
    opened.len()
}

async fn save(store: &Store, run: &Run, epoch: i64) -> bool {
    let mut tx = store.begin().await.unwrap();
    let kept = tx.run_save(&location(), run, epoch, HoldsUp::Working).await.unwrap();
    tx.commit().await.unwrap();
    kept
}

async fn a_published_version_stays_as_it_was(place: Place) {
    let store = place.open().await;
    let automation = automation(&place);
    let now = place.clock().now();
    let mut versions = Versions::default().write(yaml::read(FILE).unwrap(), None, now);
    versions.0[0].tested = true;
    let versions = versions.publish(None, now).unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.automation_save(&automation).await.unwrap();
    tx.automation_save_versions(&location(), automation.id, &versions).await.unwrap();
    let mut altered = versions.clone();
    altered.0[0].definition.name = "Another".to_owned();
    tx.automation_save_versions(&location(), automation.id, &altered).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.read().await.unwrap();
    let kept = tx.automation_versions(&location(), automation.id).await.unwrap();

    assert_eq!(kept, versions);
    assert_eq!(kept.0[0].state, VersionState::Live);
    assert_eq!(tx.automation_find(&location(), automation.id).await.unwrap(), Some(automation.clone()));
    assert_eq!(tx.automation_named(&location(), "One").await.unwrap(), Some(automation));
    assert_eq!(tx.automation_list_open(&location()).await.unwrap()[0].version, 1);
}

async fn one_cause_opens_one_run_however_often_it_is_told(place: Place) {
    let store = place.open().await;
    let automation = automation(&place);

    let first = open(&store, &run(&place, &automation, 1), "change/7").await;
    let again = open(&store, &run(&place, &automation, 1), "change/7").await;
    let other = open(&store, &run(&place, &automation, 1), "change/8").await;

    assert_eq!((first, again, other), (1, 0, 1));
}

async fn a_move_from_where_a_run_no_longer_stands_keeps_nothing(place: Place) {
    let store = place.open().await;
    let run = run(&place, &automation(&place), 1);
    open(&store, &run, "change/1").await;

    let moved = Run { state: State::Stopped { reason: "Enough".to_owned() }, ..run.clone() };
    assert!(save(&store, &moved, 0).await);
    assert!(!save(&store, &Run { state: State::Cancelled, ..run.clone() }, 0).await);

    let kept = store.read().await.unwrap().run_find(&location(), run.id).await.unwrap().unwrap();
    assert_eq!((kept.run, kept.epoch), (moved, 1));
}

async fn the_runs_of_a_contact_stand_in_line(place: Place) {
    let store = place.open().await;
    let automation = automation(&place);
    let runs = [run(&place, &automation, 1), run(&place, &automation, 1), run(&place, &automation, 2)];
    for (place, run) in runs.iter().enumerate() {
        open(&store, run, &format!("change/{place}")).await;
    }
    let before = async |run: &Run| store.read().await.unwrap().run_before(&location(), run).await.unwrap();
    assert_eq!((before(&runs[0]).await, before(&runs[1]).await), (None, Some(runs[0].id)));
    assert_eq!(before(&runs[2]).await, None);

    let now = place.clock().now();
    let what = What::Step { events: vec![domain::automation::On::MessageInbound], since: now };
    let waits = Run { state: State::Waiting(Waiting { until: now, what }), ..runs[0].clone() };
    save(&store, &waits, 0).await;

    assert_eq!(before(&runs[1]).await, None);
    let mut tx = store.read().await.unwrap();
    let awaiting = tx.run_list_awaiting(&location(), &[contact_id(1), contact_id(2)]).await.unwrap();
    assert_eq!(awaiting.len(), 1);
    let soon = now + jiff::SignedDuration::from_secs(1);
    assert_eq!(tx.run_list_to_wake(soon, 10).await.unwrap(), [(location(), runs[0].id, now)]);
}

async fn the_cursor_of_triggers_moves_once_from_each_place(place: Place) {
    let store = place.open().await;
    let mut tx = store.begin().await.unwrap();
    tx.trigger_begin(&location(), Seq::new(3)).await.unwrap();
    tx.trigger_begin(&location(), Seq::new(9)).await.unwrap();
    assert_eq!(tx.trigger_cursor(&location()).await.unwrap(), Some(Seq::new(3)));

    assert!(tx.trigger_move(&location(), Seq::new(3), Seq::new(5)).await.unwrap());
    assert!(!tx.trigger_move(&location(), Seq::new(3), Seq::new(6)).await.unwrap());

    assert_eq!(tx.trigger_cursor(&location()).await.unwrap(), Some(Seq::new(5)));
}

async fn changes_wake_triggers_only_where_there_are_any(place: Place) {
    let store = place.open().await;
    let has_job =
        async || store.read().await.unwrap().orphan_has_job(&location(), &Kind::MatchTriggers).await.unwrap();
    let change = async |number: usize, cause: Cause| {
        let mut tx = store.begin().await.unwrap();
        let now = place.clock().now();
        tx.mirror_apply_many(&location(), &[contact(number, 0, json!({}))], &cause, now).await.unwrap();
        tx.commit().await.unwrap();
    };
    change(1, Cause::Reconcile).await;
    assert!(!has_job().await, "nothing was ever published");

    let mut tx = store.begin().await.unwrap();
    let last = tx.change_last_seq(&location()).await.unwrap();
    tx.trigger_begin(&location(), last).await.unwrap();
    tx.commit().await.unwrap();
    change(2, Cause::Backfill).await;
    assert!(!has_job().await, "the baseline starts nothing");

    change(3, Cause::Reconcile).await;
    assert!(has_job().await);
    assert_eq!(store.read().await.unwrap().trigger_list_behind().await.unwrap(), [location()]);
}

async fn failed_runs_are_told_by_their_cause(place: Place) {
    let store = place.open().await;
    let automation = automation(&place);
    let now = place.clock().now();
    for number in 0..3 {
        let run = run(&place, &automation, number);
        open(&store, &run, &format!("change/{number}")).await;
        let class = if number == 0 { Class::Missing } else { Class::Refused };
        let failed = State::Failed(Failed { reason: "no".to_owned(), field: None, class });
        save(&store, &Run { state: failed, ended_at: Some(now), ..run }, 0).await;
    }

    let mut tx = store.read().await.unwrap();
    let causes = tx.run_list_causes(&location(), now, 10).await.unwrap();
    let query = RunQuery { cause: Some(causes[0].cause.clone()), limit: 10, ..RunQuery::default() };

    assert_eq!(causes.iter().map(|cause| cause.count).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(tx.run_list(&location(), &query).await.unwrap().len(), 2);
    assert_eq!(tx.run_count(&location()).await.unwrap()[0].count, 3);
}
