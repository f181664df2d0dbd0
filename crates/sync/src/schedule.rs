//! What comes round again: watching, for every live connection, looking for work that lost its job, and upkeep.
//!
//! A private token's contacts and tasks are asked for every few seconds, at two calls a round of at most a tenth of
//! the smallest budget HighLevel gives (25 calls in 10 seconds). Where webhooks come, tasks are looked through once
//! a minute, since HighLevel tells of no edit of a task, and contacts every five minutes.

use std::time::Duration;

use domain::budget::Lane;
use domain::connection::{Connection, Kind, State};
use domain::job;
use futures::FutureExt as _;
use queue::{Due, Every};
use store::{Store, StoreError};

use crate::reopen::lost;
use crate::upkeep;

/// How often a private token's location is watched: 2 calls in 10 seconds.
const WATCH: Duration = Duration::from_secs(10);
/// How often tasks are looked through where webhooks come.
const TASKS: Duration = Duration::from_secs(60);
/// How often contacts are looked through where webhooks come.
const CONTACTS: Duration = Duration::from_secs(300);

/// How often work that lost its job is looked for.
const LOST: Duration = Duration::from_secs(60);

/// The rounds, for a worker to run.
pub fn schedule(store: &Store) -> Vec<Every> {
    vec![
        round(store, "watching contacts", WATCH, Kind::Private, job::Kind::Reconcile),
        round(store, "watching tasks", WATCH, Kind::Private, job::Kind::SweepTasks),
        round(store, "looking through tasks", TASKS, Kind::OAuth, job::Kind::SweepTasks),
        round(store, "looking through contacts", CONTACTS, Kind::OAuth, job::Kind::Reconcile),
        look_for_lost(store),
        upkeep::round(store),
    ]
}

fn look_for_lost(store: &Store) -> Every {
    let store = store.clone();
    let look = move || {
        let store = store.clone();
        async move { lost(&store).await }.boxed()
    };
    Every::new("looking for lost work", LOST, look).and_at_start()
}

fn round(store: &Store, name: &'static str, period: Duration, of: Kind, work: job::Kind) -> Every {
    let store = store.clone();
    Every::new(name, period, move || {
        let (store, work) = (store.clone(), work.clone());
        async move { due(&store, of, &work).await }.boxed()
    })
}

async fn due(store: &Store, of: Kind, work: &job::Kind) -> Result<Vec<Due>, StoreError> {
    let connections = store.read().await?.connection_list().await?;
    let watched = |connection: &Connection| connection.kind == of && connection.state == State::Live;
    let due = |connection: Connection| Due {
        location: connection.location,
        kind: work.clone(),
        lane: Lane::Repair,
    };
    Ok(connections.into_iter().filter(watched).map(due).collect())
}
